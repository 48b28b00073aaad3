"""Inference: class maps and confidence of one batch of fields."""

from pathlib import Path

from oresurvey import __version__
from oresurvey.catalog import too_small
from oresurvey.digests import file_sha256
from oresurvey.engines import TensorFlowEngine
from oresurvey.errors import FieldError
from oresurvey.field_key import done_before, note_done
from oresurvey.field_maps import MapWriter, values_sha256
from oresurvey.inference import predict_field
from oresurvey.job_log import LOG, start_log
from oresurvey.rasters import Photograph
from oresurvey.survey import as_field, field_folder
from oresurvey.tables import read_json, write_json

CONFIDENCE_STEP = 1 / 255


def predict_one(field, engine, settings, labelled, folder: Path, tags: dict[str, str]) -> None:
    """Write ``classes.tif`` and ``confidence.tif`` of one field."""
    with Photograph(field.image) as photograph:
        size = (photograph.width, photograph.height)
        with (
            MapWriter(folder / "classes.tif", *size, tags, field.um_per_px) as classes,
            MapWriter(
                folder / "confidence.tif", *size, tags, field.um_per_px, CONFIDENCE_STEP
            ) as confidence,
        ):
            predict_field(photograph, engine, settings["tile_px"], classes, confidence, labelled)


def main(
    rows: list[dict],
    paths: dict,
    catalog: str,
    model: str,
    settings: dict,
    smallest_px: int,
    results: str,
    digest: str,
    threads: int,
    output: str,
) -> None:
    """Predict every accepted field of a batch.

    Parameters
    ----------
    rows : list of dict
        As from `survey.as_rows`.
    paths : dict
        As from `survey.paths_of`.
    catalog : str
        Manifest of the catalog for the same batch.
    model : str
        Folder of the model; its name is the model's name.
    settings : dict
        The configuration's ``inference`` section.
    smallest_px : int
        Shortest side of a photograph that the model can use.
    results : str
    digest : str
        Digest of the code.
    threads : int
    output : str
        Manifest of the batch. Fields that a killed job finished are not predicted again.
    """
    accepted = {
        entry["field"]: entry["row"]["sha256"]
        for entry in read_json(catalog)["fields"]
        if entry["row"]["status"] == "accepted"
        and not too_small("", entry["row"]["width"], entry["row"]["height"], smallest_px)
    }
    about = read_json(Path(model) / "model.json")
    name = Path(model).name
    engine = None
    entries = []
    for row in rows:
        field = as_field(row, paths)
        if field.field not in accepted:
            LOG.info("%s is quarantined", field.field)
            continue
        folder = field_folder(results, name, field)
        named = about.get("labelled", {}).get(field.deposit) if settings["only_labelled"] else None
        key = {
            "model_sha256": about["sha256"],
            "image_sha256": accepted[field.field],
            "um_per_px": field.um_per_px,
            "named": named,
            "code": digest,
        }
        if not done_before(folder, "inference", key):
            # TensorFlow starts only if there is something to do, and once for the whole batch.
            engine = engine or TensorFlowEngine.load(model, threads)
            tags = {
                "ORESURVEY_VERSION": __version__,
                "MODEL": name,
                "MODEL_SHA256": about["sha256"],
                "IMAGE_SHA256": accepted[field.field],
            }
            try:
                predict_one(field, engine, settings, engine.labelled(named), folder, tags)
            except FieldError as error:
                # It was whole when the catalog read it; the night goes on without it.
                LOG.error("%s: %s", field.field, error)
                continue
            note_done(folder, "inference", key)
        LOG.info("%s: predicted", field.field)
        entries.append(
            {
                "field": field.field,
                "row": row,
                "folder": str(folder),
                "sha256": values_sha256(folder / "classes.tif"),
                "confidence_sha256": file_sha256(folder / "confidence.tif"),
            }
        )
    write_json({"fields": entries, "model_sha256": about["sha256"]}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.input.catalog,
        str(Path(snakemake.input.model).parent),
        snakemake.params.settings,
        snakemake.params.smallest_px,
        snakemake.params.results,
        snakemake.params.code,
        snakemake.threads,
        snakemake.output[0],
    )
