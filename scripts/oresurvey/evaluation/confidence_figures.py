"""Figures of confidence: reliability diagram, and risk over coverage."""

from pathlib import Path

import pandas as pd

from oresurvey.presentation.looks import deposit_looks
from oresurvey.presentation.style import (
    LINE,
    PAGE_WIDTH,
    fitted,
    legend_outside,
    new_figure,
    plain_logarithms,
    save,
)
from oresurvey.statistics.calibration import BINS, calibration_error

WHOLE = "all"
MARKS = {0.5: "o", 0.8: "s", 0.95: "^"}
"""Mark of each threshold that is shown on a curve."""


def _colours(table: pd.DataFrame) -> dict[str, str]:
    """All deposits together in grey, each of them in a colour; one deposit stands for itself."""
    deposits = sorted(set(table["deposit"]) - {WHOLE})
    colours = {name: look.colour for name, look in deposit_looks(deposits).items()}
    return colours if len(deposits) == 1 else {WHOLE: "#555555"} | colours


def _height(table: pd.DataFrame, least: float) -> float:
    """Inches of a figure whose legend names every deposit, on two lines where it must."""
    return max(least, 6 * LINE + 2 * LINE * table["deposit"].nunique())


def draw_reliability(table: pd.DataFrame, title: str, path: Path) -> None:
    """Accuracy over confidence, and below it where the pixels are.

    Parameters
    ----------
    table : DataFrame
        ``reliability.csv`` of one split.
    title : str
    path : Path
        Without suffix.
    """
    figure, (upper, lower) = new_figure(
        PAGE_WIDTH, _height(table, 5.6), 2, 1, sharex=True, gridspec_kw={"height_ratios": [3, 1]}
    )
    upper.plot([0, 1], [0, 1], color="#8a8a8a", lw=1, ls="--")
    for name, colour in _colours(table).items():
        of = table[table["deposit"] == name]
        shown = "all deposits" if name == WHOLE else fitted(name)
        label = f"{shown}: error {calibration_error(of):.4f}"
        upper.plot(of["mean_confidence"], of["accuracy"], "o-", ms=4, color=colour, label=label)
        share = 100 * of["pixels"] / max(of["pixels"].sum(), 1)
        lower.step((of["bin"] - 0.5) / BINS, share, where="mid", color=colour)
    upper.set(ylabel="accuracy (share)", title=f"Reliability, {title}", ylim=(0, 1.02))
    # A scale of logarithms needs something to show.
    scale = "log" if len(table) else "linear"
    lower.set(xlabel="confidence (probability)", ylabel="pixels (%)", xlim=(0, 1.02), yscale=scale)
    if scale == "log":
        plain_logarithms(lower.yaxis)
    legend_outside(upper)
    save(figure, path)


def draw_risk_coverage(table: pd.DataFrame, title: str, path: Path) -> None:
    """Share of wrong pixels among those identified, over the share identified.

    Parameters
    ----------
    table : DataFrame
        ``risk_coverage.csv`` of one split.
    title : str
    path : Path
        Without suffix.
    """
    figure, axes = new_figure(PAGE_WIDTH, _height(table, 4))
    for name, colour in _colours(table).items():
        of = table[table["deposit"] == name]
        label = "all deposits" if name == WHOLE else fitted(name)
        axes.plot(100 * of["coverage"], 100 * of["risk"], color=colour, label=label)
        for threshold, mark in MARKS.items():
            kept = of[of["threshold"] >= threshold]
            if len(kept):
                axes.plot(100 * kept["coverage"].iloc[0], 100 * kept["risk"].iloc[0], mark,
                          ms=5, color=colour)  # fmt: skip
    for threshold, mark in MARKS.items():
        axes.plot([], [], mark, ms=5, color="#8a8a8a", label=f"threshold {threshold:g}")
    axes.set(
        xlabel="identified (% of the annotated pixels)",
        ylabel="wrong (% of the identified)",
        title=f"Risk over coverage, {title}",
    )
    axes.set_ylim(bottom=0)
    legend_outside(axes)
    save(figure, path)
