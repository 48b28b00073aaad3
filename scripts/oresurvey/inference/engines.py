"""Engines: a trained model, ready to turn windows of a photograph into classes.

An engine is loaded once and serves a whole batch of fields. OpenVINO compiles the network for the
processor; TensorFlow is used where it is missing, or on a GPU. Both give the same classes.
"""

import importlib.util
from pathlib import Path

from oresurvey.baselines.model import STATISTICS, is_baseline
from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import read_json
from oresurvey.log import LOG
from oresurvey.network.engine import Engine
from oresurvey.network.feature_distance import FeatureStatistics

ENGINES = ("auto", "openvino", "tensorflow")
PRECISIONS = ("float32", "bfloat16")


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
    from oresurvey.inference.tensorflow_engine import sees_gpu

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
    flips: bool = False,
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
    flips : bool
        See `network.engine.Engine`; a baseline sees single pixels, which have no mirror image.

    Raises
    ------
    ConfigurationError
        If the folder holds no model, its statistics of features do not fit, or engine or precision
        cannot be had.
    """
    about = read_about(folder)
    if is_baseline(about):
        from oresurvey.baselines.engines import load_baseline

        return load_baseline(folder, about)
    # Imported here: either library takes seconds, and the other may be missing.
    if choose_engine(engine, precision) == "openvino":
        from oresurvey.inference.openvino_engine import OpenVinoEngine

        loaded: Engine = OpenVinoEngine.load(folder, about, threads, precision, converted)
    else:
        from oresurvey.inference.tensorflow_engine import TensorFlowEngine

        loaded = TensorFlowEngine.load(folder, about, threads)
    loaded.flips, loaded.familiar = flips, FeatureStatistics.from_json(about)
    return loaded
