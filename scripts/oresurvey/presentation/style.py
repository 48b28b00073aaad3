"""One look for every figure: fonts, grid, mineral colours, files that are equal when made again.

A figure is at most `PAGE_WIDTH` wide and its letters have at least `LEAST_PT` points: shrunk to one
column of a journal, 89 mm, they still have the 5 points that Nature asks for as a minimum.
"""

import os
import textwrap
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, NullFormatter

from oresurvey.survey.minerals import Minerals

STYLE = Path(__file__).with_suffix(".mplstyle")
mpl.rcParams.update(mpl.rc_params_from_file(STYLE, use_default_template=False))

PAGE_WIDTH = 7.0
"""Inches: the text width of an A4 page, and twice a column of a journal."""

LEAST_PT = 10
"""Size of the smallest letters, at `PAGE_WIDTH`."""

LINE = 0.2
"""Inches that a line of a legend takes."""

PICTURE_DPI = 220
"""Pixels per inch where photographs and maps are shown."""

PICTURE_HEIGHT = 11.0
"""Inches; a photograph that is taller than a page is made smaller."""

LABEL_WIDTH, LABEL_LINES = 20, 2
"""Characters and lines of a name in a figure."""


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


def save(
    figure: Figure,
    path: str | Path,
    kinds: tuple[str, ...] = ("svg", "png"),
    dpi: float | str = "figure",
) -> None:
    """Write a figure as ``PATH.svg`` and ``PATH.png``, each atomically and without a date.

    Parameters
    ----------
    figure : Figure
    path : path
        Without suffix.
    kinds : tuple of str
    dpi : float, optional
        Pixels per inch of the PNG; that of the style sheet by default.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        fresh = path.with_name(f".{path.name}.{kind}.{os.getpid()}.new")
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        try:
            figure.savefig(fresh, format=kind, dpi=dpi, metadata=metadata)
            os.replace(fresh, path.with_name(f"{path.name}.{kind}"))
        finally:
            fresh.unlink(missing_ok=True)


def colour_of(minerals: Minerals, code: int) -> str:
    """The mineral's colour, the same in every map and figure."""
    return minerals[code].colour


def _characters(name: str, width: int) -> int:
    """How many of the characters of a name take the room of so many common ones."""
    wide, common = (
        text_to_path.get_text_width_height_descent(text, FontProperties(), False)[0] / len(text)
        for text in (name, "naive")
    )
    return max(int(width * min(common / wide, 1)), 1)


def fitted(name: str, width: int = LABEL_WIDTH, lines: int = LABEL_LINES) -> str:
    """A name on a few short lines.

    Of one that is too long the middle is left out, since names of one place differ at their ends.

    Parameters
    ----------
    name : str
    width : int
        Of a line, in common characters.
    lines : int
        At most so many.
    """
    width = _characters(name, width)
    wrapped = textwrap.wrap(name, width, break_on_hyphens=False)
    if len(wrapped) <= lines:
        return "\n".join(wrapped)
    if lines == 1:
        end = (width - 1) // 2
        return f"{name[: width - 1 - end]}…{name[len(name) - end :]}"
    return "\n".join([*wrapped[: lines - 1], f"…{name[-(width - 1) :]}"])


def fitted_names(names: list[str], width: int = LABEL_WIDTH, lines: int = LABEL_LINES) -> list[str]:
    """Names as from `fitted`; those that would come out alike are numbered."""
    short = [fitted(name, width, lines) for name in names]
    return [
        f"{label} ({short[: k + 1].count(label)})" if short.count(label) > 1 else label
        for k, label in enumerate(short)
    ]


def plain_logarithms(axis) -> None:
    """Ticks of a logarithmic axis in plain figures: 0.01, 0.1, 1."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def legend_outside(axes, **options) -> None:
    """Legend to the right of the axes, never over the data; none where nothing has a name."""
    if "handles" in options or axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), **options)
