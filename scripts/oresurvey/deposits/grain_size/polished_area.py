"""Is the polished area enough for this grain size? The error of a share that grains alone make.

Gy's fundamental error, in the plane: a share of few large grains is less sure than the same share
of many small ones, however well each is mapped. Where grains lie independently of one another, the
variance of their area in a frame is the expected sum of the squares of what the frame shows of each
(Campbell's theorem), whether it cuts them or not. So, with pieces of areas a that are the share f
of the area A of all frames,

    (relative standard error of f)^2 = (1 - f) sum a^2 / (sum a)^2 = (1 - f) a_w / (f A),

a_w being the mean of the pieces by area. N equal grains: 1 / sqrt(N). For the error e the area has
to be (1 - f) a_w / (f e^2). Grains that come in clusters, veins or layers make the error larger.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.grain_size.sums import SizeSums
from oresurvey.deposits.levels import LEVELS

WANTED_PCT = 10.0
"""Relative standard error that `area_needed_mm2` is for."""
COLUMNS = ["polished_area_mm2", "area_error_pct", "area_needed_mm2"]


def relative_error(squares: np.ndarray, areas: np.ndarray, polished: np.ndarray) -> np.ndarray:
    """Relative standard error of a share by grain size alone.

    Parameters
    ----------
    squares, areas : (n,) float
        Sum of the squares of the areas of the pieces of a mineral, and of the areas.
    polished : (n,) float
        Area of all frames, in the same unit.

    Notes
    -----
    Source: Hilliard and Cahn (1961), Transactions AIME 221, 344-352 (areal analysis); Gy (1979),
    Sampling of Particulate Materials; the factor 1 - f is that of a mosaic whose cells are minerals
    at random (Serra 1982).
    """
    return np.sqrt(np.clip(1 - areas / polished, 0, 1) * squares) / areas


def polished_area(table: pd.DataFrame, sums: SizeSums, frames: pd.DataFrame) -> pd.DataFrame:
    """The table of grain sizes with the columns `COLUMNS` after its own.

    Parameters
    ----------
    table : DataFrame
        As returned by `deposits.grain_size.table.grain_size_table`.
    sums : SizeSums
    frames : DataFrame
        As returned by `deposits.grain_size.fields.frames_of`: every field, with the mineral or not.

    Returns
    -------
    DataFrame
        NaN where some fields of the place have a scale and others none. Where no field of the
        deposit has one, all are taken to have the same: there is an error, and no area.
    """
    own = frames["um_per_px"].astype(float) / 1000
    unscaled = own.groupby(frames["deposit"]).transform("count") == 0
    scale = pd.Series(own.where(~unscaled, 1.0).to_numpy(), frames["field"])
    whole = frames.assign(mm2=frames["width"] * frames["height"] * frames["field"].map(scale) ** 2)
    sizes = sums.sizes
    piece = sizes["area_px"] * sizes["field"].map(scale) ** 2
    pieces = sizes.assign(area=piece * sizes["grains"], square=piece**2 * sizes["grains"])
    found = table.assign(**dict.fromkeys(COLUMNS, np.nan))
    for level, keys in LEVELS.items():
        at = found["level"] == level
        rows = found.loc[at, [*keys, "code"]]
        of = pieces.groupby([*keys, "code"])[["area", "square"]].sum(min_count=1)
        of = of.reindex(pd.MultiIndex.from_frame(rows)).to_numpy()
        known = whole.groupby(keys)["mm2"].agg(lambda area: area.sum(skipna=False))
        place = rows[keys[0]] if len(keys) == 1 else pd.MultiIndex.from_frame(rows[keys])
        polished = known.reindex(place).to_numpy()
        error = relative_error(of[:, 1], of[:, 0], polished)
        needed = polished * (100 * error / WANTED_PCT) ** 2
        found.loc[at, COLUMNS] = np.stack((polished, 100 * error, needed), axis=1)
    without = found["deposit"].isin(frames["deposit"][unscaled])
    found.loc[without, ["polished_area_mm2", "area_needed_mm2"]] = np.nan
    return found
