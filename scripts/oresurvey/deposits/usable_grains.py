"""Grains that count in grain sizes: large enough, and weighted for the frame that cuts others."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.photographs.visible import VISIBLE_PX

TRACE_PCT = 0.1
"""Share of the ore below which sizes and company of a mineral are not drawn: a few grains, and a
classifier confuses as much (docs/methods/grain_size.md)."""


@dataclass(frozen=True)
class SmallestGrain:
    """The smallest grain that counts; smaller ones are mostly noise of the classifier.

    Attributes
    ----------
    px : int
        Its pixels.
    um : float or None
        Its equivalent circle diameter in micrometres. Where a field has a scale, the larger of the
        two counts; where it has none, the pixels alone.
    """

    px: int
    um: float | None = None

    def in_px(self, um_per_px: np.ndarray) -> np.ndarray:
        """Pixels of the smallest grain at these scales (NaN: none); (n,) int64."""
        scale = np.asarray(um_per_px, float)
        fewest = np.full(scale.shape, self.px, np.int64)
        if self.um is not None:
            known = np.isfinite(scale)
            area = np.ceil(np.pi / 4 * (self.um / scale[known]) ** 2).astype(np.int64)
            fewest[known] = np.maximum(fewest[known], area)
        return fewest


def frame_of(entry: dict) -> dict[str, float]:
    """Frame in which the grains of a field lie.

    Parameters
    ----------
    entry : dict
        Manifest entry of the instances.

    Returns
    -------
    dict
        width and height in px: of the field; where some of it shows no section, of a rectangle of
        the field's shape that is as large as what is visible.
    """
    sides = {"width": entry["width"], "height": entry["height"]}
    if VISIBLE_PX not in entry:
        return sides
    shrunk = (entry[VISIBLE_PX] / (sides["width"] * sides["height"])) ** 0.5
    return {name: side * shrunk for name, side in sides.items()}


def edge_weight(grains: pd.DataFrame, sizes: pd.DataFrame) -> np.ndarray:
    """Miles-Lantuejoul weights: 0 for grains that touch the frame, else W H / ((W-w-1)(H-h-1)).

    Parameters
    ----------
    grains : DataFrame
        field, left_px, top_px, right_px, bottom_px, touches_frame.
    sizes : DataFrame
        width and height, by field.

    Returns
    -------
    (n,) float64

    Notes
    -----
    Source: Lantuejoul (1978). A large grain fits wholly into fewer places of the frame.
    """
    wide = sizes["width"].reindex(grains["field"]).to_numpy(float)
    high = sizes["height"].reindex(grains["field"]).to_numpy(float)
    room_x = wide - (grains["right_px"] - grains["left_px"]).to_numpy() - 1
    room_y = high - (grains["bottom_px"] - grains["top_px"]).to_numpy() - 1
    # Sides of a frame are no whole pixels where some of the field is empty (`frame_of`).
    free = ~grains["touches_frame"].to_numpy(bool) & (room_x >= 1) & (room_y >= 1)
    weight = np.zeros(len(grains))
    weight[free] = (wide * high)[free] / (room_x * room_y)[free]
    return weight


def usable_grains(
    grains: pd.DataFrame, fields: pd.DataFrame, smallest: int | SmallestGrain
) -> pd.DataFrame:
    """Grains that are large enough, with their edge weight and what is known of their field.

    Parameters
    ----------
    grains : DataFrame
        Columns of ``grains.parquet``.
    fields : DataFrame
        field, width, height, um_per_px; and connectivity and splitting, if these are known.
    smallest : SmallestGrain or int
        In pixels, if a number.

    Returns
    -------
    DataFrame
        The columns of `grains`, weight, um_per_px, smallest_px, connectivity, splitting; and of
        the frame frame_area_px and its shorter side, short_side_px.
    """
    if not isinstance(smallest, SmallestGrain):
        smallest = SmallestGrain(smallest)
    sizes = fields.set_index("field")
    sizes["um_per_px"] = sizes["um_per_px"].astype(float)
    fewest = pd.Series(smallest.in_px(sizes["um_per_px"]), sizes.index)
    fewest = fewest.reindex(grains["field"]).to_numpy()
    enough = grains["area_px"].to_numpy() >= fewest
    used = grains[enough]
    about = {
        name: sizes[name].reindex(used["field"]).to_numpy() if name in sizes else unknown
        for name, unknown in (("um_per_px", np.nan), ("connectivity", 8), ("splitting", "none"))
    }
    frame = sizes[["width", "height"]].reindex(used["field"]).to_numpy(float)
    about |= {"frame_area_px": frame.prod(axis=1), "short_side_px": frame.min(axis=1)}
    return used.assign(weight=edge_weight(used, sizes), smallest_px=fewest[enough], **about)
