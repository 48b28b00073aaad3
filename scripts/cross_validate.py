"""Evaluation: pool a cross-validation, each field scored by the model that left it out."""

from pathlib import Path

import pandas as pd

from oresurvey.errors import OreSurveyError
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.mineral_codes import UNIDENTIFIED
from oresurvey.minerals import read_minerals
from oresurvey.score_intervals import score_intervals
from oresurvey.scored_maps import score_maps, write_scores
from oresurvey.tables import write_csv


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

    Raises
    ------
    OreSurveyError
        If no field has a class map.
    """
    minerals = read_minerals(minerals_path)
    scored, group_of = [], {}
    for fold in folds.values():
        rows = [row for row in fold["rows"] if row["split"] == "validation"]
        scored += score_maps(fold["maps"], rows, paths, minerals.codes, settings["boundary_px"])
        group_of |= {row["field"]: row["extra"].get("overlap_group") for row in rows}
    if not scored:
        raise OreSurveyError(
            "cross-validation: every field of every fold is quarantined; see catalog/fields.csv "
            "for the reasons"
        )
    folder = Path(folder)
    codes = (*minerals.codes, UNIDENTIFIED)
    names = {code: minerals.symbol(code) for code in codes}
    tables = []
    for deposit in sorted({one.deposit for one in scored}):
        inside = [one for one in scored if one.deposit == deposit]
        groups = [group_of[one.field] or one.field for one in inside]
        table = score_intervals([one.counts for one in inside], groups, names, codes)
        table.insert(0, "deposit", deposit)
        tables.append(table)
    write_csv(pd.concat(tables, ignore_index=True), folder / "scores.csv")
    write_scores(scored, minerals, folder)


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
    record_job(snakemake)
