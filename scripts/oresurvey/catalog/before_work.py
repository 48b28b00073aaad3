"""What would cost the results of before is refused before any work: photographs on a drive that is
away, and a collection of which nothing can be used."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from oresurvey.catalog.inspection import inspect_row, too_large, too_small
from oresurvey.errors import SheetError
from oresurvey.files.tables import read_json
from oresurvey.photographs.sizes import SMALLEST_PX, smallest_mapped_px
from oresurvey.survey.field import Field
from oresurvey.survey.rows import paths_of
from oresurvey.survey.survey import Survey

LARGE_SHARE = 0.25
"""Share of all photographs, or of all masks, that no folder may take away with it."""
MOST_NAMES = 3
MOST_REASONS = 10
LINE = "\n  "


def _away(files: dict[str, Path]) -> dict[Path, list[str]]:
    """Fields whose file is missing, by the highest folder below which no file of the sheet is.

    Left out is a missing file that has others beside it.
    """
    missing = {name: path for name, path in files.items() if not os.path.exists(path)}
    alive = {folder for name in files.keys() - missing.keys() for folder in files[name].parents}
    away = defaultdict(list)
    for name, path in missing.items():
        dead = [folder for folder in path.parents if folder not in alive]
        if dead:
            away[dead[-1]].append(name)
    return away


def _takes_much(gone: list[str], files: dict[str, Path], fields: dict[str, Field]) -> bool:
    """Whether with these fields a deposit of several or a large share of all is away."""
    of_deposit = Counter(fields[name].deposit for name in files)
    away = Counter(fields[name].deposit for name in gone)
    whole = any(1 < count == of_deposit[deposit] for deposit, count in away.items())
    return whole or 1 < len(gone) >= LARGE_SHARE * len(files)


def _listed(names: Iterable[str], most: int = MOST_NAMES, between: str = ", ") -> str:
    """Some names, and how many more there are."""
    names = sorted(names)
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return between.join([*names[:most], *more])


def _named(paths: Iterable[Path]) -> str:
    """The folder that a person knows by its name, and what is wrong with it."""
    folder = Path(os.path.commonpath([path.parent for path in paths]))
    there = folder
    # Not by the path: it raises where a folder may not be opened.
    while not os.path.isdir(there):
        folder, there = there, there.parent
    if not os.access(there, os.X_OK):
        return f"the folder {there} may not be opened"
    return f"the folder {folder} {'has none of them' if folder == there else 'is not there'}"


def check_folders(fields: dict[str, Field], sheet: str) -> None:
    """Refuse a sheet of which whole folders are away, as when a drive is not connected.

    That is so where all photographs are missing, or where with a folder all photographs of a
    deposit of several are, or a quarter of the sheet's; and so for masks. Any other missing file is
    its field's own trouble: the field is quarantined, and the survey goes on.

    Parameters
    ----------
    fields : dict of str to Field
    sheet : str
        Its path, for messages.

    Raises
    ------
    SheetError
        Naming the folder, how many files are away, of which deposits, and what to do.
    """
    for column, what in (("image", "photographs"), ("mask", "masks")):
        paths = {name: getattr(field, column) for name, field in fields.items()}
        files = {name: path.absolute() for name, path in paths.items() if path is not None}
        away = _away(files)
        none_left = column == "image" and sum(map(len, away.values())) == len(files)
        for gone in away.values():
            if none_left or _takes_much(gone, files, fields):
                raise SheetError(
                    f"sheet {sheet}: {len(gone)} of {len(files)} {what} are missing (of "
                    f"{_listed({fields[name].deposit for name in gone})}): "
                    f"{_named(files[name] for name in gone)}. Connect the drive that holds them, "
                    "or correct the sheet; nothing was computed, and all results are as they were"
                )


def _entries(manifests: Iterable[Path]) -> Iterator[dict]:
    """Entries of a catalog of before; one that cannot be read says nothing."""
    for manifest in manifests:
        with suppress(OSError, ValueError, KeyError, TypeError):
            yield from read_json(manifest)["fields"]


def _noted_as_usable(entry: dict, row: dict, codes: Collection[int], unfit: Callable) -> bool:
    """Whether an entry of the catalog says of the files of now that they can be used."""
    noted = entry["row"]
    return (
        noted["status"] == "accepted"
        and (noted["sha256"], noted["mask_sha256"]) == (row["image_digest"], row["mask_digest"])
        and {*map(int, entry["class_pixels"])} <= {*codes}
        and not unfit(noted["image"], noted["width"], noted["height"], row)
    )


def check_any_usable(survey: Survey, largest_mpx: float) -> None:
    """Refuse a collection of which no field can be used: its tables would be empty.

    Asked first is the catalog of before; only if it knows no usable field, photographs are read, to
    the first good one.

    Parameters
    ----------
    survey : Survey
    largest_mpx : float
        See `catalog.inspection.too_large`.

    Raises
    ------
    SheetError
        With the reasons.
    """
    codes = survey.minerals.codes
    smallest_px = max(SMALLEST_PX, survey.model(survey.settings.report.model).smallest_px)

    def smallest(row: dict) -> float:
        return smallest_mapped_px(smallest_px, "calibration_digest" in row)

    def unfit(path: str, width: int, height: int, row: dict) -> str:
        too_few = too_small(path, width, height, smallest(row))
        return too_few or too_large(path, width, height, largest_mpx)

    rows = {row["field"]: row for row in survey.rows(survey.fields)}
    for entry in _entries(sorted((survey.results / "catalog" / "batches").glob("*.json"))):
        row = rows.get(entry["field"])
        if row and _noted_as_usable(entry, row, codes, unfit):
            return
    paths = paths_of(list(survey.fields.values()))
    reasons = []
    for row in rows.values():
        _, found = inspect_row(row, paths, codes, smallest(row), largest_mpx)
        if found.status == "accepted":
            return
        reasons.append(found.reason)
    raise SheetError(
        f"sheet {survey.settings.sheet}: none of the {len(rows)} fields can be used; nothing was "
        f"computed, and all results are as they were:\n  {_listed(reasons, MOST_REASONS, LINE)}"
    )


def check_before_work(survey: Survey, largest_mpx: float) -> None:
    """Both: photographs that are away, and, where there is a report that tables would be lost
    under, a collection without a usable field."""
    check_folders(survey.fields, survey.settings.sheet)
    report = Path(survey.places.report(survey.settings.report.model, "index.html"))
    if report.is_file() and os.path.getsize(report):
        check_any_usable(survey, largest_mpx)
