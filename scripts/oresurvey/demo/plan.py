"""What the demo survey consists of: its size, its sections and fields, and their random numbers."""

import zlib
from dataclasses import dataclass

import numpy as np

from oresurvey.demo.deposits import DEPOSITS, SECTIONS_ALIKE, varied
from oresurvey.survey.settings.settings import Demo

UM_PER_PX = 1.25
KINDS = {
    "alder-1a": "rotated.jpg",
    "alder-4a": "16.png",
    "birch-2a": "tif",
    "cedar-2a": "rgba.png",
}
"""Cameras and programs differ: a few fields come in other formats than JPEG."""


@dataclass(frozen=True)
class DemoSettings:
    """Size of the demo.

    Attributes
    ----------
    seed : int
    width, height : int
        Of a field, px.
    deposits : int
        How many of `DEPOSITS`.
    sections : int
        Of every deposit: two to train on, half of the rest to validate, the last not annotated.
    fields : int
        Of the first section of every deposit; other sections have one.
    grain_scale : float
        Factor on all grain sizes.
    """

    seed: int = 1
    width: int = 1024
    height: int = 765
    deposits: int = 4
    sections: int = 6
    fields: int = 2
    grain_scale: float = 1.0

    @classmethod
    def tiny(cls, seed: int = 1) -> "DemoSettings":
        """Small fields for tests."""
        return cls(seed, 331, 262, deposits=3, sections=4, fields=1, grain_scale=0.45)

    @classmethod
    def of(cls, section: Demo) -> "DemoSettings":
        """Settings of the configuration's ``demo`` section."""
        return cls.tiny(section.seed) if section.size == "tiny" else cls(seed=section.seed)


def generator(settings: DemoSettings, name: str) -> np.random.Generator:
    """Random numbers of a section or field by its name: the order of making changes nothing."""
    return np.random.default_rng([settings.seed, zlib.crc32(name.encode())])


def _splits(sections: int, annotated: bool) -> list[str]:
    if not annotated:
        return [""] * sections
    validation = (sections - 2) // 2
    return ["train"] * 2 + ["validation"] * validation + [""] * (sections - 2 - validation)


def plan(settings: DemoSettings) -> list[dict]:
    """Rows of the sheet, with the shares of the section and the kind of file of each field."""
    rows = []
    for deposit, of in list(DEPOSITS.items())[: settings.deposits]:
        short = deposit.split()[0].lower()
        for number, split in enumerate(_splits(settings.sections, of.annotated), start=1):
            section = f"{short}-{number}"
            shares = varied(of.shares, generator(settings, section), SECTIONS_ALIKE)
            for letter in "abcdefgh"[: settings.fields if number == 1 else 1]:
                rows.append(
                    {
                        "deposit": deposit,
                        "section": section,
                        "field": section + letter,
                        "split": split,
                        "um_per_px": UM_PER_PX,
                        "selection": "systematic",
                        "shares": shares,
                        "kind": KINDS.get(section + letter, "jpg"),
                    }
                )
    return rows
