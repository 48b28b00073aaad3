"""What a labelling program drew on one photograph, in pixels."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely

MALFORMED = (
    *(ArithmeticError, AttributeError, IndexError, KeyError, MemoryError, OSError),
    *(TypeError, ValueError, shapely.errors.ShapelyError),
)
"""What reading an object may raise that is not as its format says."""
FAR_PX = 1e7
"""No pixel of a photograph is so far from its corner."""
CORNERS, CENTRES = "corners", "centres"
"""What the point (0, 0) of a polygon is: the corner of the first pixel, or its centre."""


@dataclass(frozen=True)
class Patch:
    """Pixels of one object that was stored as pixels.

    Attributes
    ----------
    y, x : int
        Row and column of its first pixel in the photograph.
    pixels : (h, w) bool
    """

    y: int
    x: int
    pixels: np.ndarray


@dataclass(frozen=True)
class Drawn:
    """One object.

    Attributes
    ----------
    name : str
        As it was classified; "" for none.
    shape : Polygon, MultiPolygon or Patch
        x to the right and y downwards, in pixels.
    """

    name: str
    shape: shapely.Geometry | Patch


@dataclass
class Drawing:
    """All objects of one photograph, later ones above earlier ones.

    Attributes
    ----------
    file : Path
        Where it was read.
    photograph : str
        File name of the photograph, as the program noted it; "" if it did not.
    size : (int, int) or None
        Height and width, if the file says so.
    objects : list of Drawn
    left_out : dict of str to int
        What has no area, such as "type point", and how many of it.
    boxes : int
        Objects that are boxes, which some draw around a grain and some onto one.
    centred : int
        Objects whose stated box is a pixel larger than their outline, as if its points were
        centres of pixels.
    """

    file: Path
    photograph: str = ""
    size: tuple[int, int] | None = None
    objects: list[Drawn] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    boxes: int = 0
    centred: int = 0

    def add(self, name: str, shape: shapely.Geometry | Patch) -> None:
        """Put an object on top.

        Raises
        ------
        ValueError
            If it has no area, or coordinates that are no pixels.
        """
        if not isinstance(shape, Patch) and not (np.abs(shape.bounds) < FAR_PX).all():
            raise ValueError("it has no area, or coordinates that are no pixels")
        self.objects.append(Drawn(name, shape))

    def leave_out(self, what: str) -> None:
        """Note an object that covers no pixel."""
        self.left_out[what] = self.left_out.get(what, 0) + 1


@dataclass(frozen=True)
class Labelled:
    """An image whose pixels are classes.

    Attributes
    ----------
    file : Path
    values : (H, W) int
        Position in `names`; negative where nothing was painted.
    names : list of str
        Names of the classes: numbers, or colours that a legend names.
    remarks : list of str
        What was noticed in reading it.
    """

    file: Path
    values: np.ndarray
    names: list[str]
    remarks: list[str]


def points_of(points) -> np.ndarray:
    """Points as (n, 2) float64.

    Raises
    ------
    ValueError
        If they are no pairs of numbers.
    """
    pairs = np.asarray(points, float).reshape(-1, 2)
    if not (np.abs(pairs) < FAR_PX).all():
        raise ValueError("it has coordinates that are no pixels")
    return pairs


def ring_polygon(points) -> shapely.Polygon | None:
    """The polygon of a ring of points; None for fewer than three."""
    ring = points_of(points)
    return shapely.Polygon(ring) if len(ring) >= 3 else None
