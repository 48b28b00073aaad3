"""The start of a run: the results are locked, and what a killed run left is put aside."""

import sys
from collections.abc import Sequence
from pathlib import Path

from oresurvey.files.half_written import remove_half_written
from oresurvey.operations.records.home import NOTES
from oresurvey.operations.run.left_over_jobs import mark_jobs, stop_left_over_jobs
from oresurvey.operations.run.lock import ResultsLock, take_lock

READING = {
    *("--lint", "-l", "--summary", "-S", "--detailed-summary", "-D", "--report"),
    *("--dag", "--rulegraph", "--filegraph", "--d3dag", "--list", "--list-rules"),
    *("--list-target-rules", "--list-untracked", "--list-changes", "--list-input-changes"),
    *("--list-params-changes", "--print-compilation", "--containerize"),
    *("--export-cwl", "--conda-create-envs-only", "--list-conda-envs"),
}
"""Arguments with which Snakemake writes no result."""


def only_reads(arguments: Sequence[str]) -> bool:
    """Whether Snakemake, called like this, looks at results and writes none."""
    return any(argument.split("=")[0] in READING for argument in arguments)


def remove_snakemake_locks(results: str | Path, notes: Path = NOTES) -> int:
    """Remove Snakemake's locks on files of a results folder; those of other surveys stay.

    To be called by the one who holds the lock of the folder: then Snakemake's are of a killed run.

    Returns
    -------
    int
        How many there were.
    """
    found = [
        path
        for path in sorted((notes / "locks").glob("*.lock"))
        if f"\n{results}/" in "\n" + path.read_text(encoding="utf-8", errors="replace")
    ]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def put_aside(results: str | Path, notes: Path = NOTES) -> list[str]:
    """Stop jobs and remove Snakemake's locks of a killed run; what was done, for a person."""
    said = []
    if stopped := stop_left_over_jobs(results):
        said.append(f"processes of a killed run that were still at work, stopped now: {stopped}")
    if remove_snakemake_locks(results, notes):
        said.append("Snakemake's lock, which a killed run left, was removed")
    return said


def begin_run(results: str, command: str, notes: Path = NOTES) -> ResultsLock:
    """Lock the results for this process and whatever it starts.

    Parameters
    ----------
    results : str
        As in the configuration, without a slash at its end.
    command : str
        What a person knows this run by.
    notes : Path

    Raises
    ------
    LockedError
        If another run works there or may, or if the folder cannot be written.
    """
    lock = take_lock(results, command)
    said = put_aside(results, notes)
    if lock.killed:
        said.insert(0, f"the last run was killed: {lock.killed}")
        remove_half_written(results)
    for line in said:
        print(f"{results}: {line}", file=sys.stderr)
    mark_jobs(results)
    return lock
