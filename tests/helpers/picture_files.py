"""Small files of photographs and masks."""

from pathlib import Path

import numpy as np
from PIL import Image


def picture(path: Path, seed: int = 0, size: tuple[int, int] = (240, 320), **options) -> Path:
    """A photograph of blocks that differ; one seed is one scene, in any format and size."""
    rng = np.random.default_rng(seed)
    blocks = Image.fromarray(rng.integers(40, 216, (12, 16, 3), dtype=np.uint8))
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks.resize(size[::-1], Image.Resampling.BICUBIC).save(path, **options)
    return path


def mask(path: Path, codes=(0, 6), size: tuple[int, int] = (240, 320)) -> Path:
    """A mask of codes in bands."""
    rows = np.repeat(np.array(codes, np.uint8), -(-size[0] // len(codes)))[: size[0]]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.repeat(rows[:, None], size[1], axis=1)).save(path)
    return path
