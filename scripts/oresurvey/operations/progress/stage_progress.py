"""How far each stage is, as the terminal and the status page show it."""

from dataclasses import dataclass

from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.stages import STAGES
from oresurvey.operations.progress.time_left import TimeLeft, stage_left


@dataclass(frozen=True)
class StageProgress:
    """One stage of a run.

    Attributes
    ----------
    stage : str
    done, total, running, failed, blocked : int
        Jobs; blocked are those that cannot run as another failed.
    fields_done, fields : int
        Fields of the batches of its slowest rule; 0 and 0 where no batches are handled. A field
        counts once for every model.
    left : TimeLeft
    """

    stage: str
    done: int
    total: int
    running: int
    failed: int
    blocked: int
    fields_done: int
    fields: int
    left: TimeLeft

    @property
    def name(self) -> str:
        """The stage for a person."""
        return self.stage.replace("_", " ")

    @property
    def share(self) -> float:
        """Part that is done, 0..1; by fields where there are any."""
        return self.fields_done / self.fields if self.fields else self.done / self.total

    @property
    def trouble(self) -> str:
        """How many jobs failed and how many cannot run, in words; "" if all is well."""
        failed = f"{self.failed} failed" if self.failed else ""
        blocked = f"{self.blocked} cannot run" if self.blocked else ""
        return ", ".join(part for part in (failed, blocked) if part)

    @property
    def ended(self) -> bool:
        """Whether no job is left that could run."""
        return self.done + self.failed + self.blocked == self.total


def _fields_by_rule(progress: Progress, jobs: list[PlannedJob]) -> dict[str, tuple[int, int]]:
    """Fields done and all fields of each rule that handles batches."""
    counts: dict[str, tuple[int, int]] = {}
    for job in jobs:
        if job.fields is not None:
            done, total = counts.get(job.rule, (0, 0))
            ready = job.fields if job.number in progress.took_s else 0
            counts[job.rule] = (done + ready, total + job.fields)
    return counts


def stage_progress(progress: Progress, stage: str, now: float) -> StageProgress:
    """How far one stage is."""
    jobs = progress.of_stage(stage)
    # Of two rules that handle every field, the one behind says how many fields are through.
    counts = _fields_by_rule(progress, jobs).values()
    fields_done, fields = min(counts, key=lambda count: count[0] / count[1], default=(0, 0))
    return StageProgress(
        stage=stage,
        done=sum(job.number in progress.took_s for job in jobs),
        total=len(jobs),
        running=sum(job.number in progress.started for job in jobs),
        failed=sum(job.number in progress.failed for job in jobs),
        blocked=sum(job.number in progress.blocked for job in jobs),
        fields_done=fields_done,
        fields=fields,
        left=stage_left(progress, stage, now),
    )


def stages_of(progress: Progress, now: float) -> list[StageProgress]:
    """How far the stages are that have something to do, in the order of the work."""
    return [stage_progress(progress, stage, now) for stage in STAGES if progress.of_stage(stage)]
