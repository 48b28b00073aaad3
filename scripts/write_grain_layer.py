"""Report: all grains of a survey as polygons in one GeoPackage."""

from pathlib import Path

from oresurvey.field_maps import MapReader
from oresurvey.gis import ATTRIBUTES, GrainLayer
from oresurvey.grain_splitting import split_rows, splitting_of
from oresurvey.job_log import LOG, start_log
from oresurvey.job_records import record_job
from oresurvey.manifests import read_manifests
from oresurvey.outlines import grain_outlines
from oresurvey.tables import read_parquet


def main(manifests: list[str], settings: dict, output: str) -> None:
    """Write ``grains.gpkg``, one field after the other.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    settings : dict
        The configuration's ``instances`` section.
    output : str
    """
    with GrainLayer(output) as layer:
        for entry in read_manifests(manifests):
            folder = Path(entry["folder"])
            grains = read_parquet(folder / "grains.parquet", ATTRIBUTES)
            with MapReader(folder / "classes.tif") as classes:
                rows = split_rows(classes, settings["connectivity"], splitting_of(settings))
                layer.add(
                    grains, grain_outlines(rows, settings["connectivity"], entry["um_per_px"])
                )
            LOG.info("%s: %d grains", entry["field"], len(grains))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(list(snakemake.input), snakemake.params.settings, snakemake.output[0])
    record_job(snakemake)
