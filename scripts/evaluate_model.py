"""Evaluation: score the class maps of annotated, held-out fields."""

from pathlib import Path

from oresurvey.abstention import most_probable_map
from oresurvey.errors import OreSurveyError
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
from oresurvey.minerals import read_minerals
from oresurvey.rasters import read_mask
from oresurvey.reliability import bins_of, risk_coverage
from oresurvey.scored_field import score_field
from oresurvey.survey import as_field
from oresurvey.tables import write_csv, write_json


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
        Scored fields, as from `survey.as_rows`.
    paths : dict
        As from `survey.paths_of`.
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
    folders = {entry["field"]: Path(entry["folder"]) for entry in read_manifests(manifests)}
    scored = []
    for row in rows:
        field = as_field(row, paths)
        if field.field not in folders:
            LOG.warning("%s has no class map", field.field)
            continue
        place = {key: row[key] for key in ("deposit", "section", "field", "split")}
        maps, truth = folders[field.field], read_mask(field.mask)
        found = read_map(maps / "classes.tif")
        sure = read_map(most_probable_map(maps)), read_map(maps / "confidence.tif")
        scored.append(
            score_field(place, truth, found, minerals.codes, settings["boundary_px"], sure)
        )
    if not scored:
        raise OreSurveyError(
            "evaluation: every annotated field with split validation or test is quarantined; see "
            "catalog/fields.csv for the reasons"
        )
    folder = Path(folder)
    write_csv(per_class(scored, minerals.codes, minerals), folder / "per_class.csv")
    write_csv(per_field(scored), folder / "per_field.csv")
    write_csv(confusions(scored, minerals.codes), folder / "confusion.csv")
    write_csv(by_confidence(scored, bins_of), folder / "reliability.csv")
    write_csv(by_confidence(scored, risk_coverage), folder / "risk_coverage.csv")
    write_json(summary(scored), folder / "summary.json")


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
