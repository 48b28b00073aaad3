"""Grain sizes between deposits: D50 and P80 of the sections, on logs, in micrometres only."""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import gmean

from oresurvey.deposits.comparison.one_value import (
    TEST_COLUMNS,
    SectionValues,
    outcome_of,
    with_adjusted_p,
)
from oresurvey.deposits.replicates import Replicates
from oresurvey.deposits.standing import Standing
from oresurvey.statistics.permutation import Permutations
from oresurvey.survey.minerals import Minerals

MEASURES = ("d50", "p80")
COLUMNS = [
    *("deposit_a", "deposit_b", "code", "mineral", "measure", "size_a_um", "size_b_um"),
    *TEST_COLUMNS,
]
NO_SCALE = "a field without um_per_px: sizes are not compared"
CUT = "a section holds only grains cut by the frame"


def section_sizes(
    rows: pd.DataFrame, measure: str, replicates: Replicates = Replicates()
) -> SectionValues:
    """Values of the sections of one deposit, or of its holes or places; micrometres."""
    values = rows[f"{measure}_um"].to_numpy(float)
    missing = ~np.isfinite(values)
    if missing.any():
        cut = (rows["grains_inside"] == 0).to_numpy()
        return SectionValues(values[~missing], CUT if (cut | ~missing).all() else NO_SCALE)
    lower = rows[f"{measure}_at_least"].astype(bool) if f"{measure}_at_least" in rows else None
    remark = ""
    if lower is not None and lower.any():
        remark = f'{measure.upper()} is "at least" in {lower.sum()} of {len(rows)} sections'
    joined = replicates.joined(rows.assign(log=np.log(values)), ["log"], ())
    if len(joined) < len(rows):
        values = np.exp(joined["log"].to_numpy())
    return SectionValues(np.sort(values), remark=remark)


def size_tests(
    sizes: pd.DataFrame,
    minerals: Minerals,
    standing: dict[str, Standing],
    permutations: Permutations = Permutations(),
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``size_tests.csv``: D50 and P80 of each mineral between deposits.

    Parameters
    ----------
    sizes : DataFrame
        As ``grain_size.csv``; its section rows are used.
    minerals : Minerals
    standing : dict of str to Standing
    permutations : Permutations
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. effect is the ratio of the geometric means of the section values,
        a / b, with Welch's interval on logs; p is by permutation of |t| on logs. Minerals that
        only one of two deposits has are no rows. Sizes without a scale are not compared.
    """
    sections = sizes[sizes["level"] == "section"].sort_values(["deposit", "code", "section"])
    by = dict(list(sections.groupby(["deposit", "code"])))
    rows = []
    for pair in combinations(standing.values(), 2):
        names = [one.deposit for one in pair]
        for code in sorted({code for _, code in by}):
            if not all((name, code) in by for name in names):
                continue
            for measure in MEASURES:
                sides = [section_sizes(by[name, code], measure, replicates) for name in names]
                means = [np.nan if side.why_not else gmean(side.values) for side in sides]
                rows.append(
                    {
                        "deposit_a": names[0],
                        "deposit_b": names[1],
                        "code": code,
                        "mineral": minerals.symbol(code),
                        "measure": measure,
                        "size_a_um": means[0],
                        "size_b_um": means[1],
                    }
                    | outcome_of(pair, sides, True, permutations)
                )
    return with_adjusted_p(rows, COLUMNS)
