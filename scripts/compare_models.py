"""Report: what changes between two models, in numbers and in conclusions about deposits."""

from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.change_words import (
    association_sentences,
    flip_sentences,
    largest_first,
    modal_sentences,
    size_sentences,
)
from oresurvey.conclusions import NOT_TESTED, QUESTIONS, conclusions
from oresurvey.deposit_tables import read_table
from oresurvey.digests import file_sha256
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.model_change import modal_change
from oresurvey.pages import render, table_html
from oresurvey.paired_sections import common
from oresurvey.tables import read_json, write_csv
from oresurvey.texture_change import association_change, size_change

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
}
"""Columns of each table that the page shows."""


def tables_of(side: dict[str, str]) -> dict[str, pd.DataFrame | None]:
    """The tables between deposits that a model has; None for one that it has not."""
    return {
        name: read_table(side[name]) if side.get(name) and Path(side[name]).exists() else None
        for name in QUESTIONS
    }


def scores_of(before: dict, after: dict, names: tuple[str, str]) -> dict | None:
    """Scores of both models as a table for the page; None without annotated fields."""
    if not (before["summary"] and after["summary"]):
        return None
    rows = [
        {"model": name} | {key: read_json(side["summary"])[key] for key in SCORES}
        for name, side in zip(names, (before, after), strict=True)
    ]
    return table_html(pd.DataFrame(rows))


def shown(changes: dict[str, pd.DataFrame], name: str) -> dict:
    """Rows of a table for the page: deposits, largest change first."""
    return table_html(largest_first(changes[name], name), SHOWN[name].split())


def main(before: dict, after: dict, names: tuple[str, str], folder: str) -> None:
    """Write four tables of changes and the page.

    Parameters
    ----------
    before, after : dict
        Paths of tables of the two models by name (modal, grain_size, association; of
        `QUESTIONS` those that there are) and of summary.json ("summary", may be empty).
    names : (str, str)
    folder : str
    """
    modal, grain_size, association = (
        [read_table(side[name]) for side in (before, after)]
        for name in ("modal", "grain_size", "association")
    )
    places = common(*modal, names)
    changes = {
        "modal": modal_change(*modal, places),
        "grain_size": size_change(*grain_size, places),
        "association": association_change(*association, places),
    }
    changes["conclusions"], missing = conclusions(tables_of(before), tables_of(after), names)
    provenance = {
        "version": __version__,
        "models": list(names),
        "tables_sha256": [
            {name: file_sha256(Path(path)) for name, path in side.items() if path}
            for side in (before, after)
        ],
        "left_out": places.left_out.to_dict("records"),
    }
    for name, table in changes.items():
        write_csv(table, Path(folder) / f"{name}.csv", provenance)
    modal, found = changes["modal"], changes["conclusions"]
    # Minerals that neither model sees in a deposit are no news.
    changes["modal"] = modal[modal["pct_before"] + modal["pct_after"] > 0]
    render(
        "comparison.html",
        Path(folder) / "index.html",
        baseline=names[0],
        model=names[1],
        sections=len(places.sections),
        fields=len(places.fields),
        left_out=table_html(places.left_out),
        fields_left_out=int((places.left_out["field"] != "").sum()),
        sections_left_out=int((places.left_out["field"] == "").sum()),
        largest=[
            ("Modal shares", modal_sentences(changes["modal"])),
            ("Grain sizes", size_sentences(changes["grain_size"])),
            ("Association", association_sentences(changes["association"])),
        ],
        flips=flip_sentences(found, names),
        compared=int((found[["verdict_before", "verdict_after"]] != NOT_TESTED).any(axis=1).sum()),
        missing=missing,
        deposits=shown(changes, "modal"),
        sizes=shown(changes, "grain_size"),
        associations=shown(changes, "association"),
        conclusions=table_html(found, SHOWN["conclusions"].split()),
        scores=scores_of(before, after, names),
    )


def paths_of(inputs, side: str) -> dict[str, str]:
    """Paths of one model among the inputs named NAME_a and NAME_b."""
    return {
        name.removesuffix(f"_{side}"): str(path or "")
        for name, path in inputs.items()
        if name.endswith(f"_{side}")
    }


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        paths_of(snakemake.input, "a"),
        paths_of(snakemake.input, "b"),
        (snakemake.wildcards.a, snakemake.wildcards.b),
        str(Path(snakemake.output.page).parent),
    )
    record_job(snakemake)
