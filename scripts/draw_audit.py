"""Audit: points to be named by a person, a page to do it, and what their strata are."""

from pathlib import Path

import numpy as np

from oresurvey import __version__
from oresurvey.audit.crops import write_crops
from oresurvey.audit.page import write_page
from oresurvey.audit.points import draw_points
from oresurvey.errors import ConfigurationError
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals


def of_deposits(entries: list[dict], wanted: list[str]) -> list[dict]:
    """Entries of the deposits that an audit is about; of all if none is named."""
    known = sorted({entry["deposit"] for entry in entries})
    for name in wanted:
        if name not in known:
            raise ConfigurationError(
                f"audit.deposits: no map is of {name!r}; deposits to choose from: "
                f"{', '.join(known) or 'none'}"
            )
    return [entry for entry in entries if not wanted or entry["deposit"] in wanted]


def main(
    manifests: list[str], about: str, settings: dict, minerals: str, paths: dict, folder: str
) -> None:
    """Write ``points.csv``, ``strata.csv``, ``index.html`` and ``crops/``.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    about : str
        ``model.json``.
    settings : dict
        points, seed and deposits of the configuration's ``audit`` section.
    minerals : str
        Path of the table of minerals.
    paths : dict
        As from `survey.rows.paths_of`.
    folder : str
    """
    named, folder = read_minerals(minerals), Path(folder)
    entries = of_deposits(read_manifests(manifests), settings["deposits"])
    points, strata = draw_points(
        entries, settings["points"], np.random.default_rng(settings["seed"])
    )
    LOG.info("%d points of %d strata", len(points), len(strata))
    provenance = {
        "version": __version__,
        "model_sha256": read_json(about)["sha256"],
        "instances_sha256": {entry["field"]: entry["sha256"] for entry in entries},
        "settings": settings,
        "design": "simple random sample of pixels in every stratum (deposit, predicted class)",
    }
    strata.insert(3, "mineral", [named.symbol(code) for code in strata["code"]])
    pictures = write_crops(points, entries, paths, folder / "crops")
    write_csv(points, folder / "points.csv", provenance)
    write_csv(strata, folder / "strata.csv", provenance)
    write_page(points, pictures, named, folder / "index.html")


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.instances),
        snakemake.input.about,
        snakemake.params.settings,
        snakemake.params.minerals,
        snakemake.config["paths"],
        str(Path(snakemake.output.points).parent),
    )
    record_job(snakemake)
