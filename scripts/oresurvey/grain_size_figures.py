"""Figure of grain sizes: size curves with bands over sections, one panel per mineral."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from oresurvey.deposit_looks import deposit_looks
from oresurvey.figure_style import new_figure, save
from oresurvey.minerals import Minerals

PANELS_ACROSS = 3
UNITS = {"um": "µm", "px": "px"}


def _rise(line: pd.DataFrame) -> pd.DataFrame:
    """The curve from its last point at 0 to its first at 100 %."""
    pct = line["pct_finer"].to_numpy()
    begin = max(np.searchsorted(pct, 0.0, side="right") - 1, 0)
    return line.iloc[begin : np.searchsorted(pct, 100 * (1 - 1e-12)) + 1]


def _curve(axis, line: pd.DataFrame, colour: str, dashes: str) -> None:
    """Mean of the sections' curves, where it passes 80 %, and its band."""
    line = _rise(line)
    axis.fill_between(
        line["ecd"], line["low_pct"], line["high_pct"], facecolor=colour, alpha=0.14, lw=0
    )
    axis.plot(line["ecd"], line["pct_finer"], color=colour, lw=1.8, ls=dashes)
    # Between points of the grid, as it is drawn: straight on the logarithmic axis.
    at = np.exp(np.interp(80, line["pct_finer"], np.log(line["ecd"])))
    axis.plot(at, 80, "o", ms=6, color=colour, mec="white", mew=0.8)


def _decades(axis, ecd: pd.Series) -> None:
    """Ticks in plain figures: 1, 2, 5 of every decade, or whole decades where these are many."""
    wide = ecd.max() > 150 * ecd.min()
    axis.xaxis.set_major_locator(LogLocator(subs=(1,) if wide else (1, 2, 5), numticks=10))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.xaxis.set_minor_formatter(NullFormatter())


def _handles(colours: dict[str, str], censored: bool) -> list[Line2D]:
    grey = {"color": "#555555"}
    handles = [Line2D([], [], color=c, lw=2.4, label=name) for name, c in colours.items()]
    handles.append(Line2D([], [], marker="o", ls="", label="P80 of this curve", **grey))
    handles.append(Patch(color="#555555", alpha=0.25, lw=0, label="95 % over sections"))
    if censored:
        label = "at least: frame cuts over 20 % of the area"
        handles.append(Line2D([], [], ls="--", lw=1.8, label=label, **grey))
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
    across = max(columns, 2)
    # Small panels, so that the letters stay readable at half the width of a page.
    width = 3.3 * columns if columns > 1 else 5.0
    height = 2.7 * rows + 0.3 + 0.22 * -(-(len(deposits) + 3) // across)
    figure, axes = new_figure(width, height, rows, columns, squeeze=False, sharex=True, sharey=True)
    colours = {name: look.colour for name, look in deposit_looks(deposits).items()}
    unit = bands["unit"].iloc[0] if len(bands) else "px"
    whole = sizes[sizes["level"] == "deposit"].set_index(["deposit", "code"])
    at_least = whole["p80_at_least"].astype(bool).to_dict()
    for axis, code in zip(axes.flat, codes, strict=False):
        axis.axhline(80, color="#9a9a9a", lw=0.9, ls=":")
        for deposit, colour in colours.items():
            line = bands[(bands["code"] == code) & (bands["deposit"] == deposit)]
            if len(line):
                _curve(axis, line, colour, "--" if at_least[deposit, code] else "-")
        axis.set(xscale="log", title=minerals[code].name, ylim=(0, 101))
        axis.set_yticks(range(0, 101, 20))
        _decades(axis, bands["ecd"])
        # The row below may be shorter than this one.
        axis.tick_params(labelbottom=True)
    for axis in axes.flat[: len(codes)]:
        axis.set_xlabel(f"ECD, {UNITS[unit]}")
    for axis in axes[:, 0]:
        axis.set_ylabel("area in finer grains, %")
    for axis in axes.flat[len(codes) :]:
        axis.axis("off")
    if colours:
        drawn = {name: colour for name, colour in colours.items() if name in set(bands["deposit"])}
        handles = _handles(drawn, any(at_least.values()))
        figure.legend(handles=handles, loc="outside lower center", ncols=across)
    save(figure, path)
