"""Deposits as wholes: distances between their centres, and tests of their compositions."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from oresurvey.deposits.comparison.minerals import LIMIT_FACTORS
from oresurvey.deposits.comparison.sections import SubComposition
from oresurvey.deposits.standing import Standing, note_of, why_untested
from oresurvey.statistics.many_tests import LEVEL, conclusions, holm, sensitivity
from oresurvey.statistics.permanova import centres_differ, permdisp, pseudo_f, smallest_distance
from oresurvey.statistics.permutation import Permutations
from oresurvey.survey.minerals import Minerals

ALL, PAIR = "all", "pair"
OF_ALL, OF_PAIRS = "this test", "pairs of deposits"
"""Families."""
DISTANCE_COLUMNS = [
    *("deposit_a", "deposit_b", "aitchison_distance", "distance_half_lod", "distance_double_lod"),
    *("sections_a", "sections_b", "minerals", "note"),
]
TEST_COLUMNS = [
    *("scope", "deposit_a", "deposit_b", "deposits", "sections", "minerals", "aitchison_distance"),
    *("pseudo_f", "r2", "p", "p_holm", "permutations", "exact", "smallest_p", "smallest_p_holm"),
    *("p_holm_half_lod", "p_holm_double_lod", "lod_sensitivity"),
    *("dispersion_f", "dispersion_ratio", "dispersion_p", "dispersion_smallest_p"),
    *("tested", "conclusion", "note"),
    *("family", "w_d", "detectable"),
]
SPREAD_DIFFERS = "spread differs too; the test of centres allows for it"
NO_SPREAD_TEST = "spread not tested: it takes three sections in each deposit"
TOO_FEW_MINERALS = (
    "fewer than two minerals that the maps of every deposit can name (with inference: "
    "only_labelled: false they name all that the model knows)"
)


def centres(sub: SubComposition, factor: float = 1.0) -> pd.DataFrame:
    """Centred log-ratios of the centres of deposits, by deposit: means over their sections."""
    return sub.log_ratios(factor).groupby(level="deposit").mean()


def _symbols(sub: SubComposition, minerals: Minerals) -> str:
    return ", ".join(minerals.symbol(code) for code in sub.codes)


def deposit_distances(
    sub: SubComposition, standing: dict[str, Standing], minerals: Minerals
) -> pd.DataFrame:
    """Content of ``deposit_distances.csv``: Aitchison distances between the centres of deposits.

    Parameters
    ----------
    sub : SubComposition
        Of all deposits.
    standing : dict of str to Standing
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `DISTANCE_COLUMNS`; every pair of deposits with ore, tested or not, and none where
        fewer than two minerals can be compared.
    """
    factors = {"aitchison_distance": 1.0, "distance_half_lod": 0.5, "distance_double_lod": 2.0}
    rows = []
    if len(sub.codes) >= 2:
        found = {name: centres(sub, factor) for name, factor in factors.items()}
        sections = sub.shares.groupby(level="deposit").size()
        for pair in combinations(sections.index, 2):
            both = tuple(standing[name] for name in pair)
            rows.append(
                {
                    "deposit_a": pair[0],
                    "deposit_b": pair[1],
                    **{
                        name: float(np.linalg.norm(at.loc[pair[0]] - at.loc[pair[1]]))
                        for name, at in found.items()
                    },
                    "sections_a": sections[pair[0]],
                    "sections_b": sections[pair[1]],
                    "minerals": _symbols(sub, minerals),
                    "note": note_of(both, sub.left_out),
                }
            )
    return pd.DataFrame(rows, columns=DISTANCE_COLUMNS)


def _groups(sub: SubComposition, deposits: Sequence[str], factor: float) -> list[np.ndarray]:
    """Log-ratios of the sections of each deposit, at `factor` times the detection limits."""
    ratios = sub.log_ratios(factor)
    names = ratios.index.get_level_values("deposit")
    return [ratios[names == deposit].to_numpy() for deposit in deposits]


def _tested(sub: SubComposition, deposits: Sequence[str], permutations: Permutations) -> dict:
    """Tests of centres at three limits and of spread, for deposits of two sections up."""
    groups = _groups(sub, deposits, 1.0)
    centre = centres_differ(groups, permutations)
    others = []
    for factor in list(LIMIT_FACTORS.values())[1:]:
        moved = _groups(sub, deposits, factor)
        same = all(map(np.array_equal, moved, groups))
        others.append(centre if same else centres_differ(moved, permutations))
    spread = permdisp(groups, permutations)
    return dict(zip(LIMIT_FACTORS, (centre.p, *(one.p for one in others)), strict=True)) | {
        "pseudo_f": pseudo_f(groups)[0],
        "r2": centre.effect,
        "w_d": centre.statistic,
        "permutations": centre.permutations,
        "exact": centre.exact,
        "smallest_p": centre.smallest_p,
        "dispersion_f": spread.statistic,
        "dispersion_ratio": spread.effect,
        "dispersion_p": spread.p,
        "dispersion_smallest_p": spread.smallest_p if np.isfinite(spread.p) else np.nan,
    }


def _row(
    group: Sequence[Standing],
    sub: SubComposition,
    permutations: Permutations,
    family: str,
    more: str = "",
) -> dict:
    """One test of these deposits, or why there is none."""
    sections = {one.deposit: len(sub.sections_of(one.deposit)) for one in group}
    short = [one.deposit for one in group if one.tested and sections[one.deposit] < 2]
    found, notes = {}, [more]
    if len(sub.codes) < 2:
        notes.append(TOO_FEW_MINERALS)
    elif short:
        notes.append(f"fewer than two sections with these minerals: {', '.join(short)}")
    elif not why_untested(group):
        found = _tested(sub, list(sections), permutations)
        notes.append(_on_spread(found))
    tested = bool(np.isfinite(found.get("p", np.nan)))
    note = "; ".join(words for words in notes if words)
    return {
        "deposits": ", ".join(sections),
        "sections": ", ".join(str(count) for count in sections.values()),
        **found,
        "tested": tested,
        "family": family if tested else "",
        "note": note_of(group, sub.left_out, note),
    }


def _on_spread(found: dict) -> str:
    if not np.isfinite(found["p"]):
        return "no spread between sections"
    if not np.isfinite(found["dispersion_p"]):
        return NO_SPREAD_TEST
    return SPREAD_DIFFERS if found["dispersion_p"] < LEVEL else ""


def _adjusted(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one family of tests with Holm's p and what may be said."""
    adjusted = {
        "p_holm": holm(rows["p"]),
        # Holm never falls when a p rises, so this is the least that the family could give.
        "smallest_p_holm": holm(rows["smallest_p"]),
        "p_holm_half_lod": holm(rows["p_half_lod"]),
        "p_holm_double_lod": holm(rows["p_double_lod"]),
    }
    rows = rows.assign(**adjusted)
    return rows.assign(
        lod_sensitivity=sensitivity(
            rows["p_holm"], rows["p_holm_half_lod"], rows["p_holm_double_lod"]
        ),
        conclusion=conclusions(rows["p_holm"], rows["smallest_p_holm"]),
    )


def deposit_tests(
    sub: SubComposition,
    standing: dict[str, Standing],
    minerals: Minerals,
    permutations: Permutations = Permutations(),
) -> pd.DataFrame:
    """Content of ``deposit_tests.csv``: do centres differ (W_d*), and spreads; all, and pairs.

    Parameters
    ----------
    sub : SubComposition
        Of all deposits.
    standing : dict of str to Standing
    minerals : Minerals
    permutations : Permutations

    Returns
    -------
    DataFrame
        Columns `TEST_COLUMNS`. The row of scope "all" tests together the deposits that may be
        tested and have two sections with these minerals; those of scope "pair" are adjusted by
        Holm among themselves. A pair that may not be tested is a row with its distance and the
        reason.
    """
    able = [
        one
        for one in standing.values()
        if one.tested and (len(sub.codes) < 2 or len(sub.sections_of(one.deposit)) > 1)
    ]
    others = [name for name in standing if name not in {one.deposit for one in able}]
    kept_out = f"kept out of this test: {', '.join(others)}" if others else ""
    whole = (
        [_row(able, sub, permutations, OF_ALL, kept_out) | {"scope": ALL}] if len(able) > 1 else []
    )
    found = deposit_distances(sub, standing, minerals).set_index(["deposit_a", "deposit_b"])
    distances = found["aitchison_distance"].to_dict()
    pairs: list[dict] = [
        _row(pair, sub, permutations, OF_PAIRS)
        | {"scope": PAIR, "deposit_a": pair[0].deposit, "deposit_b": pair[1].deposit}
        | {"aitchison_distance": distances.get((pair[0].deposit, pair[1].deposit), np.nan)}
        for pair in combinations(standing.values(), 2)
    ]
    tested = [row for row in pairs if row["tested"]]
    for row in tested:
        first, second = _groups(sub, (row["deposit_a"], row["deposit_b"]), 1.0)
        least = smallest_distance(first, second, LEVEL / len(tested), permutations)
        row["detectable"] = least if np.isfinite(least) else np.nan
    columns = [*TEST_COLUMNS, "p_half_lod", "p_double_lod"]
    families = [
        _adjusted(pd.DataFrame(rows).reindex(columns=columns)) for rows in (whole, pairs) if rows
    ]
    table = pd.concat(families, ignore_index=True) if families else pd.DataFrame(columns=columns)
    return table.assign(minerals=_symbols(sub, minerals))[TEST_COLUMNS]
