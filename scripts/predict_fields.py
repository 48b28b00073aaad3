"""Inference: class maps and confidence of one batch of fields."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from threading import Lock

from oresurvey import __version__
from oresurvey.errors import FieldError
from oresurvey.files.digests import digest_of, file_sha256
from oresurvey.files.steady import steady
from oresurvey.files.tables import read_json, write_json
from oresurvey.inference.engines import load_engine
from oresurvey.inference.field import predict_field
from oresurvey.inference.finished_fields import begin_anew, done_before, note_done
from oresurvey.light.deposit import DepositLights
from oresurvey.log import LOG, start_log
from oresurvey.maps.abstention import MOST_PROBABLE, leave_unidentified
from oresurvey.maps.corrected import UNCORRECTED, correct, read_runs, take_back
from oresurvey.maps.geotiff import MapReader, MapWriter, values_sha256
from oresurvey.maps.rows import row_ranges
from oresurvey.network.engine import Engine
from oresurvey.network.feature_distance import KEY as FEATURE_STATISTICS
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.flat_field import open_field
from oresurvey.photographs.sizes import large_enough, smallest_mapped_px
from oresurvey.photographs.visible import Visible, visible_of
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.rows import as_field, field_folder

CONFIDENCE_STEP = 1 / 255
DISTANCE = "feature_distance.json"
"""What inference measures of a field beside its maps: it is in the folder of the field too, so that
a field that a killed job finished need not be predicted again for it."""
AT_ONCE = 2
"""Fields in work: one is computed while the other is read or written."""


def mean_confidence(path: Path, visible: Visible | None = None) -> float:
    """Mean over the visible pixels of a confidence map, 0..1; it is 0 elsewhere."""
    with MapReader(path) as confidence:
        total = sum(
            int(confidence.read_rows(y0, y1).sum(dtype="int64"))
            for y0, y1 in row_ranges(confidence)
        )
        pixels = visible.pixels if visible else confidence.height * confidence.width
        return round(total * CONFIDENCE_STEP / pixels, 6)


class Predictor:
    """Predicts fields with one model; its engine starts when the first field needs it.

    Parameters
    ----------
    model : path
        Folder of the model; its name is the model's name.
    settings : dict
        The configuration's ``inference`` section.
    converted : str or None
        Folder of the converted network, if there is one.
    threads : int
    code : str
        Digest of the code.
    lights : light.deposit.DepositLights
        What was decided of the light of deposits that the model was not trained on, and of fields
        that share camera settings.
    """

    def __init__(
        self,
        model,
        settings: dict,
        converted: str | None,
        threads: int,
        code: str,
        lights: DepositLights,
    ):
        self.model, self.settings, self.converted = Path(model), settings, converted
        self.threads, self.code, self.lights = threads, code, lights
        self.about = read_json(self.model / "model.json")
        self._engine, self._loading = None, Lock()

    @property
    def engine(self) -> Engine:
        """Loaded once for the whole batch."""
        engine, precision = self.settings["engine"], self.settings["precision"]
        with self._loading:
            if self._engine is None:
                self._engine = load_engine(
                    self.model,
                    self.threads,
                    engine,
                    precision,
                    self.converted,
                    self.settings["flips"],
                )
            return self._engine

    def named(self, deposit: str) -> list[int] | None:
        """Codes that maps of a deposit may name; None for all."""
        return Naming(**self.settings["naming"]).codes(self.about, deposit)

    def key(self, field, row: dict, image_sha256: str, visible: Visible | None = None) -> dict:
        """What the maps of a field are made from: nothing that leaves them as they are."""
        light_as, shared = self.lights.light_as_of(row), self.lights.shared_of(row)
        # Only where it was decided: maps of other fields keep their key.
        special = {
            "light_as": light_as,
            "calibration_sha256": row.get("calibration_digest"),
            "light": list(shared.stops) if shared else None,
            "visible": digest_of(visible.as_json()) if visible else None,
        }
        return {
            "model_sha256": self.about["sha256"],
            "image_sha256": image_sha256,
            "um_per_px": field.um_per_px,
            "named": self.named(field.deposit),
            **{name: value for name, value in special.items() if value},
            "precision": self.settings["precision"],
            "flips": self.settings["flips"],
            "features": digest_of(self.about.get(FEATURE_STATISTICS)),
            "code": self.code,
        }

    def predict(
        self, field, row: dict, folder: Path, image_sha256: str, visible: Visible | None
    ) -> None:
        """Write both maps of one field, every pixel identified, and `DISTANCE`."""
        begin_anew(folder, "inference")
        for kept in (MOST_PROBABLE, UNCORRECTED):
            (folder / kept).unlink(missing_ok=True)
        tags = {
            "ORESURVEY_VERSION": __version__,
            "MODEL": self.model.name,
            "MODEL_SHA256": self.about["sha256"],
            "IMAGE_SHA256": image_sha256,
            "ENGINE": self.engine.name,
        }
        with open_field(field, visible) as photograph:
            size = (photograph.width, photograph.height, tags, field.um_per_px)
            nodata = VOID if visible else None
            with (
                MapWriter(folder / "classes.tif", *size, nodata=nodata) as classes,
                MapWriter(folder / "confidence.tif", *size, CONFIDENCE_STEP) as confidence,
            ):
                distance = predict_field(
                    photograph,
                    self.engine,
                    self.settings["tile_px"],
                    classes,
                    confidence,
                    self.engine.labelled(self.named(field.deposit)),
                    self.lights.light_as_of(row) or field.deposit,
                    self.lights.shared_of(row),
                )
        mean = None if distance is None else round(distance, 6)
        write_json({"feature_distance": mean}, folder / DISTANCE)


def corrected_by_hand(folder: Path, digests: dict, files: dict, field) -> dict:
    """Correct the map of a field by the file that says so; what became of it, and by whom."""
    if field.field not in digests:
        return {}
    with steady(files[field.field], digests[field.field]):
        runs, scale, made = read_runs(files[field.field])
    held = correct(folder, runs, digests[field.field], field.um_per_px, scale)
    if held.not_held_px:
        LOG.warning(
            "%s: %d corrected pixels are left as the map has them, which says something else now",
            *(field.field, held.not_held_px),
        )
    return {"by_hand": {**made, **asdict(held)}}


def entry_of(
    row: dict, paths: dict, predictor: Predictor, results: str, accepted: dict, corrections: dict
):
    """Predict one field unless a killed job had; its entry in the manifest, None without maps."""
    field = as_field(row, paths)
    if field.field not in accepted:
        LOG.info("%s is quarantined", field.field)
        return None
    folder = field_folder(results, predictor.model.name, field)
    digest, visible = accepted[field.field]
    key = predictor.key(field, row, digest, visible)
    if not done_before(folder, "inference", key):
        try:
            with (
                steady(field.image, digest),
                steady(field.calibration, row.get("calibration_digest", "")),
            ):
                predictor.predict(field, row, folder, digest, visible)
        except FieldError as error:
            # The catalog could read it, and it is the same file; the night goes on without it.
            LOG.error("%s: %s", field.field, error)
            return None
        note_done(folder, "inference", key)
    # No part of the key: another threshold, or a correction, marks the map and predicts nothing.
    take_back(folder)
    leave_unidentified(folder, predictor.settings["unidentified_below"], field.um_per_px)
    held = corrected_by_hand(folder, predictor.settings.get("corrections", {}), corrections, field)
    LOG.info("%s: predicted", field.field)
    return {
        "field": field.field,
        "row": row,
        "folder": str(folder),
        "sha256": values_sha256(folder / "classes.tif"),
        "confidence_sha256": file_sha256(folder / "confidence.tif"),
        "mean_confidence": mean_confidence(folder / "confidence.tif", visible),
        **read_json(folder / DISTANCE),
        **({"visible": visible.as_json()} if visible else {}),
        **held,
    }


def main(
    rows: list[dict],
    paths: dict,
    catalog: str,
    model: str,
    converted: str | None,
    recognised: list[str],
    settings: dict,
    smallest_px: int,
    results: str,
    digest: str,
    threads: int,
    output: str,
    corrections: dict[str, str] | None = None,
) -> None:
    """Predict every accepted field of a batch.

    Parameters
    ----------
    rows : list of dict
        As from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    catalog : str
        Manifest of the catalog for the same batch.
    model : str
        Folder of the model; its name is the model's name.
    converted : str or None
        Folder of the converted network; None for a baseline, or when TensorFlow was asked for.
    recognised : list of str
        What `recognise_deposit` wrote of the deposits that the model was not trained on, and of
        those with calibration photographs.
    settings : dict
        The configuration's ``inference`` section; ``naming``, see `network.naming.Naming`.
    smallest_px : int
        Shortest side of a photograph that the model can use.
    results : str
    digest : str
        Digest of the code.
    threads : int
    output : str
        Manifest of the batch. Fields that a killed job finished are not predicted again.
    corrections : dict of str to str
        Files of corrections, by field; ``settings["corrections"]`` has their digests.
    """
    accepted = {
        entry["field"]: (entry["row"]["sha256"], visible_of(entry))
        for entry in read_json(catalog)["fields"]
        if entry["row"]["status"] == "accepted"
        and large_enough(
            entry["row"]["width"],
            entry["row"]["height"],
            smallest_mapped_px(smallest_px, bool(entry["row"].get("calibration"))),
        )
    }
    lights = DepositLights.from_json(map(read_json, recognised))
    corrections = corrections or {}
    predictor = Predictor(model, settings, converted, threads, digest, lights)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        found = workers.map(
            lambda row: entry_of(row, paths, predictor, results, accepted, corrections), rows
        )
        entries = [entry for entry in found if entry]
    write_json({"fields": entries, "model_sha256": predictor.about["sha256"]}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    note = snakemake.input.get("network")
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.input.catalog,
        str(Path(snakemake.input.about).parent),
        str(Path(note).parent) if note else None,
        list(snakemake.input.get("recognised") or []),
        snakemake.params.settings | snakemake.config["how"]["inference"],
        snakemake.params.smallest_px,
        snakemake.params.results,
        snakemake.params.code,
        snakemake.threads,
        snakemake.output[0],
        snakemake.config["corrected"],
    )
    record_job(snakemake)
