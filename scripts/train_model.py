"""Training: train one model on the mapped fields."""

from pathlib import Path

import numpy as np

from oresurvey.augment import Augmentation
from oresurvey.digests import digest_of
from oresurvey.exposure import Exposure, fit_exposure
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.model_card import write_card
from oresurvey.patches import PatchSource
from oresurvey.training import TrainingSettings, train

ABOUT_MAPS = ("input_scale", "sampling", "exposure")
"""Keys that say how images reach the network; the training itself does not read them."""
ABOUT_SPLIT = ("fold",)
"""Keys that say which fields validate."""


def colours_of(entry: dict) -> tuple[np.ndarray, np.ndarray]:
    """Colours (N, 3) and codes (N,) that the probability maps sampled from a field."""
    sample = np.load(Path(entry["folder"]) / "colours.npy")
    return sample[:, :3], sample[:, 3]


def exposure_of(method: str, entries: list[dict]) -> Exposure:
    """The exposure of the model, fitted to the fields that train it."""
    samples: dict[str, list] = {}
    for entry in entries:
        if entry["split"] == "train":
            samples.setdefault(entry["deposit"], []).append(colours_of(entry))
    return fit_exposure(method, samples)


def gain_of(exposure: Exposure, entry: dict) -> float:
    """Factor for a stored field: the one that its photograph gets at inference."""
    if exposure.method == "brightest":
        return entry["brightest_gain"]
    if exposure.method == "minerals":
        return exposure.of_deposit(entry["deposit"]).gain_of_sample(colours_of(entry)[0])
    return 1.0


def sources_of(entries: list[dict], split: str, exposure: Exposure) -> list[PatchSource]:
    """Fields of one side of the split, each with the classes its deposit's annotation names."""
    labelled: dict[str, set[int]] = {}
    for entry in entries:
        labelled.setdefault(entry["deposit"], set()).update(entry["codes"])
    return [
        PatchSource(
            Path(entry["folder"]),
            entry["deposit"],
            tuple(sorted(labelled[entry["deposit"]])),
            gain_of(exposure, entry),
        )
        for entry in entries
        if entry["split"] == split
    ]


def main(
    manifests: list[str], splits: dict[str, str], settings: dict, folder: str, threads: int
) -> None:
    """Train, and write the model's folder.

    Parameters
    ----------
    manifests : list of str
        Of the probability maps.
    splits : dict of str to str
        "train" or "validation" by the name of the field.
    settings : dict
        The configuration's ``train`` section, defaults filled in.
    folder : str
    threads : int
    """
    entries = [entry | {"split": splits[entry["field"]]} for entry in read_manifests(manifests)]
    exposure = exposure_of(settings["exposure"], entries)
    training, validation = (
        sources_of(entries, split, exposure) for split in ("train", "validation")
    )
    # The background leads, whatever its code's place among those annotated.
    codes = tuple(sorted({0}.union(*(entry["codes"] for entry in entries))))
    options = {k: v for k, v in settings.items() if k not in ABOUT_MAPS + ABOUT_SPLIT}
    options["augment"] = Augmentation(**settings["augment"])
    options["class_weights"] = {int(k): w for k, w in settings["class_weights"].items()}
    train(
        training,
        validation,
        codes,
        TrainingSettings(**options),
        Path(folder),
        threads=threads,
        about={key: settings[key] for key in ABOUT_MAPS} | exposure.as_json(),
        key=digest_of({"fields": entries, "settings": settings}),
    )
    write_card(Path(folder), entries, settings)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        snakemake.params.splits,
        snakemake.params.settings,
        str(Path(snakemake.output.model).parent),
        snakemake.threads,
    )
