"""Evaluation: draw confusion, reliability, risk over coverage, and fields from worst to best."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.deposits.tables import read_table
from oresurvey.evaluation.confidence_figures import draw_reliability, draw_risk_coverage
from oresurvey.evaluation.figures import draw_confusion, draw_error_page, draw_field, error_map
from oresurvey.files.folder_names import folder_name
from oresurvey.files.tables import read_json
from oresurvey.log import start_log
from oresurvey.maps.corrected import model_map
from oresurvey.maps.geotiff import read_map
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import read_mask, read_photograph
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.rows import as_field, field_folder

PAGE_FIELDS, PAGE_PX = 60, 300
"""Error maps on a page, at most, and the longest side of one."""


def error_maps(scores: pd.DataFrame, by_name: dict, results: Path, model: str) -> dict:
    """Small error maps by title, spread evenly over the fields in their order."""
    number = min(PAGE_FIELDS, len(scores))
    found = {}
    for rank in np.linspace(0, len(scores) - 1, number).round().astype(int):
        score = scores.iloc[rank]
        field = by_name[score["field"]]
        classes = read_map(model_map(field_folder(results, model, field)))
        step = max(1, -(-max(classes.shape) // PAGE_PX))
        title = f"{field.field}: {score['overall_accuracy']:.3f}"
        found[title] = error_map(read_mask(field.mask)[::step, ::step], classes[::step, ::step])
    return found


def main(folder: str, rows: list[dict], paths: dict, settings: dict, minerals_path: str) -> None:
    """Draw into ``figures`` of an evaluation.

    Parameters
    ----------
    folder : str
        ``RESULTS/MODEL/evaluation``.
    rows : list of dict
        Scored fields, as from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    settings : dict
        The configuration's ``evaluation`` section: how many fields to draw, spread from worst to
        best, and the names of those to draw in any case.
    minerals_path : str
    """
    folder = Path(folder)
    figures, model, results = folder / "figures", folder.parent.name, folder.parents[1]
    figures.mkdir(parents=True, exist_ok=True)
    minerals = read_minerals(minerals_path)
    split = read_json(folder / "summary.json")["split"]
    confusion = read_table(folder / "confusion.csv")
    for deposit, table in confusion[confusion["split"] == split].groupby("deposit"):
        label = "all deposits" if deposit == "all" else deposit
        name = f"confusion_{folder_name(deposit)}"
        draw_confusion(table, minerals, f"Confusion, {label}, {split} fields", figures / name)
    for name, draw in (("reliability", draw_reliability), ("risk_coverage", draw_risk_coverage)):
        table = read_table(folder / f"{name}.csv")
        draw(table[table["split"] == split], f"{split} fields", figures / name)
    scores = read_table(folder / "per_field.csv").sort_values("overall_accuracy")
    by_name = {row["field"]: as_field(row, paths) for row in rows}
    draw_error_page(error_maps(scores, by_name, results, model), figures / "error_maps")
    number = min(settings["figure_fields"], len(scores))
    spread = np.linspace(0, len(scores) - 1, number).round().astype(int)
    wanted = scores["field"].isin(settings["show"]).to_numpy()
    for rank in np.union1d(spread, np.flatnonzero(wanted)):
        score = scores.iloc[rank]
        field = by_name[score["field"]]
        found = read_map(model_map(field_folder(results, model, field)))
        title = f"{field.field} ({field.deposit}): accuracy {score['overall_accuracy']:.3f}"
        path = figures / f"field_{rank:04d}_{field.folder.split('/')[1]}"
        draw_field(
            read_photograph(field.image), read_mask(field.mask), found, minerals, title, path
        )


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        str(Path(snakemake.input.summary).parent),
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.settings,
        snakemake.params.minerals,
    )
    record_job(snakemake)
