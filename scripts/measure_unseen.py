"""Evaluation: what models make of minerals and deposits that they never saw."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.evaluation.unseen import ConfidenceCounts, fields_row, unseen_row
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.maps.corrected import model_map
from oresurvey.maps.geotiff import read_map
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.rows import as_field


def main(models: dict[str, dict], paths: dict, minerals_path: str, output: str) -> None:
    """Write ``unseen.csv``: a row per model, columns of `evaluation.unseen.unseen_row`,
    `evaluation.unseen.fields_row`.

    Parameters
    ----------
    models : dict of str to dict
        By name: ``about`` (path of its ``model.json``), ``maps`` (manifests of its inference),
        ``rows`` (fields that it is scored on).
    paths : dict
        As from `survey.rows.paths_of`.
    minerals_path : str
    output : str
    """
    minerals = read_minerals(minerals_path)
    table = []
    for name, model in models.items():
        about = read_json(model["about"])
        known, counts, measured = frozenset(about["codes"]), ConfidenceCounts(), []
        entries = {entry["field"]: entry for entry in read_manifests(model["maps"])}
        for row in model["rows"]:
            field = as_field(row, paths)
            if field.field not in entries:
                continue
            entry, own = entries[field.field], field.deposit in about["labelled"]
            found = read_map(model_map(entry["folder"]))
            counts.add(
                np.where(found == VOID, np.uint8(VOID), read_mask(field.mask)),
                read_map(Path(entry["folder"]) / "confidence.tif"),
                own,
                known,
                minerals.codes,
            )
            measured.append((own, entry["feature_distance"], entry["mean_confidence"]))
        fields = pd.DataFrame(measured, columns=["own", "feature_distance", "mean_confidence"])
        table.append({"model": name} | unseen_row(counts) | fields_row(fields))
    write_csv(pd.DataFrame(table), Path(output))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        {
            name: {
                "about": snakemake.input[f"{name}_about"],
                "maps": list(snakemake.input[name]),
                "rows": rows,
            }
            for name, rows in snakemake.params.fields.items()
        },
        snakemake.config["paths"],
        snakemake.params.minerals,
        snakemake.output[0],
    )
    record_job(snakemake)
