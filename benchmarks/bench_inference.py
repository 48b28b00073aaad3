"""Inference: the paper's network on a whole section, read and written, beside the plain ways."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from frames import CODES, frames, where
from harness import CORES, WORK, Peer, Row, alternate, finish, judged, peers_python
from network_cost import flop_per_px, peak_gflops
from trained import trained_model

from oresurvey.inference.engines import read_about
from oresurvey.inference.field import plan_bands, predict_field
from oresurvey.inference.openvino_engine import OpenVinoEngine, converted_network, load_keras
from oresurvey.inference.tensorflow_engine import TensorFlowEngine
from oresurvey.light.exposure import Exposure
from oresurvey.light.field_light import FieldLight
from oresurvey.maps.geotiff import MapWriter
from oresurvey.network.input_rows import InputRows
from oresurvey.network.unet import unet
from oresurvey.photographs.photograph import Photograph
from predict_fields import AT_ONCE

TILE_PX, SECTIONS, REPEATS = 2048, 4, 3


def written(image, predict) -> None:
    """Read a photograph, predict it, write both maps."""
    with Photograph(image) as photograph:
        size = (photograph.width, photograph.height)
        with (
            MapWriter(WORK / f"{image.stem}_classes.tif", *size) as classes,
            MapWriter(WORK / f"{image.stem}_confidence.tif", *size) as confidence,
        ):
            predict(photograph, classes, confidence)


def batch(images, predict, at_once: int) -> None:
    """Some sections, so many in work at a time, as `predict_fields` does a batch."""
    with ThreadPoolExecutor(at_once) as workers:
        list(workers.map(lambda image: written(image, predict), images))


def ours(engine):
    """The pipeline's way."""
    return lambda *field: predict_field(field[0], engine, TILE_PX, *field[1:])


def keras_predict(model, engine):
    """`model.predict` on the very same tiles, one after the other."""
    codes = np.array(engine.codes, np.uint8)

    def predict(photograph, classes, confidence):
        light = engine.exposure.light(photograph)
        pixels = light.undo(photograph.read(0, photograph.height, 0, photograph.width))
        below, right = -photograph.height % engine.align_px, -photograph.width % engine.align_px
        pixels = np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
        for band in plan_bands(photograph, engine, TILE_PX):
            for tile in band:
                window = pixels[tile.read_y0 : tile.read_y1, tile.read_x0 : tile.read_x1]
                found = model.predict(window[None].astype(np.float32) / 255, verbose=0)[0]
                found = found[tile.own_part]
                classes.write(codes[found.argmax(axis=-1)], tile.y0, tile.x0)
                sure = np.round(found.max(axis=-1) * 255).astype(np.uint8)
                confidence.write(sure, tile.y0, tile.x0)

    return predict


def main() -> list[Row]:
    """Megapixels a second, and the share of the machine's peak that the network alone reaches."""
    WORK.mkdir(parents=True, exist_ok=True)
    images = [image for image, _ in frames()[:SECTIONS]]
    image = images[0]
    trained = trained_model()
    if trained:
        model, about = load_keras(trained[1]), read_about(trained[1])
        options = (about["codes"], about["input_scale"], CORES, Exposure.from_json(about))
    else:
        model, options = unet(len(CODES)), (CODES, 1.0, CORES, Exposure())
    network = converted_network(model)
    compiled, reference = OpenVinoEngine(network, *options), TensorFlowEngine(model, *options)
    works = {"float32": compiled, "tensorflow": reference}
    try:
        works["bfloat16"] = OpenVinoEngine(network, *options, precision="bfloat16")
    except Exception as error:
        print(f"bfloat16: {error}", file=sys.stderr)
    works = {
        name: lambda engine=engine: batch(images, ours(engine), AT_ONCE)
        for name, engine in works.items()
    }
    works["predict"] = lambda: batch(images, keras_predict(model, compiled), 1)
    took = alternate(works, REPEATS)
    with Photograph(image) as photograph:
        mpx = photograph.height * photograph.width / 1e6
        tile = plan_bands(photograph, compiled, TILE_PX)[0][0]
        source = InputRows(photograph, 1, FieldLight(), compiled.align_px).read(0, tile.read_y1)
    window = np.ascontiguousarray(source[:, tile.read_x0 : tile.read_x1])
    alone = alternate({"alone": lambda: compiled.decide(window, compiled.labelled())}, 5)["alone"]
    gflops = flop_per_px(model) * window.shape[0] * window.shape[1] / alone / 1e9
    peak = peak_gflops()
    speed = {name: len(images) * mpx / s for name, s in took.items()}
    rows = [
        Row("inference", f"float32 ({where()})", speed["float32"], "Mpx/s",
            "model.predict, same tiles", speed["predict"], took["predict"] / took["float32"],
            **judged(took["predict"] / took["float32"], at_least=1.8), repeats=REPEATS),
        Row("inference", "TensorFlow engine (where OpenVINO is missing)", speed["tensorflow"],
            "Mpx/s", "model.predict, same tiles", speed["predict"],
            took["predict"] / took["tensorflow"], repeats=REPEATS),
        Row("inference", "network alone, float32", gflops, "GFLOP/s", "matrix product of 4096",
            peak, gflops / peak, **judged(gflops / peak, at_least=0.5), repeats=5),
    ]  # fmt: skip
    if "bfloat16" in took:
        ratio = took["predict"] / took["bfloat16"]
        rows.append(
            Row("inference", "bfloat16", speed["bfloat16"], "Mpx/s", "model.predict, same tiles",
                speed["predict"], ratio, **judged(ratio, at_least=3), repeats=REPEATS)
        )  # fmt: skip
    return [*rows, against_petroscope(image, mpx, took["float32"] / len(images))]


def against_petroscope(image, mpx: float, took: float) -> Row:
    """Patches of 2048 px, half overlapping; once, as it takes most of a minute."""
    python = peers_python()
    name = "petroscope, 2048 px, half overlap"
    if python is None:
        return Row("inference", "float32", mpx / took, "Mpx/s", f"{name}: not installed")
    peer = Peer("peer_petroscope.py", "predictor", image, str(len(CODES)), python=python)
    theirs = peer.measure()["seconds"]
    peer.close()
    return Row("inference", "float32", mpx / took, "Mpx/s", name, mpx / theirs, theirs / took,
               **judged(theirs / took, at_least=15))  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
