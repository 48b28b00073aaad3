"""Down-hole plot: shares of a deposit's sections over the depth they are from, hole by hole."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.presentation.style import (
    PAGE_WIDTH,
    colour_of,
    fitted_names,
    legend_outside,
    new_figure,
    save,
)
from oresurvey.survey.cells.sampling import DEPTH, HOLE, depth_of
from oresurvey.survey.minerals import Minerals

MOST_HOLES, MOST_MINERALS = 4, 6
NO_HOLE = "no hole named"


def _of_section(cells: pd.Series) -> str:
    """The cell of a section: that of one of its fields is enough."""
    said = [str(cell).strip() for cell in cells.dropna()]
    return next((cell for cell in said if cell), "")


def depths(fields: pd.DataFrame) -> pd.DataFrame:
    """Where the sections of a deposit are from.

    Parameters
    ----------
    fields : DataFrame
        Accepted fields of a deposit, as in ``catalog/fields.csv``.

    Returns
    -------
    DataFrame
        section, hole, depth_m; sections without a depth are left out.
    """
    if DEPTH not in fields:
        return pd.DataFrame(columns=["section", HOLE, DEPTH])
    rows = [
        {
            "section": section,
            HOLE: (_of_section(own[HOLE]) if HOLE in own else "") or NO_HOLE,
            DEPTH: depth_of(_of_section(own[DEPTH])),
        }
        for section, own in fields.groupby("section", sort=True)
    ]
    return pd.DataFrame(rows, columns=["section", HOLE, DEPTH]).dropna(subset=DEPTH)


def draw_down_hole(
    modal: pd.DataFrame, places: pd.DataFrame, minerals: Minerals, path: Path
) -> None:
    """Draw shares within the ore over depth: a panel per hole, a line per mineral.

    Parameters
    ----------
    modal : DataFrame
        Rows of ``modal.csv`` of one deposit.
    places : DataFrame
        As returned by `depths`; the `MOST_HOLES` holes with most sections are drawn.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    ore = modal[(modal["level"] == "section") & (modal["basis"] == "ore")]
    ore = ore.merge(places, on="section").sort_values(DEPTH, kind="stable")
    common = ore.groupby("code")["pct"].mean().sort_values(ascending=False, kind="stable")
    codes = sorted(common[common > 0].index[:MOST_MINERALS])
    holes = places[HOLE].value_counts().index[:MOST_HOLES]
    names = sorted(holes)
    titles = fitted_names([name.replace("$", r"\$") for name in names], 12)
    figure, panels = new_figure(
        PAGE_WIDTH, 5.0, columns=len(names), sharey=True, sharex=True, squeeze=False
    )
    for axes, name, title in zip(panels[0], names, titles, strict=True):
        for code in codes:
            of = ore[(ore[HOLE] == name) & (ore["code"] == code)]
            axes.plot(
                of["pct"], of[DEPTH], "o-", ms=5, lw=1.2, color=colour_of(minerals, code),
                mec="#444444", mew=0.5, label=minerals.symbol(code), clip_on=False,
            )  # fmt: skip
        axes.set_title(title)
        axes.set(xlim=(0, 100), xticks=[0, 50, 100], xlabel="of the ore (%)")
    low, high = places[DEPTH].min(), places[DEPTH].max()
    margin = 0.05 * (high - low) or 1.0
    panels[0][0].set(ylabel="depth along the hole (m)", ylim=(high + margin, low - margin))
    if len(codes):
        legend_outside(panels[0][-1])
    save(figure, path)


def has_depths(places: pd.DataFrame) -> bool:
    """Whether there is something to draw: two depths in one hole."""
    return bool(len(places)) and bool(np.any(places.groupby(HOLE)[DEPTH].nunique() > 1))
