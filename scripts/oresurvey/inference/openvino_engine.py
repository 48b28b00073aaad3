"""The network compiled for this machine's processor by OpenVINO.

Measured on 2 cores: 2.9 times `model.predict`, and again 1.7 times that in bfloat16 (benchmarks).
"""

import json
import os
from pathlib import Path

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.inference.openvino_start import ops, ov
from oresurvey.light.exposure import Exposure
from oresurvey.network.engine import Engine

NAME = "network"
REACH = "oresurvey_reach"
"""Key in the converted network's metadata: its halo and alignment."""
TYPES = {"float32": "f32", "bfloat16": "bf16"}
NEVER = np.float32(-1e30)
"""Score of a class that may not be named."""


def converted_network(model) -> ov.Model:
    """A Keras network as an OpenVINO network, with its features and its reach noted.

    Parameters
    ----------
    model : keras.Model
    """
    from oresurvey.network.receptive_field import halo_and_alignment
    from oresurvey.network.unet import with_features

    reach = halo_and_alignment(model)
    network = ov.convert_model(with_features(model, reach[1]))
    network.set_rt_info(json.dumps(reach), [REACH])
    return network


def load_keras(folder: str | Path):
    """The Keras network of a model folder."""
    from oresurvey.network.keras_start import keras

    return keras.models.load_model(Path(folder) / "model.keras", compile=False)


def save_converted(network: ov.Model, folder: str | Path) -> None:
    """Write ``network.xml`` and ``network.bin`` in full precision, the description last."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{NAME}.{os.getpid()}.new.xml"
    ov.save_model(network, fresh, compress_to_fp16=False)
    os.replace(fresh.with_suffix(".bin"), folder / f"{NAME}.bin")
    os.replace(fresh, folder / f"{NAME}.xml")


def read_converted(folder: str | Path) -> ov.Model:
    """The network that `save_converted` wrote."""
    return ov.Core().read_model(Path(folder) / f"{NAME}.xml")


def _outputs(network: ov.Model) -> list:
    # The conversion keeps neither their order nor their names.
    return [result.input_value(0) for result in network.get_results()]


def _scores(network: ov.Model):
    """What the network's softmax is taken of: its largest is the most probable class."""
    for output in _outputs(network):
        if output.get_node().get_type_name() == "Softmax":
            return output.get_node().input_value(0)
    raise ConfigurationError(
        "inference.engine: openvino needs a network that ends in a softmax; use tensorflow"
    )


def _features(network: ov.Model) -> list:
    """The network's other output, see `network.unet.with_features`; empty where it has none."""
    return [one for one in _outputs(network) if one.get_node().get_type_name() != "Softmax"]


def _with_window(network: ov.Model):
    """Put a window of 8-bit pixels in front of the network; returns window and scores."""
    image = network.get_parameters()[0].output(0)
    window = ops.parameter([1, -1, -1, 3], np.uint8, name="window")
    scaled = ops.divide(ops.convert(window, "f32"), ops.constant(np.float32(255)))
    for user in list(image.get_target_inputs()):
        user.replace_source_output(scaled.output(0))
    return window, _scores(network)


def _decision_graph(network: ov.Model) -> ov.Model:
    """Window and labelled classes to position, confidence, and features if there are any.

    The most probable class has the largest score; its probability is 1 / sum(exp(score - largest)).
    So no softmax of all classes is written to memory.
    """
    window, scores = _with_window(network)
    labelled = ops.parameter([-1], np.float32, name="labelled")
    one = ops.constant(np.float32(1))
    bar = ops.multiply(ops.subtract(one, labelled), ops.constant(NEVER))
    scores = ops.add(scores, bar)
    largest = ops.topk(
        scores, ops.constant(np.int64(1)), 3, "max", "none", index_element_type="i32"
    )
    others = ops.exp(ops.subtract(scores, largest.output(0)))
    total = ops.reduce_sum(others, ops.constant(np.array([3])), True)
    confidence = ops.round(ops.divide(ops.constant(np.float32(255)), total), "half_to_even")
    results = [ops.convert(largest.output(1), "u8"), ops.convert(confidence, "u8")]
    results += _features(network)
    return ov.Model([ops.result(one) for one in results], [window, labelled], "decision")


def _probability_graph(network: ov.Model) -> ov.Model:
    """Window and labelled classes to probabilities among them, and features if there are any."""
    window, scores = _with_window(network)
    labelled = ops.parameter([-1], np.float32, name="labelled")
    one = ops.constant(np.float32(1))
    bar = ops.multiply(ops.subtract(one, labelled), ops.constant(NEVER))
    found = ops.softmax(ops.add(scores, bar), 3)
    results = [found, *_features(network)]
    return ov.Model([ops.result(one) for one in results], [window, labelled], "probabilities")


class OpenVinoEngine(Engine):
    """A converted network on OpenVINO.

    Parameters
    ----------
    network : openvino.Model
        As from `converted_network` or `read_converted`.
    codes, input_scale, exposure :
        As in `network.engine.Engine`.
    threads : int
    precision : str
        One of `inference.engines.PRECISIONS`.

    Raises
    ------
    ConfigurationError
        If the processor has no bfloat16 arithmetic and it was asked for.
    """

    def __init__(
        self, network, codes, input_scale=1.0, threads=2, exposure=Exposure(), precision="float32"
    ):
        reach = json.loads(network.get_rt_info([REACH]).astype(str))
        super().__init__(codes, input_scale, exposure, tuple(reach))
        self._core = ov.Core()
        offered = self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        if precision == "bfloat16" and "BF16" not in offered:
            raise ConfigurationError(
                "inference.precision: this processor has no bfloat16 arithmetic; use float32"
            )
        self.name = f"openvino {ov.__version__.split('-')[0]} {precision}"
        self._network = network
        self._options = {
            "INFERENCE_PRECISION_HINT": TYPES[precision],
            # One window at a time on all threads: fastest here, and half the memory of two streams.
            "NUM_STREAMS": 1,
            "INFERENCE_NUM_THREADS": threads,
        }
        self._ready: tuple | None = None

    @classmethod
    def load(
        cls, folder, about: dict, threads=2, precision="float32", converted=None
    ) -> "OpenVinoEngine":
        """Engine of a model folder and its ``model.json``; see `inference.engines.load_engine`."""
        if converted is not None:
            network = read_converted(converted)
        else:
            network = converted_network(load_keras(folder))
        return cls(
            network,
            about["codes"],
            about["input_scale"],
            threads,
            Exposure.from_json(about),
            precision,
        )

    def _request(self, graph, shape: tuple[int, ...]) -> ov.InferRequest:
        """Compiled for one shape of window; kept until another is asked for, as memory is its."""
        if self._ready is None or self._ready[0] != (graph, shape):
            self._ready = None
            network = graph(self._network.clone())
            network.reshape({network.inputs[0]: list(shape), network.inputs[1]: [len(self.codes)]})
            compiled = self._core.compile_model(network, "CPU", self._options)
            self._ready = ((graph, shape), compiled.create_infer_request())
        return self._ready[1]

    def _infer(self, graph, window: np.ndarray, labelled: np.ndarray) -> list[np.ndarray]:
        window = np.ascontiguousarray(window)[None]
        request = self._request(graph, window.shape)
        request.infer([window, labelled], share_inputs=True)
        # Copies: the request's own memory is overwritten by the next window.
        return [request.get_output_tensor(k).data[0].copy() for k in range(len(request.results))]

    def _probabilities(self, window: np.ndarray, labelled: np.ndarray):
        found, *features = self._infer(_probability_graph, window, labelled)
        return found, features[0] if features else None

    def _decided(self, window: np.ndarray, labelled: np.ndarray):
        best, confidence, *features = self._infer(_decision_graph, window, labelled)
        return best[..., 0], confidence[..., 0], features[0] if features else None
