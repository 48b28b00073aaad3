"""Digests of a whole results folder, to tell whether two runs left the same to the byte."""

from pathlib import Path

from oresurvey.files.digests import file_sha256

MAY_DIFFER = {
    "logs": "what jobs said, and when",
    "benchmarks": "what jobs took",
    "status.html": "how a run gets on",
    "records/.home": "a mark that is drawn by chance",
    "records/.lock": "the process that works there",
    "catalog/.fingerprints.json": "times and numbers of files on this disk",
}
"""Entries of a results folder that no result depends on, and what they hold."""
TIMESTAMP = ".snakemake_timestamp"
"""Snakemake's mark in a folder that is an output; its content is nothing."""


def result_digests(results: Path, ignored: tuple[Path, ...] = ()) -> dict[str, str]:
    """SHA-256 of every file, by its path below the results.

    Parameters
    ----------
    results : Path
    ignored : tuple of Path
        Folders in it that hold something else, such as the photographs of the demo.
    """
    found = {}
    for path in sorted(results.rglob("*")):
        name = path.relative_to(results).as_posix()
        apart = any(name == other or name.startswith(f"{other}/") for other in MAY_DIFFER)
        if not path.is_file() or apart or path.name == TIMESTAMP:
            continue
        if not any(path.is_relative_to(folder) for folder in ignored):
            found[name] = file_sha256(path)
    return found


def unlike(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Paths that only one has, or that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
