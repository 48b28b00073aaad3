"""Where progress is shown: lines redrawn in place on a terminal, else few lines in a file."""

import os
import time
from typing import TextIO

from oresurvey.operations.progress.lines import (
    duration,
    jobs_and_fields,
    progress_lines,
    survey_line,
)
from oresurvey.operations.progress.progress import Progress
from oresurvey.operations.progress.stage_progress import stages_of

EVERY_S = 60.0
"""Seconds between two lines about the whole survey where lines are not redrawn."""

UP_AND_CLEAR = "\x1b[{}F\x1b[J"


class RedrawnLines:
    """Lines that are redrawn in place; what is said stays above them.

    Parameters
    ----------
    stream : text stream
        A terminal.
    """

    def __init__(self, stream: TextIO):
        self.stream = stream
        self._drawn = 0

    def _take_away(self) -> str:
        return UP_AND_CLEAR.format(self._drawn) if self._drawn else ""

    def show(self, progress: Progress, now: float) -> None:
        """Draw the lines anew, cut to the width of the terminal."""
        columns, rows = os.get_terminal_size(self.stream.fileno())
        lines = progress_lines(progress, now)
        # Lines that have scrolled out of the window could not be taken away again.
        lines = [line[: columns - 1] for line in lines[-(rows - 1) :]]
        self.stream.write(self._take_away() + "".join(f"{line}\n" for line in lines))
        self.stream.flush()
        self._drawn = len(lines)

    def say(self, lines: list[str]) -> None:
        """Print lines that stay."""
        self.stream.write(self._take_away() + "".join(f"{line}\n" for line in lines))
        self.stream.flush()
        self._drawn = 0


class PlainLines:
    """One line when a stage begins or ends, and one a minute about the whole survey.

    Parameters
    ----------
    stream : text stream
    """

    def __init__(self, stream: TextIO):
        self.stream = stream
        self._begun: set[str] = set()
        self._ended: set[str] = set()
        self._spoke: float | None = None

    def show(self, progress: Progress, now: float) -> None:
        """Print what is new."""
        if self._spoke is None:
            self._spoke = now
        for stage in stages_of(progress, now):
            touched = stage.done + stage.running + stage.failed
            if touched and stage.stage not in self._begun:
                self._begun.add(stage.stage)
                self._say_at(now, f"{stage.name} begins: {jobs_and_fields(stage)}")
            if stage.ended and stage.stage not in self._ended:
                self._ended.add(stage.stage)
                so_far = duration(now - progress.begun)
                self._say_at(
                    now,
                    f"{stage.name} {stage.trouble or 'done'}: {jobs_and_fields(stage)}, "
                    f"{so_far} so far",
                )
        if now - self._spoke >= EVERY_S:
            self._spoke = now
            self._say_at(now, survey_line(progress, now))

    def _say_at(self, now: float, text: str) -> None:
        self.say([f"{time.strftime('%H:%M:%S', time.localtime(now))} {text}"])

    def say(self, lines: list[str]) -> None:
        """Print lines."""
        self.stream.write("".join(f"{line}\n" for line in lines))
        self.stream.flush()


def lines_on(stream: TextIO) -> RedrawnLines | PlainLines:
    """The way of showing progress that a stream is capable of."""
    redraws = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return RedrawnLines(stream) if redraws else PlainLines(stream)
