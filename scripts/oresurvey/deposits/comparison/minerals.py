"""Comparison of deposits, mineral by mineral: ratios of geometric means; a pair is a family."""

from itertools import combinations

import numpy as np
import pandas as pd

from oresurvey.deposits.comparison.bounds import (
    AT_LEAST,
    NO_RATIO,
    RATIO,
    kind_of,
    least_ratio,
    sensitivity_of_ratio,
)
from oresurvey.deposits.comparison.sections import SubComposition, sub_composition
from oresurvey.deposits.standing import Standing, note_of
from oresurvey.statistics.compositions import aitchison_distance, centre
from oresurvey.statistics.detectable import smallest_shown
from oresurvey.statistics.families import Family, family_tests
from oresurvey.statistics.many_tests import HOLDS, conclusions, holm, sensitivity
from oresurvey.statistics.permutation import Permutations
from oresurvey.survey.minerals import Minerals

LIMIT_FACTORS = {"p": 1.0, "p_half_lod": 0.5, "p_double_lod": 2.0}
COLUMNS = [
    *("deposit_a", "deposit_b", "code", "mineral", "basis", "pct_a", "pct_b", "difference_pct"),
    *("ratio", "low_ratio", "high_ratio", "p", "p_holm", "sections_a", "sections_b"),
    *("aitchison_distance", "note"),
    *("tested", "smallest_p", "p_holm_half_lod", "p_holm_double_lod", "lod_sensitivity"),
    *("zeros_a", "zeros_b", "conclusion"),
    *("family", "p_family", "detectable", "ratio_kind", "ratio_half_lod", "ratio_double_lod"),
    *("permutations", "exact"),
]
_OTHER_WAY = "the mean shares say the opposite of the geometric means: sections differ in spread"


def compare_minerals(
    shares: pd.DataFrame,
    minerals: Minerals,
    standing: dict[str, Standing],
    limits: pd.Series,
    supported: dict[str, set[int]] | None = None,
    permutations: Permutations = Permutations(),
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
    permutations : Permutations

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: means of section shares, their difference, the ratio of geometric means
        with its 95 % interval, p of each mineral and p_family over the minerals of the pair
        (`statistics.families`), the Aitchison distance of the two centres. Where a deposit is below
        the detection limit in every section, ratio is empty and low_ratio or high_ratio is a bound.
        detectable is the smallest ratio, or its inverse, that the design shows. p_holm is Holm over
        all rows, also at half and double the limits.
    """
    rows = []
    for names in combinations(standing, 2):
        pair = tuple(standing[name] for name in names)
        sub = sub_composition(shares, names, minerals, limits, supported)
        rows += _pair(pair, sub, minerals, permutations)
    families = [name.replace("p", "p_family", 1) for name in LIMIT_FACTORS]
    table = pd.DataFrame(rows, columns=list(dict.fromkeys([*COLUMNS, *LIMIT_FACTORS, *families])))
    for p in LIMIT_FACTORS:
        table[p.replace("p", "p_holm", 1)] = holm(table[p].to_numpy(float))
    table["conclusion"] = conclusions(table["p_family"], table["smallest_p"])
    words = sensitivity(*(table[name].astype(float) for name in families))
    table["lod_sensitivity"] = [
        _sensitivity(word, row) for word, row in zip(words, table.to_dict("records"), strict=True)
    ]
    directions = np.log(table["ratio"].astype(float)) * table["difference_pct"].astype(float)
    opposite = table["tested"].astype(bool) & (directions < 0)
    table.loc[opposite, "note"] = [
        "; ".join(filter(None, (_OTHER_WAY, note))) for note in table.loc[opposite, "note"]
    ]
    return table[COLUMNS]


def _sensitivity(of_conclusion: str, row: dict) -> str:
    """Whether conclusion and ratio hold at half and double the limits."""
    if row["ratio_kind"] != RATIO:
        return f"{of_conclusion}; the bound goes with the limit".lstrip("; ")
    of_ratio = sensitivity_of_ratio((row["ratio"], row["ratio_half_lod"], row["ratio_double_lod"]))
    if of_ratio and of_conclusion in ("", HOLDS):
        return of_ratio
    return "; ".join(words for words in (of_conclusion, of_ratio) if words)


def _families(
    sub: SubComposition, sides: list[pd.DataFrame], permutations: Permutations
) -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], dict[str, Family]]:
    """Logarithms of the shares and their tests, at every factor of `LIMIT_FACTORS`."""
    logs: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    found: dict[str, Family] = {}
    for p, factor in LIMIT_FACTORS.items():
        positive = sub.positive(factor)
        first, second = (np.log(positive.loc[side.index].to_numpy()) for side in sides)
        alike = p != "p" and all(map(np.array_equal, (first, second), logs["p"]))
        found[p] = found["p"] if alike else family_tests(first, second, permutations)
        logs[p] = first, second
    return logs, found


def _pair(
    pair: tuple[Standing, ...], sub: SubComposition, minerals: Minerals, permutations: Permutations
) -> list[dict]:
    """Rows of one pair of deposits; none where they have no two minerals to compare."""
    sides = [sub.sections_of(one.deposit) for one in pair]
    if len(sub.codes) < 2 or not all(len(side) for side in sides):
        return []
    logs, found = _families(sub, sides, permutations)
    sections = [len(side) for side in sides]
    short = [
        f"{one.deposit}: one section with these minerals"
        for one, count in zip(pair, sections, strict=True)
        if count < 2 and one.sections > 1
    ]
    may_be = all(one.tested for one in pair)
    shared = {
        "deposit_a": pair[0].deposit,
        "deposit_b": pair[1].deposit,
        "basis": "ore",
        "sections_a": sections[0],
        "sections_b": sections[1],
        "aitchison_distance": aitchison_distance(*(centre(np.exp(side)) for side in logs["p"])),
    }
    tests = found["p"]
    shown = smallest_shown(tests.critical_t, tests.welch.error, tests.welch.freedom)
    shown = np.exp(np.where(np.isfinite(shown), shown, np.nan))
    rows = []
    for k, code in enumerate(sub.codes):
        zeros = [int((side[code] < sub.limits[code]).sum()) for side in sides]
        kind = kind_of(zeros[0] == sections[0], zeros[1] == sections[1])
        # The spread of what is below the limit everywhere is not known.
        detectable = shown[k] if kind == RATIO else np.nan
        tested = may_be and bool(np.isfinite(found["p"].p[k]))
        flat = [] if tested or short or not may_be else ["no spread between sections"]
        bounds = [
            f"{one.deposit}: below the detection limit in every section, so there is no ratio"
            for one, below, count in zip(pair, zeros, sections, strict=True)
            if below == count
        ]
        plain = [100 * side[code].mean() for side in sides]
        rows.append(
            shared
            | {
                "code": code,
                "mineral": minerals.symbol(code),
                "pct_a": plain[0],
                "pct_b": plain[1],
                "difference_pct": plain[0] - plain[1],
                "zeros_a": zeros[0],
                "zeros_b": zeros[1],
                "tested": tested,
                "ratio_kind": kind,
                "note": note_of(pair, sub.left_out, "; ".join(short + flat + bounds)),
            }
            | _ratio(kind, logs["p"], found, k, sub.limits[code], may_be)
            | (_test(found, k, shared) | {"detectable": detectable} if tested else {})
        )
    return rows


def _ratio(
    kind: str,
    logs: tuple[np.ndarray, np.ndarray],
    found: dict[str, Family],
    k: int,
    limit: float,
    may_be: bool,
) -> dict:
    """Ratio and interval of mineral k, or a bound; no interval where nothing may be tested."""
    if kind == NO_RATIO:
        return {}
    if kind == RATIO:
        ratios = (float(np.exp(found[p].welch.estimate[k])) for p in LIMIT_FACTORS)
        names = ("ratio", "ratio_half_lod", "ratio_double_lod")
        low, high = (np.exp(end[k]) for end in found["p"].welch.interval)
        ends = {"low_ratio": low, "high_ratio": high} if may_be else {}
        return dict(zip(names, ratios, strict=True)) | ends
    if not may_be:
        return {}
    has, lacks = logs if kind == AT_LEAST else logs[::-1]
    least = least_ratio(has[:, k], limit, len(lacks))
    return {"low_ratio": least} if kind == AT_LEAST else {"high_ratio": 1 / least}


def _test(found: dict[str, Family], k: int, shared: dict) -> dict:
    """p at every limit."""
    tests = found["p"]
    return {
        **{p: one.p[k] for p, one in found.items()},
        **{p.replace("p", "p_family", 1): one.p_family[k] for p, one in found.items()},
        "smallest_p": tests.smallest_p[k],
        "permutations": tests.permutations[k],
        "exact": tests.exact[k],
        "family": f"minerals of {shared['deposit_a']} and {shared['deposit_b']}",
    }
