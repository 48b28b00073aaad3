"""Variance components: how much shares differ between holes, sections of a hole, fields of one.

The model is nested: share = mean + hole + section in hole + field in section, each an independent
draw. The components are those of the analysis of variance, for numbers of sections and fields that
differ (Searle, Casella and McCulloch 1992, Variance Components, ch. 3 and 5): the sums of squares
of the levels are set equal to what is expected of them.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from oresurvey.deposits.levels import LEVELS, identified, pixel_weights, shares, weighed
from oresurvey.deposits.modal.sampling_effort import by_place
from oresurvey.deposits.replicates import Replicates
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    *("deposit", "code", "mineral", "basis", "between", "groups", "component_sd_pct"),
    *("variance_pct", "error_of_section_pct", "note"),
]
ONE_FIELD = "one field in every section: what fields of a section differ by is in the sections"
ONE_SECTION = "one section in every {level}: what sections of one differ by is in the {level}s"
NEGATIVE = "came out below zero, and is set to it"


def components(values: np.ndarray, labels: Sequence[np.ndarray]) -> np.ndarray:
    """Variance components of a nested design.

    Parameters
    ----------
    values : (n,) float
        One per unit of the lowest level.
    labels : sequence of (n,) int
        Group of every value at each level above it, the highest first; groups of a level lie within
        those of the one before.

    Returns
    -------
    (levels + 1,) float64
        Of each level, and last of the values within the lowest groups; they may be below zero.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a level has no more groups than the one above it, or one only: leave that level out.
    """
    values = np.asarray(values, float)
    n = len(values)
    every = [np.zeros(n, int), *labels, np.arange(n)]
    counts = [np.bincount(of)[of].astype(float) for of in every]
    # Sum over groups of their squared sum over their size; of a mean subtracted, so that it is
    # the size of the spread.
    centred = values - values.mean()
    sums = [float((np.bincount(of, centred)[of] ** 2 / c**2).sum())
            for of, c in zip(every, counts, strict=True)]  # fmt: skip
    # Of level j in the sum of level l: sum over groups of l of sum n_j^2 / n_l, where j is below.
    expected = np.array([
        [(counts[max(j, upper)] / counts[upper]).sum() for j in range(1, len(every))]
        for upper in range(len(every))
    ])  # fmt: skip
    return np.linalg.solve(np.diff(expected, axis=0), np.diff(sums))


def _rows(of: pd.DataFrame, level: str) -> list[dict]:
    """Components of one mineral in one deposit; `of` has hole, section, field and share."""
    names = [level, "section"] if level != "section" else ["section"]
    codes = {name: of.groupby(name, sort=True).ngroup().to_numpy() for name in names}
    groups = {name: int(code.max()) + 1 for name, code in codes.items()} | {"field": len(of)}
    kept, notes = [], {}
    for name, below in zip(names, [*names[1:], "field"], strict=True):
        if groups[name] == groups[below]:
            notes[below] = ONE_FIELD if below == "field" else ONE_SECTION.format(level=level)
    # A level with as many groups as the one above says nothing beside it.
    named = [name for name in [*names, "field"] if name not in notes]
    kept = [codes[name] for name in named[:-1]]
    found = components(of["share"].to_numpy(), kept)
    clipped = dict(zip(named, np.maximum(found, 0), strict=True))
    notes |= {name: NEGATIVE for name, value in zip(named, found, strict=True) if value < 0}
    whole = sum(clipped.values())
    fields = of.groupby("section").size()
    rows = []
    for name in [*names, "field"]:
        value = clipped.get(name, np.nan)
        error = np.sqrt(value * (1 / fields).mean()) if name == "field" else np.nan
        rows.append(
            {
                "between": name,
                "groups": groups[name],
                "component_sd_pct": 100 * np.sqrt(value),
                "variance_pct": 100 * value / whole if whole > 0 else np.nan,
                "error_of_section_pct": 100 * error,
                "note": notes.get(name, ""),
            }
        )
    return rows


def variance_components(
    pixels: pd.DataFrame, minerals: Minerals, replicates: Replicates = Replicates()
) -> pd.DataFrame:
    """Content of ``variance_components.csv``.

    Parameters
    ----------
    pixels : DataFrame
        As from `deposits.levels.pixel_table`.
    minerals : Minerals
    replicates : Replicates
        Holes, and fields that show one place.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`: for every mineral that a deposit of two sections or more shows, a row
        for each level. component_sd_pct is the standard deviation that the level adds, in points;
        variance_pct its part of the variance of one field. error_of_section_pct, on rows of fields,
        is the standard error of the share of a section of so many fields: what counting them leaves
        open, beside what sections differ by.
    """
    found = []
    pixels = by_place(weighed(pixels, pixel_weights(pixels)), replicates)
    ore = identified(pixels[pixels["code"] != BACKGROUND])
    for basis, part in (("total", pixels), ("ore", ore)):
        table = shares(part, LEVELS["field"]).dropna(subset="share")
        for (deposit, code), of in table.groupby(["deposit", "code"], sort=True):
            level = replicates.level(str(deposit))
            if of["section"].nunique() < 2 or not of["share"].any() or code == UNIDENTIFIED:
                continue
            pairs = zip(of["deposit"], of["section"], strict=True)
            above = [replicates.names.get(pair, pair[1]) for pair in pairs]
            if len(set(above)) < 2:
                continue
            about = {"deposit": deposit, "code": code, "mineral": minerals[int(code)].symbol}
            rows = _rows(of.assign(**({level: above} if level != "section" else {})), level)
            found += [about | {"basis": basis} | row for row in rows]
    return pd.DataFrame(found, columns=COLUMNS)
