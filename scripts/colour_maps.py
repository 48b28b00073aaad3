"""Inference: give the class maps of one batch the colours and names of the table of minerals."""

from pathlib import Path

from oresurvey.files.tables import read_json, write_json, write_text
from oresurvey.log import start_log
from oresurvey.maps.abstention import CLASSES, MOST_PROBABLE
from oresurvey.maps.corrected import UNCORRECTED
from oresurvey.maps.geotiff import colour_map
from oresurvey.operations.records.jobs import record_job
from oresurvey.report.gis.attribute_table import attribute_table, code_pixels
from oresurvey.report.gis.legend import LegendEntry
from oresurvey.report.gis.qgis_styles import map_style


def dress_map(path: Path, palette: dict[int, tuple], legend: list[LegendEntry]) -> None:
    """Colour a map, and write its attribute table and its style beside it.

    Both are removed where there is no such map any more.
    """
    table, style = path.with_name(f"{path.name}.aux.xml"), path.with_suffix(".qml")
    if path.exists():
        colour_map(path, palette)
        write_text(attribute_table(legend, code_pixels(path)), table)
        write_text(map_style(legend), style)
    else:
        table.unlink(missing_ok=True)
        style.unlink(missing_ok=True)


def main(manifest: str, palette: dict[str, list[int]], legend: list[dict], output: str) -> None:
    """Dress every map of a batch.

    Parameters
    ----------
    manifest : str
        Of the inference of the batch.
    palette : dict
        Code to red, green, blue.
    legend : list of dict
        As from `report.gis.legend.legend_of_maps`.
    output : str
        Manifest.
    """
    colours = {int(code): tuple(rgb) for code, rgb in palette.items()}
    named = [LegendEntry(**row) for row in legend]
    entries = read_json(manifest)["fields"]
    for entry in entries:
        for name in (CLASSES, MOST_PROBABLE, UNCORRECTED):
            dress_map(Path(entry["folder"]) / name, colours, named)
    fields = [{key: entry[key] for key in ("field", "folder")} for entry in entries]
    write_json({"fields": fields, "palette": palette, "legend": legend}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    params = snakemake.params
    main(snakemake.input[0], params.palette, params.legend, snakemake.output[0])
    record_job(snakemake)
