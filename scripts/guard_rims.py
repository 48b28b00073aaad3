"""Rim guard of one batch: what its maps lose to an opening, and their boundaries after it."""

from pathlib import Path

from oresurvey.deposits.association.guard import Guarded, guard
from oresurvey.files.tables import read_json, write_json
from oresurvey.log import LOG, start_log
from oresurvey.maps.geotiff import MapReader
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.visible import read_annotation, visible_of


def guarded(entry: dict, paths: dict, rim_px: int, annotated: bool) -> Guarded:
    """The guard over the map of a field, or over its annotation."""
    if annotated:
        return guard(read_annotation(paths[entry["field"]][1], visible_of(entry)), rim_px)
    with MapReader(Path(entry["folder"]) / "classes.tif") as classes:
        return guard(classes, rim_px)


def by_code(pixels: dict[int, int]) -> dict[str, int]:
    """Counts with keys that JSON has."""
    return {str(code): n for code, n in pixels.items()}


def main(manifest: str, paths: dict, rim_px: int, annotated: bool, output: str) -> None:
    """Guard every field of a batch.

    Parameters
    ----------
    manifest : str
        Of the inference of the batch; of its instances, if annotated.
    paths : dict
        As from `survey.rows.paths_of`.
    rim_px : int
        Width of the widest rim.
    annotated : bool
        Whether the maps are the annotation itself.
    output : str
        Manifest: per field deposit, section, field, rim_px, area, rim_area, area_after (pixels by
        code), after (code_a, code_b, straight and diagonal crossings).
    """
    entries = []
    for entry in read_json(manifest)["fields"]:
        place = entry.get("row", entry)
        found = guarded(entry, paths, rim_px, annotated)
        entries.append(
            {key: place[key] for key in ("deposit", "section", "field")}
            | {
                "rim_px": rim_px,
                "area": by_code(found.area),
                "rim_area": by_code(found.rim_area),
                "area_after": by_code(found.area_after),
                "after": found.after,
            }
        )
        lost, whole = sum(found.rim_area.values()), sum(found.area.values())
        LOG.info("%s: %.2f %% in rims", place["field"], 100 * lost / max(whole, 1))
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.input[0],
        snakemake.config["paths"],
        snakemake.params.rim_px,
        snakemake.params.annotated,
        snakemake.output[0],
    )
    record_job(snakemake)
