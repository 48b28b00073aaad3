"""What a new sheet holds and leaves out, in lines for a person."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from oresurvey.catalog.new_sheet.folder import LeftOut
from oresurvey.catalog.new_sheet.from_folder import TIME, NewSheet

LISTED = 10


def counted(number: int, thing: str) -> str:
    """As "1 photograph", "2 photographs"."""
    return f"{number} {thing}{'s' * (number != 1)}"


def _deposits(table: pd.DataFrame, every: bool) -> Iterator[str]:
    for deposit, rows in table.groupby("deposit"):
        sections = rows["section"].value_counts().sort_index()
        yield (
            f"  {deposit}: {counted(len(rows), 'photograph')} of "
            f"{counted(len(sections), 'section')}"
        )
        shown = len(sections) if every else LISTED
        if len(rows) > len(sections) or every:
            yield from (f"    {name}: {count}" for name, count in sections[:shown].items())
            if len(sections) > shown:
                yield f"    and {len(sections) - shown} more"


def _found(table: pd.DataFrame) -> Iterator[str]:
    masks, scales = table["mask"] != "", table.loc[table["um_per_px"] != "", "um_per_px"]
    if masks.any():
        splits = Counter(table.loc[masks, "split"])
        said = ", ".join(f"{splits[name]} {name}" for name in sorted(splits) if name)
        yield f"mask, split: {masks.sum()} by their names; proposed are {said}"
    if len(scales):
        sizes = scales.value_counts().sort_index()
        said = ", ".join(f"{size} um ({count})" for size, count in sizes[:LISTED].items())
        yield (
            f"um_per_px: of {counted(len(scales), 'photograph')}, as the file states it: {said}; "
            "check it against a stage micrometer"
        )
    if TIME in table:
        dated = int((table[TIME] != "").sum())
        yield f"{TIME}: of {counted(dated, 'photograph')}, by EXIF"


def _left_out(left_out: list[LeftOut], every: bool) -> Iterator[str]:
    by_reason = defaultdict(list)
    for one in left_out:
        by_reason[one.reason].append(one.path)
    for reason, paths in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
        shown = len(paths) if every else LISTED
        names = ", ".join(str(path) for path in paths[:shown])
        more = f" and {len(paths) - shown} more" if len(paths) > shown else ""
        yield f"  {reason}: {names}{more}"


def summary(made: NewSheet, remarks: list[str], every: bool = False) -> list[str]:
    """Lines on a new sheet.

    Parameters
    ----------
    made : NewSheet
    remarks : list of str
        Of the sheet's reader, see `catalog.sheet_remarks`.
    every : bool
        List all that is left out, and not only the first `LISTED` of each reason.
    """
    lines = [*_deposits(made.table, every), *_found(made.table)]
    lines += [f"note: {said}" for said in [*made.notes, *remarks]]
    if made.left_out:
        lines.append(f"left out: {counted(len(made.left_out), 'file')}")
        lines += _left_out(made.left_out, every)
    if made.litter:
        lines.append(f"passed over: {made.litter} previews, bins and hidden files")
    # Names of files may hold bytes that are no text.
    return [line.encode("utf-8", "backslashreplace").decode() for line in lines]
