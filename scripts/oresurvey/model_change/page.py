"""The page of what changes between two models, with its figures and example fields."""

from pathlib import Path

import pandas as pd

from oresurvey.deposits.tables import read_table
from oresurvey.files.folder_names import folder_name
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json
from oresurvey.log import LOG
from oresurvey.model_change.areas import ALL, example_fields
from oresurvey.model_change.conclusions import NOT_TESTED
from oresurvey.model_change.deposits import DepositChange, Example, deposit_words
from oresurvey.model_change.disagreement_words import (
    disagreement_sentence,
    pct,
    transition_sentence,
)
from oresurvey.model_change.examples import draw_example
from oresurvey.model_change.figures import (
    draw_section_shares,
    draw_share_changes,
    draw_transitions,
    found_minerals,
)
from oresurvey.model_change.words import (
    association_sentences,
    flip_sentences,
    largest_first,
    modal_sentences,
    size_sentences,
)
from oresurvey.presentation.render import render
from oresurvey.presentation.tables import page_table
from oresurvey.survey.minerals import Minerals, read_minerals

TEMPLATE = Path(__file__).parent / "templates" / "comparison.html"
SCORES = ("overall_accuracy", "mean_iou", "pooled_iou")
SHOWN = {
    "modal": "deposit mineral basis pct_before pct_after change_pct low_pct high_pct sections "
    "corrected_pct_before corrected_pct_after estimator_before estimator_after",
    "grain_size": "deposit mineral measure unit before after ratio low_ratio high_ratio sections "
    "sections_of_one sections_at_least",
    "association": "deposit mineral_a mineral_b association_before_pct association_after_pct "
    "change_pct low_pct high_pct sections",
    "conclusions": "about subject deposit_a deposit_b change effect_before effect_after p_before "
    "p_after verdict_before verdict_after note_before note_after",
    "disagreements": "deposit split sections fields changed_pct after_right_pct "
    "after_right_low_pct after_right_high_pct before_right_pct before_right_low_pct "
    "before_right_high_pct neither_right_pct net_pct net_low_pct net_high_pct",
}
"""Columns of each table that the page shows."""
HEADINGS = {
    "modal": {"low_pct": "95 % interval of the change, points"},
    "grain_size": {
        "ratio": "After / before",
        "low_ratio": "95 % interval of after / before",
        "sections_of_one": "Sections where one model alone found it",
        "sections_at_least": "Sections where it is at least that",
    },
    "association": {
        "association_after_pct": "Boundary shared after, %",
        "low_pct": "95 % interval of the change, points",
    },
}
"""Headings of the page alone."""

WORDS = ("about", "subject", "note_before", "note_after", "interval", "largest_transition")


def read_tables(paths: list[str]) -> dict[str, pd.DataFrame]:
    """Tables of a comparison by name; an empty cell of a column of words is ""."""
    tables = {Path(path).stem: read_table(path) for path in paths}
    return {
        name: table.astype({word: object for word in WORDS if word in table}).fillna(
            {word: "" for word in WORDS if word in table}
        )
        for name, table in tables.items()
    }


def scores_of(summaries: tuple[str, str], names: tuple[str, str]) -> dict | None:
    """Scores of both models as a table for the page; None without annotated fields."""
    if not all(summaries):
        return None
    rows = [
        {"model": name} | {key: read_json(summary)[key] for key in SCORES}
        for name, summary in zip(names, summaries, strict=True)
    ]
    return page_table(pd.DataFrame(rows))


def shown(table: pd.DataFrame, name: str) -> dict:
    """A table for the page, with all of its rows."""
    return page_table(table, SHOWN[name].split(), HEADINGS.get(name), most=len(table))


def shown_changes(table: pd.DataFrame, name: str) -> dict:
    """Rows of deposits, largest change first."""
    return shown(largest_first(table, name), name)


def draw_figures(
    tables: dict[str, pd.DataFrame], deposits: list[str], minerals: Minerals, folder: Path
) -> None:
    """The figures of the page: one of all deposits, and two of each."""
    changes = tables["transitions"]
    if len(changes):
        draw_transitions(changes[changes["level"] == ALL], minerals, folder / "transitions")
    for deposit in deposits:
        own = folder / folder_name(deposit)
        draw_share_changes(tables["modal"], deposit, minerals, own / "change")
        draw_section_shares(tables["modal"], deposit, minerals, own / "sections")


def draw_examples(
    fields: pd.DataFrame, entries: list[dict], paths: dict, minerals: Minerals, folder: Path
) -> dict[str, list[Example]]:
    """Draw the example fields; by deposit, what the page says of them."""
    # Made even if no field is an example: the rule promises the folder.
    folder.mkdir(parents=True, exist_ok=True)
    maps = {entry["field"]: entry["folders"] for entry in entries}
    examples: dict[str, list[Example]] = {}
    for row in fields.itertuples():
        place = f"{folder_name(row.deposit)}/{folder_name(row.field)}"
        draw_example(paths[row.field][0], maps[row.field], minerals, folder / place)
        largest = f"{row.largest_transition}, {pct(row.largest_pct)}"
        example = Example(row.field, row.section, place, row.changed_pct, largest)
        examples.setdefault(row.deposit, []).append(example)
        LOG.info("%s: example, %.3g %% changed", row.field, row.changed_pct)
    return examples


def write_comparison(
    inputs: dict, params: dict, names: tuple[str, str], paths: dict, page: str
) -> None:
    """Write ``index.html``, ``figures/`` and ``examples/``.

    Parameters
    ----------
    inputs : dict
        Paths: "tables" of the comparison, "changes" (manifests of the map changes), "summaries" of
        both models ("" without annotated fields).
    params : dict
        minerals (path of the table), examples (most of a deposit), viewers (models whose report
        has a viewer of every field).
    names : (str, str)
    paths : dict
        As from `survey.rows.paths_of`.
    page : str
    """
    minerals = read_minerals(params["minerals"])
    tables, entries = read_tables(inputs["tables"]), read_manifests(inputs["changes"])
    modal, found = tables["modal"], tables["conclusions"]
    sections = modal.loc[modal["level"] == "section", ["deposit", "section"]].drop_duplicates()
    deposits = sorted(sections["deposit"].unique())
    folder = Path(page).parent
    draw_figures(tables, deposits, minerals, folder / "figures")
    examples = draw_examples(
        example_fields(tables["fields"], params["examples"]),
        entries,
        paths,
        minerals,
        folder / "examples",
    )
    left_out = tables["left_out"]
    places = left_out[left_out["what"] != "table"]
    judged = tables["disagreements"]
    # Minerals that neither model sees in a deposit are no news.
    seen = modal[modal["pct_before"] + modal["pct_after"] > 0]
    changes = tables["transitions"]
    render(
        TEMPLATE,
        page,
        baseline=names[0],
        model=names[1],
        sections=len(sections),
        fields=modal.loc[modal["level"] == "field", "field"].nunique(),
        left_out=page_table(places, most=len(places)),
        left_out_counts={
            what: int((places["what"] == what).sum()) for what in ("field", "section", "map")
        },
        area=transition_sentence(changes[changes["level"] == ALL]),
        matrix=len(changes) > 0,
        judged=[disagreement_sentence(row, names) for row in judged.to_dict("records")],
        disagreements=shown(
            judged.assign(deposit=judged["deposit"].where(judged["level"] != ALL, "(all)")),
            "disagreements",
        ),
        largest=[
            ("Modal shares", modal_sentences(seen)),
            ("Grain sizes", size_sentences(tables["grain_size"])),
            ("Association", association_sentences(tables["association"])),
        ],
        flips=flip_sentences(found, names),
        compared=int((found[["verdict_before", "verdict_after"]] != NOT_TESTED).any(axis=1).sum()),
        missing=left_out.loc[left_out["what"] == "table", "reason"].tolist(),
        deposits=[
            DepositChange(
                name=deposit,
                folder=folder_name(deposit),
                legend=[
                    (minerals.symbol(code), minerals[code].colour)
                    for code in found_minerals(modal, deposit)
                ],
                examples=examples.get(deposit, []),
                **deposit_words(tables | {"modal": seen}, deposit, names),
            )
            for deposit in deposits
        ],
        viewers=[name for name in names if name in params["viewers"]],
        modal=shown_changes(seen, "modal"),
        sizes=shown_changes(tables["grain_size"], "grain_size"),
        associations=shown_changes(tables["association"], "association"),
        conclusions=shown(found, "conclusions"),
        scores=scores_of(inputs["summaries"], names),
        files=sorted(tables),
    )
