"""Catalog: put the batches together into the tables of the collection."""

import pandas as pd

from oresurvey.catalog import class_shares
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import read_minerals
from oresurvey.tables import write_csv


def with_places(row: dict, places: list[str | None]) -> dict:
    """A row with photograph and mask where they are now, in the reason too."""
    row = dict(row)
    for column, place in zip(("image", "mask"), places, strict=True):
        if place:
            row["reason"] = row["reason"].replace(row[column], place)
            row[column] = place
    return row


def main(
    manifests: list[str], paths: dict, minerals_path: str, fields_csv: str, shares_csv: str
) -> None:
    """Write ``fields.csv`` and ``class_shares.csv``.

    Parameters
    ----------
    manifests : list of str
        Of the batches.
    paths : dict
        As from `survey.paths_of`.
    minerals_path, fields_csv, shares_csv : str
    """
    entries = read_manifests(manifests)
    fields = pd.DataFrame([with_places(entry["row"], paths[entry["field"]]) for entry in entries])
    for column in ("width", "height"):
        fields[column] = fields[column].astype("Int64")
    last = ["status", "reason", "width", "height", "sha256", "mask_sha256"]
    fields = fields[[c for c in fields.columns if c not in last] + last]
    pixels = pd.DataFrame(
        [
            {
                "deposit": entry["row"]["deposit"],
                "split": entry["row"]["split"] or "none",
                "field": entry["field"],
                "code": int(code),
                "pixels": count,
            }
            for entry in entries
            for code, count in entry["class_pixels"].items()
        ],
        columns=["deposit", "split", "field", "code", "pixels"],
    )
    write_csv(class_shares(pixels, read_minerals(minerals_path)), shares_csv)
    write_csv(fields, fields_csv)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input),
        snakemake.params.places,
        snakemake.params.minerals,
        snakemake.output.fields,
        snakemake.output.shares,
    )
