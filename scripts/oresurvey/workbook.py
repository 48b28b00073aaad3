"""The workbook: every table of the report in one file for a spreadsheet."""

import os
from pathlib import Path

import pandas as pd

from oresurvey.tables import without_formulas

LONGEST = 1_048_575
"""Rows of a sheet in the XLSX format, header left out."""


def write_workbook(tables: dict[str, pd.DataFrame], about: list[str], path: str | Path) -> None:
    """Write ``survey.xlsx``, atomically.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Sheet name to table; units are in the column names.
    about : list of str
        Lines of the first sheet.
    path : path

    Raises
    ------
    ValueError
        If a table has more rows than a sheet can hold.
    """
    path = Path(path)
    fresh = path.with_name(f".{path.stem}.{os.getpid()}.xlsx")
    with pd.ExcelWriter(fresh, engine="openpyxl") as book:
        pd.DataFrame({"About this workbook": about}).to_excel(
            book, sheet_name="README", index=False
        )
        book.sheets["README"].column_dimensions["A"].width = 110
        for name, table in tables.items():
            if len(table) > LONGEST:
                raise ValueError(f"table {name} has {len(table)} rows; a sheet holds {LONGEST}")
            safe = without_formulas(table)
            safe.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = book.sheets[name]
            for cells, column in zip(sheet.columns, table.columns, strict=True):
                sheet.column_dimensions[cells[0].column_letter].width = max(
                    len(str(column)) + 2, 11
                )
                if pd.api.types.is_float_dtype(table[column]):
                    for cell in cells[1:]:
                        cell.number_format = "0.000"
    os.replace(fresh, path)
