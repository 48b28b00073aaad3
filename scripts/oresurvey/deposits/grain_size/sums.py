"""Sums over grains that grain sizes are made of: few rows, however many grains there are.

Areas are whole pixels, so the grains of a mineral in a field have few different sizes: thousands
where the grains are millions. Nothing is lost: the area-weighted curve needs sizes and weights.
Sums of weights are exactly rounded, so that no order of grains or fields changes them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

PLACE = ["deposit", "section", "field", "code"]
_ABOUT = [
    *("um_per_px", "smallest_px", "connectivity", "splitting", "frame_area_px", "short_side_px"),
]


@dataclass(frozen=True)
class SizeSums:
    """What grain sizes are made of.

    Attributes
    ----------
    sizes : DataFrame
        deposit, section, field, code, area_px (as seen), ecd_px, ecd_um; grains (of this area, cut
        or not), inside (those that the frame leaves whole), weight (sum of their edge weights).
    fields : DataFrame
        deposit, section, field, code; grains, inside, area_px, edge_area_px (of grains that the
        frame cuts), boundary_px (outlines without the cuts of splitting); um_per_px, smallest_px,
        connectivity, splitting, frame_area_px, short_side_px.
    """

    sizes: pd.DataFrame
    fields: pd.DataFrame


def boundary_px(grains: pd.DataFrame, contacts: pd.DataFrame | None) -> np.ndarray:
    """Outlines of grains without the cuts of splitting; (n,) float64.

    Parameters
    ----------
    grains : DataFrame
        Of one field: grain, perimeter_px.
    contacts : DataFrame or None
        grain_a, grain_b, code_a, code_b, length_px; None if nothing was split.

    Notes
    -----
    A cut runs within a mineral: it is no boundary of it, and neither boundary density nor mean
    chord may depend on how grains are told apart.
    """
    perimeter = grains["perimeter_px"].to_numpy(float)
    if contacts is None:
        return perimeter
    within = contacts[contacts["code_a"] == contacts["code_b"]]
    sides = [within[[side, "length_px"]].set_axis(["grain", "px"], axis=1)
             for side in ("grain_a", "grain_b")]  # fmt: skip
    cut = pd.concat(sides).groupby("grain")["px"].sum()
    return perimeter - cut.reindex(grains["grain"]).fillna(0.0).to_numpy()


def sums_of_grains(grains: pd.DataFrame) -> SizeSums:
    """Sums over grains of some fields, or over a part of one.

    Parameters
    ----------
    grains : DataFrame
        As from `deposits.usable_grains.usable_grains`; with `boundary_px`, where this is not
        perimeter_px.
    """
    if "boundary_px" not in grains:
        grains = grains.assign(boundary_px=grains["perimeter_px"])
    cut_by_frame = grains["touches_frame"].to_numpy(bool)
    sizes = (
        grains.assign(counted=grains["weight"] > 0)
        .groupby([*PLACE, "area_px"], as_index=False)
        .agg(
            ecd_px=("ecd_px", "first"),
            ecd_um=("ecd_um", "first"),
            weight=("weight", math.fsum),
            inside=("counted", "sum"),
            grains=("weight", "size"),
        )
    )
    fields = grains.assign(
        edge_area_px=grains["area_px"].where(cut_by_frame, 0), whole=~cut_by_frame
    )
    fields = fields.groupby(PLACE, as_index=False).agg(
        grains=("area_px", "size"),
        inside=("whole", "sum"),
        area_px=("area_px", "sum"),
        edge_area_px=("edge_area_px", "sum"),
        boundary_px=("boundary_px", math.fsum),
        **{name: (name, "first") for name in _ABOUT},
    )
    return SizeSums(sizes, fields)


def together(parts: Iterable[SizeSums]) -> SizeSums:
    """Sums over several fields, or over the parts of them, in the order of places and sizes.

    Parameters
    ----------
    parts : iterable of SizeSums
    """
    parts = list(parts)
    sizes = pd.concat([part.sizes for part in parts], ignore_index=True)
    fields = pd.concat([part.fields for part in parts], ignore_index=True)
    if sizes.duplicated([*PLACE, "area_px"]).any():
        sizes = sizes.groupby([*PLACE, "area_px"], as_index=False).agg(
            ecd_px=("ecd_px", "first"),
            ecd_um=("ecd_um", "first"),
            weight=("weight", math.fsum),
            inside=("inside", "sum"),
            grains=("grains", "sum"),
        )
    if fields.duplicated(PLACE).any():
        fields = fields.groupby(PLACE, as_index=False).agg(
            **{name: (name, "sum") for name in ("grains", "inside", "area_px", "edge_area_px")},
            boundary_px=("boundary_px", math.fsum),
            **{name: (name, "first") for name in _ABOUT},
        )
    return SizeSums(
        sizes.sort_values([*PLACE, "area_px"], ignore_index=True),
        fields.sort_values(PLACE, ignore_index=True),
    )


@dataclass(frozen=True)
class Diameters:
    """Different diameters of a group of grains, ascending.

    Attributes
    ----------
    diameter : (n,) float64
        In um or px; of what is seen.
    area : (n,) float64
        Of the whole grains of this diameter, weighted for the frame; in um2 or px2.
    number : (n,) float64
        Of these grains, weighted for the frame.
    whole : (n,) int64
        How many of them were seen.
    grains : (n,) int64
        How many grains were seen, cut or not.
    """

    diameter: np.ndarray
    area: np.ndarray
    number: np.ndarray
    whole: np.ndarray
    grains: np.ndarray

    @property
    def seen_area(self) -> np.ndarray:
        """Area of all grains of each diameter, as seen; (n,) float64."""
        return self.grains * np.pi / 4 * self.diameter**2

    @property
    def worth_grains(self) -> float:
        """Grains of one size whose area would vary as much from frame to frame: 1 / sum of squares
        of the shares of the area (Kish 1965)."""
        piece = np.pi / 4 * self.diameter**2
        return float(np.sum(self.seen_area) ** 2 / np.sum(self.grains * piece**2))

    @property
    def cut_share(self) -> float:
        """Share of the area that is in grains which are not whole; 0..1."""
        seen = self.seen_area
        return float(1 - math.fsum(self.whole * np.pi / 4 * self.diameter**2) / math.fsum(seen))


def diameters_of(sizes: pd.DataFrame, unit: str) -> Diameters:
    """Diameters of a group of fields, whatever their order.

    Parameters
    ----------
    sizes : DataFrame
        Rows of `SizeSums.sizes`.
    unit : str
        "um" or "px". In micrometres, fields of different scale add up.
    """
    diameter, number = sizes[f"ecd_{unit}"].to_numpy(float), sizes["weight"].to_numpy(float)
    order = np.lexsort((number, diameter))
    begins = np.flatnonzero(np.diff(diameter[order], prepend=-1.0))
    if not len(begins):
        nothing = np.empty(0, np.int64)
        return Diameters(diameter, diameter, diameter, nothing, nothing)
    diameter = diameter[order][begins]
    number = np.add.reduceat(number[order], begins)
    whole, grains = (
        np.add.reduceat(sizes[column].to_numpy(np.int64)[order], begins)
        for column in ("inside", "grains")
    )
    return Diameters(diameter, number * np.pi / 4 * diameter**2, number, whole, grains)
