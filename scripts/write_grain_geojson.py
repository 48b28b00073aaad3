"""Report: grains of every field as GeoJSON, where the configuration asks for it."""

from pathlib import Path

from oresurvey.files.manifests import read_manifests
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.report.gis.geojson import write_geojson
from oresurvey.report.gis.outlined_fields import outlined_fields


def main(manifests: list[str], settings: dict, output: str) -> None:
    """Write ``DEPOSIT/FIELD.geojson`` for every field.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    settings : dict
        The configuration's ``instances`` section.
    output : str
        Folder.
    """
    Path(output).mkdir(parents=True, exist_ok=True)
    for entry, grains, outlines in outlined_fields(read_manifests(manifests), settings):
        deposit, field = Path(entry["folder"]).parts[-2:]
        path = Path(output) / deposit / f"{field}.geojson"
        write_geojson(entry["field"], grains, outlines, entry["um_per_px"], path)
        LOG.info("%s: %d grains", entry["field"], len(grains))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(list(snakemake.input), snakemake.params.settings, snakemake.output[0])
    record_job(snakemake)
