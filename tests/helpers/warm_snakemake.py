"""Snakemake in copies of a process that has imported what is not the project's.

So a dry run takes half of its time. Each is a process of its own, and imports the project
from its own folder.

As a script it is that process. It reads requests, one JSON in a line, and answers each with the
exit status of the run and its processor time in seconds.
"""

import atexit
import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

IMPORTED = (
    *("cc3d", "docutils", "jinja2", "pandas", "periodictable", "PIL.Image", "pydantic"),
    *("pyarrow.parquet", "rasterio", "requests", "scipy.ndimage", "scipy.stats", "skimage"),
    *("skimage.morphology", "skimage.segmentation", "smart_open", "snakemake.cli", "yaml"),
)
"""What Snakemake and the rules import, and not the project."""
APPEND = os.O_WRONLY | os.O_APPEND

spent_s = 0.0
"""Processor time of the runs so far; they are no children of this process."""


@cache
def _start() -> subprocess.Popen:
    """The process, started by the first run."""
    command = (sys.executable, __file__)
    warm = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(warm.kill)
    return warm


def run_warm(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess:
    """Run Snakemake in a folder; all that it prints is in ``stdout``."""
    global spent_s
    with TemporaryFile() as output:
        printed = f"/proc/{os.getpid()}/fd/{output.fileno()}"
        request = {"arguments": arguments, "folder": str(folder), "printed": printed}
        warm = _start()
        print(json.dumps(request | {"environment": environment}), file=warm.stdin, flush=True)
        returncode, seconds = json.loads(warm.stdout.readline())
        spent_s += seconds
        output.seek(0)
        return subprocess.CompletedProcess(arguments, returncode, output.read().decode())


def _requests() -> Iterator[dict]:
    """Requests, each in a process of its own; the first process answers and never returns one."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            yield json.loads(line)
            return
        _, status, used = os.wait4(child, 0)
        answer = (os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    for module in IMPORTED:
        import_module(module)
    gc.freeze()
    for request in _requests():
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(request["printed"], APPEND)
        for stream, number in ((nothing, 0), (file, 1), (file, 2)):
            os.dup2(stream, number)
        sys.path[0] = request["folder"]
        snakemake = sys.modules["snakemake.cli"]
        sys.argv = [snakemake.__file__, *request["arguments"]]
        snakemake.main(request["arguments"])
