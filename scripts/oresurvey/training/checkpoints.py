"""Checkpoints of a training: what a killed training goes on from."""

import math
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from oresurvey.files.tables import read_json, write_json
from oresurvey.network.keras_start import keras

CHECKPOINTS = "checkpoint"
"""Folder of all checkpoints, in that of the model."""


@dataclass
class TrainingState:
    """What a checkpoint holds beside weights and optimiser."""

    epoch: int = 0
    minutes: float = 0.0
    best: float = -1.0
    best_epoch: int = 0
    waited: int = 0
    learning_rate: float = 0.0
    sampler: dict | None = None
    history: list = field(default_factory=list)


def only_checkpoint(root: Path, key: str) -> Path:
    """The checkpoint of a training; those of others are removed, and what kills left of removals.

    Parameters
    ----------
    root : Path
        Folder of all checkpoints.
    key : str
        Digest of all that the training depends on.
    """
    remove_finished(root)
    for stale in root.glob("*"):
        if not stale.name.startswith(key):
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    return root / key


def member_of(checkpoint: Path, number: int) -> Path:
    """The checkpoint of one member of a training; the first has that of the training itself.

    Parameters
    ----------
    checkpoint : Path
        As returned by `only_checkpoint`.
    number : int
        From 1.
    """
    return checkpoint if number == 1 else checkpoint.with_name(f"{checkpoint.name}-{number}")


def save_checkpoint(folder: Path, trainer: keras.Model, progress: TrainingState) -> None:
    """Write beside the old checkpoint, then swap: a kill leaves one of the two whole."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    trainer.save(fresh / "trainer.keras")
    content = asdict(progress)
    # Rows of key and value, not objects: the order of the columns is that of a history without a
    # kill. JSON has no NaN: the IoU of a class that no validation field holds.
    content["history"] = [
        [[key, None if value != value else value] for key, value in epoch.items()]
        for epoch in progress.history
    ]
    write_json(content, fresh / "progress.json")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def read_progress(folder: Path) -> TrainingState:
    """What `save_checkpoint` noted."""
    content = read_json(folder / "progress.json")
    content["history"] = [
        {key: math.nan if value is None else value for key, value in epoch}
        for epoch in content["history"]
    ]
    return TrainingState(**content)


def newest_checkpoint(folder: Path) -> Path | None:
    """The finished checkpoint, also when the kill fell between the two renames."""
    fresh, old = (folder.with_name(folder.name + part) for part in (".new", ".old"))
    for other in (fresh, old):
        if not _is_whole(folder) and _is_whole(other):
            # Put in place before anything is removed: the next kill must find one whole as well.
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(other, folder)
    return folder if _is_whole(folder) else None


def _is_whole(folder: Path) -> bool:
    # Written last.
    return (folder / "progress.json").exists()


def kept_network(folder: Path, epoch: int) -> Path:
    """The network of an epoch, beside the checkpoint.

    A new one never replaces the one before, which the last checkpoint may have to go on with.
    """
    return folder.with_name(f"{folder.name}.epoch{epoch}.keras")


def drop_other_networks(folder: Path, kept: Path) -> None:
    """Remove networks of other epochs, once a checkpoint says which one is kept."""
    for path in folder.parent.glob(f"{folder.name}.epoch*.keras"):
        if path != kept:
            path.unlink()


def remove_finished(folder: Path, whole: bool = False) -> None:
    """Remove the folder of all checkpoints: out of the way first, so that no half of it is found.

    Parameters
    ----------
    folder : Path
    whole : bool
        The training is done. False: remove only what a kill left of an earlier removal.
    """
    finished = folder.with_name(f".{folder.name}.finished")
    shutil.rmtree(finished, ignore_errors=True)
    if whole:
        os.replace(folder, finished)
        shutil.rmtree(finished)
