"""A sheet of the photographs in a folder, and of what in it is none."""

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oresurvey.catalog.new_sheet.doubles import Doubles
from oresurvey.catalog.new_sheet.folder import LeftOut, listing_of
from oresurvey.catalog.new_sheet.levels import (
    Place,
    depths_in_words,
    levels_from,
    place_of,
    usual_levels,
)
from oresurvey.catalog.new_sheet.masks import Pairs, codes_of_mask
from oresurvey.catalog.new_sheet.names import Names
from oresurvey.catalog.new_sheet.splits import proposed_splits
from oresurvey.errors import SheetError
from oresurvey.photographs.formats import SUFFIXES
from oresurvey.photographs.stated_scale import stated_um_per_px
from oresurvey.photographs.stated_time import stated_time
from oresurvey.survey.field import Field
from oresurvey.survey.sheet import OPTIONAL, REQUIRED, unusable_cell

COLUMNS = (*REQUIRED, *OPTIONAL)
TIME = "exif_datetime"
VALIDATION_SHARE = 0.25
BLOCKS = 4
"""Of annotated photographs without sections: one of them is the share."""


@dataclass(frozen=True)
class NewSheet:
    """Rows for photographs of a folder.

    Attributes
    ----------
    table : DataFrame
        In the sheet's columns; paths as found below the folder; "" for what is not known.
    left_out : list of LeftOut
        What is not in it, each with the reason.
    litter : int
        Files and folders that were passed over without a word of each.
    notes : list of str
        What a person should check.
    """

    table: pd.DataFrame
    left_out: list[LeftOut]
    litter: int
    notes: list[str]


def _why_not(path: Path, place: Place | None, levels: tuple[str, ...]) -> str:
    """Why a photograph can have no row; "" if it can."""
    if place is None:
        return f"above the folders of the deposits ({'/'.join(levels)})"
    whole = "-".join((place.deposit, place.section, *place.deeper, path.stem))
    cells = {"deposit": place.deposit, "field": whole, "image": str(path)}
    for column, text in cells.items():
        if wrong := unusable_cell(column, text):
            return f"it would have a {column} that is {wrong}; rename the file or folder"
    return ""


def _group(frames: list[dict]) -> None:
    """Give frames the group that stays on one side of a split: their section, or a block.

    Frames of a deposit without sections are in blocks of those taken, or named, one after another:
    neighbours may overlap. When they were taken does not say whether they do: of the LumenStone
    frames, overlapping ones are 45 s to half an hour apart, others 47 s to 10 minutes.
    """
    alone = defaultdict(list)
    for frame in frames:
        frame["group"] = frame["section"]
        if frame["own_section"]:
            alone[frame["deposit"]].append(frame)
    for deposit, members in alone.items():
        members.sort(key=lambda frame: (frame[TIME], str(frame["image"])))
        for place, frame in enumerate(members):
            frame["group"] = f"{deposit}, block {place * BLOCKS // len(members)}"


class _Folder:
    """A folder on its way to a sheet."""

    def __init__(self, folder: Path, pattern: str | None, fields: list[Field]):
        self.folder, self.fields, self.names = folder, fields, Names(fields)
        listing = listing_of(folder)
        self.litter, self.left_out = listing.litter, list(listing.left_out)
        self.notes: list[str] = []
        self.pairs = Pairs(listing.pictures)
        real = {os.path.realpath(field.image): field for field in fields}
        self.known = {
            path: real[place]
            for path in self.pairs.photographs
            if (place := os.path.realpath(folder / path)) in real
        }
        self._beside: dict[Path, list[Field]] = defaultdict(list)
        for path, field in self.known.items():
            self._beside[path.parent].append(field)
        self.pattern = pattern
        self.levels = levels_from(pattern) if pattern else self._usual_levels()

    def _usual_levels(self) -> tuple[str, ...]:
        depths = [self.pairs.folders(path) for path in self.pairs.photographs]
        levels = usual_levels(depths)
        if words := depths_in_words(depths):
            self.notes.append(
                f"photographs lie in different depths ({words}); the levels were taken for "
                f"{'/'.join(levels)}: if that is wrong, say what each level is (LEVELS=... of "
                "make, --levels)"
            )
        return levels

    def _leave_out(self, left_out: Iterable[LeftOut], photographs: list[Path]) -> list[Path]:
        left_out = list(left_out)
        self.left_out += left_out
        gone = {one.path for one in left_out}
        return [path for path in photographs if path not in gone]

    def places(self) -> dict[Path, Place]:
        """What the folders say of every photograph that is not in the sheet and can be."""
        photographs = self.pairs.photographs
        doubles = Doubles(self.folder, self.known).left_out(photographs)
        photographs = self._leave_out(doubles, photographs)
        flat = not self.pattern and not any(self.pairs.folders(path) for path in photographs)
        found: dict[Path, Place] = {}
        for path in photographs:
            if path in self.known:
                continue
            folders = self.pairs.folders(path)
            place = Place(self.folder.resolve().name) if flat else place_of(folders, self.levels)
            why = _why_not(path, place, self.levels)
            if place and not why:
                found[path] = place
            else:
                self.left_out.append(LeftOut(path, why))
        return found

    def rows(self, places: dict[Path, Place]) -> list[dict]:
        """Rows of photographs, with what their folders and files say."""
        self.names.learn_deposits(place.deposit for place in places.values())
        rows, names = [], []
        for path, place in places.items():
            own, beside = not place.section, self._beside[path.parent]
            # As the person calls them by now.
            deposits = {field.deposit for field in beside}
            sections = {field.section for field in beside}
            deposit = deposits.pop() if len(deposits) == 1 else self.names.deposit(place.deposit)
            if own or len(sections) != 1:
                section = self.names.section(deposit, place.section, path.stem.strip())
            else:
                section = sections.pop()
            # Cells are stripped when they are read.
            inner = (*place.deeper, path.stem.rstrip())
            names.append(section if own and not place.deeper else "-".join((section, *inner)))
            scale = stated_um_per_px(self.folder / path)
            rows.append(
                {
                    "deposit": deposit,
                    "section": section,
                    "field": "",
                    "image": path,
                    "um_per_px": f"{scale.um_per_px:g}" if scale else "",
                    **dict(place.cells),
                    TIME: stated_time(self.folder / path),
                    "own_section": own,
                }
            )
        suffixes = [path.suffix.lower().lstrip(".") for path in places]
        unique = self.names.fields(names, suffixes)
        return [row | {"field": name} for row, name in zip(rows, unique, strict=True)]

    def annotate(self, rows: list[dict]) -> None:
        """Give rows their masks, and these a split."""
        matched, left_out = self.pairs.match([*(row["image"] for row in rows), *self.known])
        self.left_out += left_out
        frames = []
        for row in rows:
            mask = matched.get(row["image"])
            if mask is None:
                continue
            codes, wrong = codes_of_mask(self.folder / row["image"], self.folder / mask)
            if wrong:
                self.left_out.append(LeftOut(mask, f"no mask of mineral codes ({wrong})"))
                continue
            row["mask"] = mask
            frames.append(row | {"codes": codes})
        _group(frames)
        known = {field.section: field.split for field in self.fields if field.split}
        splits = proposed_splits(frames, VALIDATION_SHARE, known)
        for row in rows:
            row["split"] = splits.get(row["field"], "")
        self._note_masks(rows, matched, splits)

    def _note_masks(self, rows: list[dict], matched: dict, splits: dict[str, str]) -> None:
        unused = sorted(
            field.field for path, field in self.known.items() if path in matched and not field.mask
        )
        if unused:
            self.notes.append(
                f"fields of the sheet that have a mask in the folder and none in the sheet: "
                f"{', '.join(unused)}; write it there if it is good"
            )
        if splits and "validation" not in splits.values() and not any(
            field.split == "validation" for field in self.fields
        ):  # fmt: skip
            self.notes.append(
                "all annotated photographs are of one section, so none validates: a model cannot "
                "be trained on them alone"
            )
        if any(row["own_section"] and row["field"] in splits for row in rows):
            self.notes.append(
                "annotated photographs without a folder of their section are split in blocks of "
                "their dates and names: put those that overlap, or are of one section, on one side"
            )


def sheet_from_folder(
    folder: str | Path, levels: str | None = None, fields: Iterable[Field] = ()
) -> NewSheet:
    """Rows for the photographs in a folder.

    Parameters
    ----------
    folder : path
    levels : str, optional
        What the levels of folders are, from the top: as `new_sheet.levels.levels_from`. By
        default the last two are deposit and section; a photograph in the folder of a deposit is
        its own section; where there are no folders, `folder` itself is the deposit.
    fields : iterable of Field
        Of the sheet that there is: their photographs get no row.

    Returns
    -------
    NewSheet
        Of masks by their names, a split by section, 25 % for validation; of files, the date and
        the size of a pixel, where they say it.

    Raises
    ------
    SheetError
        If the folder is not there, or nothing in it is a photograph.
    """
    made = _Folder(Path(folder), levels, list(fields))
    places = made.places()
    if not made.pairs.photographs:
        hints = [f"{one.path}: {one.reason}" for one in made.left_out[:3]]
        raise SheetError(
            f"{folder}: no photograph ({', '.join(sorted(SUFFIXES))}) in it"
            + (f"; {'; '.join(hints)}" if hints else "")
        )
    rows = made.rows(places)
    made.annotate(rows)
    for spelling, kept in sorted(made.names.renamed.items()):
        made.notes.append(f"the folders {spelling} and {kept} are one deposit, {kept}")
    more = [name for row in rows for name in row if name not in (*COLUMNS, "own_section")]
    columns = [
        *COLUMNS,
        *dict.fromkeys(name for name in more if any(row.get(name) for row in rows)),
    ]
    table = pd.DataFrame(rows, columns=columns).astype(object).fillna("")
    for column in ("image", "mask"):
        table[column] = [str(Path(folder) / path) if path else "" for path in table[column]]
    return NewSheet(table, sorted(made.left_out, key=lambda one: one.path), made.litter, made.notes)
