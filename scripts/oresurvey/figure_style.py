"""One look for every figure: fonts, grid, mineral colours, files that are equal when made again."""

import os
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from oresurvey.minerals import Minerals

STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    # Names come from the sheet; one with two dollars is no formula.
    "text.parse_math": False,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "svg.fonttype": "none",
    # Identifiers in the SVG come from this salt and not from chance.
    "svg.hashsalt": "oresurvey",
}
mpl.rcParams.update(STYLE)


def new_figure(width: float, height: float, rows: int = 1, columns: int = 1, **options):
    """A figure with its axes; no global state, no screen.

    Parameters
    ----------
    width, height : float
        Inches.
    rows, columns : int
        Of axes.
    **options
        Handed to ``Figure.subplots``.

    Returns
    -------
    Figure, Axes or array of Axes
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **options)


def save(figure: Figure, path: str | Path, kinds: tuple[str, ...] = ("svg", "png")) -> None:
    """Write a figure as ``PATH.svg`` and ``PATH.png``, each atomically and without a date."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{kind}")
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(fresh, format=kind, dpi=140, metadata=metadata)
        os.replace(fresh, path.with_name(f"{path.name}.{kind}"))


def colour_of(minerals: Minerals, code: int) -> str:
    """The mineral's colour, the same in every map and figure."""
    return minerals[code].colour


def legend_outside(axes, **options) -> None:
    """Legend to the right of the axes, never over the data."""
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), **options)
