"""Report: the viewer and the thumbnails of every field of one batch."""

from pathlib import Path

from oresurvey.files.steady import steady
from oresurvey.files.tables import read_json, write_json
from oresurvey.instances.splitting import splitting_of
from oresurvey.log import LOG, start_log
from oresurvey.maps.geotiff import MapReader
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.photograph import Photograph
from oresurvey.report.viewer.content import ViewerSettings, viewer_content
from oresurvey.report.viewer.page import write_viewer
from oresurvey.report.viewer.thumbnails import write_thumbnails
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.rows import as_field


def write_field(
    field: Field, entry: dict, settings: ViewerSettings, report: Path, photograph_sha256: str
) -> dict:
    """Write the files of one field; its entry in the manifest."""
    page = f"viewers/{field.folder}.html"
    thumbnail, of_map = (f"thumbnails/{field.folder}{end}" for end in (".jpg", "_map.png"))
    content = viewer_content(field, entry, settings, photograph_sha256)
    write_viewer(content, "../../index.html", report / page)
    with (
        Photograph(field.image) as photograph,
        MapReader(Path(entry["folder"]) / "classes.tif") as classes,
    ):
        palette = settings.minerals.palette()
        write_thumbnails(photograph, classes, palette, report / thumbnail, report / of_map)
    return {
        **{key: entry[key] for key in ("deposit", "section", "field", "grains")},
        "page": page,
        "thumbnail": thumbnail,
        "map_thumbnail": of_map,
        "bytes": (report / page).stat().st_size,
        "shown_scale": content["shown_scale"],
    }


def main(
    manifest: str,
    fields: list[dict],
    paths: dict,
    minerals: str,
    instances: dict,
    model: str,
    report: str,
    output: str,
) -> None:
    """Write the viewers of a batch.

    Parameters
    ----------
    manifest : str
        Of the instances of the batch.
    fields : list of dict
        Rows of the sheet, as from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    minerals : str
        Path of the table of minerals.
    instances : dict
        The configuration's ``instances`` section.
    model, report, output : str
        Name of the model; folder of its report; manifest.
    """
    settings = ViewerSettings(
        read_minerals(minerals), instances["connectivity"], splitting_of(instances), model
    )
    row_of = {row["field"]: row for row in fields}
    entries = []
    for entry in read_json(manifest)["fields"]:
        row = row_of[entry["field"]]
        field = as_field(row, paths)
        with steady(field.image, row["image_digest"]), steady(field.mask, row["mask_digest"]):
            digest = row["image_digest"]
            entries.append(write_field(field, entry, settings, Path(report), digest))
        LOG.info("%s: %.2f MB", field.field, entries[-1]["bytes"] / 1e6)
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.input.instances,
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.minerals,
        snakemake.params.instances,
        snakemake.params.model,
        snakemake.params.report,
        snakemake.output[0],
    )
    record_job(snakemake)
