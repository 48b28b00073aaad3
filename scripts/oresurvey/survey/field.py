"""A field: one row of the sheet, as every stage knows it.

Apart from the sheet's reader: what a reader says of a bad cell is no part of what a map is made by.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from oresurvey.files.folder_names import folder_name


@dataclass(frozen=True)
class Field:
    """One row of the sheet: a photograph, where it comes from, its annotation if there is one.

    ``session``: when fields were photographed with one camera and lamp; empty where the sheet does
    not say. ``calibration``: photograph of a uniform surface, taken with the same settings.
    """

    deposit: str
    section: str
    field: str
    image: Path
    mask: Path | None = None
    split: str | None = None
    um_per_px: float | None = None
    selection: str | None = None
    sample_type: str = "ore"
    minerals: str = ""
    session: str = ""
    calibration: Path | None = None
    extra: dict[str, str] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def folder(self) -> str:
        """``DEPOSIT/FIELD``, as folders."""
        return f"{folder_name(self.deposit)}/{folder_name(self.field)}"
