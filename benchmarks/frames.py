"""Photographs and masks to measure on: LumenStone where it is, else synthetic ones of its size."""

import csv
import os
from pathlib import Path

import numpy as np
from harness import PROJECT, WORK

WIDTH, HEIGHT = 3396, 2547
SYNTHETIC = 8
CODES = (0, 1, 2, 4, 6, 8, 11)
"""The seven classes of LumenStone S1."""


def frames() -> list[tuple[Path, Path]]:
    """Photographs and masks of S1, or of the stand-in; made on the first call."""
    if "LUMENSTONE_DIR" in os.environ:
        with open(PROJECT / "config" / "lumenstone.tsv", encoding="utf-8") as sheet:
            rows = [row for row in csv.DictReader(sheet, delimiter="\t") if "/S1/" in row["image"]]
        return [
            tuple(Path(os.path.expandvars(row[column])) for column in ("image", "mask"))
            for row in rows
        ]
    return [_synthetic(number) for number in range(SYNTHETIC)]


def _synthetic(number: int) -> tuple[Path, Path]:
    from PIL import Image

    from oresurvey.demo.optics import photograph
    from oresurvey.demo.textures import sphalerite_ore

    folder = WORK / "photographs"
    image, mask = folder / f"{number}.jpg", folder / f"{number}.png"
    if not mask.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(number)
        codes = sphalerite_ore((HEIGHT, WIDTH), rng, 2.0)
        Image.fromarray(photograph(codes, rng)).save(image, quality=92)
        Image.fromarray(codes).save(mask)
    return image, mask


def where() -> str:
    """What the figures were measured on, for the printed table."""
    return "LumenStone S1" if "LUMENSTONE_DIR" in os.environ else "synthetic sections"
