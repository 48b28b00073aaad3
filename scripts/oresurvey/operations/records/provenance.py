"""What a run is known by: its command, versions, digests of configuration, sheet and minerals."""

import os
import platform
import shlex
from importlib.metadata import PackageNotFoundError, version

from oresurvey import __version__
from oresurvey.survey.formulas import Formula
from oresurvey.survey.minerals import Minerals
from oresurvey.survey.provenance import inputs_of_run

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


def about_run(
    survey: dict,
    minerals: Minerals,
    formulas: dict[int, Formula],
    arguments: list[str],
) -> dict:
    """What jobs get to know of the run; no change of it is a reason for a rerun.

    Parameters
    ----------
    survey, minerals, formulas
        See `survey.provenance.inputs_of_run`.
    arguments : list of str
        Command line of the run.
    """
    os.environ.setdefault(COMMAND, command_line(arguments))
    return {
        "results": survey["results"].rstrip("/"),
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
