"""Grain sizes between deposits: D50 and P80 of the sections, on logs, in micrometres only."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import gmean

from oresurvey.deposits.comparison.one_value import (
    TEST_COLUMNS,
    Asked,
    SectionValues,
    answers,
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
    *("size_a_at_least", "size_b_at_least"),
]
NO_SCALE = "a field without um_per_px: sizes are not compared"
FRAMES_ALIKE = 1.1
"""Ratio of frames up to which sizes that are "at least" are compared: what is seen of cut grains
goes with about the square root of the frame's side, so by 5 % here (docs/methods/grain_size.md)."""


def section_sizes(
    rows: pd.DataFrame, measure: str, replicates: Replicates = Replicates()
) -> SectionValues:
    """Values of the sections of one deposit, or of its holes or places; micrometres."""
    rows = rows.set_axis(rows["section"].to_numpy())
    values = rows[f"{measure}_um"].astype(float)
    missing = values.isna()
    if missing.any():
        return SectionValues(values[~missing], NO_SCALE)
    lower = rows[f"{measure}_at_least"].astype(bool)
    remark = ""
    if lower.any():
        remark = f'{measure.upper()} is "at least" in {lower.sum()} of {len(rows)} sections'
    joined = replicates.joined(rows.assign(log=np.log(values)), ["log"], ())
    return SectionValues(np.exp(joined.set_index("section")["log"]), remark=remark)


def at_one_frame(
    sides: list[SectionValues], rows: list[pd.DataFrame], measure: str
) -> list[SectionValues]:
    """The values of two deposits, not compared where the frame decides which is larger.

    Parameters
    ----------
    sides : list of SectionValues
    rows : list of DataFrame
        Of ``grain_size.csv``, by section, of the same deposits.
    measure : str
        d50 or p80.
    """
    frames = pd.concat(rows)["frame_um"].astype(float)
    bounds = [of[f"{measure}_at_least"].astype(bool).any() for of in rows]
    if not any(bounds) or not frames.max() > FRAMES_ALIKE * frames.min():
        return sides
    why = (
        f'not compared: {measure.upper()} is "at least" in some section, and frames are from '
        f"{frames.min():.0f} to {frames.max():.0f} µm wide"
    )
    return [replace(sides[0], why_not=sides[0].why_not or why), sides[1]]


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
        a / b, with Welch's interval on logs; p as in `one_value.answers`. Minerals that only one of
        two deposits has are no rows. Sizes without a scale are not compared.
    """
    sections = sizes[sizes["level"] == "section"].sort_values(["deposit", "code", "section"])
    by = dict(list(sections.groupby(["deposit", "code"])))
    rows = []
    for pair in combinations(standing.values(), 2):
        names = [one.deposit for one in pair]
        asked = []
        for code in sorted({code for _, code in by}):
            if not all((name, code) in by for name in names):
                continue
            for measure in MEASURES:
                own = [by[name, code] for name in names]
                sides = [section_sizes(of, measure, replicates) for of in own]
                first, second = at_one_frame(sides, own, measure)
                means = [np.nan if side.why_not else gmean(side.values) for side in (first, second)]
                about = {
                    "deposit_a": names[0],
                    "deposit_b": names[1],
                    "code": code,
                    "mineral": minerals.symbol(code),
                    "measure": measure,
                    "size_a_um": means[0],
                    "size_b_um": means[1],
                    **{
                        f"size_{side}_at_least": bool(of[f"{measure}_at_least"].any())
                        for side, of in zip("ab", own, strict=True)
                    },
                }
                asked.append(Asked(about, (first, second)))
        rows += answers(pair, asked, "sizes", True, permutations)
    return with_adjusted_p(rows, COLUMNS)
