"""Association: which mineral shares its boundary with which, before and after the rim guard.

The estimates are in `deposits.association.estimates`, the guard in `deposits.association.guard`.
"""

import numpy as np
import pandas as pd

from oresurvey.deposits.association.estimates import PAIR, of_deposits, of_places, pairs_of
from oresurvey.deposits.association.rims import Rims, rim_table
from oresurvey.deposits.levels import LEVELS, pixel_weights, weighed
from oresurvey.deposits.replicates import Replicates
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    *("level", "deposit", "section", "field", "code_a", "mineral_a", "code_b", "mineral_b"),
    *("length_px", "length_um", "association_pct", "index", "low_pct", "high_pct", "interval"),
    *("sections", "index_low", "index_high", "index_interval", "length_after_px"),
    *("association_after_pct", "association_after_low_pct", "association_after_high_pct"),
    *("index_after", "index_after_low", "index_after_high", "rim_share_pct"),
]
PLACE = LEVELS["field"]


def boundary_lengths(contacts: pd.DataFrame) -> pd.DataFrame:
    """Boundary between minerals, each pair both ways round.

    Parameters
    ----------
    contacts : DataFrame
        Columns of ``contacts.parquet``.

    Returns
    -------
    DataFrame
        deposit, section, field, code_a, code_b, length_px, length_um; code_a is never background.
    """
    real = contacts[(contacts["code_a"] != VOID) & (contacts["code_b"] != VOID)]
    real = real[real["code_a"] != real["code_b"]]
    other = real.rename(columns={"code_a": "code_b", "code_b": "code_a"})
    both = pd.concat([real, other], ignore_index=True)
    both = both[both["code_a"] != BACKGROUND]
    return both.groupby([*PLACE, *PAIR], as_index=False).agg(
        length_px=("length_px", "sum"),
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )


def _estimates(
    lengths: pd.DataFrame,
    pixels: pd.DataFrame,
    pairs: dict,
    weights: pd.Series,
    replicates: Replicates,
) -> pd.DataFrame:
    """Estimates of all levels, one below the other; `pairs` by level."""
    pooled = weighed(lengths, weights, ["length_px"], 0.5), weighed(pixels, weights)
    tables = [
        of_places(lengths, pixels, pairs["field"], "field"),
        of_places(*pooled, pairs["section"], "section"),
        of_deposits(*pooled, pairs["deposit"], replicates),
    ]
    return pd.concat(tables, keys=LEVELS, names=["level", None]).reset_index("level")


def _after(found: pd.DataFrame) -> dict[str, np.ndarray]:
    """Columns of the guarded maps."""
    return {
        "length_after_px": found["length_px"].to_numpy(),
        "association_after_pct": 100 * found["share"].to_numpy(),
        "association_after_low_pct": 100 * found["low"].to_numpy(),
        "association_after_high_pct": 100 * found["high"].to_numpy(),
        "index_after": found["index"].to_numpy(),
        "index_after_low": found["index_low"].to_numpy(),
        "index_after_high": found["index_high"].to_numpy(),
    }


def _rim_shares(
    table: pd.DataFrame,
    rims: Rims,
    minerals: Minerals,
    weights: pd.Series,
    replicates: Replicates,
) -> np.ndarray:
    """Rim share of mineral A of every row, in %."""
    keys = ["level", *PLACE, "code"]
    shares = rim_table(rims, minerals, weights, replicates).set_index(keys)["rim_share_pct"]
    of_a = table.rename(columns={"code_a": "code"})[keys]
    return shares.reindex(pd.MultiIndex.from_frame(of_a)).to_numpy()


def association(
    lengths: pd.DataFrame,
    pixels: pd.DataFrame,
    minerals: Minerals,
    rims: Rims | None = None,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``association.csv``: per field, section and deposit.

    Parameters
    ----------
    lengths : DataFrame
        As from `boundary_lengths`.
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    minerals : Minerals
    rims : Rims, optional
        Without it the columns of the guarded maps are empty.
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. A deposit's share is the mean over the sections that hold A, with a
        logit-t interval over them; its index is the mean share found over the mean share that
        random contact gives in the same sections. Where the fields of a section differ in scale,
        length_px above the level of fields is in pixels of the finest.
    """
    guarded = boundary_lengths(rims.contacts) if rims else lengths[:0]
    weights = pixel_weights(pixels)
    pairs = {level: pairs_of([lengths, guarded], keys) for level, keys in LEVELS.items()}
    table = _estimates(lengths, pixels, pairs, weights, replicates)
    for column in PLACE:
        table[column] = table[column].fillna("")
    table["association_pct"] = 100 * table["share"]
    table["low_pct"], table["high_pct"] = 100 * table["low"], 100 * table["high"]
    for side in ("a", "b"):
        table[f"mineral_{side}"] = [minerals[code].symbol for code in table[f"code_{side}"]]
    if rims and len(table):
        after = _estimates(guarded, rims.pixels, pairs, weights, replicates)
        table = table.assign(**_after(after))
        table["rim_share_pct"] = _rim_shares(table, rims, minerals, weights, replicates)
    return table.reindex(columns=COLUMNS).reset_index(drop=True)
