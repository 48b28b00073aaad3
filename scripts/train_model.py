"""Training: train one model on the mapped fields."""

from pathlib import Path

import numpy as np

from oresurvey.augment import Augmentation
from oresurvey.colour_sample import block_positions
from oresurvey.digests import digest_of
from oresurvey.exposure import Exposure, fit_exposure
from oresurvey.field_light import FieldLight
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.manifests import read_manifests
from oresurvey.mineral_colours import FieldSample
from oresurvey.model_card import write_card
from oresurvey.patches import PatchSource
from oresurvey.training import TrainingSettings, train

ABOUT_MAPS = ("input_scale", "sampling", "exposure")
"""Keys that say how images reach the network; the training itself does not read them."""
ABOUT_SPLIT = ("fold", "deposits")
"""Keys that say which fields validate."""


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
    if exposure.method == "brightest":
        return FieldLight.of_gain(entry["brightest_gain"])
    if not exposure.known:
        return FieldLight()
    sample = sample_of(entry)
    return exposure.of_deposit(entry["deposit"]).light_of_sample(sample.colours, sample.positions)


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


def main(
    manifests: list[str], splits: dict[str, str], settings: dict, folder: str, threads: int
) -> None:
    """Train, and write the model's folder.

    Parameters
    ----------
    manifests : list of str
        Of the probability maps.
    splits : dict of str to str
        "train" or "validation" by the name of the field; a field without either takes no part.
    settings : dict
        The configuration's ``train`` section, defaults filled in.
    folder : str
    threads : int
    """
    entries = [
        entry | {"split": splits[entry["field"]]}
        for entry in read_manifests(manifests)
        if entry["field"] in splits
    ]
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
    record_job(snakemake)
