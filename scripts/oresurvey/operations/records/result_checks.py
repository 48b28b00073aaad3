"""Do results hold what their jobs wrote? Files against the records of `operations.records.jobs`."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path

from oresurvey.catalog.new_sheet.folder import is_litter
from oresurvey.files.half_written import is_half_written
from oresurvey.maps.digests import content_digest
from oresurvey.operations.records.findings import Finding, short, unlike
from oresurvey.operations.records.jobs import RECORDS
from oresurvey.operations.records.viewer_traces import (
    changes_beside,
    is_trace,
    untouched_digests,
)
from oresurvey.survey.layout import SurveyLayout

NOT_VERIFIED = {
    "logs": "what jobs said",
    "benchmarks": "what jobs took",
    RECORDS: "the records themselves",
    "status.html": "how a run gets on",
}
"""Entries of a results folder that no record covers, and what they are."""
AT_ONCE = 256
"""Files that wait for a digest at a time."""


def _chunks(items: Iterable, size: int) -> Iterator[list]:
    chunk = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    yield chunk


def recorded_files(record: dict) -> Iterator[tuple[str, str]]:
    """Path below the results and digest of every file of a record."""
    yield from record["outputs"].items()
    for folder, files in record["fields"].items():
        for name, digest in files.items():
            yield f"{folder}/{name}", digest


def check_files(
    results: Path,
    job: str,
    files: Iterable[tuple[str, str]],
    workers: Executor,
    checked: Callable[[], None],
) -> Iterator[Finding]:
    """Files that are missing or hold something else.

    Parameters
    ----------
    results : Path
    job : str
        First output of the job that made them.
    files : iterable of (str, str)
        Path below the results, digest.
    workers : Executor
        Computes digests.
    checked : function
        Called for each file.
    """

    def check(one: tuple[str, str]) -> Finding | None:
        path, expected = one
        if not (results / path).is_file():
            return Finding("missing", path, f"expected {short(expected)}", job)
        if log := changes_beside(results / path):
            return Finding("altered", path, f"{log} beside it holds changes of it", job)
        found = content_digest(results / path)
        if found == expected or expected in untouched_digests(results / path):
            return None
        return Finding("altered", path, unlike(expected, found), job)

    for chunk in _chunks(files, AT_ONCE):
        for finding in workers.map(check, chunk):
            checked()
            if finding:
                yield finding


class KnownFiles:
    """Paths of the files that records cover; those of fields by folder, to spare memory."""

    def __init__(self):
        self._outputs: set[str] = set()
        self._fields: dict[str, tuple[str, ...]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, record: dict) -> None:
        """Take in a record."""
        self._outputs.update(record["outputs"])
        for folder, files in record["fields"].items():
            names = tuple(sorted({*files, *self._fields.get(folder, ())}))
            # Almost all fields have the same files: one tuple serves them.
            self._fields[folder] = self._names.setdefault(names, names)

    def covers_field(self, folder: str) -> bool:
        """Whether any file of a field's folder is recorded."""
        return folder in self._fields

    def __contains__(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return path in self._outputs or name in self._fields.get(folder, ())


def check_belonging(
    results: Path, known: KnownFiles, layout: SurveyLayout, ignored: Iterable[Path] = ()
) -> Iterator[Finding]:
    """Files that no current job made: stale ones by the topmost folder, others one by one.

    Parameters
    ----------
    results : Path
    known : KnownFiles
    layout : SurveyLayout
    ignored : iterable of Path
        Folders inside the results that hold something else, as the photographs of the demo.
    """
    ignored = {path.absolute() for path in ignored}

    def walk(folder: Path) -> Iterator[Finding]:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        names = {entry.name for entry in found}
        for entry in found:
            path = Path(entry.path)
            below = path.relative_to(results).as_posix()
            if below in NOT_VERIFIED or path.absolute() in ignored:
                continue
            if entry.name.startswith("."):
                if is_half_written(entry.name):
                    yield Finding("stale", below, "a killed job left it")
                continue
            if is_litter(entry.name, entry.is_dir(follow_symlinks=False)):
                continue
            reason = layout.stale(below)
            if not reason and layout.is_field(below) and not known.covers_field(below):
                reason = "the field is quarantined now"
            if reason:
                yield Finding("stale", below, reason)
            elif below in known or is_trace(entry.name, names):
                continue
            elif entry.is_dir(follow_symlinks=False):
                yield from walk(path)
            else:
                yield Finding("unrecorded", below, "no record of it")

    yield from walk(results)
