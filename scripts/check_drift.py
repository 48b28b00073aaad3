"""Deposits: which are unlike what trained the model, and of which it is less sure."""

from pathlib import Path

import pandas as pd

from oresurvey.deposits.drift import drift_table
from oresurvey.deposits.entries import table_entries
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.training.model_folder import TABLES

MEASURED = ("mean_confidence", "feature_distance")


def with_corrections_by_hand(table: pd.DataFrame, entries: list[dict]) -> pd.DataFrame:
    """The table with how much of each deposit's maps a person corrected, where anybody did."""
    found = [entry for entry in entries if "by_hand" in entry]
    if not found:
        return table
    hands = pd.DataFrame(
        {
            "deposit": entry["row"]["deposit"],
            "fields": 1,
            "pixels": sum(entry["by_hand"]["class_pixels"].values()),
            **{key: entry["by_hand"][key] for key in ("corrected_px", "not_held_px")},
        }
        for entry in found
    )
    sums = hands.groupby("deposit")[["fields", "pixels", "corrected_px", "not_held_px"]].sum()
    sums = sums.reindex(table["deposit"], fill_value=0)
    return table.assign(
        corrected_fields=sums["fields"].to_numpy(),
        corrected_by_hand_pct=(100 * sums["corrected_px"] / sums["pixels"]).to_numpy(),
        not_held_px=sums["not_held_px"].to_numpy(),
    )


def main(
    manifests: list[str],
    model: str,
    recognised: list[str],
    output: str,
    overlap: dict[str, str] | None = None,
) -> None:
    """Write ``drift.csv``, see `deposits.drift.drift_table`.

    Parameters
    ----------
    manifests : list of str
        Of the inference of every batch.
    model : str
        Folder of the model; a baseline has no ``familiarity.csv``, so nothing is checked.
    recognised : list of str
        What `recognise_deposit` wrote of the deposits that the model was not trained on.
    output : str
    overlap : dict of str to str, optional
        Field to its group, of those that overlap.
    """
    entries = table_entries(manifests)
    fields = pd.DataFrame(
        {
            **{
                key: [entry["row"][key] for entry in entries]
                for key in ("deposit", "section", "split")
            },
            **{key: [entry[key] for entry in entries] for key in ("field", *MEASURED)},
        }
    )
    known = Path(model) / "familiarity.csv"
    familiarity = pd.read_csv(known) if known.exists() else pd.DataFrame()
    # Models of earlier versions came without feature distances.
    familiarity = familiarity.reindex(columns=TABLES[known.name].strip().split(","))
    found = [read_json(path) for path in recognised]
    agreement = {one["deposit"]: one["ore_agreement"] for one in found}
    exchanged = {one["deposit"]: one.get("red_and_blue") for one in found}
    table = drift_table(fields, familiarity, agreement, exchanged, overlap or {})
    write_csv(with_corrections_by_hand(table, entries), Path(output))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        str(Path(snakemake.input.about).parent),
        list(snakemake.input.get("recognised") or []),
        snakemake.output[0],
        snakemake.params.overlap,
    )
    record_job(snakemake)
