"""Progress as lines of text, for a terminal."""

from pathlib import Path

from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.stage_progress import StageProgress, stages_of
from oresurvey.operations.progress.time_left import TimeLeft, survey_left

BAR = 20
"""Characters of a bar."""
LOG_LINES = 12
"""Last lines of the log of a failed job that are shown."""
LOG_END_BYTES = 20_000


def duration(seconds: float) -> str:
    """A duration for a person: "8 s", "12 min", "3 h 05 min".

    Examples
    --------
    >>> duration(11100)
    '3 h 05 min'
    """
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def left_words(left: TimeLeft) -> str:
    """Time left in words; "?" while some of it is not known: what is known is no lower bound that
    would help, where one job may take longer than all others."""
    if left.whole and left.seconds < 1:
        return "nearly done"
    if left.whole:
        return f"{duration(left.seconds)} left"
    if not left.seconds:
        return "? left"
    jobs = "1 job" if left.unknown == 1 else f"{left.unknown} jobs"
    return f"? left ({duration(left.seconds)}, and {jobs} of unknown length)"


def jobs_and_fields(stage: StageProgress) -> str:
    """What of a stage is done, in jobs, and in fields where it handles batches."""
    jobs = f"{stage.done}/{stage.total} {'job' if stage.total == 1 else 'jobs'}"
    return f"{jobs}, {stage.fields_done}/{stage.fields} fields" if stage.fields else jobs


def stage_state(stage: StageProgress) -> str:
    """What a stage does now, and how long it will."""
    if stage.ended:
        return stage.trouble or "done"
    waits = "" if stage.running else "waits, "
    return waits + left_words(stage.left) + (f", {stage.trouble}" if stage.trouble else "")


def stage_line(stage: StageProgress) -> str:
    """One stage as one line: name, bar, done of total, time left."""
    filled = int(stage.share * BAR)
    bar = "#" * filled + "." * (BAR - filled)
    return f"{stage.name:16} [{bar}] {jobs_and_fields(stage):30} {stage_state(stage)}"


def survey_line(progress: Progress, now: float) -> str:
    """The whole survey as one line."""
    failed = f", {len(progress.failed)} failed" if progress.failed else ""
    more = progress.running or progress.waiting
    left = f", {left_words(survey_left(progress, now))}" if more else ""
    return (
        f"survey: {len(progress.took_s)} of {len(progress.jobs)} jobs done{failed}, "
        f"{duration(now - progress.begun)} so far{left}"
    )


def running_line(progress: Progress) -> str:
    """What runs now, as one line; a job that tells how far it is, in its own words."""
    names = [
        f"{job.name}: {progress.said[job.number]}" if job.number in progress.said else job.name
        for job in progress.running
    ]
    return f"now: {'; '.join(names)}"


def training_words(told: dict) -> str:
    """How far a training is, from what it tells; see `training.progress.TrainingBar`."""
    words = f"{round(told['done'], 1):g} of {told['total']:g} {told['unit']}"
    return f"{words}, {told['note']}" if told["note"] else words


def progress_lines(progress: Progress, now: float) -> list[str]:
    """One line per stage, one for the survey, one for what runs."""
    lines = [stage_line(stage) for stage in stages_of(progress, now)]
    lines.append(survey_line(progress, now))
    return [*lines, running_line(progress)] if progress.running else lines


def log_end(path: str | None, lines: int = LOG_LINES) -> list[str]:
    """Last lines of a log that say something; none where the job left no log."""
    if path is None or not Path(path).is_file():
        return []
    with Path(path).open("rb") as log:
        log.seek(max(log.seek(0, 2) - LOG_END_BYTES, 0))
        text = log.read().decode("utf-8", errors="replace")
    return [line for line in text.splitlines() if line.strip()][-lines:]


def failure_lines(job: PlannedJob, raw_output: Path) -> list[str]:
    """A failed job: rule, batch, log, and the last lines of that log.

    Parameters
    ----------
    job : PlannedJob
    raw_output : Path
        Where to look when the job failed before it could write a log.
    """
    end = log_end(job.log)
    where = f"log: {job.log}" if end else f"it left no log; what it printed: {raw_output}"
    head = f"FAILED in stage {job.stage.replace('_', ' ')}: {job.name}; {where}"
    return [head, *(f"    {line}" for line in end)]
