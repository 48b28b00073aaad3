"""Class maps on disk scored against their annotation, and the tables of an evaluation."""

from pathlib import Path

from oresurvey.evaluation.scored_field import ScoredField, score_field
from oresurvey.evaluation.tables import by_confidence, confusions, per_class, per_field, summary
from oresurvey.files.manifests import read_manifests
from oresurvey.files.steady import steady
from oresurvey.files.tables import write_csv, write_json
from oresurvey.log import LOG
from oresurvey.maps.abstention import most_probable_map
from oresurvey.maps.corrected import model_map
from oresurvey.maps.geotiff import read_map
from oresurvey.photographs.photograph import read_mask
from oresurvey.statistics.reliability import bins_of, risk_coverage
from oresurvey.survey.minerals import Minerals


def score_maps(
    manifests: list[str], rows: list[dict], paths: dict, codes: tuple[int, ...], boundary_px: int
) -> list[ScoredField]:
    """Score the maps of one model.

    Parameters
    ----------
    manifests : list of str
        Of the inference of the batches that hold the fields.
    rows : list of dict
        Fields to score, as from `survey.rows.as_rows`; one without maps is left out, and logged.
    paths : dict
        As from `survey.rows.paths_of`.
    codes : tuple of int
        Codes of the table of minerals.
    boundary_px : int
        Width of the band at annotated boundaries.
    """
    folders = {entry["field"]: Path(entry["folder"]) for entry in read_manifests(manifests)}
    scored = []
    for row in rows:
        if row["field"] not in folders:
            LOG.warning("%s has no class map", row["field"])
            continue
        place = {key: row[key] for key in ("deposit", "section", "field", "split")}
        maps, (_, mask) = folders[row["field"]], paths[row["field"]]
        with steady(mask, row["mask_digest"]):
            truth = read_mask(mask)
        found = read_map(model_map(maps))
        sure = read_map(most_probable_map(maps)), read_map(maps / "confidence.tif")
        scored.append(score_field(place, truth, found, codes, boundary_px, sure))
    return scored


def write_scores(scored: list[ScoredField], minerals: Minerals, folder: Path) -> None:
    """Write the tables of an evaluation and ``summary.json``."""
    write_csv(per_class(scored, minerals.codes, minerals), folder / "per_class.csv")
    write_csv(per_field(scored), folder / "per_field.csv")
    write_csv(confusions(scored, minerals.codes), folder / "confusion.csv")
    write_csv(by_confidence(scored, bins_of), folder / "reliability.csv")
    write_csv(by_confidence(scored, risk_coverage), folder / "risk_coverage.csv")
    write_json(summary(scored), folder / "summary.json")
