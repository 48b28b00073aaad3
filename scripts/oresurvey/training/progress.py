"""How far a training is: a bar on the terminal and a small file for the status page."""

from pathlib import Path

from tqdm import tqdm

from oresurvey.files.tables import write_json

EVERY_S = 10
"""Seconds between two looks at the bar."""

IN_MINUTES = (
    "{desc}: {percentage:3.0f}% |{bar:30}| {n:.1f} of {total:g} min, {remaining} left{postfix}"
)


class TrainingBar(tqdm):
    """A progress bar that also writes how far it is, whenever it is drawn.

    Parameters
    ----------
    now : Path
        JSON file: ``done`` of ``total`` in ``unit``, ``left_s`` (None while unknown), and a
        ``note`` of the last epoch.
    **options
        Of tqdm.
    """

    def __init__(self, now: Path, **options):
        self.now = now
        super().__init__(desc="training", mininterval=EVERY_S, **options)

    def display(self, *arguments, **options):
        """Draw the bar, and write the file."""
        self._write()
        return super().display(*arguments, **options)

    def _write(self) -> None:
        state = self.format_dict
        # A resumed training begins in the middle: only what it did itself tells its speed.
        done = state["n"] - state["initial"]
        left_s = state["elapsed"] * (state["total"] - state["n"]) / done if done > 0 else None
        write_json(
            {
                "done": state["n"],
                "total": state["total"],
                "unit": state["unit"],
                "left_s": left_s,
                "note": self.postfix or "",
            },
            self.now,
        )


def minutes_bar(now: Path, minutes: float, spent: float) -> TrainingBar:
    """A bar of a training whose budget is in minutes, `spent` of which are used."""
    return TrainingBar(now, total=minutes, initial=spent, unit="min", bar_format=IN_MINUTES)


def steps_bar(now: Path, steps: int, done: int) -> TrainingBar:
    """A bar of a training whose budget is in steps, `done` of which are done."""
    return TrainingBar(now, total=steps, initial=done, unit="steps")
