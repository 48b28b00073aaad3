"""What a figure really shows: its letters and where they stand, its axes, its legends."""

from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from oresurvey.presentation.style import LEAST_PT, PAGE_WIDTH

TOUCH_PX = 1.5
"""Rounding of places in a drawing, and the empty rim of a letter's box."""

UNITLESS = (
    *("epoch", "IoU", "overall accuracy", "score on", "Aitchison distance", "white balance"),
    "height by Ward",
)
"""How labels begin of quantities that have no unit."""


@dataclass
class DrawnText:
    """One text as it was drawn: words, points, and the outline of its box in pixels."""

    words: str
    points: float
    box: shapely.Polygon


def _box(text: Text, renderer) -> shapely.Polygon:
    """Outline of a text's box, turned with the text."""
    x0, y0, x1, y1 = text.get_window_extent(renderer).extents
    angle = np.radians(text.get_rotation() % 180)
    if angle in (0.0, np.radians(90)):
        return shapely.box(x0, y0, x1, y1)
    # Of a box w x h turned by the angle, the upright box is known: solved for w and h.
    c, s = np.cos(angle), np.sin(angle)
    width, height = x1 - x0, y1 - y0
    if abs(c * c - s * s) < 1e-6:
        # At 45 degrees width and height come out alike: the height is asked of the text.
        turned = text.get_rotation()
        text.set_rotation(0)
        h = text.get_window_extent(renderer).height
        text.set_rotation(turned)
        w = width / c - h
    else:
        w = (width * c - height * s) / (c * c - s * s)
        h = (height * c - width * s) / (c * c - s * s)
    return shapely.Polygon([(x0 + h * s, y0), (x1, y0 + w * s), (x0 + w * c, y1), (x0, y0 + h * c)])


def drawn_texts(figure: Figure) -> list[DrawnText]:
    """Every text that drawing the figure puts on the canvas; an empty one is none."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts: list[DrawnText] = []
    draw = Text.draw

    def record(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            texts.append(DrawnText(text.get_text(), text.get_fontsize(), _box(text, renderer)))
        return draw(text, renderer, *args, **kwargs)

    Text.draw = record
    try:
        # The layout is settled; a second pass would settle it again, and elsewhere.
        figure.set_layout_engine("none")
        canvas.draw()
    finally:
        Text.draw = draw
    return texts


def _canvas(figure: Figure) -> shapely.Polygon:
    return shapely.box(*figure.bbox.extents).buffer(TOUCH_PX, join_style="mitre")


def complaints(figure: Figure) -> list[str]:
    """What a reader would complain about; empty for a good figure."""
    texts = drawn_texts(figure)
    found = []
    width = figure.get_figwidth()
    if width > PAGE_WIDTH + 1e-9:
        found.append(f"wider than a page: {width} in")
    found += [
        f"letters of {text.points} pt: {text.words!r}"
        for text in texts
        if text.points < LEAST_PT - 1e-9
    ]
    canvas = _canvas(figure)
    found += [f"cut: {text.words!r}" for text in texts if not canvas.contains(text.box)]
    boxes = [text.box.buffer(-TOUCH_PX, join_style="mitre") for text in texts]
    first, second = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    found += [
        f"overlap: {texts[a].words!r} and {texts[b].words!r}"
        for a, b in zip(first, second, strict=True)
        if a < b
    ]
    return found + _legends_over_data(figure) + _without_label(figure)


def _legends_over_data(figure: Figure) -> list[str]:
    renderer = figure.canvas.get_renderer()
    legends = [one for one in figure.findobj(Legend) if one.get_visible()]
    shown = [axes for axes in figure.axes if axes.axison]
    return [
        f"legend over the data: {[text.get_text() for text in legend.get_texts()]}"
        for legend in legends
        for axes in shown
        if shapely.box(*legend.get_window_extent(renderer).extents)
        .buffer(-TOUCH_PX)
        .intersects(shapely.box(*axes.get_window_extent(renderer).extents))
    ]


def _is_number(words: str) -> bool:
    try:
        float(words.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return False
    return True


def _without_label(figure: Figure) -> list[str]:
    """Axes of numbers without a label, and labels without a unit in parentheses.

    Axes of names need no label; neither does an axis whose neighbour in the row or column has it.
    """
    found = []
    for axes in figure.axes:
        if not axes.axison:
            continue
        for axis in _axes_of(axes):
            shown = [tick.get_text() for tick in axis.get_ticklabels() if tick.get_visible()]
            if not any(_is_number(words) for words in shown) or not _tick_labels_drawn(axis):
                continue
            label = axis.get_label().get_text() or _label_of_figure(figure, axis.axis_name)
            if not label:
                found.append(f"no label: {axis.axis_name} of {axes.get_title()!r}")
            elif "(" not in label and not label.startswith(UNITLESS):
                found.append(f"no unit: {label!r}")
    return found


def _axes_of(axes: Axes) -> list:
    ternary = [getattr(axes, name) for name in ("taxis", "laxis", "raxis") if hasattr(axes, name)]
    return ternary or [axes.xaxis, axes.yaxis]


def _tick_labels_drawn(axis) -> bool:
    shown = axis.get_tick_params()
    return bool(shown.get("labelbottom", shown.get("labelleft", True)))


def _label_of_figure(figure: Figure, name: str) -> str:
    return {"x": figure.get_supxlabel(), "y": figure.get_supylabel()}.get(name, "")
