"""Splitting of touching grains of one mineral: a watershed of the distance to the grain's edge.

A class map cannot tell touching crystals of one mineral apart; their outline sometimes can. Where a
grain has a waist, the distance to its edge has a summit on either side, and the cut runs along the
valley between them. Off by default: the cut is a guess from shape, and every table names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.measure import label as label_patches
from skimage.morphology import local_maxima, reconstruction
from skimage.segmentation import watershed

from oresurvey.errors import FieldError
from oresurvey.instances.labels import label
from oresurvey.maps.rows import Rows
from oresurvey.photographs.sizes import MOST_SPLIT_PX
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID

LABEL = 256
"""A pixel of a split map is its code + 256 * the colour of its piece: touching pieces of one grain
have different colours."""


@dataclass(frozen=True)
class Watershed:
    """How touching grains are split.

    Attributes
    ----------
    h_px : float
        Depth of a waist: how far the distance to the edge must fall from the lower of two summits
        before these are two grains. Smaller values split more.
    """

    h_px: float = 1.5

    def __str__(self) -> str:
        return f"watershed, h = {self.h_px:g} px"


def splitting_of(settings: dict) -> Watershed | None:
    """What the configuration's ``instances`` section says; None for no splitting."""
    if settings.get("split", "none") == "none":
        return None
    return Watershed(float(settings.get("split_h_px", Watershed.h_px)))


def split_grain(mask: np.ndarray, h_px: float, connectivity: int) -> np.ndarray:
    """Pieces of one grain.

    Parameters
    ----------
    mask : (h, w) bool
        The grain, with a margin of one pixel where the frame does not cut it: the frame is no edge.
    h_px : float
        See `Watershed`.
    connectivity : int
        8 or 4, the one by which the grain is one.

    Returns
    -------
    (h, w) int32
        0 outside, pieces from 1. Every pixel of the grain is in a piece: there are no lines between
        pieces.

    Notes
    -----
    Extended maxima of the distance transform (Soille 2003) mark the pieces; they flood by the
    watershed of Vincent and Soille (1991), as scikit-image has it.
    """
    whole = mask.astype(np.int32)
    if mask.all():
        # It fills the field: there is no edge from which a distance could be taken.
        return whole
    distance = ndimage.distance_transform_edt(mask)
    # The lowest distance is 1, so no waist of this grain is h deep.
    if distance.max() < 1 + h_px:
        return whole
    reach = 1 if connectivity == 4 else 2
    footprint = ndimage.generate_binary_structure(2, reach)
    flattened = reconstruction(distance - h_px, distance, footprint=footprint)
    summits = local_maxima(flattened, footprint=footprint) & mask
    markers = label_patches(summits, connectivity=reach)
    if markers.max() < 2:
        return whole
    return watershed(-distance, markers, connectivity=footprint, mask=mask).astype(np.int32)


def _touching(pieces: np.ndarray, connectivity: int) -> np.ndarray:
    """Pairs of pieces that touch, the lower one first; (n, 2) int32."""
    sides = [(pieces[:, :-1], pieces[:, 1:]), (pieces[:-1], pieces[1:])]
    if connectivity == 8:
        sides += [(pieces[:-1, :-1], pieces[1:, 1:]), (pieces[:-1, 1:], pieces[1:, :-1])]
    found = []
    for one, other in sides:
        apart = (one != other) & (one > 0) & (other > 0)
        found.append(np.stack((one[apart], other[apart]), axis=1))
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def colours(pieces: np.ndarray, connectivity: int) -> np.ndarray:
    """A colour for every piece, such that touching ones differ.

    Parameters
    ----------
    pieces : (h, w) int32
        0 outside, pieces from 1.
    connectivity : int

    Returns
    -------
    (pieces + 1,) uint16
        From 0, as low as can be in the order of the pieces; a map needs four to six.
    """
    neighbours: dict[int, list[int]] = {}
    for low, high in _touching(pieces, connectivity).tolist():
        neighbours.setdefault(high, []).append(low)
    found = np.zeros(pieces.max() + 1, np.uint16)
    for piece in sorted(neighbours):
        taken = set(found[neighbours[piece]].tolist())
        found[piece] = next(k for k in range(len(taken) + 1) if k not in taken)
    return found


def _grains(
    class_map: np.ndarray, connectivity: int, smallest_px: float
) -> Iterator[tuple[tuple[slice, slice], np.ndarray]]:
    """Window and mask of every grain that may be split, with a margin where there is room."""
    labels = label(class_map, connectivity)
    labels[(class_map == UNIDENTIFIED) | (class_map == VOID)] = BACKGROUND
    area = np.bincount(labels.ravel())
    for k, box in enumerate(ndimage.find_objects(labels), start=1):
        if area[k] < smallest_px:
            continue
        rows, columns = (slice(max(side.start - 1, 0), side.stop + 1) for side in box)
        yield (rows, columns), labels[rows, columns] == k


class SplitRows:
    """A class map whose touching grains are told apart, read by rows.

    Parameters
    ----------
    rows : Rows
        Class map; it is read whole.
    connectivity : int
    how : Watershed

    Attributes
    ----------
    height, width : int
        In pixels.

    Raises
    ------
    FieldError
        If the field is larger than `photographs.sizes.MOST_SPLIT_PX`.
    """

    def __init__(self, rows: Rows, connectivity: int, how: Watershed):
        self.height, self.width = rows.height, rows.width
        if self.height * self.width > MOST_SPLIT_PX:
            raise FieldError(
                f"{self.width} x {self.height} px are too many to split touching grains, which "
                "takes the whole field into memory (at most "
                f"{MOST_SPLIT_PX / 1e6:.1f} million px); cut "
                "the panorama into fields, or set instances.split: none"
            )
        class_map = rows.read_rows(0, self.height)
        self._values = class_map.astype(np.uint16)
        # A summit of 1 + h lies in a quarter disk of that radius at least (in a corner of the map).
        smallest = np.pi / 4 * (1 + how.h_px) ** 2
        for window, mask in _grains(class_map, connectivity, smallest):
            pieces = split_grain(mask, how.h_px, connectivity)
            if pieces.max() > 1:
                self._values[window] += LABEL * colours(pieces, connectivity)[pieces]

    def read_rows(self, y0: int, y1: int) -> np.ndarray:
        """Rows y0 .. y1 (half-open); (y1 - y0, width) uint16, see `LABEL`."""
        return self._values[y0:y1]


def split_rows(rows: Rows, connectivity: int, how: Watershed | None) -> Rows:
    """The map with touching grains told apart, or as it is."""
    return rows if how is None else SplitRows(rows, connectivity, how)
