"""Evaluation: pool a cross-validation, each field scored by the model that left it out."""

from pathlib import Path

import pandas as pd

from oresurvey.evaluation import confusions, per_class, per_field, score_field, summary
from oresurvey.field_maps import read_map
from oresurvey.job_log import LOG, start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import read_minerals
from oresurvey.rasters import read_mask
from oresurvey.score_intervals import score_intervals
from oresurvey.survey import as_field
from oresurvey.tables import write_csv, write_json


def main(
    folds: dict[str, dict], paths: dict, settings: dict, minerals_path: str, folder: str
) -> None:
    """Write scores.csv, per_class.csv, per_field.csv, confusion.csv and summary.json.

    Parameters
    ----------
    folds : dict of str to dict
        By model: ``rows``, the fields that it left out, and ``maps``, the manifests of its maps.
    paths : dict
        As from `survey.paths_of`.
    settings : dict
        The configuration's ``evaluation`` section.
    minerals_path : str
    folder : str
    """
    minerals = read_minerals(minerals_path)
    scored, groups = [], []
    for model, fold in folds.items():
        found = {entry["field"]: Path(entry["folder"]) for entry in read_manifests(fold["maps"])}
        for row in fold["rows"]:
            if row["split"] != "validation":
                continue
            field = as_field(row, paths)
            if field.field not in found:
                LOG.warning("%s has no class map of %s", field.field, model)
                continue
            place = {key: row[key] for key in ("deposit", "section", "field", "split")}
            codes = read_map(found[field.field] / "classes.tif")
            truth = read_mask(field.mask)
            scored.append(score_field(place, truth, codes, minerals.codes, settings["boundary_px"]))
            groups.append(field.extra.get("overlap_group") or field.field)
    folder = Path(folder)
    names = {code: minerals.symbol(code) for code in minerals.codes}
    tables = []
    for deposit in sorted({one.deposit for one in scored}):
        inside = [k for k, one in enumerate(scored) if one.deposit == deposit]
        table = score_intervals(
            [scored[k].counts for k in inside], [groups[k] for k in inside], names, minerals.codes
        )
        table.insert(0, "deposit", deposit)
        tables.append(table)
    write_csv(pd.concat(tables, ignore_index=True), folder / "scores.csv")
    write_csv(per_class(scored, minerals.codes, minerals), folder / "per_class.csv")
    write_csv(per_field(scored), folder / "per_field.csv")
    write_csv(confusions(scored, minerals.codes), folder / "confusion.csv")
    write_json(summary(scored), folder / "summary.json")


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        {
            model: {"rows": rows, "maps": snakemake.input[model]}
            for model, rows in snakemake.params.folds.items()
        },
        snakemake.config["paths"],
        snakemake.params.settings,
        snakemake.params.minerals,
        str(Path(snakemake.output.summary).parent),
    )
