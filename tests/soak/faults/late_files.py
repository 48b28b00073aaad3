"""A network folder that shows files late: what a job wrote is seen by Snakemake seconds later.

A job's record is the last thing it writes. As soon as one appears, the outputs it tells of are
moved away, and put back after a while, within the time that Snakemake waits for files.
"""

import json
import os
import random
import time
from pathlib import Path

from faults.night import Night

NAME = "files shown late"
LATE_S = 3.0


def _records(jobs: Path) -> set[Path]:
    return {path for path in jobs.rglob("*.json") if not path.name.startswith(".")}


def _outputs(record: Path, results: Path) -> list[Path]:
    found = json.loads(record.read_text())["outputs"]
    return [path for name in found if (path := results / name).is_file()]


def inject(night: Night, rng: random.Random) -> bool:
    """Let every output be late until the run ends."""
    jobs = night.results / "records" / "jobs"
    known, hidden, late = _records(jobs), [], 0
    run = night.start()
    while not run.ended or hidden:
        fresh = _records(jobs) - known
        known |= fresh
        for path in [path for record in fresh for path in _outputs(record, night.results)]:
            away = path.with_name(f".{path.name}.late")
            os.replace(path, away)
            late += 1
            hidden.append((time.monotonic() + rng.uniform(0.2, LATE_S), away, path))
        for due, away, path in list(hidden):
            if run.ended or time.monotonic() > due:
                os.replace(away, path)
                hidden.remove((due, away, path))
        time.sleep(0.01)
    return late > 0
