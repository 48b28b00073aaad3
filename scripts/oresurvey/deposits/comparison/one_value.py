"""Tests between deposits of one value per section: an effect, a p by permutation, a table.

Hundreds of tests, so the rate of false discoveries is bounded (Benjamini and Hochberg) over each
table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.standing import Standing, note_of
from oresurvey.statistics.many_tests import benjamini_hochberg, conclusions
from oresurvey.statistics.permutation import Permutations, welch_permutation
from oresurvey.statistics.welch import welch

RATIO, DIFFERENCE = "ratio of geometric means, a / b", "difference, a - b, per cent points"
TEST_COLUMNS = [
    *("effect", "effect_low", "effect_high", "effect_kind", "p", "p_bh", "permutations", "exact"),
    *("smallest_p", "smallest_p_bh", "sections_a", "sections_b", "tested", "conclusion", "note"),
]


@dataclass(frozen=True)
class SectionValues:
    """One value per section of a deposit, or why there is none.

    Attributes
    ----------
    values : (n,) float64
    why_not : str
        Empty where the values can be compared.
    remark : str
    """

    values: np.ndarray
    why_not: str = ""
    remark: str = ""


def outcome_of(
    pair: Sequence[Standing], sides: Sequence[SectionValues], log: bool, permutations: Permutations
) -> dict:
    """Effect and test of two deposits: `TEST_COLUMNS` but for those of the whole table."""
    both = list(zip(pair, sides, strict=True))
    notes = [f"{one.deposit}: {side.why_not}" for one, side in both if side.why_not]
    row = {
        "effect_kind": RATIO if log else DIFFERENCE,
        "sections_a": len(sides[0].values),
        "sections_b": len(sides[1].values),
        "tested": False,
    }
    if not notes:
        first, second = (np.log(side.values) if log else side.values for side in sides)
        effect = welch(first, second).as_ratio() if log else welch(first, second)
        row["effect"] = effect.estimate
        if all(one.tested for one in pair):
            found = welch_permutation(first, second, permutations)
            row["tested"] = bool(np.isfinite(found.p))
            if row["tested"]:
                row |= {"effect_low": effect.low, "effect_high": effect.high, "p": found.p}
                row |= {"permutations": found.permutations, "exact": found.exact}
                row |= {"smallest_p": found.smallest_p}
            elif min(len(first), len(second)) < 2:
                notes.append("fewer than two sections")
            else:
                notes.append("no spread between sections")
    notes += [f"{one.deposit}: {side.remark}" for one, side in both if side.remark]
    return row | {"note": note_of(pair, (), "; ".join(notes))}


def with_adjusted_p(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    """The table with Benjamini and Hochberg's p over all its rows, and what may be said."""
    table = pd.DataFrame(rows).reindex(columns=columns)
    table["p_bh"] = benjamini_hochberg(table["p"])
    # The adjusted p never falls when a p rises, so this is the least that the table could give.
    table["smallest_p_bh"] = benjamini_hochberg(table["smallest_p"])
    table["conclusion"] = conclusions(table["p_bh"], table["smallest_p_bh"])
    return table
