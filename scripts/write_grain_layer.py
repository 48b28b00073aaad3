"""Report: all grains of a survey as polygons in one GeoPackage."""

from pathlib import Path

from oresurvey.field_maps import read_map
from oresurvey.gis import GrainLayer, grain_polygons
from oresurvey.job_log import LOG, start_log
from oresurvey.manifests import read_manifests
from oresurvey.tables import read_parquet


def main(manifests: list[str], connectivity: int, output: str) -> None:
    """Write ``grains.gpkg``, one field after the other.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    connectivity : int
    output : str
    """
    with GrainLayer(output) as layer:
        for entry in read_manifests(manifests):
            folder = Path(entry["folder"])
            polygons = grain_polygons(
                read_map(folder / "classes.tif"), connectivity, entry["um_per_px"]
            )
            layer.add(read_parquet(folder / "grains.parquet"), polygons)
            LOG.info("%s: %d grains", entry["field"], len(polygons))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(list(snakemake.input), snakemake.params.connectivity, snakemake.output[0])
