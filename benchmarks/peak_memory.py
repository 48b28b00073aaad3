"""Run a command, then print its seconds and its peak memory as the last line, in JSON.

python benchmarks/peak_memory.py COMMAND ...
"""

import json
import resource
import subprocess
import sys
import time

if __name__ == "__main__":
    begun = time.perf_counter()
    code = subprocess.run(sys.argv[1:], check=False).returncode
    taken = time.perf_counter() - begun
    # Of the largest child that ended; Linux counts in KiB.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    print(json.dumps({"s": taken, "mb": peak}), file=sys.stderr)
    sys.exit(code)
