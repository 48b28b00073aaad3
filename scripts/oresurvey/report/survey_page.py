"""The survey page: what was surveyed, what to look at first, and all comparisons."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oresurvey.photographs.visible import VISIBLE_PX
from oresurvey.presentation.figure_names import figure_names
from oresurvey.presentation.links import deposit_links, href
from oresurvey.presentation.looks import Look, deposit_looks
from oresurvey.presentation.render import render
from oresurvey.report.data import SurveyData
from oresurvey.report.figure_blocks import figure_block
from oresurvey.report.figures.all import richest_fields
from oresurvey.report.figures.coordinates import Place, places_of
from oresurvey.report.figures.map import draw_deposit_map
from oresurvey.report.first_screen import SHOWN as SHOWN_CARDS
from oresurvey.report.first_screen import deposit_cards, page_title
from oresurvey.report.next_steps import SHOWN, steps_of_survey
from oresurvey.report.previous_model import change_summary
from oresurvey.report.tables import fields_table, shown_table, survey_tables
from oresurvey.report.trust.marks import trust_marks
from oresurvey.report.trust.weakness import weakness_table, weaknesses
from oresurvey.report.warnings import warnings_of
from oresurvey.report.worth_a_look import worth_a_look
from oresurvey.survey.minerals import Minerals

TEMPLATE = Path(__file__).parent / "templates" / "survey.html"
CONTENTS = (
    *(("known", "Deposits"), ("first", "Check first"), ("shares", "Shares"), ("trust", "Trust")),
    *(("modal", "Minerals"), ("assay", "Elements")),
    *(("sizes", "Grain sizes"), ("association", "Association"), ("comparison", "Comparison")),
    *(("change", "Change"), ("model", "Model"), ("fields", "Fields"), ("files", "Files")),
    ("provenance", "Provenance"),
)
"""Parts of the page: anchor and name."""


@dataclass(frozen=True)
class PageSettings:
    """What the page says beside the tables.

    Attributes
    ----------
    model : str
    baseline : str or None
        The previous model.
    made : str
        When.
    precision_pct : float
    connectivity : int
    split : str
        How grains were told apart.
    provenance : list of (str, str)
    title, author, date, objective : str or None
        As the configuration says.
    pdf, audited : bool
        Whether the survey has a PDF of the page, and a filled audit.
    """

    model: str
    baseline: str | None
    made: str
    precision_pct: float
    connectivity: int
    split: str
    provenance: list[tuple[str, str]]
    title: str | None = None
    author: str | None = None
    date: str | None = None
    objective: str | None = None
    pdf: bool = False
    audited: bool = False


def area_mm2(entries: list[dict]) -> float:
    """Mapped area of the fields with a scale; entries of the instances."""
    scaled = [one for one in entries if one["um_per_px"]]
    pixels = (one.get(VISIBLE_PX, one["width"] * one["height"]) for one in scaled)
    return sum(px * one["um_per_px"] ** 2 for px, one in zip(pixels, scaled, strict=True)) / 1e6


def counts(data: SurveyData) -> list[tuple[str, str]]:
    """Number and what it counts."""

    def counted(number: int, name: str) -> tuple[str, str]:
        text = f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        return text, name if number != 1 or name.endswith("ed") else name.removesuffix("s")

    area = area_mm2(data.entries)
    found = [
        counted(len(data.deposits), "deposits"),
        counted(data.accepted["section"].nunique(), "sections"),
        counted(len(data.accepted), "fields accepted"),
        counted(len(data.quarantined), "fields quarantined"),
        counted(sum(entry["grains"] for entry in data.entries), "grains"),
    ]
    return found + ([(f"{area:.3g}", "mm² mapped")] if area else [])


def one_field_of_each(data: SurveyData, links: Mapping[str, str]) -> list[dict]:
    """The field with the most ore of each deposit, as far as it has a viewer."""
    return [
        {"deposit": deposit, "link": links[deposit], "viewer": data.viewers[entry["field"]]}
        for deposit, entry in sorted(richest_fields(data.entries).items())
        if entry["field"] in data.viewers
    ]


def map_block(data: SurveyData, folder: Path, places: Mapping[str, Place]) -> dict | None:
    """The drawn map of the deposits; None without coordinates."""
    if not places:
        return None
    standing = data.tables["standing"]
    names = figure_names([*standing["deposit"], *places])
    labels = [names[deposit] for deposit in standing["deposit"]]
    kept_out = standing["deposit"][~standing["tested"].astype(bool)]
    # A deposit without any map has no colour in the other figures either.
    looks = dict.fromkeys(names.values(), Look("#7f7f7f", "o", filled=False))
    looks |= deposit_looks(labels, [names[deposit] for deposit in kept_out])
    drawn = {names[deposit]: place for deposit, place in places.items()}
    draw_deposit_map(drawn, looks, folder / "map")
    return figure_block(folder, "map", "figures")


def _figures(folder: Path, drawn: Mapping[str, list[str]]) -> dict:
    """Blocks of all figures of the tables: by name, and lists of minerals and of comparisons."""
    single = ("modal", "grain_size", "association", "locking", "textures")
    found: dict = {name: figure_block(folder, name, "figures") for name in single}
    for kind in ("minerals", "comparison"):
        found[kind] = [figure_block(folder, name, "figures") for name in drawn[kind]]
    return found


def _listed(folder: str | Path, place: str, beginnings: tuple[str, ...]) -> list[dict]:
    """Blocks of the figures of another folder whose names begin so."""
    names = sorted({path.stem for path in Path(folder).glob("*.*g")}) if folder else []
    shown = [name for start in beginnings for name in names if name.startswith(start)]
    return [figure_block(Path(folder), name, place) for name in shown]


def scored_fields(folder: str | Path) -> list[tuple[str, str]]:
    """Name and link of the large pictures of scored fields: too heavy for the page."""
    names = sorted(path.name for path in Path(folder).glob("field_*.png")) if folder else []
    return [
        (name.removesuffix(".png").split("_", 2)[2], href(f"../evaluation/figures/{name}"))
        for name in names
    ]


def write_survey_page(
    page: str | Path,
    data: SurveyData,
    drawn: Mapping[str, list[str]],
    settings: PageSettings,
    class_shares: pd.DataFrame,
    folders: Mapping[str, str],
    minerals: Minerals,
) -> None:
    """Draw the map and write the page; the figures of the tables are drawn before.

    Parameters
    ----------
    page : path
        ``NAME/report/index.html``, with ``figures/`` beside it.
    data : SurveyData
    drawn : dict of str to list of str
        As from `report.figures.all.draw_figures`.
    settings : PageSettings
    class_shares : DataFrame
        As ``class_shares.csv``.
    folders : dict of str to path
        evaluation_figures, training_figures; "" where there are none.
    minerals : Minerals
    """
    folder, links = Path(page).parent / "figures", deposit_links(data.deposits)
    places, problems = places_of(data.fields)
    training = href(f"../../models/{settings.model}/figures")
    scores = data.scores
    marks = trust_marks(data, settings.precision_pct)
    shown, scale = deposit_cards(data, marks, minerals)
    summary = change_summary(data.change, (settings.baseline or "", settings.model))
    render(
        TEMPLATE,
        page,
        settings=settings,
        contents=[part for part in CONTENTS if part[0] != "change" or summary],
        title=page_title(settings.title, data.deposits),
        links=links,
        cards=shown,
        cards_shown=SHOWN_CARDS,
        scale=scale,
        counts=counts(data),
        worth=worth_a_look(data, links),
        warnings=[
            *warnings_of(data.fields, data.about, scores, data.tables["modal"], data.drift),
            *problems,
        ],
        map=map_block(data, folder, places),
        overview=one_field_of_each(data, links),
        marks=[(name, links[name], own.overall, own.every) for name, own in marks.items()],
        steps=[(links[one.deposit], one) for one in steps_of_survey(data, marks)],
        steps_shown=SHOWN,
        pages={name: one.page for name, one in data.viewers.items()},
        tables=survey_tables(data, links),
        files=list(data.tables),
        figures=_figures(folder, drawn),
        change=summary,
        comparison_link=href(
            f"../../comparison/{settings.baseline}-vs-{settings.model}/index.html"
        ),
        scores=scores,
        weak=[(name, weakness_table(weaknesses(data, name, minerals))) for name in data.deposits],
        # A baseline is fitted once: no epoch was chosen by anything.
        chosen_by_validation=data.about.get("keep") == "best",
        per_class=shown_table("scores", data.per_class[data.per_class["split"] == scores["split"]])
        if scores
        else None,
        evaluation_figures=_listed(
            folders["evaluation_figures"],
            "../evaluation/figures",
            ("confusion_all", "reliability", "risk_coverage"),
        ),
        scored_fields=scored_fields(folders["evaluation_figures"]),
        training_figures=_listed(folders["training_figures"], training, ("",)),
        card="card.html",
        class_shares=shown_table("class_shares", class_shares),
        fields=fields_table(data),
    )
