"""The small file in which a running training tells how far it is.

A module of its own: what shows the file may change without a training being made again.
"""

from pathlib import Path


def training_now(folder: Path) -> Path:
    """Path of the file, in the folder of the model.

    It lies beside the checkpoints, which go when the training is done.
    """
    return folder / "checkpoint" / "now.json"
