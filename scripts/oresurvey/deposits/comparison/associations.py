"""Association between deposits: which share of its boundary a mineral shares with another."""

from itertools import combinations

import pandas as pd

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
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    *("deposit_a", "deposit_b", "code_a", "mineral_a", "code_b", "mineral_b"),
    *("association_a_pct", "association_b_pct"),
    *TEST_COLUMNS,
]


def _other_names(
    deposits: list[str], supported: dict[str, set[int]] | None, minerals: Minerals
) -> str:
    """What the maps of one of two deposits cannot name: its boundary counts as another's there."""
    if supported is None:
        return ""
    only = set.symmetric_difference(*(supported[name] for name in deposits))
    symbols = [minerals.symbol(code) for code in sorted(only) if code in minerals]
    return f"maps of one of them cannot name {', '.join(symbols)}" if symbols else ""


def _shared_boundary(sections: pd.DataFrame, replicates: Replicates) -> dict[tuple, pd.DataFrame]:
    """Shares of the boundary of a mineral, by (deposit, code_a): sections x code_b, 0..100.

    A section that holds A and where A never meets B counts with 0. Holes or places, where these are
    the replicates, stand in place of sections.
    """
    found = {}
    for key, rows in sections.groupby(["deposit", "code_a"]):
        wide = rows.pivot(index=["deposit", "section"], columns="code_b", values="association_pct")
        found[key] = replicates.joined_rows(wide.fillna(0.0).sort_index())
    return found


def association_tests(
    association: pd.DataFrame,
    shares: pd.DataFrame,
    minerals: Minerals,
    standing: dict[str, Standing],
    supported: dict[str, set[int]] | None = None,
    permutations: Permutations = Permutations(),
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Content of ``association_tests.csv``: shared boundary of pairs of minerals between deposits.

    Parameters
    ----------
    association : DataFrame
        As ``association.csv``; its section rows are used.
    shares : DataFrame
        As from `deposits.comparison.sections.section_shares`: says which minerals a deposit has.
    minerals : Minerals
    standing : dict of str to Standing
    supported : dict of str to set of int, optional
        Codes that the maps of a deposit can name; every code when None.
    permutations : Permutations
    replicates : Replicates
        What the sample of each deposit is made of; its sections by default.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. effect is the difference of the means over sections, in per
        cent points of the boundary of A, with Welch's interval; p as in `one_value.answers`. Plain
        shares, not logits: many sections have none of a contact, a logit would need a made-up
        value for them, and a permutation needs no normal distribution. A partner that one of the
        deposits does not have is no row: that difference is in ``comparison.csv``.
    """
    sections = association[association["level"] == "section"]
    by = _shared_boundary(sections, replicates)
    has = {
        name: {code for code in rows.columns if (rows[code] > 0).any()} | {BACKGROUND}
        for name, rows in shares.groupby(level="deposit")
    }
    rows = []
    for pair in combinations(standing.values(), 2):
        names = [one.deposit for one in pair]
        both = set.intersection(*(has.get(name, set()) for name in names))
        remark = _other_names(names, supported, minerals)
        asked = []
        for code_a in sorted({a for _, a in by} & both):
            wide = [by[name, code_a] for name in names if (name, code_a) in by]
            if len(wide) < len(names):
                continue
            partners = sorted(set(wide[0].columns).union(wide[1].columns) & both)
            for code_b in partners:
                first, second = (
                    one[code_b] if code_b in one else pd.Series(0.0, one.index) for one in wide
                )
                about = {
                    "deposit_a": names[0],
                    "deposit_b": names[1],
                    "code_a": code_a,
                    "mineral_a": minerals.symbol(code_a),
                    "code_b": code_b,
                    "mineral_b": minerals.symbol(code_b),
                    "association_a_pct": first.mean(),
                    "association_b_pct": second.mean(),
                }
                asked.append(Asked(about, (SectionValues(first), SectionValues(second))))
        for row in answers(pair, asked, "contacts", False, permutations):
            row["note"] = "; ".join(words for words in (row["note"], remark) if words)
            rows.append(row)
    return with_adjusted_p(rows, COLUMNS)
