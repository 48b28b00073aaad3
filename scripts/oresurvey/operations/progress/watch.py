"""The watch of a run: it hears Snakemake's log records, shows progress and tells the end.

Snakemake names what happens in the attribute ``event`` of its log records; of these four are heard.
The run is begun by the Snakefile's ``onstart``, which is not called for a dry run, in the processes
of jobs, or when there is nothing to be done.
"""

import logging
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass, replace
from typing import TextIO

from oresurvey.files.tables import read_json
from oresurvey.operations.progress.lines import failure_lines, training_words
from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.raw_output import RawOutput
from oresurvey.operations.progress.standing import results_standing
from oresurvey.operations.progress.status_page import write_status_page
from oresurvey.operations.progress.summary import summary_lines, unchanged_lines
from oresurvey.operations.progress.terminal import lines_on
from oresurvey.operations.run.notification import notify

DRAW_S = 1.0
"""Seconds between two drawings of the lines."""
PAGE_S = 5.0
"""Seconds between two writings of the status page."""

NOTHING_TO_DO = "Nothing to be done"
"""How Snakemake's message begins; it has no event of its own."""
ENDED_EARLY = "At least one job did not complete successfully"
"""Snakemake's last message after a failure or an interruption."""
STOPPING = ("Terminating processes on user request", "Will exit after finishing currently running")
"""How Snakemake's messages begin after Ctrl-C and after a polite signal."""


@dataclass(frozen=True)
class WatchedSurvey:
    """What a watch has to know of the survey.

    Attributes
    ----------
    places : SurveyPlaces
    command : str
        What runs the survey again.
    notify : str or None
        Command that is told the end.
    """

    places: SurveyPlaces
    command: str
    notify: str | None = None


class Watch(logging.Handler):
    """Keeps the progress of one run, the status page, and the lines on the terminal.

    Parameters
    ----------
    stream : text stream or None
        Where lines are shown; None: nothing is printed, Snakemake's own output is.
    """

    def __init__(self, stream: TextIO | None = None):
        super().__init__()
        self.stream = stream
        self.survey: WatchedSurvey | None = None
        self.progress: Progress | None = None
        self._terminal = lines_on(stream) if stream else None
        self._raw: RawOutput | None = None
        self._guard = threading.RLock()
        self._over = threading.Event()
        self._ticker: threading.Thread | None = None
        self._page_at = 0.0
        self._troubles: set[str] = set()

    def attend(self, survey: WatchedSurvey) -> None:
        """Learn which survey it is; nothing is shown or written yet."""
        self.survey = survey

    def make_only(self, target: str) -> None:
        """Learn that a run makes a named target and not the survey; "" for the survey."""
        if self.survey is None:
            raise RuntimeError("a watch has to attend a survey before it learns what is made")
        places = replace(self.survey.places, target=target)
        self.survey = replace(self.survey, places=places)

    def begin(self, jobs: list[PlannedJob], kept: int, earlier_s: dict[str, float]) -> None:
        """Begin to watch a run; for the arguments see `operations.progress.progress.Progress`."""
        with self._guard:
            by_number = {job.number: job for job in jobs}
            self.progress = Progress(by_number, time.time(), kept=kept, earlier_s=earlier_s)
            if self.stream:
                self._lead_output_away(self.stream)
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()

    @property
    def _watched(self) -> tuple[WatchedSurvey, Progress]:
        """The survey and its progress, once `attend` and `begin` were called."""
        if self.survey is None or self.progress is None:
            raise RuntimeError("a watch has to attend a survey and to begin before it looks")
        return self.survey, self.progress

    def _lead_output_away(self, stream: TextIO) -> None:
        """Keep the terminal for the lines."""
        terminal = os.fdopen(os.dup(stream.fileno()), "w", encoding="utf-8")
        places = self._watched[0].places
        self._raw = RawOutput(places.raw_output)
        self._terminal = lines_on(terminal)
        page = places.status_page
        self._terminal.say([f"To watch in a browser: {page.resolve()}"])

    def _tick(self) -> None:
        while True:
            try:
                with self._guard:
                    self._show()
            except Exception:
                # Whatever keeps the watch from looking, such as a file just replaced: no reason to
                # stop the survey, and the next look may succeed. Each trouble is told once.
                trouble = traceback.format_exc()
                if trouble not in self._troubles:
                    self._troubles.add(trouble)
                    print(trouble, file=sys.stderr)
            if self._over.wait(DRAW_S):
                return

    def _show(self) -> None:
        now, (survey, progress) = time.time(), self._watched
        self._hear_trainings()
        if self._terminal:
            self._terminal.show(progress, now)
        if now - self._page_at >= PAGE_S:
            self._page_at = now
            write_status_page(progress, survey.places, None, now)

    def _hear_trainings(self) -> None:
        survey, progress = self._watched
        for job in progress.running:
            told = survey.places.training_now(job.about.get("model", ""))
            if job.rule == "train_model" and told.is_file():
                state = read_json(told)
                progress.hear(job.number, state["left_s"], training_words(state))

    def emit(self, record: logging.LogRecord) -> None:
        """Hear what Snakemake logs."""
        try:
            with self._guard:
                if self.progress is None:
                    self._before_begin(record)
                else:
                    self._hear(record)
        except Exception:
            self.handleError(record)

    def _before_begin(self, record: logging.LogRecord) -> None:
        """Errors that keep a run from beginning, and that there is nothing to do."""
        if not self._terminal:
            return
        if record.levelno >= logging.WARNING:
            self._terminal.say([record.getMessage()])
        elif self.survey and str(record.msg).startswith(NOTHING_TO_DO):
            places = self.survey.places
            self._terminal.say(unchanged_lines(results_standing(places), places))

    def _hear(self, record: logging.LogRecord) -> None:
        about, now = vars(record), time.time()
        event, (survey, progress) = about.get("event"), self._watched
        if self._raw and event != "shellcmd" and (text := self.format(record)):
            # In one piece: jobs write into the same file.
            sys.stderr.write(f"{text}\n")
        if event == "job_info":
            progress.start(about["jobid"], now)
        elif event == "job_finished":
            progress.finish(about["job_id"], now)
        elif event == "job_error":
            number = about["jobid"]
            progress.fail(number, now)
            if self._terminal and number in progress.jobs:
                raw = survey.places.raw_output
                self._terminal.say(failure_lines(progress.jobs[number], raw))
        elif event is None and str(record.msg).startswith(STOPPING):
            progress.stopped = True
        elif event == "error" and not self._is_known(record):
            progress.errors.append(record.getMessage())

    @staticmethod
    def _is_known(record: logging.LogRecord) -> bool:
        """Whether an error only repeats that a job failed, or that the run ended early."""
        script_failed = getattr(record, "exception", "") == "RuleException"
        return script_failed or ENDED_EARLY in record.getMessage()

    def close(self) -> None:
        """Tell the end of the run: lines, page, notification."""
        if self._ticker and not self._over.is_set():
            self._over.set()
            self._ticker.join()
            try:
                with self._guard:
                    self._tell_end()
            except Exception:
                # Snakemake would pass over it in silence.
                traceback.print_exc()
        super().close()

    def _tell_end(self) -> None:
        now, (survey, progress) = time.time(), self._watched
        places = survey.places
        if self._terminal:
            self._terminal.show(progress, now)
        if self._raw:
            self._raw.restore()
        standing = results_standing(places)
        lines = summary_lines(progress, standing, places, survey.command, now)
        if self.stream:
            print("", *lines, sep="\n", file=self.stream, flush=True)
        write_status_page(progress, places, lines, now)
        if survey.notify:
            report = str(places.report_page.resolve()) if standing.report else ""
            status = "finished" if progress.outcome() == "finished" else "failed"
            trouble = notify(survey.notify, status, "\n".join(lines) + "\n", report)
            if trouble:
                print(trouble, file=self.stream or sys.stderr, flush=True)
