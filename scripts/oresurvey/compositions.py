"""Compositions: shares live on a simplex, so deposits are compared by log-ratios.

Replicates are section means. Zeros are replaced by 0.65 of a detection limit (Martin-Fernandez et
al. 2003) that the caller gives, never by a library's default.
"""

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.minerals import BACKGROUND, Minerals
from oresurvey.modal import LEVELS, shares

COLUMNS = [
    *("deposit_a", "deposit_b", "code", "mineral", "basis", "pct_a", "pct_b", "difference_pct"),
    *("ratio", "low_ratio", "high_ratio", "p", "p_holm", "sections_a", "sections_b"),
    *("aitchison_distance", "note"),
]


def closure(parts: np.ndarray) -> np.ndarray:
    """Rows scaled to sum 1; (n, D) float64."""
    parts = np.asarray(parts, float)
    return parts / parts.sum(axis=-1, keepdims=True)


def clr(parts: np.ndarray) -> np.ndarray:
    """Centred log-ratio: log of each part over the geometric mean of its row (Aitchison 1986).

    Parameters
    ----------
    parts : (..., D) float
        All above zero.
    """
    logs = np.log(np.asarray(parts, float))
    return logs - logs.mean(axis=-1, keepdims=True)


def aitchison_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Euclidean distance of the centred log-ratios of two compositions."""
    return float(np.linalg.norm(clr(first) - clr(second)))


def replace_zeros(parts: np.ndarray, limit: float) -> np.ndarray:
    """Multiplicative replacement: parts below `limit` become 0.65 limit, the others shrink.

    Parameters
    ----------
    parts : (n, D) float
        Rows of sum 1.
    limit : float
        Detection limit of a share, above zero.
    """
    parts = closure(parts)
    small = parts < limit
    added = (0.65 * limit * small).sum(axis=-1, keepdims=True)
    kept = np.where(small, 0.0, parts)
    return np.where(small, 0.65 * limit, kept / kept.sum(axis=-1, keepdims=True) * (1 - added))


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values; NaN stays NaN and is not counted."""
    p = np.asarray(p, float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = (len(order) - np.arange(len(order))) * p[order]
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def _welch(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float, float]:
    """Ratio of geometric means first / second, its 95 % interval and p, by Welch's t on logs."""
    a, b = np.log(first), np.log(second)
    difference = a.mean() - b.mean()
    if len(a) < 2 or len(b) < 2:
        return float(np.exp(difference)), np.nan, np.nan, np.nan
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if va + vb == 0:
        return float(np.exp(difference)), np.nan, np.nan, np.nan
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    error = np.sqrt(va + vb)
    reach = stats.t.ppf(0.975, freedom) * error
    p = 2 * stats.t.sf(abs(difference) / error, freedom)
    low, high = np.exp([difference - reach, difference + reach])
    return float(np.exp(difference)), float(low), float(high), float(p)


def _section_shares(pixels: pd.DataFrame) -> pd.DataFrame:
    """Ore shares of every section: rows (deposit, section), columns codes."""
    ore = pixels[pixels["code"] != BACKGROUND]
    table = shares(ore, LEVELS["section"]).dropna(subset="share")
    wide = table.pivot(index=["deposit", "section"], columns="code", values="share")
    return wide.fillna(0.0).sort_index()


def _note(chosen: bool, sections: int, left_out: list[str]) -> str:
    notes = []
    if chosen:
        notes.append("fields were chosen, not sampled: shown without a test")
    if sections < 2:
        notes.append("one section: shown without a test")
    if left_out:
        notes.append(f"left out, not in every model class list of both: {', '.join(left_out)}")
    return "; ".join(notes)


def comparison(
    pixels: pd.DataFrame,
    minerals: Minerals,
    supported: dict[str, set[int]] | None = None,
    chosen: frozenset[str] = frozenset(),
    limit: float = 1e-4,
) -> pd.DataFrame:
    """Content of ``comparison.csv``: every pair of deposits, mineral by mineral, within the ore.

    Parameters
    ----------
    pixels : DataFrame
        As from `modal.pixel_table`.
    minerals : Minerals
    supported : dict of str to set of int, optional
        Codes that the maps of a deposit can name; only minerals that both deposits of a pair
        support are compared. Every code when None.
    chosen : set of str
        Deposits whose fields were chosen rather than sampled: shown, not tested.
    limit : float
        Detection limit of a share within the ore.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: means of section shares, their difference, the ratio of geometric means
        with Welch's 95 % interval and p on logs over sections, Holm over all rows, and the
        Aitchison distance of the two mean compositions.
    """
    wide = _section_shares(pixels)
    deposits = sorted(pixels["deposit"].unique())
    rows = []
    for i, first in enumerate(deposits):
        for second in deposits[i + 1 :]:
            rows += _pair(wide, first, second, minerals, supported, chosen, limit)
    table = pd.DataFrame(rows, columns=COLUMNS)
    table["p_holm"] = holm(table["p"].to_numpy(float))
    return table


def _pair(wide, first, second, minerals, supported, chosen, limit) -> list[dict]:
    """Rows of one pair of deposits."""
    inside = [code for code in wide.columns if code in minerals]
    if supported is not None:
        inside = [c for c in inside if c in supported[first] and c in supported[second]]
    sides = [
        wide.loc[[name], inside] if name in wide.index else wide.iloc[:0][inside]
        for name in (first, second)
    ]
    inside = [code for code in inside if any((side[code] > 0).any() for side in sides)]
    left = [c for c in wide.columns if c not in inside and (wide[c] > 0).any()]
    left_out = [minerals.symbol(code) for code in left] if supported is not None else []
    sides = [side[inside] for side in sides]
    # A section without any of these minerals has no composition.
    sides = [side[side.sum(axis=1) > 0] for side in sides]
    if len(inside) < 2 or not all(len(side) for side in sides):
        return []
    a, b = (replace_zeros(side.to_numpy(), limit) for side in sides)
    distance = aitchison_distance(np.exp(np.log(a).mean(0)), np.exp(np.log(b).mean(0)))
    tested = not ({first, second} & chosen)
    note = _note(not tested, min(len(a), len(b)), left_out)
    rows = []
    for k, code in enumerate(inside):
        ratio, low, high, p = _welch(a[:, k], b[:, k])
        plain = [100 * closure(side.to_numpy())[:, k].mean() for side in sides]
        rows.append(
            {
                "deposit_a": first,
                "deposit_b": second,
                "code": code,
                "mineral": minerals.symbol(code),
                "basis": "ore",
                "pct_a": plain[0],
                "pct_b": plain[1],
                "difference_pct": plain[0] - plain[1],
                "ratio": ratio,
                "low_ratio": low if tested else np.nan,
                "high_ratio": high if tested else np.nan,
                "p": p if tested else np.nan,
                "sections_a": len(a),
                "sections_b": len(b),
                "aitchison_distance": distance,
                "note": note,
            }
        )
    return rows
