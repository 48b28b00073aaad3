"""Report: what changes between the class maps of two models, for one batch of fields."""

from pathlib import Path

from oresurvey.files.tables import read_json, write_json
from oresurvey.log import LOG, start_log
from oresurvey.maps.geotiff import MapReader
from oresurvey.model_change.maps import SizesDifferError, map_change
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import read_mask

CLASSES = "classes.tif"
"""What tables and grains are made of; unidentified pixels are a class of their own."""


def change_of(before: dict, after: dict, mask: str | None) -> dict:
    """Entry of the manifest for one field that both models have.

    Raises
    ------
    SizesDifferError
    FieldError
        If a map or the annotation cannot be read.
    """
    folders = [entry["folder"] for entry in (before, after)]
    with (
        MapReader(Path(folders[0]) / CLASSES) as first,
        MapReader(Path(folders[1]) / CLASSES) as second,
    ):
        found = map_change(first, second, None if mask is None else read_mask(mask))
    about = ("deposit", "section", "field", "split", "um_per_px")
    return {key: before["row"][key] for key in about} | {
        "folders": folders,
        "maps_sha256": [before["sha256"], after["sha256"]],
        "transitions": found.transitions(),
        "judged": vars(found.judged) if found.judged else None,
    }


def main(before: str, after: str, judged: list[str], paths: dict, output: str) -> None:
    """Count the changed pixels of every field that both models have.

    Parameters
    ----------
    before, after : str
        Manifests of the inference of the batch by the two models.
    judged : list of str
        Annotated fields that trained neither.
    paths : dict
        As from `survey.rows.paths_of`.
    output : str
        Manifest; "left_out" names fields whose maps cannot be compared, and why.
    """
    sides = [{one["field"]: one for one in read_json(path)["fields"]} for path in (before, after)]
    entries, left_out = [], []
    for field in sorted(sides[0].keys() & sides[1].keys()):
        mask = paths[field][1] if field in judged else None
        try:
            entries.append(change_of(sides[0][field], sides[1][field], mask))
        except SizesDifferError as error:
            row = sides[0][field]["row"]
            place = {key: row[key] for key in ("deposit", "section", "field")}
            left_out.append(place | {"reason": str(error)})
            LOG.warning("%s: %s", field, error)
    write_json({"fields": entries, "left_out": left_out}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.input.before,
        snakemake.input.after,
        list(snakemake.params.judged),
        snakemake.config["paths"],
        snakemake.output[0],
    )
    record_job(snakemake)
