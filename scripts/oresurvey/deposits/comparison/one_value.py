"""Tests between deposits of one value per section: an effect, a p by permutation, a table.

The rows of a pair of deposits are one family: a reader asks in what these two differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.standing import Standing, note_of
from oresurvey.statistics.detectable import smallest_shown
from oresurvey.statistics.families import family_tests
from oresurvey.statistics.many_tests import benjamini_hochberg, conclusions
from oresurvey.statistics.permutation import Permutations

RATIO, DIFFERENCE = "ratio of geometric means, a / b", "difference, a - b, per cent points"
TEST_COLUMNS = [
    *("effect", "effect_low", "effect_high", "effect_kind", "p", "p_bh", "permutations", "exact"),
    *("smallest_p", "smallest_p_bh", "sections_a", "sections_b", "tested", "conclusion", "note"),
    *("family", "p_family", "detectable"),
]


@dataclass(frozen=True)
class SectionValues:
    """One value per section of a deposit, or why there is none.

    Attributes
    ----------
    values : Series
        By section.
    why_not : str
        Empty where the values can be compared.
    remark : str
    """

    values: pd.Series
    why_not: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """One row of a table: what is compared, and the values of both deposits."""

    about: dict
    sides: tuple[SectionValues, SectionValues]

    @property
    def comparable(self) -> bool:
        """Whether both deposits have values."""
        return not any(side.why_not for side in self.sides)


def answers(
    pair: Sequence[Standing],
    asked: Sequence[Asked],
    family: str,
    log: bool,
    permutations: Permutations,
) -> list[dict]:
    """Effects and tests of two deposits: rows of `TEST_COLUMNS` but for those of the whole table.

    Parameters
    ----------
    pair : (Standing, Standing)
    asked : sequence of Asked
    family : str
        What the rows are, for people.
    log : bool
        Effects are ratios of geometric means; else differences of means.
    permutations : Permutations
    """
    open_rows = [one for one in asked if one.comparable]
    found: list[dict] = []
    if open_rows:
        first, second = (
            pd.concat([one.sides[k].values for one in open_rows], axis=1).to_numpy(float)
            for k in range(2)
        )
        if log:
            first, second = np.log(first), np.log(second)
        may_be = all(one.tested for one in pair)
        found = _tested(first, second, log, may_be, permutations)
    of_row = iter(found)
    named = f"{family} of {pair[0].deposit} and {pair[1].deposit}"
    return [_row(pair, one, log, named, next(of_row) if one.comparable else {}) for one in asked]


def _tested(
    first: np.ndarray, second: np.ndarray, log: bool, may_be: bool, permutations: Permutations
) -> list[dict]:
    """Effect and test of every column; only the effect where the pair may not be tested."""
    results = family_tests(first, second, permutations)
    effect = np.exp if log else np.asarray
    cells = {"effect": effect(results.welch.estimate)}
    if may_be:
        low, high = results.welch.interval
        least = smallest_shown(results.critical_t, results.welch.error, results.welch.freedom)
        cells |= {
            "effect_low": effect(low),
            "effect_high": effect(high),
            "p": results.p,
            "p_family": results.p_family,
            "permutations": results.permutations,
            "exact": results.exact,
            "smallest_p": results.smallest_p,
            "detectable": np.where(np.isfinite(least), effect(least), np.nan),
        }
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def _row(pair: Sequence[Standing], asked: Asked, log: bool, family: str, found: dict) -> dict:
    both = list(zip(pair, asked.sides, strict=True))
    notes = [f"{one.deposit}: {side.why_not}" for one, side in both if side.why_not]
    counts = [int(side.values.notna().sum()) for side in asked.sides]
    tested = bool(np.isfinite(found.get("p", np.nan)))
    if not tested:
        if "p" in found:
            few = min(counts) < 2
            notes.append("fewer than two sections" if few else "no spread between sections")
        found = {key: found[key] for key in ("effect",) if key in found}
    notes += [f"{one.deposit}: {side.remark}" for one, side in both if side.remark]
    return (
        asked.about
        | found
        | {
            "effect_kind": RATIO if log else DIFFERENCE,
            "sections_a": counts[0],
            "sections_b": counts[1],
            "tested": tested,
            "family": family if tested else "",
            "note": note_of(pair, (), "; ".join(notes)),
        }
    )


def with_adjusted_p(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    """The table with Benjamini and Hochberg's p over all its rows, and what may be said.

    What is said rests on p_family, the p adjusted for the rows of the same pair of deposits.
    """
    table = pd.DataFrame(rows).reindex(columns=columns)
    table["p_bh"] = benjamini_hochberg(table["p"])
    # The adjusted p never falls when a p rises, so this is the least that the table could give.
    table["smallest_p_bh"] = benjamini_hochberg(table["smallest_p"])
    table["conclusion"] = conclusions(table["p_family"], table["smallest_p"])
    return table
