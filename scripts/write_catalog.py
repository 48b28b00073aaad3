"""Catalog: put the batches together into the table of the collection."""

import pandas as pd

from oresurvey.catalog.inspection import too_small
from oresurvey.catalog.remarks import (
    look_alikes,
    numbered_from_one,
    small_fields,
    unlike_others,
)
from oresurvey.catalog.sheet_remarks import sheet_remarks
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import write_csv
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.sizes import smallest_mapped_px
from oresurvey.survey.catalog_columns import ADDED, EMPTY, QUALITY


def with_places(row: dict, places: list[str | None]) -> dict:
    """A row with the places of its files as they are now, in the reason too."""
    row = dict(row)
    for column, place in zip(("image", "mask", "calibration"), places, strict=False):
        if place:
            row["reason"] = row["reason"].replace(row[column], place)
            row[column] = place
    return row


def for_model(row: dict, smallest_px: int) -> dict:
    """A row, quarantined if the photograph is too small for the model of the report."""
    if row["status"] != "accepted":
        return row
    smallest_px = smallest_mapped_px(smallest_px, bool(row.get("calibration")))
    reason = too_small(row["image"], row["width"], row["height"], smallest_px)
    if not reason:
        return row
    return row | {"status": "quarantined", "reason": f"field {row['field']}: {reason}"}


def warnings_of(fields: pd.DataFrame, entries: list[dict], smallest_px: int) -> list[str]:
    """What to know of each field that is accepted all the same, in the order of the rows."""
    looks = {entry["field"]: entry["look"] for entry in entries}
    of_sheet = sheet_remarks(fields.to_dict("records"))
    alike, unlike = look_alikes(fields, looks), unlike_others(fields)
    pixels = {
        entry["field"]: {int(code): count for code, count in entry["class_pixels"].items()}
        for entry in entries
    }
    small = small_fields(fields, smallest_px)
    others = (of_sheet, numbered_from_one(fields, pixels), alike, unlike, small)
    return [
        "; ".join([*entry["remarks"], *(said for found in others for said in found.get(name, []))])
        if status == "accepted"
        else ""
        for entry, name, status in zip(entries, fields["field"], fields["status"], strict=True)
    ]


def main(manifests: list[str], paths: dict, smallest_px: int, fields_csv: str) -> None:
    """Write ``fields.csv``.

    Parameters
    ----------
    manifests : list of str
        Of the batches.
    paths : dict
        As from `survey.rows.paths_of`.
    smallest_px : int
        Shortest side of a photograph that the model of the report can use.
    fields_csv : str
    """
    entries = read_manifests(manifests)
    fields = pd.DataFrame(
        [
            for_model(with_places(entry["row"], paths[entry["field"]]), smallest_px)
            | entry["quality"]
            for entry in entries
        ]
    )
    for column in ("width", "height"):
        fields[column] = fields[column].astype("Int64")
    fields = fields.astype(dict.fromkeys(QUALITY, float))
    if EMPTY in fields:
        fields.loc[fields[EMPTY].isna() & (fields["status"] == "accepted"), EMPTY] = 0.0
    fields["warnings"] = warnings_of(fields, entries, smallest_px)
    for name, said in zip(fields["field"], fields["warnings"], strict=True):
        if said:
            LOG.warning("%s: %s", name, said)
    last = list(ADDED)
    fields = fields[[c for c in fields.columns if c not in last] + last]
    write_csv(fields, fields_csv)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input),
        snakemake.params.places,
        snakemake.params.smallest_px,
        snakemake.output[0],
    )
    record_job(snakemake)
