"""Instances: grains and contacts of one batch of annotations."""

from oresurvey.catalog.inspection import accepted_fields
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.steady import steady
from oresurvey.files.tables import write_json
from oresurvey.instances.field import write_instances
from oresurvey.instances.splitting import splitting_of
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.visible import entry_of, read_annotation
from oresurvey.survey.rows import field_folder


def main(
    rows: list[dict],
    paths: dict,
    smallest_px: int,
    largest_mpx: float,
    verdicts: Verdicts,
    settings: dict,
    minerals: dict[str, str],
    results: str,
    model: str,
    output: str,
) -> None:
    """Write ``grains.parquet`` and ``contacts.parquet`` of every annotated field of a batch.

    Parameters
    ----------
    rows : list of dict
        As from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    smallest_px : int
    largest_mpx : float
        Millions of pixels above which a photograph is not decoded.
    verdicts : Verdicts
        What was found of the fields before.
    settings : dict
        The configuration's ``instances`` section.
    minerals : dict
        Code to symbol.
    results : str
    model : str
        Folder name that stands for the annotation.
    output : str
        Manifest.
    """
    entries = []
    codes = [int(code) for code in minerals]
    for field, found in accepted_fields(rows, paths, codes, smallest_px, largest_mpx, verdicts):
        with steady(field.mask, found.mask_sha256):
            mask = read_annotation(field.mask, found.visible)
        entry = write_instances(
            field,
            mask,
            None,
            settings["connectivity"],
            minerals,
            field_folder(results, model, field),
            {"mask_sha256": found.mask_sha256},
            splitting=splitting_of(settings),
            visible=found.visible,
        )
        # The guard of rims reads the mask again.
        entries.append(entry | entry_of(found.visible))
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.smallest_px,
        snakemake.params.largest_mpx,
        Verdicts(**snakemake.config["how"]["verdicts"]),
        snakemake.params.settings,
        snakemake.params.minerals,
        snakemake.params.results,
        "annotation",
        snakemake.output[0],
    )
    record_job(snakemake)
