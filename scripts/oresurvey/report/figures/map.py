"""Map of the deposits: north up, degrees along the sides, a scale bar; no coast lines, no tiles."""

import math
from collections.abc import Mapping
from pathlib import Path

from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from oresurvey.presentation.looks import Look
from oresurvey.presentation.style import new_figure, save
from oresurvey.report.figures.coordinates import Place

KM_PER_DEGREE = 111.195
"""Along a great circle of the sphere of 6371.0 km (IUGG mean radius)."""
SMALLEST_SPAN_KM = 10.0
MARGIN = 0.18
LONGEST_INCH = 6.0
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


def scale_bar_km(width_km: float) -> float:
    """Length of a scale bar: 1, 2 or 5 times a power of ten, at most a third of the width."""
    power = 10 ** math.floor(math.log10(width_km / 3))
    return max(step * power for step in (1, 2, 5) if step * power <= width_km / 3)


def degrees_text(value: float, letters: str) -> str:
    """A tick of the graticule.

    Examples
    --------
    >>> degrees_text(-30.5, "EW")
    '30.5° W'
    """
    value = (value + 180) % 360 - 180 if letters == "EW" else value
    letter = "" if value in (0, -180) else f" {letters[int(value < 0)]}"
    return f"{abs(value):.6g}°{letter}"


def _unwrapped(places: Mapping[str, Place]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude, with longitudes that do not jump where the globe is cut open."""
    lengths = sorted(place.longitude % 360 for place in places.values())
    gaps = [(b - a) % 360 for a, b in zip(lengths, lengths[1:] + lengths[:1], strict=True)]
    # The window of longitudes begins after the widest gap between deposits.
    start = lengths[(gaps.index(max(gaps)) + 1) % len(lengths)]
    east = {name: (place.longitude - start) % 360 for name, place in places.items()}
    shift = start - 360 if start + max(east.values()) / 2 > 180 else start
    return {name: (shift + east[name], place.latitude) for name, place in places.items()}


def _window(points: list[tuple[float, float]]) -> tuple[float, float, float, float, float]:
    """Middle, half widths in degrees, and what one degree of longitude is to one of latitude."""
    x, y = zip(*points, strict=True)
    middle = (min(x) + max(x)) / 2, (min(y) + max(y)) / 2
    # Near a pole a degree of longitude is nothing; such a map is one of latitudes.
    across = max(math.cos(math.radians(middle[1])), 0.05)
    wide = KM_PER_DEGREE * across * (max(x) - min(x))
    high = KM_PER_DEGREE * (max(y) - min(y))
    longer = max(wide, high, SMALLEST_SPAN_KM)
    # Neither a strip nor a square of nothing.
    wide, high = (max(side, longer * 0.45) * (1 + 2 * MARGIN) for side in (wide, high))
    return *middle, wide / KM_PER_DEGREE / across / 2, high / KM_PER_DEGREE / 2, across


def _free_place(size, at, taken: list[Bbox], frame: Bbox) -> tuple[Bbox, bool]:
    """Box of a label near a point that covers nothing, and whether it needs a line to the point.

    Without a free place it is the first one tried, over something else.
    """
    tried = []
    for ring in range(1, 16):
        away = 5 + 9 * ring
        for right, up in DIRECTIONS:
            x = at[0] + right * away - (0 if right > 0 else size[0] if right < 0 else size[0] / 2)
            y = at[1] + up * away - (0 if up > 0 else size[1] if up < 0 else size[1] / 2)
            box = Bbox.from_bounds(x, y, *size)
            tried.append(box)
            inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0
            if inside and box.y1 < frame.y1 and not any(box.overlaps(one) for one in taken):
                return box, ring > 1
    return tried[0], False


def _write_names(axes, points: dict[str, tuple[float, float]], taken: list[Bbox]) -> None:
    """Names beside their points, none over another, a point or the scale bar."""
    renderer = axes.figure.canvas.get_renderer()
    pixels = {name: axes.transData.transform(point) for name, point in points.items()}
    taken = taken + [Bbox.from_bounds(x - 7, y - 7, 14, 14) for x, y in pixels.values()]
    back = axes.transData.inverted()
    for name, at in pixels.items():
        text = axes.text(0, 0, name, fontsize=9, va="bottom", zorder=4)
        size = text.get_window_extent(renderer).size
        box, far = _free_place(size + 4, at, taken, axes.get_window_extent(renderer))
        taken.append(box)
        text.set_position(back.transform((box.x0 + 2, box.y0 + 2)))
        if far:
            near = min(max(at[0], box.x0), box.x1), min(max(at[1], box.y0), box.y1)
            line = back.transform([at, near])
            axes.plot(*line.T, color="#777777", lw=0.7, zorder=2)


def _scale_bar(axes, across: float) -> Bbox:
    """A bar at the lower left; the box that it covers, in pixels."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    km = scale_bar_km((east - west) * across * KM_PER_DEGREE)
    x, y = west + 0.04 * (east - west), south + 0.05 * (north - south)
    end = x + km / KM_PER_DEGREE / across
    axes.plot([x, end], [y, y], color="black", lw=3, solid_capstyle="butt")
    words = f"{km:g} km" if km >= 1 else f"{1000 * km:g} m"
    text = axes.annotate(words, (x, y), (0, 4), textcoords="offset points", fontsize=9)
    renderer = axes.figure.canvas.get_renderer()
    ends = axes.transData.transform([(x, y), (end, y)])
    return Bbox.union([text.get_window_extent(renderer), Bbox(ends).padded(4)])


def draw_deposit_map(places: Mapping[str, Place], looks: Mapping[str, Look], path: Path) -> None:
    """Draw the deposits where they are; lengths are true at the middle latitude.

    Parameters
    ----------
    places : dict of str to Place
        At least one; names as from `presentation.figure_names.figure_names`.
    looks : dict of str to Look
        Colour and marker of every deposit.
    path : Path
        Without suffix.
    """
    points = _unwrapped(places)
    lon, lat, half_width, half_height, across = _window(list(points.values()))
    wide, high = half_width * across, half_height
    inch = LONGEST_INCH / max(wide, high)
    figure, axes = new_figure(wide * inch + 0.9, high * inch + 0.7)
    axes.set(
        xlim=(lon - half_width, lon + half_width),
        ylim=(lat - half_height, lat + half_height),
        aspect=1 / across,
    )
    axes.spines[["top", "right"]].set_visible(True)
    for axis, letters in ((axes.xaxis, "EW"), (axes.yaxis, "NS")):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(
            FuncFormatter(lambda v, _, letters=letters: degrees_text(v, letters))
        )
    for name, (x, y) in points.items():
        look = looks[name]
        axes.plot(x, y, look.marker, ms=8, color=look.face, mec=look.colour, mew=1.6, zorder=3)
    axes.annotate(
        "N", (0.97, 0.97), (0.97, 0.86), "axes fraction", ha="center", va="center",
        arrowprops={"arrowstyle": "-|>", "color": "black"},
    )  # fmt: skip
    # The layout has to stand before labels are placed in it.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    corner = Bbox.from_extents(
        *axes.transAxes.transform([(0.93, 0.83), (1.0, 1.0)]).ravel().tolist()
    )
    _write_names(axes, points, [_scale_bar(axes, across), corner])
    save(figure, path)
