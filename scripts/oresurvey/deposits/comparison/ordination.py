"""Ordination: principal components of the sections' centred log-ratios, for a form biplot."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.comparison.sections import SubComposition
from oresurvey.deposits.standing import Standing
from oresurvey.survey.minerals import Minerals

AXES = 3
PC = [f"pc{k + 1}" for k in range(AXES)]
COLUMNS = ["kind", "deposit", "section", "code", "mineral", *PC, "fitted", "note"]
SECTION, MINERAL, EXPLAINED = "section", "mineral", "explained_pct"


@dataclass(frozen=True)
class Components:
    """Principal components.

    Attributes
    ----------
    scores : (n, AXES) float64
        Of every row, fitted or not; 0 on axes beyond the rank.
    loadings : (D, AXES) float64
        Unit vectors: in a form biplot, distances between scores are Aitchison distances as far as
        the axes show them.
    explained : (AXES,) float64
        Share of the variance of the fitted rows, 0..1.
    """

    scores: np.ndarray
    loadings: np.ndarray
    explained: np.ndarray


def principal_components(log_ratios: np.ndarray, fitted: np.ndarray) -> Components:
    """Principal components of some rows, and all rows on them.

    Parameters
    ----------
    log_ratios : (n, D) float
        Centred log-ratios.
    fitted : (n,) bool
        Rows that choose the axes; the others are only projected.

    Returns
    -------
    Components
        The loading of largest size on each axis is positive, so that reruns agree; of equal ones
        the first.

    Notes
    -----
    Source: Aitchison and Greenacre (2002), Applied Statistics 51, 375-392.
    """
    rows = np.asarray(log_ratios, float)
    centre = rows[fitted].mean(axis=0)
    _, singular, axes = np.linalg.svd(rows[fitted] - centre, full_matrices=False)
    # An axis without variance is a direction that rounding chose.
    rank = int((singular > 1e-9 * max(singular.max(initial=0), 1)).sum())
    kept = min(rank, AXES)
    loadings = np.zeros((rows.shape[1], AXES))
    loadings[:, :kept] = axes[:kept].T
    # Loadings that are equal but for rounding must not take turns in choosing the sign.
    largest = np.abs(loadings).round(9).argmax(axis=0)
    loadings *= np.where(loadings[largest, range(AXES)] < 0, -1.0, 1.0)
    explained = np.zeros(AXES)
    if rank:
        explained[:kept] = singular[:kept] ** 2 / (singular**2).sum()
    return Components((rows - centre) @ loadings, loadings, explained)


def ordination(
    sub: SubComposition, standing: dict[str, Standing], minerals: Minerals
) -> pd.DataFrame:
    """Content of ``ordination.csv``: scores of sections, loadings of minerals, explained shares.

    Parameters
    ----------
    sub : SubComposition
        Of all deposits.
    standing : dict of str to Standing
        The sections of deposits that may be tested choose the axes, and the others are projected
        on them; where fewer than two deposits may be tested, all choose.
    minerals : Minerals

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; empty with fewer than two minerals or three sections.
    """
    names = sub.shares.index.get_level_values("deposit")
    able = {name for name, one in standing.items() if one.tested} & set(names)
    fitted = names.isin(able) if len(able) > 1 else np.ones(len(names), bool)
    if len(sub.codes) < 2 or fitted.sum() < 3:
        return pd.DataFrame(columns=COLUMNS)
    found = principal_components(sub.log_ratios().to_numpy(), fitted)
    sections = sub.shares.index.to_frame(index=False).assign(
        kind=SECTION,
        fitted=fitted,
        note=["" if one else "projected: not among what chose the axes" for one in fitted],
    )
    sections[PC] = found.scores
    loadings = pd.DataFrame(found.loadings, columns=PC).assign(
        kind=MINERAL, code=sub.codes, mineral=[minerals.symbol(code) for code in sub.codes]
    )
    explained = pd.DataFrame([100 * found.explained], columns=PC).assign(
        kind=EXPLAINED, note=f"left out: {', '.join(sub.left_out)}" if sub.left_out else ""
    )
    table = pd.concat([sections, loadings, explained], ignore_index=True)
    return table.reindex(columns=COLUMNS)
