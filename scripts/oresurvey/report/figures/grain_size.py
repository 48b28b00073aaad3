"""Figure of grain sizes: size curves with bands over sections, one panel per mineral."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator

from oresurvey.presentation.looks import Look, deposit_looks
from oresurvey.presentation.style import (
    LINE,
    PAGE_WIDTH,
    fitted,
    new_figure,
    plain_logarithms,
    save,
)
from oresurvey.survey.minerals import Minerals

PANELS_ACROSS = 2
FEWEST = 4
"""Sections from which on a band is drawn: of two or three it is as wide as the panel."""
UNITS = {"um": "µm", "px": "px"}


def _rise(line: pd.DataFrame) -> pd.DataFrame:
    """The curve from its last point at 0 to its first at its greatest height."""
    pct = line["pct_finer"].to_numpy()
    begin = max(np.searchsorted(pct, 0.0, side="right") - 1, 0)
    return line.iloc[begin : np.searchsorted(pct, pct[-1] * (1 - 1e-12)) + 1]


def _ends_early(line: pd.DataFrame) -> bool:
    """Whether some of the area is in grains larger than the end of the curve."""
    return line["pct_finer"].iloc[-1] < 99.5


def _curve(axis, line: pd.DataFrame, look: Look) -> None:
    """Mean of the sections' curves, where it passes 80 %, and its band."""
    ends_early = _ends_early(line)
    line = _rise(line)
    if line["sections"].iloc[0] >= FEWEST:
        axis.fill_between(
            line["ecd"], line["low_pct"], line["high_pct"], facecolor=look.colour, alpha=0.14, lw=0
        )
    axis.plot(line["ecd"], line["pct_finer"], color=look.colour, lw=1.8)
    if ends_early:
        end = line["ecd"].iloc[-1], line["pct_finer"].iloc[-1]
        axis.plot(*end, ">", ms=7, color="white", mec=look.colour, mew=1.6, clip_on=False, zorder=4)
    if line["pct_finer"].iloc[-1] >= 80:
        # Between points of the grid, as it is drawn: straight on the logarithmic axis.
        at = np.exp(np.interp(80, line["pct_finer"], np.log(line["ecd"])))
        axis.plot(at, 80, look.marker, ms=6, color=look.colour, mec="white", mew=0.8)


def _decades(axis, ecd: pd.Series) -> None:
    """Ticks in plain figures: 1, 2, 5 of every decade, or whole decades where these are many."""
    wide = ecd.max() > 150 * ecd.min()
    axis.xaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5), numticks=10))
    plain_logarithms(axis.xaxis)


def _handles(looks: dict[str, Look], early: bool) -> list[Artist]:
    grey = "#555555"
    # More deposits than colours: the mark at the P80 tells them apart.
    handles: list[Artist] = [
        Line2D([], [], color=look.colour, marker=look.marker, lw=2.4, label=fitted(name))
        for name, look in looks.items()
    ]
    handles.append(Line2D([], [], marker="o", ls="", label="P80 of a curve", color=grey))
    handles.append(Patch(color=grey, alpha=0.25, lw=0, label=f"95 %, from {FEWEST} sections on"))
    if early:
        label = "the rest is in grains that the frame cuts"
        handles.append(Line2D([], [], marker=">", ls="", mfc="white", mec=grey, ms=7, label=label))
    return handles


def draw_size_curves(
    bands: pd.DataFrame, sizes: pd.DataFrame, minerals: Minerals, path: Path
) -> None:
    """Area in finer grains over ECD: one panel per mineral, one colour per deposit.

    Parameters
    ----------
    bands : DataFrame
        As ``size_bands.csv``.
    sizes : DataFrame
        As ``grain_size.csv``.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    codes = sorted(bands["code"].unique())
    columns = min(PANELS_ACROSS, max(len(codes), 1))
    rows = max(-(-len(codes) // columns), 1)
    # All deposits: one without curves keeps its colour for itself.
    deposits = sorted(set(sizes["deposit"]) | set(bands["deposit"]))
    width = PAGE_WIDTH if columns > 1 else 0.8 * PAGE_WIDTH
    # Names may take two lines.
    height = 2.7 * rows + 0.4 + 2 * LINE * -(-(len(deposits) + 3) // 2)
    figure, axes = new_figure(width, height, rows, columns, squeeze=False, sharex=True, sharey=True)
    looks = deposit_looks(deposits)
    unit = bands["unit"].iloc[0] if len(bands) else "px"
    for axis, code in zip(axes.flat, codes, strict=False):
        axis.axhline(80, color="#9a9a9a", lw=0.9, ls=":")
        for deposit, look in looks.items():
            line = bands[(bands["code"] == code) & (bands["deposit"] == deposit)]
            if len(line):
                _curve(axis, line, look)
        axis.set(xscale="log", title=minerals[code].name, ylim=(0, 101))
        axis.set_yticks(range(0, 101, 20))
        _decades(axis, bands["ecd"])
        # The row below may be shorter than this one.
        axis.tick_params(labelbottom=True)
    for axis in axes.flat[: len(codes)]:
        axis.set_xlabel(f"ECD ({UNITS[unit]})")
    for axis in axes[:, 0]:
        axis.set_ylabel("area in finer grains (%)")
    for axis in axes.flat[len(codes) :]:
        axis.axis("off")
    if looks:
        # Deposits without a curve keep their colour and need no line in the legend.
        drawn = {name: look for name, look in looks.items() if name in set(bands["deposit"])}
        lines = bands.groupby(["deposit", "code"])
        handles = _handles(drawn, any(_ends_early(line) for _, line in lines))
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
    save(figure, path)
