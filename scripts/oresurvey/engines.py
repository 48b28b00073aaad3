"""Engines: a trained model, ready to turn windows of a photograph into classes.

An engine is loaded once and serves a whole batch of fields. OpenVINO compiles the network for the
processor; TensorFlow is used where it is missing, or on a GPU. Both give the same classes.
"""

import importlib.util
import threading
from pathlib import Path

import numpy as np

from oresurvey.baseline_model import STATISTICS, is_baseline
from oresurvey.errors import ConfigurationError
from oresurvey.exposure import Exposure
from oresurvey.job_log import LOG
from oresurvey.labelled_classes import labelled_vector
from oresurvey.store import scale_factor
from oresurvey.tables import read_json

ENGINES = ("auto", "openvino", "tensorflow")
PRECISIONS = ("float32", "bfloat16")


class Engine:
    """What every engine offers; a subclass computes `_probabilities` and `_decided`.

    Parameters
    ----------
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    input_scale : float
        1, 0.5 or 0.25.
    exposure : exposure.Exposure
        How photographs are brought to one exposure.
    reach : (int, int)
        Halo and alignment of the network, see `receptive_field.halo_and_alignment`.

    Attributes
    ----------
    name : str
        Library, version and precision, for the provenance of maps.
    factor : int
        Pixels of the photograph along one pixel of the input.
    halo_px, align_px : int
        In pixels of the input; one pixel for the interpolation is in the halo.
    """

    name = ""

    def __init__(self, codes, input_scale: float, exposure: Exposure, reach: tuple[int, int]):
        self.codes = tuple(codes)
        self.factor = scale_factor(input_scale)
        self.exposure = exposure
        halo, self.align_px = reach
        extra = 1 if self.factor > 1 else 0
        self.halo_px = -(-(halo + extra) // self.align_px) * self.align_px
        self._one_at_a_time = threading.Lock()

    def labelled(self, codes=None) -> np.ndarray:
        """1 for every class that may be named; (C,) float32.

        Parameters
        ----------
        codes : iterable of int, optional
            Classes that may be named; all when None.
        """
        if codes is None:
            return np.ones(len(self.codes), np.float32)
        return labelled_vector(self.codes, codes)

    def for_field(self, photograph, gain: float) -> "Engine":
        """The engine for one field: itself, unless it has to see the whole field first.

        Parameters
        ----------
        photograph : rasters.Photograph
        gain : float
            See `exposure.Exposure`.
        """
        return self

    def probabilities(self, window: np.ndarray, labelled: np.ndarray) -> np.ndarray:
        """Probabilities among the classes that may be named.

        Parameters
        ----------
        window : (h, w, 3) uint8
            At the input scale; h and w are multiples of `align_px`.
        labelled : (C,) float32
            As from `labelled`. Conditioned on the minerals that may occur: see docs/classes.md.

        Returns
        -------
        (h, w, C) float32

        Notes
        -----
        May be called from several threads: one window is computed at a time, on all cores.
        """
        with self._one_at_a_time:
            return self._probabilities(window, labelled)

    def decide(self, window: np.ndarray, labelled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Position of the most probable class and its probability * 255, rounded.

        Parameters as `probabilities`.

        Returns
        -------
        (h, w) uint8, twice
        """
        with self._one_at_a_time:
            return self._decided(window, labelled)


def read_about(folder: str | Path) -> dict:
    """The description of a model folder, ``model.json``.

    Raises
    ------
    ConfigurationError
        If the folder holds no model.
    """
    folder = Path(folder)
    about = read_json(folder / "model.json") if (folder / "model.json").exists() else {}
    content = STATISTICS if is_baseline(about) else "model.keras"
    if not about or not (folder / content).exists():
        raise ConfigurationError(
            f"model {folder}: {content} and model.json are expected there; check "
            "models.NAME.weights in the configuration"
        )
    return about


def _gpu_present() -> bool:
    """Whether TensorFlow sees a GPU; it is started only where a driver is loaded."""
    if not Path("/proc/driver/nvidia").exists():
        return False
    from oresurvey.tensorflow_engine import sees_gpu

    return sees_gpu()


def choose_engine(engine: str, precision: str) -> str:
    """The engine that "auto" stands for on this machine.

    Parameters
    ----------
    engine : str
        One of `ENGINES`.
    precision : str
        One of `PRECISIONS`.

    Raises
    ------
    ConfigurationError
        If what was asked for by name cannot be had.
    """
    installed = importlib.util.find_spec("openvino") is not None
    if engine == "openvino" and not installed:
        raise ConfigurationError(
            "inference.engine: OpenVINO is not installed; run make setup, or use engine: auto"
        )
    if engine == "auto":
        engine = "openvino" if installed and not _gpu_present() else "tensorflow"
        if not installed:
            LOG.warning("OpenVINO is not installed: TensorFlow predicts, more slowly")
    if engine == "tensorflow" and precision != "float32":
        raise ConfigurationError(
            f"inference.precision: {precision} is offered by OpenVINO only; use float32"
        )
    return engine


def load_engine(
    folder: str | Path,
    threads: int = 2,
    engine: str = "auto",
    precision: str = "float32",
    converted: str | Path | None = None,
) -> Engine:
    """Engine of a model folder.

    Parameters
    ----------
    folder : path
        Holds ``model.json``, and ``model.keras`` or a baseline's ``statistics.csv``.
    threads : int
        Cores that may be used; their number changes no result.
    engine, precision : str
        See `choose_engine`; a baseline heeds neither.
    converted : path, optional
        Folder that ``convert_network`` wrote: saves the start of TensorFlow.

    Raises
    ------
    ConfigurationError
        If the folder holds no model, or engine or precision cannot be had.
    """
    about = read_about(folder)
    if is_baseline(about):
        from oresurvey.baseline_engines import load_baseline

        return load_baseline(folder, about)
    # Imported here: either library takes seconds, and the other may be missing.
    if choose_engine(engine, precision) == "openvino":
        from oresurvey.openvino_engine import OpenVinoEngine

        return OpenVinoEngine.load(folder, about, threads, precision, converted)
    from oresurvey.tensorflow_engine import TensorFlowEngine

    return TensorFlowEngine.load(folder, about, threads)
