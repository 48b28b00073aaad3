"""The status page: how far the survey is, in a page that can be left open."""

import os
import time
from pathlib import Path

from oresurvey.operations.progress.lines import (
    duration,
    jobs_and_fields,
    left_words,
    log_end,
    stage_state,
)
from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import Progress
from oresurvey.operations.progress.stage_progress import StageProgress, stages_of
from oresurvey.operations.progress.standing import quarantined_so_far
from oresurvey.operations.progress.summary import head_words
from oresurvey.operations.progress.time_left import survey_left
from oresurvey.presentation.render import render

REFRESH_S = 10
"""Seconds after which an open page reads itself again."""
MOST_ROWS = 50
"""Quarantined fields and failures that are shown; of a bad night there are thousands."""

TEMPLATE = Path(__file__).parent / "templates" / "status.html"


def _clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def _link(places: SurveyPlaces, path) -> str:
    """Path of a file as the page sees it."""
    return os.path.relpath(path, places.status_page.parent).replace(os.sep, "/")


def _stage_row(stage: StageProgress, ended: bool) -> dict:
    return {
        "name": stage.name,
        "percent": round(100 * stage.share),
        "counts": jobs_and_fields(stage),
        "state": "stopped" if ended and not stage.ended else stage_state(stage),
        "bad": bool(stage.trouble),
    }


def _running_rows(progress: Progress, now: float) -> list[dict]:
    return [
        {
            "name": job.name,
            "since": duration(now - progress.started[job.number]),
            "words": progress.said.get(job.number, ""),
        }
        for job in progress.running[:MOST_ROWS]
    ]


def _failure_rows(progress: Progress, places: SurveyPlaces) -> list[dict]:
    jobs = [progress.jobs[number] for number in progress.failed][:MOST_ROWS]
    return [
        {
            "name": job.name,
            "log": job.log,
            "link": _link(places, job.log) if end else None,
            "end": "\n".join(end),
        }
        for job, end in ((job, log_end(job.log)) for job in jobs)
    ]


def status_content(
    progress: Progress, places: SurveyPlaces, summary: list[str] | None, now: float
) -> dict:
    """What the page shows.

    Parameters
    ----------
    progress : Progress
    places : SurveyPlaces
    summary : list of str or None
        Of a run that has ended; the page then stands still.
    now : float
        Seconds since the epoch.
    """
    ended = summary is not None
    quarantined = quarantined_so_far(places)
    return {
        "head": head_words(progress, places) if ended else f"{places.what} runs",
        "outcome": progress.outcome() if ended else "running",
        "refresh_s": None if ended else REFRESH_S,
        "begun": _clock(progress.begun),
        "written": _clock(now),
        "so_far": duration(now - progress.begun),
        "left": None if ended else left_words(survey_left(progress, now)),
        "done": len(progress.took_s),
        "total": len(progress.jobs),
        "stages": [_stage_row(stage, ended) for stage in stages_of(progress, now)],
        "running": [] if ended else _running_rows(progress, now),
        "failures": _failure_rows(progress, places),
        "failed": len(progress.failed),
        "errors": progress.errors,
        "quarantined": quarantined[:MOST_ROWS],
        "quarantined_count": len(quarantined),
        "summary": "\n".join(summary or []),
        "raw_output": _link(places, places.raw_output) if places.raw_output.is_file() else None,
        "report": _link(places, places.report_page)
        if ended and places.report_page.is_file()
        else None,
    }


def write_status_page(
    progress: Progress, places: SurveyPlaces, summary: list[str] | None, now: float
) -> None:
    """Write the page, atomically; see `status_content`."""
    content = status_content(progress, places, summary, now)
    render(TEMPLATE, places.status_page, status=content)
