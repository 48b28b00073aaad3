"""Training: fit one baseline to the annotated fields."""

from pathlib import Path

from oresurvey.baselines.card import write_baseline_card
from oresurvey.baselines.fit import Fit
from oresurvey.baselines.model import TYPES, save_baseline, statistics_table
from oresurvey.catalog.inspection import accepted_fields
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.errors import ConfigurationError
from oresurvey.files.steady import steady
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.sizes import SMALLEST_PX


def main(
    rows: list[dict],
    paths: dict,
    minerals: dict[str, str],
    settings: dict,
    folder: str,
    largest_mpx: float,
    verdicts: Verdicts,
) -> None:
    """Fit, and write the model's folder.

    Parameters
    ----------
    rows : list of dict
        As from `survey.rows.as_rows`, of the fields with split train or validation.
    paths : dict
        As from `survey.rows.paths_of`.
    minerals : dict
        Code to symbol.
    settings : dict
        The model's section of the configuration, defaults filled in.
    folder : str
    largest_mpx : float
        Millions of pixels above which a photograph is not decoded.
    verdicts : Verdicts
        What was found of the fields before.

    Raises
    ------
    ConfigurationError
        Without a field to train on.
    """
    options = TYPES[settings["type"]].model_validate(settings)
    fit = Fit(options)
    codes = [int(code) for code in minerals]
    for field, found in accepted_fields(rows, paths, codes, SMALLEST_PX, largest_mpx, verdicts):
        with (
            steady(field.image, found.sha256),
            steady(field.mask, found.mask_sha256),
            steady(field.calibration, found.calibration_sha256),
        ):
            fit.add(field, found.class_pixels, found.visible)
        LOG.info("%s: added", field.field)
    if not any(split == "train" for _, split in fit.fields):
        raise ConfigurationError(
            f"models.{Path(folder).name}: type {settings['type']} needs annotated fields with "
            "split 'train' (found 0): fill the split column of the sheet"
        )
    about = {"type": settings["type"], "codes": list(fit.codes), "labelled": fit.labelled}
    seen = {"exposure": options.exposure, "input_scale": options.input_scale}
    save_baseline(
        about | options.recorded() | seen,
        statistics_table(fit.statistics(), minerals),
        Path(folder),
    )
    write_baseline_card(Path(folder), fit.fields, settings)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.minerals,
        snakemake.params.settings,
        str(Path(snakemake.output.about).parent),
        snakemake.params.largest_mpx,
        Verdicts(**snakemake.config["how"]["verdicts"]),
    )
    record_job(snakemake)
