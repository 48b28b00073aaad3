"""Time left: from what jobs of the same rule took in this run, else in earlier runs."""

import csv
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.stages import STAGES

OVERDUE = 1.5
"""Times what such jobs take, after which nothing is known of how long a job still will."""


@dataclass(frozen=True)
class TimeLeft:
    """Time left, as far as it is known.

    Attributes
    ----------
    seconds : float
        Of the jobs whose time is known.
    unknown : int
        Jobs of rules that never ran, or that take much longer than such jobs did.
    """

    seconds: float
    unknown: int = 0

    @property
    def whole(self) -> bool:
        """Whether that is the time left of all jobs."""
        return not self.unknown


def earlier_seconds(benchmarks: dict[str, list[str]]) -> dict[str, float]:
    """Mean seconds of a job by rule, from the benchmarks that earlier runs left.

    Parameters
    ----------
    benchmarks : dict of str to list of str
        Benchmark files by rule; those not there, and those that a killed run left empty, are
        passed over.
    """
    means = {}
    for rule, paths in benchmarks.items():
        files = [Path(path) for path in paths if Path(path).is_file()]
        seconds = [second for file in files for second in _benchmark_seconds(file)]
        if seconds:
            means[rule] = statistics.fmean(seconds)
    return means


def _benchmark_seconds(path: Path) -> list[float]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [float(row["s"]) for row in csv.DictReader(lines, delimiter="\t")]


def typical_seconds(progress: Progress) -> dict[str, float]:
    """Mean seconds of a job by rule: of this run where one is done, else of earlier runs."""
    measured: dict[str, list[float]] = {}
    for number, seconds in progress.took_s.items():
        measured.setdefault(progress.jobs[number].rule, []).append(seconds)
    return progress.earlier_s | {
        rule: statistics.fmean(seconds) for rule, seconds in measured.items()
    }


def _job_left(progress: Progress, job: PlannedJob, typical: float | None, now: float):
    """Seconds left of a job that runs or waits; None if unknown."""
    if job.number in progress.left_s:
        return progress.left_s[job.number]
    if typical is None:
        return None
    if job.number in progress.started:
        taken = now - progress.started[job.number]
        return max(typical - taken, 0.0) if taken <= OVERDUE * typical + 1 else None
    return typical


def _side_by_side(progress: Progress, jobs: Iterable[PlannedJob], now: float) -> TimeLeft:
    """Time left of jobs that fill the machine together: no less than the longest of them."""
    typical = typical_seconds(progress)
    left = [(_job_left(progress, job, typical.get(job.rule), now), job.share) for job in jobs]
    known = [(seconds, share) for seconds, share in left if seconds is not None]
    filled = sum(seconds * share for seconds, share in known)
    longest = max((seconds for seconds, _ in known), default=0.0)
    return TimeLeft(max(filled, longest), len(left) - len(known))


def stage_left(progress: Progress, stage: str, now: float) -> TimeLeft:
    """Time left of one stage, once it has the machine for itself."""
    unfinished = [*progress.running, *progress.waiting]
    return _side_by_side(progress, (job for job in unfinished if job.stage == stage), now)


def survey_left(progress: Progress, now: float) -> TimeLeft:
    """Time left of the whole survey: its stages one after the other."""
    stages = [stage_left(progress, stage, now) for stage in STAGES]
    return TimeLeft(sum(one.seconds for one in stages), sum(one.unknown for one in stages))
