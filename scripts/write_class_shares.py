"""Catalog: the share of every class among the annotated pixels (Table 1 of the 2021 paper)."""

import pandas as pd

from oresurvey.catalog.class_shares import class_shares
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import write_csv
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals


def main(manifests: list[str], minerals: str, output: str) -> None:
    """Write ``class_shares.csv``.

    Parameters
    ----------
    manifests : list of str
        Of the catalog's batches.
    minerals : str
        Path of the table of minerals.
    output : str
    """
    entries = read_manifests(manifests)
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
    write_csv(class_shares(pixels, read_minerals(minerals)), output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(list(snakemake.input), snakemake.params.minerals, snakemake.output[0])
    record_job(snakemake)
