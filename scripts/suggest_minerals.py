"""Deposits: minerals that may occur, how they are known, and which ones the maps suggest."""

from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.deposits.modal.suggestion import (
    LEAST_ORE_PCT,
    LEAST_SECTIONS,
    may_occur_table,
    mean_confidences,
)
from oresurvey.deposits.tables import read_table
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, read_parquet, write_csv
from oresurvey.log import start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals

GRAIN = ["code", "area_px", "mean_confidence"]


def areas_of(entries: list[dict]) -> pd.DataFrame:
    """deposit, code, area_px, mean_confidence: grains, those of a field and mineral in one row.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    """
    parts = [pd.DataFrame(columns=["deposit", *GRAIN])]
    for entry in entries:
        grains = read_parquet(Path(entry["folder"]) / "grains.parquet", GRAIN)
        grains["mean_confidence"] *= grains["area_px"]
        sums = grains.groupby("code", as_index=False).agg(lambda one: one.sum(skipna=False))
        sums["mean_confidence"] /= sums["area_px"]
        parts.append(sums.assign(deposit=entry["deposit"]))
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def main(
    modal_csv: str,
    manifests: list[str],
    about: str,
    recognised: list[str],
    naming: dict,
    minerals: str,
    output: str,
) -> None:
    """Write ``may_occur.csv``.

    Parameters
    ----------
    modal_csv : str
        Shares of the minerals.
    manifests : list of str
        Of the instances.
    about : str
        ``model.json``.
    recognised : list of str
        What `recognise_deposit` wrote of the deposits that the model was not trained on.
    naming : dict
        Of `network.naming.Naming`.
    minerals : str
    output : str
    """
    model = read_json(about)
    table = may_occur_table(
        read_table(modal_csv),
        mean_confidences(areas_of(read_manifests(manifests))),
        model,
        Naming(**naming),
        {one["deposit"]: one["light_as"] for one in map(read_json, recognised)},
        read_minerals(minerals),
    )
    provenance = {
        "version": __version__,
        "model_sha256": model["sha256"],
        "suggested": f"open deposits: at least {LEAST_ORE_PCT:g} % of the mapped ore in at least "
        f"{LEAST_SECTIONS:.3g} of the sections; never applied by itself",
    }
    write_csv(table, output, provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        str(snakemake.input.modal),
        list(snakemake.input.instances),
        str(snakemake.input.about),
        list(snakemake.input.get("recognised") or []),
        snakemake.params.naming,
        snakemake.params.minerals,
        snakemake.output[0],
    )
    record_job(snakemake)
