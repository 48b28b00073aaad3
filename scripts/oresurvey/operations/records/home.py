"""Where results are at home: beside Snakemake's notes of what they were made from.

Snakemake keeps these notes in ``.snakemake``, beside the Snakefile. Where they are lost, because a
results folder was copied without them or they were deleted, it goes by the times of files alone: a
mask that was edited is then not noticed, and a copy with other times is computed again. So results
and notes carry the same mark, and no run starts where the marks differ.
"""

import os
import uuid
from pathlib import Path

from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import digest_of
from oresurvey.files.tables import write_text
from oresurvey.operations.records.jobs import JOBS, RECORDS

NOTES = Path(".snakemake")


def _mark_of_results(results: str | Path) -> Path:
    return Path(results) / RECORDS / ".home"


def _mark_of_notes(results: str | Path, notes: Path) -> Path:
    return notes / "oresurvey" / digest_of(str(results))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def make_home(results: str | Path, notes: Path = NOTES) -> None:
    """Mark results as those that the notes are about."""
    mark = f"{uuid.uuid4().hex}\n"
    for path in (_mark_of_results(results), _mark_of_notes(results, notes)):
        write_text(mark, path)


def name_code(now: str, before: str, notes: Path = NOTES) -> None:
    """Let Snakemake's notes name other code, as records have it: its jobs run again.

    Parameters
    ----------
    now, before : str
        What the notes name, and what they are to name.
    notes : Path, optional
    """
    for path in (notes / "metadata").rglob("*"):
        if path.is_file() and now in (text := path.read_text(encoding="utf-8")):
            write_text(text.replace(now, before), path)


def check_home(results: str | Path, notes: Path = NOTES) -> None:
    """Mark results that no job has been recorded in; check the mark of all others.

    Parameters
    ----------
    results : path
        As in the configuration: relative to where Snakemake runs, as its notes are.
    notes : Path, optional

    Raises
    ------
    ConfigurationError
        If the notes are not about these results.
    """
    here = _read(_mark_of_notes(results, notes))
    if here and here == _read(_mark_of_results(results)):
        return
    if not (Path(results) / JOBS).is_dir():
        # A folder that cannot be written fails where a job says so.
        if os.access(_existing(Path(results)), os.W_OK):
            make_home(results, notes)
        return
    raise ConfigurationError(
        f"{results} was made elsewhere, or {notes} was deleted: Snakemake does not know what its "
        "files were made from. `make adopt CONFIG=...` checks every file and takes them over; to "
        "make all again, delete the folder"
    )


def _existing(path: Path) -> Path:
    """The nearest folder above, or the path itself, that is there."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path
