"""Snakemake, called by a command rather than by a person."""

import subprocess
import sys
from pathlib import Path


def snakemake(configuration: Path, *arguments: str, **how) -> subprocess.CompletedProcess:
    """Run Snakemake in the working directory.

    Parameters
    ----------
    configuration : Path
    *arguments : str
        The first one is an option: ``--configfile`` would take a target for another file.
    **how
        As of `subprocess.run`.
    """
    command = [sys.executable, "-m", "snakemake", "--configfile", str(configuration), *arguments]
    # What was printed before comes before what Snakemake prints, into a file too.
    sys.stdout.flush()
    return subprocess.run(command, **how)


def dry_run(configuration: Path, targets: list[str], *options: str) -> subprocess.CompletedProcess:
    """What Snakemake would do; all that it says is in ``stdout``."""
    return snakemake(
        configuration,
        *("--dry-run", *options, "--", *targets),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
