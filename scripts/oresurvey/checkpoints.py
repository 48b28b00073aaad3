"""Checkpoints of a training: what a killed training goes on from."""

import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from oresurvey.keras_start import keras
from oresurvey.tables import write_json


@dataclass
class Progress:
    """What a checkpoint holds beside weights and optimiser."""

    epoch: int = 0
    minutes: float = 0.0
    best: float = -1.0
    best_epoch: int = 0
    waited: int = 0
    learning_rate: float = 0.0
    sampler: dict | None = None
    history: list = field(default_factory=list)


def save_checkpoint(folder: Path, trainer: keras.Model, progress: Progress) -> None:
    """Write beside the old checkpoint, then swap: a kill leaves one of the two whole."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    trainer.save(fresh / "trainer.keras")
    content = asdict(progress)
    # JSON has no NaN: the IoU of a class that no validation field holds.
    content["history"] = [
        {key: None if value != value else value for key, value in epoch.items()}
        for epoch in progress.history
    ]
    write_json(content, fresh / "progress.json")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def newest_checkpoint(folder: Path) -> Path | None:
    """The finished checkpoint, also when the kill fell between the two renames."""
    for candidate in (folder, folder.with_name(folder.name + ".new")):
        if (candidate / "progress.json").exists():
            return candidate
    old = folder.with_name(folder.name + ".old")
    return old if (old / "progress.json").exists() else None
