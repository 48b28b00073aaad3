"""Evaluation: pool a cross-validation, each field scored by the model that left it out."""

from pathlib import Path

import pandas as pd

from oresurvey.abstention import most_probable_map
from oresurvey.evaluation import (
    by_confidence,
    confusions,
    per_class,
    per_field,
    summary,
)
from oresurvey.field_maps import read_map
from oresurvey.job_log import LOG, start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import UNIDENTIFIED, read_minerals
from oresurvey.rasters import read_mask
from oresurvey.reliability import bins_of, risk_coverage
from oresurvey.score_intervals import score_intervals
from oresurvey.scored_field import score_field
from oresurvey.survey import as_field
from oresurvey.tables import write_csv, write_json


def main(
    folds: dict[str, dict], paths: dict, settings: dict, minerals_path: str, folder: str
) -> None:
    """Write scores.csv, with intervals, and the tables of an evaluation.

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
            maps, truth = found[field.field], read_mask(field.mask)
            codes = read_map(maps / "classes.tif")
            sure = read_map(most_probable_map(maps)), read_map(maps / "confidence.tif")
            scored.append(
                score_field(place, truth, codes, minerals.codes, settings["boundary_px"], sure)
            )
            groups.append(field.extra.get("overlap_group") or field.field)
    folder = Path(folder)
    codes = (*minerals.codes, UNIDENTIFIED)
    names = {code: minerals.symbol(code) for code in codes}
    tables = []
    for deposit in sorted({one.deposit for one in scored}):
        inside = [k for k, one in enumerate(scored) if one.deposit == deposit]
        table = score_intervals(
            [scored[k].counts for k in inside], [groups[k] for k in inside], names, codes
        )
        table.insert(0, "deposit", deposit)
        tables.append(table)
    write_csv(pd.concat(tables, ignore_index=True), folder / "scores.csv")
    write_csv(per_class(scored, minerals.codes, minerals), folder / "per_class.csv")
    write_csv(per_field(scored), folder / "per_field.csv")
    write_csv(confusions(scored, minerals.codes), folder / "confusion.csv")
    write_csv(by_confidence(scored, bins_of), folder / "reliability.csv")
    write_csv(by_confidence(scored, risk_coverage), folder / "risk_coverage.csv")
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
