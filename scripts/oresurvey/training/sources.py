"""The fields of a training: which take part, under which light, with which classes."""

from pathlib import Path

import numpy as np

from oresurvey.files.digests import digest_of
from oresurvey.files.manifests import read_manifests
from oresurvey.light.colours import FieldSample
from oresurvey.light.exposure import Exposure, fit_exposure
from oresurvey.light.field_light import MOST_FIELDS, FieldLight
from oresurvey.light.sample import block_positions, seen_blocks
from oresurvey.photographs.visible import visible_of
from oresurvey.survey.rows import camera_settings
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
    size = entry["height"], entry["width"]
    kept = seen_blocks(*size, visible_of(entry))
    sample = np.load(Path(entry["folder"]) / "colours.npy")[kept]
    positions = block_positions(*size)[kept]
    return FieldSample(sample[:, :3], positions, sample[:, 3], camera_settings(entry))


def exposure_of(method: str, entries: list[dict], older: dict | None = None) -> Exposure:
    """The exposure of the model, fitted to the fields that train it.

    Parameters
    ----------
    method : str
    entries : list of dict
    older : dict or None
        The ``model.json`` of the model that is taught: the light of its deposits is kept.
    """
    samples: dict[str, list] = {}
    for entry in entries:
        if entry["split"] == "train":
            samples.setdefault(entry["deposit"], []).append(sample_of(entry))
    found = fit_exposure(method, samples)
    return found.beside(Exposure.from_json(older)) if older else found


def _sample(entry: dict) -> tuple[np.ndarray, np.ndarray]:
    """Colours and positions of the blocks of a stored field."""
    found = sample_of(entry)
    return found.colours, found.positions


def light_of(exposure: Exposure, entry: dict, shared: dict[tuple, FieldLight]) -> FieldLight:
    """Light of a stored field: the one that is undone in its photograph at inference.

    Parameters
    ----------
    exposure : Exposure
    entry : dict
    shared : dict
        As returned by `shared_lights`.
    """
    own, settings = exposure.of_deposit(entry["deposit"]), camera_settings(entry)
    if settings in shared:
        return shared[settings]
    if settings:
        own = own.evenly_lit()
    return own.light_by(lambda: entry["brightest_gain"], lambda: _sample(entry))


def shared_lights(exposure: Exposure, entries: list[dict]) -> dict[tuple, FieldLight]:
    """Lights of the fields that share camera settings, by `survey.rows.camera_settings`.

    Found by as many of them as at inference; none for a method that finds no light by minerals.
    """
    groups: dict[tuple, list[dict]] = {}
    for entry in sorted(entries, key=lambda entry: digest_of(entry["field"])):
        if settings := camera_settings(entry):
            groups.setdefault(settings, []).append(entry)
    lights = {
        settings: exposure.of_deposit(settings[0]).shared_light(
            [_sample(entry) for entry in group[:MOST_FIELDS]]
        )
        for settings, group in groups.items()
    }
    return {settings: light for settings, light in lights.items() if light}


def sources_of(entries: list[dict], split: str, exposure: Exposure) -> list[PatchSource]:
    """Fields of one side of the split, each with the classes its deposit's annotation names."""
    labelled: dict[str, set[int]] = {}
    for entry in entries:
        labelled.setdefault(entry["deposit"], set()).update(entry["codes"])
    shared = shared_lights(exposure, entries)
    return [
        PatchSource(
            Path(entry["folder"]),
            entry["deposit"],
            tuple(sorted(labelled[entry["deposit"]])),
            light_of(exposure, entry, shared),
            visible_of(entry),
        )
        for entry in entries
        if entry["split"] == split
    ]
