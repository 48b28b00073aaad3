"""What is in a folder of photographs: each file a photograph, litter, or left out with a reason."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from oresurvey.errors import FieldError, SheetError
from oresurvey.photographs.formats import suffix_kind
from oresurvey.photographs.photograph import Photograph

LITTER_FOLDERS = frozenset(
    ("@eadir", "@recycle", "@tmp", "#recycle", "#snapshot", "$recycle.bin", "recycler",
     "system volume information", "__macosx", "lost+found")
)  # fmt: skip
LITTER_FILES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "picasa.ini", "icon\r"))
REASONS = {
    "export": "a picture of a kind that is not read; export it as TIFF, PNG or JPEG",
    "": "no photograph",
}
"""Why a file is left out, by its `photographs.formats.suffix_kind`; of the kind "extra", what reads
it says why."""


@dataclass(frozen=True)
class LeftOut:
    """A file or folder that is not in the sheet.

    Attributes
    ----------
    path : Path
        Relative to the folder.
    reason : str
        In words, followed by the path.
    """

    path: Path
    reason: str


@dataclass
class Listing:
    """What is below a folder; paths are relative to it, sorted.

    Attributes
    ----------
    pictures : list of Path
        Photographs, and masks among them.
    left_out : list of LeftOut
    litter : int
        Files and folders that nobody made or misses: previews, bins, hidden ones.
    """

    pictures: list[Path] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    litter: int = 0


def is_litter(name: str, is_folder: bool) -> bool:
    """Whether a name is one that file managers, office programs and disks leave behind."""
    known = LITTER_FOLDERS if is_folder else LITTER_FILES
    return name.startswith((".", "~$")) or name.casefold() in known


def _why_not(path: Path) -> str:
    """Why a file is no photograph to read; "" if it is one."""
    kind = suffix_kind(path)
    if kind != "extra":
        return REASONS.get(kind, "")
    try:
        with Photograph(path):
            return ""
    except FieldError as error:
        # One reason for all of a kind: it does not begin with the path.
        return str(error).removeprefix(f"photograph {path} ").removeprefix("is ")


def listing_of(folder: Path) -> Listing:
    """List a folder, at any depth.

    Raises
    ------
    SheetError
        If it is not there, or is no folder.
    """
    if not os.path.exists(folder):
        raise SheetError(f"{folder} is not there; give the folder of the photographs")
    if not os.path.isdir(folder):
        raise SheetError(f"{folder} is a file; give the folder of the photographs")
    found = Listing()

    def unreadable(error: OSError) -> None:
        path = Path(error.filename).relative_to(folder)
        found.left_out.append(LeftOut(path, f"cannot be read: {error.strerror}"))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        below = Path(place).relative_to(folder)
        kept = sorted(name for name in folders if not is_litter(name, is_folder=True))
        found.litter += len(folders) - len(kept)
        links = [name for name in kept if os.path.islink(os.path.join(place, name))]
        for name in links:
            found.left_out.append(
                LeftOut(below / name, "a link to a folder; give that folder itself")
            )
        folders[:] = kept
        for name in sorted(files):
            if is_litter(name, is_folder=False):
                found.litter += 1
            elif why := _why_not(Path(place) / name):
                found.left_out.append(LeftOut(below / name, why))
            else:
                found.pictures.append(below / name)
    found.pictures.sort()
    return found
