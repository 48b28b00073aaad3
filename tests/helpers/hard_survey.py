"""Tables of a survey that is hard to draw: 12 deposits, long names, 10 minerals, one missing."""

import numpy as np
import pandas as pd
from section_tables import MINERALS, modal_rows

from oresurvey.deposits.association.locking import FREE_SURFACE, KINDS
from oresurvey.deposits.comparison.clusters import clusters
from oresurvey.deposits.comparison.deposits import deposit_distances
from oresurvey.deposits.comparison.minerals import compare_minerals
from oresurvey.deposits.comparison.ordination import ordination
from oresurvey.deposits.comparison.sections import detection_limits, section_shares, sub_composition
from oresurvey.deposits.standing import standing_table, standings

CODES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11)
SECTIONS = 4
NAMES = (
    "Верхнекаменское Северо-Восточное, горизонт 340 м",
    "Верхнекаменское Северо-Восточное, горизонт 380 м",
    "Kidd Creek",
    "A",
    "$\\frac{1}{2}$ & <b>",
    "Berezovskoe gold-quartz, eastern flank and its deep levels",
    "W" * 200,
    *(f"Deposit {k}" for k in range(5)),
)


def hard_tables(deposits: int = len(NAMES), codes=CODES, seed: int = 0) -> dict:
    """Tables by name, and "shares", as the stages hand them to the figures."""
    rng = np.random.default_rng(seed)
    names = NAMES[:deposits]
    parts = {name: rng.dirichlet(rng.uniform(0.5, 4, len(codes)), SECTIONS) for name in names}
    if deposits > 2:
        parts[names[2]][:, -1] = 0
    rows = modal_rows(parts, codes)
    standing = standings(rows, {name: {"systematic"} for name in names} | {names[-1]: {"chosen"}})
    shares = section_shares(rows)
    sub = sub_composition(shares, standing, MINERALS, detection_limits(rows, 0.01))
    return {
        "modal": _modal(shares, rng),
        "size_bands": _bands(names, codes, rng),
        "grain_size": pd.DataFrame(
            [("deposit", name, code) for name in names for code in codes],
            columns=["level", "deposit", "code"],
        ),
        "association": _association(names, codes, rng),
        "locking": _locking(names, codes, rng),
        "textures": _textures(names, codes, rng),
        "standing": standing_table(standing),
        "comparison": compare_minerals(shares, MINERALS, standing, sub.limits),
        "deposit_distances": deposit_distances(sub, standing, MINERALS),
        "ordination": ordination(sub, standing, MINERALS),
        "clusters": clusters(sub),
        "shares": shares,
    }


def _modal(shares, rng) -> pd.DataFrame:
    rows = []
    for (deposit, section), row in shares.iterrows():
        rows += [("section", deposit, section, code, pct) for code, pct in (100 * row).items()]
    for deposit, row in (100 * shares.groupby(level="deposit").mean()).iterrows():
        rows += [("deposit", deposit, "", code, pct) for code, pct in row.items()]
    table = pd.DataFrame(rows, columns=["level", "deposit", "section", "code", "pct"])
    table = pd.concat([table.assign(basis=basis) for basis in ("total", "ore")])
    table["low_pct"], table["high_pct"] = 0.7 * table["pct"], 1.3 * table["pct"]
    for name in ("pct", "low_pct", "high_pct"):
        table[f"corrected_{name}"] = table[name] * rng.uniform(0.8, 1.2)
        table[f"best_{name}"] = table[f"corrected_{name}"]
    return table


def _bands(names, codes, rng) -> pd.DataFrame:
    ecd = np.geomspace(2, 900, 60)
    curves = []
    for name in names:
        for code in codes:
            pct = 100 / (1 + (rng.uniform(20, 200) / ecd) ** 3)
            pct = np.clip(1.02 * pct - 0.5, 0, 100)
            low, high = 0.9 * pct, np.minimum(1.1 * pct, 100)
            curve = pd.DataFrame(
                {"ecd": ecd, "pct_finer": pct, "low_pct": low, "high_pct": high}
            ).assign(sections=5)
            curves.append(curve.assign(deposit=name, code=code, unit="um"))
    return pd.concat(curves, ignore_index=True)


def _association(names, codes, rng) -> pd.DataFrame:
    rows = [
        ("deposit", name, a, b, pct, pct, 9.0 if a == 6 else 1.0)
        for name in names
        for a in codes
        for b, pct in zip((0, *codes), 100 * rng.dirichlet(np.ones(len(codes) + 1)), strict=True)
        if a != b
    ]
    columns = ["level", "deposit", "code_a", "code_b", "association_pct"]
    table = pd.DataFrame(rows, columns=[*columns, "association_after_pct", "rim_share_pct"])
    return table.assign(length_px=100.0)


def _locking(names, codes, rng) -> pd.DataFrame:
    rows = []
    for name in names:
        for code in codes:
            for kind, pct in zip(KINDS, 100 * rng.dirichlet(np.ones(len(KINDS))), strict=True):
                rows.append(("deposit", name, code, kind, pct, 0.8 * pct, min(1.2 * pct, 100)))
            rows.append(("deposit", name, code, FREE_SURFACE, 40.0, 30.0, 52.0))
    columns = ["level", "deposit", "code", "measure", "pct", "low_pct", "high_pct"]
    table = pd.DataFrame(rows, columns=columns)
    cut = (7.0 * table["code"]) % 50
    return table.assign(frame_area_pct=cut, ore_area_pct=20.0, size_fraction_um=np.nan)


def _textures(names, codes, rng) -> pd.DataFrame:
    rows = []
    for name in names:
        for k in range(1, len(codes) + 1):
            combination = "+".join(MINERALS.symbol(code) for code in codes[:k])
            area = 60 / k
            rows.append(
                ("deposit", name, combination, area, 0.8 * area, 1.3 * area, 1234, 567, SECTIONS)
            )
    columns = ["level", "deposit", "combination", "area_pct", "low_pct", "high_pct", "groups"]
    return pd.DataFrame(rows, columns=[*columns, "groups_at_frame", "sections"])
