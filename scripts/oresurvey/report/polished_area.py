"""One sentence: is the area that was photographed enough for the sizes of the grains?"""

import numpy as np
import pandas as pd

from oresurvey.deposits.grain_size.polished_area import WANTED_PCT
from oresurvey.deposits.usable_grains import TRACE_PCT
from oresurvey.presentation.render import text_of


def polished_area_sentence(sizes: pd.DataFrame) -> str:
    """What chance in the place of single grains does to the shares of a deposit.

    Parameters
    ----------
    sizes : DataFrame
        Rows of ``grain_size.csv`` of one deposit.

    Returns
    -------
    str
        Empty where there is no error. Traces are left out.
    """
    rows = sizes[(sizes["level"] == "deposit") & (sizes["ore_area_pct"] >= TRACE_PCT)]
    rows = rows[rows["area_error_pct"].notna()].sort_values("code")
    if rows.empty:
        return ""
    polished = rows["polished_area_mm2"].iloc[0]
    area = f" ({text_of(float(polished), 3)} mm²)" if np.isfinite(polished) else ""
    parts = []
    for row in rows.to_dict("records"):
        part = f"{row['mineral']} {text_of(row['area_error_pct'], 2)} %"
        if row["area_error_pct"] > WANTED_PCT and np.isfinite(row["area_needed_mm2"]):
            part += f" ({WANTED_PCT:g} % takes {text_of(row['area_needed_mm2'], 2)} mm²)"
        parts.append(part)
    enough = (rows["area_error_pct"] <= WANTED_PCT).all()
    return (
        f"The photographed area{area} is {'enough' if enough else 'small'} for the size of the "
        "grains: where single grains happen to lie gives each share a standard error, as a part of "
        f"it, of {', '.join(parts)}. Clusters and layers of grains make it larger; intervals over "
        "sections include it."
    )
