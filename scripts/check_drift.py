"""Deposits: which of them are unlike what the model was trained on."""

from pathlib import Path

import pandas as pd

from oresurvey.drift import drift_table
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.model_files import TABLES
from oresurvey.tables import write_csv


def main(manifests: list[str], model: str, output: str) -> None:
    """Write ``drift.csv``, see `drift.drift_table`.

    Parameters
    ----------
    manifests : list of str
        Of the inference of every batch.
    model : str
        Folder of the model; a baseline has no ``familiarity.csv``, so nothing is checked.
    output : str
    """
    fields = pd.DataFrame(
        [
            {
                "deposit": entry["row"]["deposit"],
                "split": entry["row"]["split"],
                "mean_confidence": entry["mean_confidence"],
            }
            for entry in read_manifests(manifests)
        ],
        columns=["deposit", "split", "mean_confidence"],
    )
    known = Path(model) / "familiarity.csv"
    columns = TABLES[known.name].strip().split(",")
    familiarity = pd.read_csv(known) if known.exists() else pd.DataFrame(columns=columns)
    write_csv(drift_table(fields, familiarity), Path(output))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        str(Path(snakemake.input.about).parent),
        snakemake.output[0],
    )
