"""What every benchmark shares: alternating measurements, peers in processes of their own, rows."""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
WORK = PROJECT / "results" / "benchmarks"
"""Everything the benchmarks make; never committed."""
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    stage, measure, unit : str
    ours : float
    peer : str
        What stands beside; "not installed" is added where it cannot be measured.
    theirs : float or None
    ratio : float or None
        How many times better ours is.
    reach : str
        What was aimed at; empty where the row is for information.
    holds : str
        "yes", or by how much it misses.
    repeats : int
    """

    stage: str
    measure: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    reach: str = ""
    holds: str = ""
    repeats: int = 1


def judged(value: float, at_least: float | None = None, at_most: float | None = None) -> dict:
    """The fields `reach` and `holds` of a row for a value and what it should reach."""
    if at_least is not None:
        missing = 1 - value / at_least
        reach = f"at least {at_least:g}"
    else:
        missing = value / at_most - 1
        reach = f"at most {at_most:g}"
    return {"reach": reach, "holds": "yes" if missing <= 0 else f"misses by {missing:.0%}"}


def seconds(work) -> float:
    """Wall-clock seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def alternate(works: dict, repeats: int = 5) -> dict[str, float]:
    """Median seconds of each of several calls, taken in turns after one of each to warm up.

    Parameters
    ----------
    works : dict of str to callable
        A callable that returns a number is believed (a peer timed elsewhere).
    repeats : int
    """

    def once(work):
        begun = time.perf_counter()
        told = work()
        return told if isinstance(told, float) else time.perf_counter() - begun

    for work in works.values():
        work()
    taken = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            taken[name].append(once(work))
    return {name: statistics.median(times) for name, times in taken.items()}


class Peer:
    """A script that measures something each time it is told to, in a process of its own.

    Parameters
    ----------
    script : str
        Beside this file. It prints one JSON line when ready, then one for each line it is sent.
    arguments : sequence of str
    python : path
        Interpreter; peers with packages of their own have an environment of their own.
    environment : dict
        Variables to set.
    """

    def __init__(self, script: str, *arguments: str, python=sys.executable, environment=None):
        self._process = subprocess.Popen(
            [str(python), str(PROJECT / "benchmarks" / script), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            # What a peer writes where it stands (logs) is no part of the project.
            cwd=WORK,
            env={**os.environ, **(environment or {})},
        )
        self.ready = self._told()

    def _told(self) -> dict:
        # Libraries print to the same stream; ours are the lines that begin a JSON object.
        for line in self._process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError(f"the peer stopped: {self._process.args}")

    def measure(self) -> dict:
        """One more measurement."""
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return self._told()

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


def serve(ready: dict, measure) -> None:
    """The other side of `Peer`: answer every line with a measurement."""
    print(json.dumps(ready), flush=True)
    for _ in sys.stdin:
        print(json.dumps(measure()), flush=True)


def peers_python() -> Path | None:
    """Interpreter with the packages of requirements-peers.txt (``make peers``); None without."""
    path = PROJECT / ".venv-peers" / "bin" / "python"
    return path if path.exists() else None


def finish(rows: list[Row], path: str) -> None:
    """Hand the rows of a stage over to the process that asked for them."""
    Path(path).write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
