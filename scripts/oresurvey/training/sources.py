"""The fields of a training: which take part, under which light, with which classes."""

from pathlib import Path

import numpy as np

from oresurvey.files.manifests import read_manifests
from oresurvey.light.colours import FieldSample
from oresurvey.light.exposure import Exposure, fit_exposure
from oresurvey.light.field_light import FieldLight
from oresurvey.light.sample import block_positions
from oresurvey.training.sampler import PatchSource


def entries_of(manifests: list[str], splits: dict[str, str]) -> list[dict]:
    """Entries of the probability maps' manifests, of the fields that take part.

    Parameters
    ----------
    manifests : list of str
    splits : dict of str to str
        "train" or "validation" by the name of the field; a field without either takes no part.
    """
    return [
        entry | {"split": splits[entry["field"]]}
        for entry in read_manifests(manifests)
        if entry["field"] in splits
    ]


def sample_of(entry: dict) -> FieldSample:
    """Blocks of a field that the probability maps sampled."""
    sample = np.load(Path(entry["folder"]) / "colours.npy")
    positions = block_positions(entry["height"], entry["width"])
    return FieldSample(sample[:, :3], positions, sample[:, 3])


def exposure_of(method: str, entries: list[dict]) -> Exposure:
    """The exposure of the model, fitted to the fields that train it."""
    samples: dict[str, list] = {}
    for entry in entries:
        if entry["split"] == "train":
            samples.setdefault(entry["deposit"], []).append(sample_of(entry))
    return fit_exposure(method, samples)


def light_of(exposure: Exposure, entry: dict) -> FieldLight:
    """Light of a stored field: the one that is undone in its photograph at inference."""

    def sample() -> tuple[np.ndarray, np.ndarray]:
        found = sample_of(entry)
        return found.colours, found.positions

    return exposure.of_deposit(entry["deposit"]).light_by(lambda: entry["brightest_gain"], sample)


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
            light_of(exposure, entry),
        )
        for entry in entries
        if entry["split"] == split
    ]
