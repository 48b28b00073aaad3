"""From a trained network to a model: calibrated, with what it takes for familiar."""

import os
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_csv, write_json
from oresurvey.network.feature_distance import KEPT_FEATURES, FeatureStatistics
from oresurvey.network.feature_distance import KEY as FEATURE_STATISTICS
from oresurvey.network.input_scale import scale_factor
from oresurvey.training.familiarity import fit_features
from oresurvey.training.sampler import PatchSource
from oresurvey.training.temperature import calibrate
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK


def write_calibrated(
    folder: Path, training: list[PatchSource], validation: list[PatchSource], seed: int
) -> None:
    """Calibrate a trained network, and write what later stages know a model by.

    Parameters
    ----------
    folder : Path
        Of the model; holds `trained_files`. Gets ``model.keras``, ``model.json``,
        ``calibration.csv``, ``reliability.csv``, ``familiarity.csv``.
    training, validation : list of PatchSource
        As the network was trained and validated with.
    seed : int
        Of the sample of pixels that the temperature is fitted on.
    """
    trained = read_json(folder / TRAINED_ABOUT)
    codes, factor = tuple(trained["codes"]), scale_factor(trained["input_scale"])
    # By Keras' suffix; in place when all that is measured of it is known.
    fresh = folder / f".model.{os.getpid()}.new.keras"
    try:
        calibration = calibrate(folder / TRAINED_NETWORK, fresh, validation, codes, seed, factor)
        older = FeatureStatistics.from_json(trained, KEPT_FEATURES)
        statistics, distances = fit_features(fresh, training, validation, older)
        os.replace(fresh, folder / "model.keras")
    finally:
        fresh.unlink(missing_ok=True)
    write_csv(calibration.errors, folder / "calibration.csv")
    write_csv(calibration.bins, folder / "reliability.csv")
    familiarity = calibration.familiarity
    distance = familiarity["field"].map(distances)
    write_csv(familiarity.assign(feature_distance=distance), folder / "familiarity.csv")
    write_json(
        {key: value for key, value in trained.items() if key != KEPT_FEATURES}
        | {
            "temperature": calibration.temperature,
            FEATURE_STATISTICS: statistics.as_json() if statistics else None,
            "sha256": file_sha256(folder / "model.keras"),
        },
        folder / "model.json",
    )
