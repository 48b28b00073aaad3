"""Instances: grains and contacts of one batch of class maps."""

from pathlib import Path

from oresurvey.files.tables import read_json, write_json
from oresurvey.instances.field import write_instances
from oresurvey.instances.splitting import splitting_of
from oresurvey.log import LOG, start_log
from oresurvey.maps.geotiff import MapReader
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.visible import visible_of
from oresurvey.survey.rows import as_field


def main(manifest: str, paths: dict, settings: dict, minerals: dict[str, str], output: str) -> None:
    """Write ``grains.parquet`` and ``contacts.parquet`` of every field of a batch.

    Parameters
    ----------
    manifest : str
        Of the inference of the batch.
    paths : dict
        As from `survey.rows.paths_of`.
    settings : dict
        The configuration's ``instances`` section.
    minerals : dict
        Code to symbol.
    output : str
        Manifest, with the pixels of every class.
    """
    entries = []
    for entry in read_json(manifest)["fields"]:
        field, folder = as_field(entry["row"], paths), Path(entry["folder"])
        with (
            MapReader(folder / "classes.tif") as classes,
            MapReader(folder / "confidence.tif") as confidence,
        ):
            found = write_instances(
                field,
                classes,
                confidence,
                settings["connectivity"],
                minerals,
                folder,
                {"classes_sha256": entry["sha256"]},
                splitting=splitting_of(settings),
                visible=visible_of(entry),
            )
        if "by_hand" in entry:
            found |= {"model_pixels": entry["by_hand"]["class_pixels"]}
        entries.append(found)
        LOG.info("%s: %d grains", field.field, found["grains"])
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.input[0],
        snakemake.config["paths"],
        snakemake.params.settings,
        snakemake.params.minerals,
        snakemake.output[0],
    )
    record_job(snakemake)
