"""The page of one deposit: what supports its numbers, its sections, its tables, its figures."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oresurvey.presentation.figure_names import figure_names, with_figure_names
from oresurvey.presentation.links import href, page_names
from oresurvey.presentation.render import render
from oresurvey.report.data import SurveyData
from oresurvey.report.figure_blocks import figure_block
from oresurvey.report.figures.deposit import NEEDED, draw_deposit
from oresurvey.report.figures.down_hole import depths, draw_down_hole, has_depths
from oresurvey.report.next_steps import next_steps
from oresurvey.report.polished_area import polished_area_sentence
from oresurvey.report.tables import (
    COMPARISONS,
    fields_table,
    section_tables,
    shares_of_sections,
    shown_table,
    variance_table,
)
from oresurvey.report.trust.mark import Marks
from oresurvey.report.trust.marks import trust_marks
from oresurvey.report.trust.weakness import weakness_table, weaknesses
from oresurvey.survey.minerals import Minerals

TEMPLATE = Path(__file__).parent / "templates" / "deposit.html"
FOLDED = {
    "modal": ("Minerals of the deposit", "Minerals of each section"),
    "grain_size": ("Grain sizes of the deposit", "Grain sizes of each section"),
    "association": ("Association in the deposit", "Association in each section"),
    "textures": ("Textural groups of the deposit", "Textural groups of each section"),
    "locking": ("Locking in the deposit", "Locking in each section"),
    "liberation": ("Liberation of the particles", "Liberation in each section"),
    "assay": ("Elements of the deposit", "Elements of each section"),
    "reconciliation": ("Calculated and assayed", "Calculated and assayed, each section"),
}
"""Tables that are folded away: title of the rows of the deposit, and of those of its sections."""


@dataclass(frozen=True)
class Neighbours:
    """Where a reader may go from the page of a deposit.

    Attributes
    ----------
    before, after : (str, str) or None
        Name and link of the deposits beside it in the order of the names.
    """

    before: tuple[str, str] | None
    after: tuple[str, str] | None


def neighbours(deposit: str, names: dict[str, str]) -> Neighbours:
    """Deposits before and after one, of the page names of all."""
    order = list(names)
    at = order.index(deposit)

    def link(place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(order):
            return None
        return order[place], href(f"{names[order[place]]}.html")

    return Neighbours(link(at - 1), link(at + 1))


def compared_rows(table: pd.DataFrame, deposit: str) -> pd.DataFrame:
    """Rows of a comparison that one deposit takes part in."""
    return table[(table["deposit_a"] == deposit) | (table["deposit_b"] == deposit)]


def deposit_content(
    deposit: str, data: SurveyData, marks: Marks, names: dict, minerals: Minerals
) -> dict:
    """What the template asks for, but the figures.

    Parameters
    ----------
    deposit : str
    data : SurveyData
    marks : Marks
        Of the deposit.
    names : dict of str to str
        As from `presentation.links.page_names`.
    minerals : Minerals
    """
    quarantined = data.quarantined[data.quarantined["deposit"] == deposit]
    fields = data.accepted[data.accepted["deposit"] == deposit]
    standing = data.tables["standing"]
    return {
        "deposit": deposit,
        "neighbours": neighbours(deposit, names),
        "sections_count": fields["section"].nunique(),
        "fields_count": len(fields),
        "grains": sum(one["grains"] for one in data.entries if one["deposit"] == deposit),
        "overall": marks.overall,
        "marks": marks.every,
        "weak": weakness_table(weaknesses(data, deposit, minerals)),
        "steps": next_steps(data, deposit, marks),
        "pages": {name: f"../{one.page}" for name, one in data.viewers.items()},
        "refused": deposit in data.refused,
        "viewers": [one for one in data.viewers.values() if one.deposit == deposit],
        "shares": shares_of_sections(data, deposit),
        "polished_area": polished_area_sentence(
            data.drawn("grain_size").query("deposit == @deposit")
        ),
        "tables": section_tables(data, deposit, FOLDED),
        "folded_tables": FOLDED,
        "variance": variance_table(data, deposit),
        "standing": standing[standing["deposit"] == deposit].fillna("").to_dict("records"),
        "comparisons": {
            one: shown_table(one, compared_rows(data.tables[one], deposit), data.traces)
            for one in COMPARISONS
        },
        "quarantined": shown_table("quarantined", quarantined),
        "fields": fields_table(data, deposit, "../"),
    }


def _down_hole(data: SurveyData, deposit: str, minerals: Minerals, folder: Path) -> list[str]:
    """The down-hole plot, where the sheet gives two depths in a hole."""
    modal, accepted = data.tables["modal"], data.accepted
    places = depths(accepted[accepted["deposit"] == deposit])
    if not has_depths(places):
        return []
    draw_down_hole(modal[modal["deposit"] == deposit], places, minerals, folder / "down_hole")
    return ["down_hole"]


def write_deposit_pages(
    folder: str | Path, data: SurveyData, minerals: Minerals, model: str, precision_pct: float
) -> None:
    """Write ``DEPOSIT.html`` and a folder of figures for every deposit.

    Parameters
    ----------
    folder : path
        ``NAME/report/deposits``.
    data : SurveyData
    minerals : Minerals
    model : str
    precision_pct : float
        See `report.trust.marks.trust_marks`.
    """
    names = page_names(data.deposits)
    labels = figure_names(data.tables["modal"]["deposit"])
    drawn_from = with_figure_names({name: data.drawn(name) for name in NEEDED})
    for deposit, marks in trust_marks(data, precision_pct).items():
        name = names[deposit]
        own = Path(folder) / name
        drawn = []
        if deposit not in data.refused:
            drawn = draw_deposit(labels.get(deposit, deposit), drawn_from, minerals, own)
            drawn += _down_hole(data, deposit, minerals, own)
        render(
            TEMPLATE,
            Path(folder) / f"{name}.html",
            model=model,
            figures=[figure_block(own, one, name) for one in drawn],
            **deposit_content(deposit, data, marks, names, minerals),
        )
