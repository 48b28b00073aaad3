"""A night of a survey that faults befall: it is started, looked at and killed from outside."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SAME_FOR_ALL_RUNS = {"ORESURVEY_COMMAND": "make survey", "SOURCE_DATE_EPOCH": "1767225600"}
"""Records tell the command, and the page of a survey when it was made."""
STARTED_S = 120.0
"""A run that has no job after so many seconds has none to do."""


class CannotBeTried(Exception):
    """This machine does not let the fault happen; the message says why."""


@dataclass
class Run:
    """One run of Snakemake and all that it starts, in a process group of its own."""

    process: subprocess.Popen
    log: Path

    @property
    def ended(self) -> bool:
        """Whether Snakemake is gone."""
        return self.process.poll() is not None

    @property
    def said(self) -> str:
        """All that was printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def processes(self) -> list[psutil.Process]:
        """Everything that still runs of it, Snakemake too."""
        found = []
        for process in psutil.process_iter():
            try:
                if os.getpgid(process.pid) == self.process.pid and process.status() != "zombie":
                    found.append(process)
            except (ProcessLookupError, psutil.Error):
                continue
        return found

    def jobs(self) -> list[psutil.Process]:
        """Processes of scripts at work."""
        found = []
        for process in self.processes():
            try:
                arguments = process.cmdline()
            except psutil.Error:
                continue
            if len(arguments) > 1 and "/.snakemake/scripts/" in arguments[1]:
                found.append(process)
        return found

    def wait_for_job(self, rng: random.Random) -> psutil.Process | None:
        """A job at work; None if the run ends without one."""
        end = time.monotonic() + STARTED_S
        while not self.ended and time.monotonic() < end:
            if jobs := self.jobs():
                return rng.choice(jobs)
            time.sleep(0.02)
        return None

    def wait(self) -> int:
        """Let it end; its exit status."""
        return self.process.wait()

    def kill_group(self) -> bool:
        """Kill -9 of Snakemake and every job, at once; whether Snakemake was still there."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.wait() == -signal.SIGKILL


@dataclass(frozen=True)
class Night:
    """A survey in a checkout of its own.

    Attributes
    ----------
    folder : Path
        The checkout; Snakemake runs here.
    results, photographs : Path
    longest_s : float
        A fault at a random moment falls within so many seconds of the start.
    targets : tuple of str
    cores : int
    """

    folder: Path
    results: Path
    photographs: Path
    longest_s: float
    targets: tuple[str, ...] = ("all",)
    cores: int = 2
    configuration: str = "survey.yaml"
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, folder: Path | None = None) -> Run:
        """Start the survey as `make survey` does, from this or from another checkout."""
        command = [sys.executable, "-m", "snakemake", "--profile", "profiles/workstation"]
        command += ["--cores", str(self.cores), "--configfile", self.configuration]
        log = self.folder / f"run-{time.monotonic_ns()}.log"
        with open(log, "wb") as stream:
            process = subprocess.Popen(
                [*command, "--", *self.targets],
                cwd=folder or self.folder,
                env=os.environ | SAME_FOR_ALL_RUNS | self.environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Run(process, log)

    def moment(self, rng: random.Random) -> float:
        """Seconds from the start to a fault."""
        return rng.uniform(0.5, self.longest_s)

    def wait_for_moment(self, run: Run, rng: random.Random) -> None:
        """Sleep until then, or until the run ends."""
        end = time.monotonic() + self.moment(rng)
        while not run.ended and time.monotonic() < end:
            time.sleep(0.02)

    def finish(self) -> Run:
        """One plain run to its end, which must succeed."""
        run = self.start()
        assert run.wait() == 0, run.said
        return run

    def some_photograph(self, rng: random.Random) -> Path:
        """A photograph of the survey."""
        images = ("*.jpg", "*.jpeg", "*.tif", "*.png")
        found = [path for kind in images for path in sorted(self.photographs.glob(kind))]
        return rng.choice(found)
