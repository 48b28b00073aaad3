"""Inference: whose colours a deposit shows that the model was not trained on."""

from pathlib import Path

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_json, write_json
from oresurvey.light.deposit import (
    field_agreements,
    likest,
    needs_decision,
    ore_agreement,
    summed_agreements,
)
from oresurvey.light.exposure import Exposure
from oresurvey.light.sample import block_positions, sample_colours
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.rows import as_field


def samples_of(rows: list[dict], paths: dict):
    """Colours and positions of every photograph that can be read."""
    for row in rows:
        field = as_field(row, paths)
        try:
            with Photograph(field.image) as photograph:
                colours, _ = sample_colours(photograph)
                yield colours, block_positions(photograph.height, photograph.width)
        except FieldError as error:
            # The catalog says so; the others decide.
            LOG.warning("%s: %s", field.field, error)


def main(rows: list[dict], paths: dict, about: str, deposit: str, output: str) -> None:
    """Write which training deposit's colours a deposit is seen in.

    Parameters
    ----------
    rows : list of dict
        Fields that decide, as returned by `survey.rows.as_rows`.
    paths : dict
        As returned by `survey.rows.paths_of`.
    about : str
        ``model.json``.
    deposit : str
    output : str
        JSON: deposit, fields (their number), light_as (None where the model has no choice to make),
        agreement by training deposit, ore_agreement (see `light.deposit.ore_agreement`; None where
        the model knows no colours).
    """
    exposure = Exposure.from_json(read_json(about))
    found = field_agreements(samples_of(rows, paths) if exposure.known else (), exposure)
    sums = summed_agreements(found, exposure) if needs_decision(exposure) else {}
    light_as = likest(sums) if any(sums.values()) else None
    LOG.info("%s: light as of %s %s", deposit, light_as, sums)
    write_json(
        {
            "deposit": deposit,
            "fields": len(rows),
            "light_as": light_as,
            "agreement": sums,
            "ore_agreement": ore_agreement(found),
        },
        Path(output),
    )


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.input.about,
        snakemake.params.deposit,
        snakemake.output[0],
    )
    record_job(snakemake)
