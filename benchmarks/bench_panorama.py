"""Panorama: one field of 30 000 x 30 000 px, predicted and measured in bounded memory."""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import rasterio
from frames import CODES, frames, where
from harness import CORES, WORK, Row, finish, judged, seconds
from rasterio.windows import Window
from trained import trained_model

from oresurvey.inference.engines import load_engine
from oresurvey.inference.field import predict_field
from oresurvey.instances.field import write_instances
from oresurvey.maps.geotiff import MapReader, MapWriter
from oresurvey.photographs.photograph import Photograph, read_photograph
from oresurvey.survey.field import Field

SIDE = 30_000


def write_panorama(path: Path) -> None:
    """Sections side by side, every second mirrored, as one tiled TIFF."""
    pictures = [read_photograph(image) for image, _ in frames()[:6]]
    profile = {"driver": "GTiff", "width": SIDE, "height": SIDE, "count": 3, "dtype": "uint8",
               "tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "jpeg",
               "photometric": "ycbcr", "interleave": "pixel", "BIGTIFF": "IF_SAFER"}  # fmt: skip
    fresh = path.with_suffix(".new.tif")
    with rasterio.open(fresh, "w", **profile) as data:
        # Bands of whole blocks, so that no block is compressed twice.
        for number, y in enumerate(range(0, SIDE, 2048)):
            rows = min(2048, SIDE - y)
            row = [
                pictures[(number + k) % len(pictures)][:rows, :: -1 if k % 2 else 1]
                for k in range(SIDE // pictures[0].shape[1] + 1)
            ]
            band = np.concatenate(row, axis=1)[:, :SIDE]
            data.write(np.moveaxis(band, 2, 0), window=Window(0, y, SIDE, rows))
    fresh.rename(path)


def step(name: str, model: str) -> None:
    """One step in a process of its own; prints seconds and the peak of its memory in MB."""
    folder = WORK / "panorama"
    if name == "predict":
        engine = load_engine(model, CORES, converted=folder / "openvino")

        def work():
            with Photograph(folder / "field.tif") as photograph:
                size = (photograph.width, photograph.height)
                with (
                    MapWriter(folder / "classes.tif", *size) as classes,
                    MapWriter(folder / "confidence.tif", *size) as confidence,
                ):
                    predict_field(photograph, engine, 2048, classes, confidence)
    else:
        field = Field("d", "s", "panorama", folder / "field.tif")
        minerals = {str(code): f"m{code}" for code in range(255)}

        def work():
            with (
                MapReader(folder / "classes.tif") as classes,
                MapReader(folder / "confidence.tif") as confidence,
            ):
                found = write_instances(field, classes, confidence, 8, minerals, folder, {})
                print(f"grains {found['grains']}", file=sys.stderr)

    took = seconds(work)
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def main() -> list[Row]:
    """Seconds and peak resident memory of predicting and of measuring grains."""
    from oresurvey.files.tables import write_json
    from oresurvey.inference.openvino_engine import converted_network, load_keras, save_converted
    from oresurvey.network.unet import unet

    folder = WORK / "panorama"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "field.tif").exists():
        write_panorama(folder / "field.tif")
    trained = trained_model()
    model = trained[1] if trained else folder / "model"
    if trained is None:
        model.mkdir(exist_ok=True)
        unet(len(CODES)).save(model / "model.keras")
        write_json({"codes": CODES, "input_scale": 1.0, "exposure": "none"}, model / "model.json")
    save_converted(converted_network(load_keras(model)), folder / "openvino")
    rows = []
    for name in ("predict", "grains"):
        told = subprocess.run(
            [sys.executable, __file__, name, str(model)], capture_output=True, text=True, check=True
        )
        took, peak = map(float, told.stdout.split()[-2:])
        rows.append(Row("panorama", f"{name}, 30 000 x 30 000 px ({where()})", peak, "MB",
                        **judged(peak, at_most=3000)))  # fmt: skip
        speed = SIDE * SIDE / 1e6 / took
        rows.append(Row("panorama", f"{name}, speed", speed, "Mpx/s"))
    shutil.rmtree(folder / "openvino")
    return rows


if __name__ == "__main__":
    if sys.argv[1] in ("predict", "grains"):
        step(*sys.argv[1:])
    else:
        finish(main(), sys.argv[1])
