"""What a run is known by: command, versions, digests of configuration, sheet and minerals."""

import hashlib
import json
import os
import platform
import shlex
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from oresurvey import __version__
from oresurvey.files.digests import file_sha256
from oresurvey.survey.formulas import Formula
from oresurvey.survey.minerals import Minerals

COMMAND = "ORESURVEY_COMMAND"
"""Environment variable: jobs of a cluster have a command line of their own."""
PACKAGES = (
    *("snakemake", "numpy", "scipy", "pandas", "pyarrow", "pillow", "rasterio", "scikit-image"),
    *("shapely", "pyogrio", "matplotlib", "tensorflow", "keras", "openvino"),
)


def command_line(arguments: list[str]) -> str:
    """The command that runs Snakemake with these arguments, wherever it is installed."""
    return shlex.join(["snakemake", *arguments[1:]])


def software_versions() -> dict[str, str]:
    """Version of Python and of every package that numbers depend on, if it is installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def configuration_digest(survey: dict) -> str:
    """SHA-256 of a whole configuration, defaults filled in."""
    return hashlib.sha256(json.dumps(survey, sort_keys=True).encode()).hexdigest()


def minerals_digest(minerals: Minerals, formulas: dict[int, Formula]) -> str:
    """SHA-256 of what a table of minerals says, whatever its spelling."""
    rows = [list(vars(mineral).values()) for mineral in minerals.table]
    texts = {str(code): formula.text for code, formula in formulas.items()}
    return hashlib.sha256(json.dumps([rows, texts], sort_keys=True).encode()).hexdigest()


def inputs_of_run(survey: dict, minerals: Minerals, formulas: dict[int, Formula]) -> dict[str, str]:
    """Digests of configuration, sheet and minerals, as records have them.

    Parameters
    ----------
    survey : dict
        The checked configuration.
    minerals : Minerals
    formulas : dict
        As from `survey.formulas.read_formulas`.
    """
    return {
        "configuration_sha256": configuration_digest(survey),
        "sheet_sha256": file_sha256(Path(os.path.expandvars(survey["sheet"]))),
        "minerals_sha256": minerals_digest(minerals, formulas),
    }


def about_run(
    survey: dict,
    minerals: Minerals,
    formulas: dict[int, Formula],
    scripts: str,
    arguments: list[str],
) -> dict:
    """What jobs get to know of the run; no change of it is a reason for a rerun.

    Parameters
    ----------
    survey, minerals, formulas
        See `inputs_of_run`.
    scripts : str
        Folder of the scripts.
    arguments : list of str
        Command line of the run.
    """
    os.environ.setdefault(COMMAND, command_line(arguments))
    return {
        "results": survey["results"].rstrip("/"),
        "scripts": scripts,
        "version": __version__,
        "command": os.environ[COMMAND],
        "software": software_versions(),
        "configuration": survey,
        **inputs_of_run(survey, minerals, formulas),
    }


def provenance_rows(run: dict) -> list[tuple[str, str]]:
    """Name and text of what a page says of the run that made it.

    Parameters
    ----------
    run : dict
        As from `about_run`: ``snakemake.config["run"]`` in a script.
    """
    software = ", ".join(f"{name} {number}" for name, number in run["software"].items())
    return [
        ("oresurvey", run["version"]),
        ("command", run["command"]),
        ("sheet", run["sheet_sha256"]),
        ("minerals", run["minerals_sha256"]),
        ("configuration", run["configuration_sha256"]),
        ("software", software),
    ]
