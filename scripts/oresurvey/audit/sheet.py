"""The filled sheet of an audit: read and checked, every bad row named at once."""

import os
from collections import Counter
from pathlib import Path

import pandas as pd

from oresurvey.audit.answers import CANNOT_TELL, Answers
from oresurvey.audit.points import POINT_COLUMNS
from oresurvey.audit.rows import AS_DRAWN, NUMBERS, errors_of
from oresurvey.deposits.label_tables import AUDIT_COLUMNS
from oresurvey.deposits.tables import without_guard
from oresurvey.errors import ConfigurationError, SheetError
from oresurvey.files.spreadsheets import read_table
from oresurvey.log import LOG
from oresurvey.survey.minerals import Minerals

LISTED = 20
COLUMNS = [*AUDIT_COLUMNS, "stratum_points", "stratum_unknown", "deposit_px"]
"""What the estimators need, and what speaks of the points beside."""


def check_place(sheet: str | Path, results: str | Path) -> None:
    """Refuse a filled sheet where the survey writes.

    Raises
    ------
    ConfigurationError
        If the sheet is inside the folder of the results: outputs are deleted before they are made
        again, and an hour of a person's work would go with them.
    """
    place = Path(os.path.expandvars(sheet)).resolve()
    if place.is_relative_to(Path(results).resolve()):
        raise ConfigurationError(
            f"audit.sheet: {sheet} is inside the results folder {results}, whose files are deleted "
            "before they are made again; copy the filled sheet elsewhere, for example beside the "
            "sheet of fields, and name it there"
        )


def _records(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows with their numbers in a spreadsheet, as whatever it was saved."""
    todo = "give the path of the filled points.csv, or leave audit.sheet out"
    rows = read_table(path, "audit.sheet: ", SheetError, todo, POINT_COLUMNS).rows
    header = rows[0][1] if rows else []
    missing = [name for name in POINT_COLUMNS if name not in header and name != "note"]
    if missing:
        raise SheetError(f"audit.sheet: {path}, row 1: no column {', '.join(missing)}; {AS_DRAWN}")
    twice = [name for name, times in Counter(header).items() if name and times > 1]
    if twice:
        raise SheetError(f"audit.sheet: {path}, row 1: the column {twice[0]!r} is there twice")
    records = []
    for number, cells in rows[1:]:
        cells += [""] * (len(header) - len(cells))
        clean = (without_guard(cell) for cell in cells)
        records.append((number, dict(zip(header, clean, strict=False))))
    if not records:
        raise SheetError(f"audit.sheet: {path} has no rows; {AS_DRAWN}")
    return records


def read_audit(path: str | Path, minerals: Minerals, fields: list[dict]) -> pd.DataFrame:
    """Read the filled sheet of an audit.

    The points stay valid when the maps change, after a training for instance: a stratum is a set of
    pixels that was fixed when the points were drawn, `stratum_px` is its size, and within it every
    pixel had the same chance. What a newer map calls these pixels is in no formula.

    Parameters
    ----------
    path : path
        ``points.csv`` with the column mineral filled: symbol, paper's label, name, code, or ``?``.
    minerals : Minerals
    fields : list of dict
        Of the survey: deposit, section, field; places are checked where width and height are known.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of deposit, field and place; points that nobody could tell are
        left out and counted in stratum_unknown. deposit_px are the pixels of all strata of the
        deposit, those without any point left among them.

    Raises
    ------
    SheetError
        Naming every bad row, up to `LISTED` of them, and what to do.
    """
    path = Path(os.path.expandvars(path))
    records, answers = _records(path), Answers(minerals)
    wrong = errors_of(records, answers, {field["field"]: field for field in fields})
    if wrong:
        more = len(wrong) - LISTED
        rest = [f"and {more} more rows"] if more > 0 else []
        raise SheetError("\n  ".join([f"audit.sheet: {path}", *wrong[:LISTED], *rest]))
    table = pd.DataFrame([row for _, row in records])
    table = table.astype(dict.fromkeys(NUMBERS, "int64"))
    unknown = table["mineral"] == CANNOT_TELL
    table["stratum_unknown"] = unknown.groupby(table["stratum"]).transform("sum")
    sizes = table.drop_duplicates("stratum").groupby("deposit")["stratum_px"].sum()
    table["deposit_px"] = table["deposit"].map(sizes)
    if unknown.any():
        LOG.info("%s: %d of %d points could not be told", path, unknown.sum(), len(table))
    told = table[~unknown].sort_values(["deposit", "field", "y_px", "x_px"], ignore_index=True)
    codes = [answers.code(text) for text in told["mineral"]]
    return told.assign(true_code=pd.array(codes, dtype="int64"))[COLUMNS]
