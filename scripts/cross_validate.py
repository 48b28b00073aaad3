"""Evaluation: pool a cross-validation, each field scored by the model that left it out."""

from pathlib import Path

import pandas as pd

from oresurvey.errors import OreSurveyError
from oresurvey.evaluation.scored_maps import score_maps, write_scores
from oresurvey.files.tables import write_csv
from oresurvey.log import start_log
from oresurvey.network.naming import WAYS
from oresurvey.operations.records.jobs import record_job
from oresurvey.statistics.score_intervals import score_intervals
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Minerals, read_minerals

ALL = "all"
"""What the rows of all deposits together are called."""


def scores_of(way: str, scored: list, group_of: dict, minerals: Minerals) -> pd.DataFrame:
    """Scores with intervals of every deposit, and of all where there are several.

    Parameters
    ----------
    way : str
        How the deposits were known to the models, see `main`.
    scored : list of ScoredField
    group_of : dict of str to str
        Overlap group by field.
    minerals : Minerals
    """
    codes = (*minerals.codes, UNIDENTIFIED)
    names = {code: minerals.symbol(code) for code in codes}
    deposits = sorted({one.deposit for one in scored})
    tables = []
    for deposit in deposits + [ALL] * (len(deposits) > 1):
        inside = [one for one in scored if deposit in (ALL, one.deposit)]
        groups = [group_of[one.field] or one.field for one in inside]
        table = score_intervals([one.counts for one in inside], groups, names, codes)
        table.insert(0, "deposit", deposit)
        tables.append(table)
    return pd.concat(tables, ignore_index=True).assign(way=way)


def main(
    folds: dict[str, dict], paths: dict, settings: dict, minerals_path: str, folder: str
) -> None:
    """Write scores.csv, with intervals, and the tables of an evaluation.

    Parameters
    ----------
    folds : dict of str to dict
        By model: ``rows``, the fields that it left out, ``maps``, the manifests of its maps, and
        ``way``: "named", deposits are known by the names of the training deposits; "declared", by
        nothing but a list of minerals that may occur; "open", by nothing. The tables of the
        evaluation are those of the first way of these that there is.
    paths : dict
        As from `survey.rows.paths_of`.
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
    scored, group_of = {}, {}
    for fold in folds.values():
        rows = [row for row in fold["rows"] if row["split"] == "validation"]
        scored.setdefault(fold["way"], []).extend(
            score_maps(fold["maps"], rows, paths, minerals.codes, settings["boundary_px"])
        )
        group_of |= {row["field"]: row["extra"].get("overlap_group") for row in rows}
    if not any(scored.values()):
        raise OreSurveyError(
            "cross-validation: every field of every fold is quarantined; see catalog/fields.csv "
            "for the reasons"
        )
    ways = [way for way in WAYS if scored.get(way)]
    tables = [scores_of(way, scored[way], group_of, minerals) for way in ways]
    write_csv(pd.concat(tables, ignore_index=True), Path(folder) / "scores.csv")
    write_scores(scored[ways[0]], minerals, Path(folder))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        {
            model: fold | {"maps": snakemake.input[model]}
            for model, fold in snakemake.params.folds.items()
        },
        snakemake.config["paths"],
        snakemake.params.settings,
        snakemake.params.minerals,
        str(Path(snakemake.output.summary).parent),
    )
    record_job(snakemake)
