"""Pictures on disk: whole or not there."""

import os
from pathlib import Path

import numpy as np
from PIL import Image


def save_picture(picture: np.ndarray | Image.Image, path: Path, **options) -> None:
    """Write a picture atomically, as the suffix says.

    Parameters
    ----------
    picture : (h, w) or (h, w, 3) uint8, or PIL Image
    path : Path
        Its folder is made if it is missing.
    **options
        Of Pillow's writer.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.stem}.{os.getpid()}.new{path.suffix}")
    try:
        if not isinstance(picture, Image.Image):
            picture = Image.fromarray(picture)
        picture.save(fresh, **options)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
