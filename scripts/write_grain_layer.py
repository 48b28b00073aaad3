"""Report: all grains of a survey as polygons in one GeoPackage."""

from oresurvey.files.manifests import read_manifests
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.report.gis.geopackage import GrainLayer
from oresurvey.report.gis.legend import LegendEntry
from oresurvey.report.gis.outlined_fields import outlined_fields
from oresurvey.report.gis.qgis_styles import grain_style
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED


def main(manifests: list[str], settings: dict, legend: list[dict], output: str) -> None:
    """Write ``grains.gpkg``, one field after the other.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    settings : dict
        The configuration's ``instances`` section.
    legend : list of dict
        As from `report.gis.legend.legend_of_maps`.
    output : str
    """
    named = [LegendEntry(**row) for row in legend]
    ore = [entry for entry in named if entry.code not in (BACKGROUND, UNIDENTIFIED)]
    with GrainLayer(output, grain_style(ore)) as layer:
        for entry, grains, outlines in outlined_fields(read_manifests(manifests), settings):
            layer.add(grains, outlines)
            LOG.info("%s: %d grains", entry["field"], len(grains))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input),
        snakemake.params.settings,
        snakemake.params.legend,
        snakemake.output[0],
    )
    record_job(snakemake)
