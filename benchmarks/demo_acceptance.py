"""The tables of finished demo surveys against the truth: coverage, bias, deposits told apart.

A survey samples a deposit and its maps err. Coverage asks whether intervals hold the deposit's mean
share by design: both errors count. Bias is that of the maps alone: the mean over surveys of a share
less the true share of the same sections.
"""

import itertools

import numpy as np
import pandas as pd
from pandas.api.typing import SeriesGroupBy

from oresurvey.errors import ConfigurationError
from oresurvey.survey.mineral_codes import BACKGROUND

RARE_PCT = 3.0
LEVEL = 0.05
KINDS = ("raw", "corrected")
COLUMNS = {
    "raw": ("pct", "low_pct", "high_pct"),
    "corrected": ("corrected_pct", "corrected_low_pct", "corrected_high_pct"),
}
SHARE_COLUMNS = {"level", "deposit", "code", "basis", "estimator"}.union(*COLUMNS.values())
TEST_COLUMNS = {"deposit_a", "deposit_b", "p_holm"}
P_COLUMNS = ("p_family", "p_holm")
"""The p that a table's conclusions rest on: the first that it has."""


def checked(table: pd.DataFrame, columns: set[str], name: str) -> pd.DataFrame:
    """The table, if it has all columns; else ConfigurationError that names table and columns."""
    missing = sorted(columns - set(table.columns))
    if missing:
        raise ConfigurationError(
            f"{name}: no column {', '.join(missing)}; make the tables again with a version that "
            "writes them"
        )
    return table


def _section_means(truth: pd.DataFrame) -> pd.Series:
    """Mean true share of the photographed sections, per cent by deposit and code."""
    pixels = truth.pivot_table(
        index=["deposit", "section"], columns="code", values="pixels", aggfunc="sum", fill_value=0
    )
    shares = 100 * pixels.div(pixels.sum(axis=1), axis=0)
    return shares.groupby("deposit").mean().stack()


def share_errors(
    modal: pd.DataFrame, truth: pd.DataFrame, design: pd.DataFrame, name: str = "modal.csv"
) -> pd.DataFrame:
    """One survey: each deposit's shares beside the truth, gangue left out.

    Parameters
    ----------
    modal : DataFrame
        Content of ``modal.csv``; shares of the whole area are used.
    truth : DataFrame
        As from `demo.truth_modal`.
    design : DataFrame
        As from `demo.truth_deposits`.
    name : str
        Of the table, for errors.

    Returns
    -------
    DataFrame
        deposit, code, true_pct (mean of the deposit by design; 0 where it does not have the
        mineral), sections_pct (true share of the photographed sections), estimator, and for each of
        `KINDS`: KIND_pct, KIND_covers (whether the interval holds true_pct; False without one).
        What was not corrected counts with its raw share and interval.

    Raises
    ------
    ConfigurationError
        A column is missing.
    """
    checked(modal, SHARE_COLUMNS, name)
    keys = ["deposit", "code"]
    found = modal[(modal["level"] == "deposit") & (modal["basis"] == "total")].set_index(keys)
    known = design.set_index(keys)["pct"]
    rows = found.index.union(known.index)
    rows = rows[rows.get_level_values("code") != BACKGROUND]
    found = found.reindex(rows)
    table = pd.DataFrame(
        {
            "true_pct": known.reindex(rows, fill_value=0.0),
            "sections_pct": _section_means(truth).reindex(rows, fill_value=0.0),
            "estimator": found["estimator"].fillna("not in the table"),
        }
    )
    # Where nothing could be corrected the table leaves the numbers empty: the raw ones stand.
    alone = found["corrected_pct"].isna()
    for kind in KINDS:
        share, low, high = (
            found[column].where(~alone, found[raw]) if kind == "corrected" else found[column]
            for column, raw in zip(COLUMNS[kind], COLUMNS["raw"], strict=True)
        )
        table[f"{kind}_pct"] = share.fillna(0.0)
        table[f"{kind}_covers"] = low.le(table["true_pct"]) & high.ge(table["true_pct"])
    return table.rename_axis(keys).reset_index()


def coverage(errors: pd.DataFrame, kind: str) -> float:
    """Share of (survey, deposit, mineral) whose interval holds the truth.

    Minerals that a deposit does not have are left out: no interval of a share holds 0.
    """
    return float(errors.loc[errors["true_pct"] > 0, f"{kind}_covers"].mean())


def rare_bias(errors: pd.DataFrame, kind: str) -> float:
    """Mean absolute bias of rare minerals, percentage points.

    Parameters
    ----------
    errors : DataFrame
        `share_errors` of several surveys, one below the other. A mineral is rare in a deposit where
        its share by design is above 0 and below `RARE_PCT`. Its bias is the mean over surveys.
    kind : str
        One of `KINDS`.
    """
    return float(_rare_errors(errors, kind).mean().abs().mean())


def rare_bias_noise(errors: pd.DataFrame, kind: str) -> float:
    """What `rare_bias` would be on average if there were no bias at all, percentage points.

    The mean of n errors with standard deviation s is then normal about 0, and its absolute value
    sqrt(2 / pi) s / sqrt(n) on average: a floor that only more surveys lower. NaN for one survey.
    """
    errors_of = _rare_errors(errors, kind)
    return float((np.sqrt(2 / np.pi) * errors_of.std() / np.sqrt(errors_of.count())).mean())


def _rare_errors(errors: pd.DataFrame, kind: str) -> SeriesGroupBy:
    """Errors of the surveys for each deposit and mineral that is rare there."""
    rare = errors[(errors["true_pct"] > 0) & (errors["true_pct"] < RARE_PCT)]
    error = rare[f"{kind}_pct"] - rare["sections_pct"]
    return error.groupby([rare["deposit"], rare["code"]])


def absent_share(errors: pd.DataFrame, kind: str) -> float:
    """Mean share of minerals where a deposit does not have them, per cent; NaN without any."""
    return float(errors.loc[errors["true_pct"] == 0, f"{kind}_pct"].mean())


def alike_pairs(design: pd.DataFrame) -> dict[tuple[str, str], bool]:
    """Every pair of deposits, in order of their names, and whether their design is the same."""
    of = {name: part.set_index("code")["pct"].to_dict() for name, part in design.groupby("deposit")}
    return {pair: of[pair[0]] == of[pair[1]] for pair in itertools.combinations(sorted(of), 2)}


def verdicts(tests: pd.DataFrame, design: pd.DataFrame, name: str) -> pd.DataFrame:
    """One survey: which pairs of deposits a table of tests tells apart.

    Parameters
    ----------
    tests : DataFrame
        deposit_a, deposit_b, one of `P_COLUMNS`; several rows of a pair (one a mineral) are joined:
        told apart when any p is below `LEVEL`, since they are adjusted for all.
    design : DataFrame
        As from `demo.truth_deposits`.
    name : str
        Of the table, for errors.

    Returns
    -------
    DataFrame
        deposit_a, deposit_b, alike (by design), tested, told_apart, p_holm (the smallest).
    """
    checked(tests, TEST_COLUMNS, name)
    column = next(name for name in P_COLUMNS if name in tests)
    smallest: dict[tuple, float] = {}
    known = tests.dropna(subset=["deposit_a", "deposit_b", column])
    for a, b, p in known[["deposit_a", "deposit_b", column]].itertuples(index=False):
        pair = tuple(sorted((a, b)))
        smallest[pair] = min(p, smallest.get(pair, np.inf))
    rows = []
    for pair, alike in alike_pairs(design).items():
        p = smallest.get(pair, np.nan)
        rows.append((*pair, alike, bool(np.isfinite(p)), bool(p < LEVEL), p))
    columns = ["deposit_a", "deposit_b", "alike", "tested", "told_apart", "p_holm"]
    return pd.DataFrame(rows, columns=columns)
