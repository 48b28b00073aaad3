"""Comparison of deposits, mineral by mineral: ratios of geometric means, with Holm over all."""

from itertools import combinations

import numpy as np
import pandas as pd

from oresurvey.deposits.comparison.sections import SubComposition, sub_composition
from oresurvey.deposits.standing import Standing, note_of
from oresurvey.statistics.compositions import aitchison_distance, centre
from oresurvey.statistics.many_tests import conclusions, holm, sensitivity
from oresurvey.statistics.permutation import smallest_exact_p
from oresurvey.statistics.welch import welch
from oresurvey.survey.minerals import Minerals

LIMIT_FACTORS = {"p": 1.0, "p_half_lod": 0.5, "p_double_lod": 2.0}
COLUMNS = [
    *("deposit_a", "deposit_b", "code", "mineral", "basis", "pct_a", "pct_b", "difference_pct"),
    *("ratio", "low_ratio", "high_ratio", "p", "p_holm", "sections_a", "sections_b"),
    *("aitchison_distance", "note"),
    *("tested", "smallest_p", "p_holm_half_lod", "p_holm_double_lod", "lod_sensitivity"),
    *("zeros_a", "zeros_b", "conclusion"),
]


def compare_minerals(
    shares: pd.DataFrame,
    minerals: Minerals,
    standing: dict[str, Standing],
    limits: pd.Series,
    supported: dict[str, set[int]] | None = None,
) -> pd.DataFrame:
    """Content of ``comparison.csv``: every pair of deposits, mineral by mineral, within the ore.

    Parameters
    ----------
    shares : DataFrame
        As from `deposits.comparison.sections.section_shares`.
    minerals : Minerals
    standing : dict of str to Standing
        Deposits that may not be tested are shown without p and interval.
    limits : Series
        As from `deposits.comparison.sections.detection_limits`.
    supported : dict of str to set of int, optional
        Codes that the maps of a deposit can name; only minerals that both deposits of a pair
        support are compared. Every code when None.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: means of section shares, their difference, the ratio of geometric means
        with Welch's 95 % interval and p on logs over sections, Holm over all rows, the same at
        half and at double the detection limit, and the Aitchison distance of the two centres.
        smallest_p is what a test by permutation of so many sections could give at best: a p of
        Welch below it rests on the logs being normal. zeros_a and zeros_b count sections below the
        detection limit.
    """
    rows = []
    for names in combinations(standing, 2):
        pair = tuple(standing[name] for name in names)
        rows += _pair(pair, sub_composition(shares, names, minerals, limits, supported), minerals)
    table = pd.DataFrame(rows, columns=[*COLUMNS, "p_half_lod", "p_double_lod"])
    for p in LIMIT_FACTORS:
        table[p.replace("p", "p_holm", 1)] = holm(table[p].to_numpy(float))
    table["lod_sensitivity"] = sensitivity(
        table["p_holm"], table["p_holm_half_lod"], table["p_holm_double_lod"]
    )
    table["conclusion"] = conclusions(table["p_holm"], np.full(len(table), np.nan))
    return table[COLUMNS]


def _pair(pair: tuple[Standing, ...], sub: SubComposition, minerals: Minerals) -> list[dict]:
    """Rows of one pair of deposits; none where they have no two minerals to compare."""
    sides = [sub.sections_of(one.deposit) for one in pair]
    if len(sub.codes) < 2 or not all(len(side) for side in sides):
        return []
    positive = {p: sub.positive(factor) for p, factor in LIMIT_FACTORS.items()}
    a, b = (positive["p"].loc[side.index].to_numpy() for side in sides)
    sections = [len(side) for side in sides]
    short = [
        f"{one.deposit}: one section with these minerals"
        for one, count in zip(pair, sections, strict=True)
        if count < 2 and one.sections > 1
    ]
    shared = {
        "deposit_a": pair[0].deposit,
        "deposit_b": pair[1].deposit,
        "basis": "ore",
        "sections_a": sections[0],
        "sections_b": sections[1],
        "aitchison_distance": aitchison_distance(centre(a), centre(b)),
        "smallest_p": smallest_exact_p(sections),
    }
    may_be = all(one.tested for one in pair)
    rows = []
    for code in sub.codes:
        logs = {
            p: [np.log(found.loc[side.index, code].to_numpy()) for side in sides]
            for p, found in positive.items()
        }
        found = {p: welch(*values) for p, values in logs.items()}
        ratio = found["p"].as_ratio()
        tested = may_be and np.isfinite(ratio.p)
        flat = [] if tested or short or not may_be else ["no spread between sections"]
        plain = [100 * side[code].mean() for side in sides]
        zeros = [int((side[code] < sub.limits[code]).sum()) for side in sides]
        bounds = [
            f"{one.deposit}: below the detection limit in every section, so the ratio rests on it"
            for one, below, count in zip(pair, zeros, sections, strict=True)
            if below == count
        ]
        rows.append(
            shared
            | {
                "code": code,
                "mineral": minerals.symbol(code),
                "pct_a": plain[0],
                "pct_b": plain[1],
                "difference_pct": plain[0] - plain[1],
                "ratio": ratio.estimate,
                "low_ratio": ratio.low if tested else np.nan,
                "high_ratio": ratio.high if tested else np.nan,
                **{p: one.p if tested else np.nan for p, one in found.items()},
                "zeros_a": zeros[0],
                "zeros_b": zeros[1],
                "tested": tested,
                "note": note_of(pair, sub.left_out, "; ".join(short + flat + bounds)),
            }
        )
    return rows
