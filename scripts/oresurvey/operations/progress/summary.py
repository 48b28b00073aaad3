"""The last words of a run: what came out, what did not, what to do next."""

from oresurvey.operations.progress.lines import duration, log_end
from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import Progress
from oresurvey.operations.progress.standing import ResultsStanding

REPORT_RULE = "write_report"
TRAINING_RULES = ("train_model", "fit_baseline")

MOST_LOGS = 5
"""Logs of failed jobs that the summary names."""
MOST_REASONS = 10
"""Quarantined fields whose reasons the summary names where no field is left."""

OUTCOMES = {"finished": "is finished", "failed": "FAILED in part", "stopped": "was stopped"}


def head_words(progress: Progress, places: SurveyPlaces) -> str:
    """How the run ended."""
    return f"{places.what} {OUTCOMES[progress.outcome()]}"


def head_line(progress: Progress, places: SurveyPlaces, now: float) -> str:
    """How the run ended, and after how long."""
    return f"{head_words(progress, places)} after {duration(now - progress.begun)}."


def result_lines(standing: ResultsStanding, places: SurveyPlaces) -> list[str]:
    """Fields, maps and grains that are there now."""
    lines = []
    if standing.accepted is not None:
        lines.append(
            f"Fields: {standing.accepted} accepted, {len(standing.quarantined)} quarantined."
        )
    if standing.accepted == 0:
        lines.append("No field can be used, so there is no table and no report. The reasons:")
        lines += [f"  {reason}" for _, _, reason in standing.quarantined[:MOST_REASONS]]
    if standing.maps:
        lines.append(
            f"Mineral maps: {standing.maps}, with {standing.grains} grains (model {places.model})."
        )
    return lines


def job_lines(progress: Progress) -> list[str]:
    """Models trained and jobs done in this run."""
    done = [progress.jobs[number] for number in progress.took_s]
    trained = sorted(job.about["model"] for job in done if job.rule in TRAINING_RULES)
    not_run = len(progress.jobs) - len(done) - len(progress.failed)
    counts = [f"{len(done)} done", f"{len(progress.failed)} failed"]
    counts += [f"{not_run} not run"] if not_run else []
    counts += [f"{progress.kept} up to date before"]
    models = [f"Models trained: {', '.join(trained)}."] if trained else []
    return [*models, f"Jobs: {', '.join(counts)}."]


def failure_steps(progress: Progress, places: SurveyPlaces, command: str) -> list[str]:
    """What to do about a run that did not come to its end."""
    outcome = progress.outcome()
    if outcome == "finished":
        return []
    failed = [progress.jobs[number] for number in sorted(progress.failed)]
    steps = [f"see why {job.name} failed: {job.log}" for job in failed if log_end(job.log)]
    if len(steps) > MOST_LOGS:
        steps[MOST_LOGS:] = [f"and {len(steps) - MOST_LOGS} more: {places.status_page}"]
    steps += ["\n    ".join(error.strip().splitlines()) for error in progress.errors]
    if outcome == "failed" and places.raw_output.is_file():
        steps.append(f"see all that was printed: {places.raw_output}")
    return [*steps, f"run again, only what is missing is made: {command}"]


def next_steps(standing: ResultsStanding, places: SurveyPlaces, old: bool = False) -> list[str]:
    """What to do with the results; `old`: the report is one that this run did not get to."""
    steps = []
    if standing.report:
        page = places.report_page.resolve()
        steps.append(f"open the report{' (of an earlier run)' if old else ''}: {page}")
        where = f"{page}#quarantined"
    else:
        where = str(places.catalog)
    if standing.quarantined:
        steps.append(f"look at the quarantined photographs: {where}")
    return steps


def _with_steps(lines: list[str], steps: list[str]) -> list[str]:
    return [*lines, "Next:", *(f"  - {step}" for step in steps)] if steps else lines


def summary_lines(
    progress: Progress, standing: ResultsStanding, places: SurveyPlaces, command: str, now: float
) -> list[str]:
    """The summary of a run.

    Parameters
    ----------
    progress : Progress
        Of a run that has ended.
    standing : ResultsStanding
    places : SurveyPlaces
    command : str
        What runs the survey again.
    now : float
    """
    lines = [
        head_line(progress, places, now),
        *result_lines(standing, places),
        *job_lines(progress),
    ]
    unfinished = [job for number, job in progress.jobs.items() if number not in progress.took_s]
    made = any(progress.jobs[number].rule == REPORT_RULE for number in progress.took_s)
    old = any(job.rule == REPORT_RULE for job in unfinished) or bool(places.target and not made)
    steps = failure_steps(progress, places, command)
    if "audit" in places.target.split() and places.audit_page.is_file():
        steps.append(f"name the points: {places.audit_page.resolve()}")
    steps += next_steps(standing, places, old)
    return _with_steps(lines, steps)


def unchanged_lines(standing: ResultsStanding, places: SurveyPlaces) -> list[str]:
    """The summary of a run that found nothing to do."""
    lines = ["Nothing to be done: all results are up to date.", *result_lines(standing, places)]
    return _with_steps(lines, next_steps(standing, places))
