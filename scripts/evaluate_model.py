"""Evaluation: score the class maps of annotated, held-out fields."""

from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.evaluation.scored_maps import score_maps, write_scores
from oresurvey.evaluation.tables import field_confusions
from oresurvey.files.tables import write_csv
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals


def main(
    manifests: list[str],
    rows: list[dict],
    paths: dict,
    settings: dict,
    minerals_path: str,
    folder: str,
) -> None:
    """Write the tables of an evaluation and summary.json.

    Parameters
    ----------
    manifests : list of str
        Of the inference of the batches that hold scored fields.
    rows : list of dict
        Scored fields, as from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    settings : dict
        The configuration's ``evaluation`` section.
    minerals_path : str
    folder : str

    Raises
    ------
    OreSurveyError
        If no scored field has a class map.
    """
    minerals = read_minerals(minerals_path)
    scored = score_maps(manifests, rows, paths, minerals.codes, settings["boundary_px"])
    if not scored:
        raise OreSurveyError(
            "evaluation: every annotated field with split validation or test is quarantined; see "
            "catalog/fields.csv for the reasons"
        )
    write_scores(scored, minerals, Path(folder))
    write_csv(field_confusions(scored, minerals.codes), Path(folder) / "field_confusion.csv")


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.settings,
        snakemake.params.minerals,
        str(Path(snakemake.output.summary).parent),
    )
    record_job(snakemake)
