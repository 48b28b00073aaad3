"""Which folder names what: deposits and sections, by the levels of a folder."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from oresurvey.errors import SheetError

DEPOSIT, SECTION, ANY = "deposit", "section", "*"
NO_LEVELS = ("field", "image", "mask", "split", "um_per_px", "calibration")
"""Columns that files fill in, and no folder."""
_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Place:
    """What the folders of a photograph say.

    Attributes
    ----------
    deposit : str
    section : str
        "" where no folder names it.
    deeper : tuple of str
        Folders below all levels.
    cells : dict of str to str
        Of levels that are other columns.
    """

    deposit: str
    section: str = ""
    deeper: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


def levels_from(pattern: str) -> tuple[str, ...]:
    """Levels as a person writes them: ``deposit/section/*``, from the top.

    Raises
    ------
    SheetError
        If no level, or two, are the deposit; if a level is no word.
    """
    levels = tuple(pattern.strip().strip("/").split("/"))
    named = [level for level in levels if level != ANY]
    wrong = [level for level in named if level in NO_LEVELS or not _WORD.fullmatch(level)]
    if wrong or levels.count(DEPOSIT) != 1 or len(set(named)) < len(named):
        raise SheetError(
            f"levels: {pattern!r} cannot be used; write one word for each level of folders from "
            "the top, such as deposit/section, */deposit/section or deposit/section/session: "
            "deposit once, section once or not at all, * for a level that means nothing, or the "
            "name of another column, but none that files fill in"
        )
    return levels


def usual_levels(folders: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The last two folders are deposit and section, by the photographs that lie least deep.

    Parameters
    ----------
    folders : list of tuple of str
        Those that each photograph is in, from the top.

    Returns
    -------
    tuple of str
        Photographs in one folder only do not count, unless there are no others.
    """
    depths = [len(parts) for parts in folders if len(parts) > 1]
    return (ANY,) * (min(depths, default=2) - 2) + (DEPOSIT, SECTION)


def place_of(folders: tuple[str, ...], levels: tuple[str, ...]) -> Place | None:
    """What the folders of a photograph say; None if they do not name a deposit."""
    said = dict(zip(levels, (name.strip() for name in folders), strict=False))
    if not said.get(DEPOSIT):
        return None
    cells = tuple(
        (level, name) for level, name in said.items() if level not in (DEPOSIT, SECTION, ANY)
    )
    return Place(said[DEPOSIT], said.get(SECTION, ""), folders[len(levels) :], cells)


def depths_in_words(folders: list[tuple[str, ...]]) -> str:
    """How many photographs lie how deep, where they differ; "" where they do not."""
    counts = Counter(len(parts) for parts in folders)
    if len(counts) < 2:
        return ""
    return ", ".join(
        f"{counts[depth]} in {depth} folder{'s' * (depth != 1)}" for depth in sorted(counts)
    )


def folders_of(path: Path) -> tuple[str, ...]:
    """Folders of a relative path, from the top."""
    return path.parts[:-1]
