"""Minerals that were not searched: what a map cannot name it does not find, and that is not 0."""

import pandas as pd

from oresurvey.deposits.modal import difference, label_shift
from oresurvey.survey.mineral_codes import UNIDENTIFIED

NOT_SEARCHED = "not searched"
_COUNTED = ["pct", "low_pct", "high_pct", "area_mm2", "mass_pct"]
_CORRECTED = ["corrected_pct", "corrected_low_pct", "corrected_high_pct"]
_WORDS = ["interval", "corrected_interval"]


def mark_searched(table: pd.DataFrame, supported: dict[str, set[int]] | None) -> pd.DataFrame:
    """``modal.csv`` with a column searched, and without a share where that is False.

    Parameters
    ----------
    table : DataFrame
        deposit, code, the shares and their estimator.
    supported : dict of str to set of int or None
        Codes that the maps of each deposit can name; None: every code.

    Returns
    -------
    DataFrame
        Counted shares of a mineral that the maps cannot name are empty, and so is a share by label
        shift, which corrects what was counted, and a 0 by difference, which takes the maps' word
        for the sections without labels. Labels of the deposit itself may have found the mineral
        all the same: what rests on them stays. ``pixels`` stays too: none were named.
    """
    places = zip(table["deposit"], table["code"], strict=True)
    searched = pd.Series(
        [
            supported is None or code == UNIDENTIFIED or code in supported[deposit]
            for deposit, code in places
        ],
        index=table.index,
        dtype=bool,
    )
    # The annotation corrects nothing: its column of words is one of empty numbers.
    found = table.assign(searched=searched).astype(dict.fromkeys(_WORDS, object))
    found.loc[~searched, _COUNTED] = float("nan")
    found.loc[~searched, "interval"] = f"none: {NOT_SEARCHED}"
    by_maps = (found["estimator"] == difference.NAME) & (found["corrected_pct"] == 0)
    assumed = ~searched & ((found["estimator"] == label_shift.NAME) | by_maps)
    found.loc[assumed, _CORRECTED] = float("nan")
    found.loc[assumed, "corrected_interval"] = f"none: {NOT_SEARCHED}"
    if "validated" in found:
        found.loc[assumed, "validated"] = False
    return found
