"""Inference: whose colours a deposit shows that the model was not trained on."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.engines import load_engine
from oresurvey.inference.recognition import distances_by_light
from oresurvey.light.deposit import (
    field_agreements,
    likest,
    needs_decision,
    ore_agreement,
    summed_evidence,
)
from oresurvey.light.exposure import Exposure
from oresurvey.light.sample import block_positions, sample_colours
from oresurvey.log import LOG, start_log
from oresurvey.network.engine import Engine
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.rows import as_field


def measured(rows: list[dict], paths: dict, exposure: Exposure, load: Callable[[], Engine]):
    """Agreements and distances of every photograph that can be read; (fields, deposits) each.

    Parameters
    ----------
    rows, paths :
        As of `main`.
    exposure : light.exposure.Exposure
    load : callable
        Gives the engine; called where there is a choice to make.
    """
    engine = load() if needs_decision(exposure) else None
    agreements, distances = [], []
    for row in rows:
        field = as_field(row, paths)
        try:
            with Photograph(field.image) as photograph:
                colours, _ = sample_colours(photograph)
                positions = block_positions(photograph.height, photograph.width)
                far = np.zeros(len(exposure.known))
                if engine is not None and engine.familiar is not None:
                    far = np.array(distances_by_light(photograph, engine))
        except FieldError as error:
            # The catalog says so; the others decide.
            LOG.warning("%s: %s", field.field, error)
            continue
        agreements.append(field_agreements([(colours, positions)], exposure))
        distances.append(far[None])
    empty = [np.empty((0, len(exposure.known)))]
    return np.concatenate(agreements or empty), np.concatenate(distances or empty)


def main(
    rows: list[dict],
    paths: dict,
    model: str,
    converted: str | None,
    settings: dict,
    threads: int,
    deposit: str,
    output: str,
) -> None:
    """Write which training deposit's colours a deposit is seen in.

    Parameters
    ----------
    rows : list of dict
        Fields that decide, as returned by `survey.rows.as_rows`.
    paths : dict
        As returned by `survey.rows.paths_of`.
    model : str
        Folder of the model.
    converted : str or None
        Folder of the converted network, if there is one.
    settings : dict
        engine and precision of the configuration's ``inference`` section.
    threads : int
    deposit : str
    output : str
        JSON: deposit, fields (their number), light_as (None where the model has no choice to make),
        evidence by training deposit, ore_agreement (see `light.deposit.ore_agreement`; None where
        the model knows no colours).
    """
    exposure = Exposure.from_json(read_json(Path(model) / "model.json"))

    def load() -> Engine:
        return load_engine(model, threads, settings["engine"], settings["precision"], converted)

    found, distances = measured(rows if exposure.known else [], paths, exposure, load)
    decides = needs_decision(exposure) and len(found)
    sums = summed_evidence(found, distances, exposure) if decides else {}
    light_as = likest(sums) if sums else None
    LOG.info("%s: light as of %s %s", deposit, light_as, sums)
    write_json(
        {
            "deposit": deposit,
            "fields": len(rows),
            "light_as": light_as,
            "evidence": sums,
            "ore_agreement": ore_agreement(found),
        },
        Path(output),
    )


if __name__ == "__main__":
    start_log(snakemake.log)
    note = snakemake.input.get("network")
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        str(Path(snakemake.input.about).parent),
        str(Path(note).parent) if note else None,
        snakemake.params.settings | snakemake.config["how"]["inference"],
        snakemake.threads,
        snakemake.params.deposit,
        snakemake.output[0],
    )
    record_job(snakemake)
