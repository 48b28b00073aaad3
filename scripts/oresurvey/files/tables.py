"""Tables on disk: written whole or not at all, with their provenance beside them."""

import json
import os
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PARQUET_KEY = b"oresurvey"
PROVENANCE = ".provenance.json"
"""What a table was made from is beside it, under its name and this."""


def replace_file(path: Path, write) -> None:
    """Call `write(temporary path)`, then give the file its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        write(fresh)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def write_text(text: str, path: str | Path) -> None:
    """Write a UTF-8 text, atomically."""
    replace_file(Path(path), lambda fresh: fresh.write_text(text, encoding="utf-8"))


def copy_file(source: str | Path, path: str | Path) -> None:
    """Copy a file, atomically."""
    replace_file(Path(path), lambda fresh: shutil.copyfile(source, fresh))


def write_json(value, path: str | Path) -> None:
    """Write JSON with sorted keys, atomically; NaN is refused, since no other reader takes it."""
    write_text(json.dumps(value, indent=1, sort_keys=True, allow_nan=False) + "\n", path)


def read_json(path: str | Path):
    """Read JSON."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def _no_formula(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Text cells and headers that a spreadsheet would run as a formula get an apostrophe."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [_no_formula(cell) for cell in safe[column]]
    return safe.rename(columns=_no_formula)


def write_csv(frame: pd.DataFrame, path: str | Path, provenance: dict | None = None) -> None:
    """Write a table as UTF-8 CSV, atomically.

    Parameters
    ----------
    frame : DataFrame
        Without its index.
    path : path
    provenance : dict or None
        What the table was made from; written to ``PATH.provenance.json``.
    """
    if provenance is not None:
        write_json(provenance, f"{path}{PROVENANCE}")
    text = without_formulas(frame).to_csv(index=False, float_format="%.10g", lineterminator="\n")
    write_text(text, path)


def markdown_table(frame: pd.DataFrame) -> str:
    """A table as Markdown: four figures, nothing where there is nothing."""

    def cell(value) -> str:
        if isinstance(value, float):
            return "" if value != value else f"{value:.4g}"
        return str(value)

    lines = [list(frame.columns), ["---"] * len(frame.columns)]
    lines += [[cell(value) for value in row] for row in frame.to_numpy(object)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def read_parquet(path: str | Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a Parquet table, or some of its columns."""
    return pq.read_table(path, columns=columns).to_pandas()
