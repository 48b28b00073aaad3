"""Objects of a mask or class map: contiguous patches of one code, outlined along pixel edges."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import Affine

from oresurvey.annotations.drawn import Patch
from oresurvey.instances.outlines import grain_outlines
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.minerals import Mineral, Minerals


@dataclass(frozen=True)
class MapObject:
    """One patch.

    Attributes
    ----------
    mineral : Mineral
    grain : int or None
        Number of the grain in ``grains.parquet``, if grains are not split; None for background.
    outline : MultiPolygon
        In pixels, y downwards.
    """

    mineral: Mineral
    grain: int | None
    outline: shapely.MultiPolygon

    @property
    def patch(self) -> Patch:
        """Its pixels."""
        left, top, right, bottom = map(int, self.outline.bounds)
        shapes = [(part, 1) for part in self.outline.geoms]
        pixels = rasterize(
            shapes,
            out_shape=(bottom - top, right - left),
            transform=Affine.translation(left, top),
            dtype="uint8",
        )
        return Patch(top, left, pixels.astype(bool))


def objects_of(
    codes: np.ndarray, minerals: Minerals, connectivity: int, background: bool = True
) -> Iterator[MapObject]:
    """Patches of a mask or class map; what is void or unidentified is in none.

    Parameters
    ----------
    codes : (H, W) uint8
    minerals : Minerals
    connectivity : int
        4 or 8: whether pixels that touch at a corner are one patch.
    background : bool
        Whether patches of background are wanted, which come first.
    """
    if background and (codes == BACKGROUND).any():
        # Any code that counts as ore will do.
        for _, outlines in grain_outlines(
            np.where(codes == BACKGROUND, 1, VOID), connectivity, None
        ):
            for outline in outlines:
                yield MapObject(minerals[BACKGROUND], None, outline)
    for numbers, outlines in grain_outlines(codes, connectivity, None):
        inner = shapely.get_coordinates(shapely.point_on_surface(outlines)).astype(int)
        for number, outline, (x, y) in zip(numbers.tolist(), outlines, inner, strict=True):
            yield MapObject(minerals[int(codes[y, x])], number, outline)
