"""What the tables of deposits were made from."""

from pathlib import Path

from oresurvey import __version__
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json


def table_provenance(
    about: str | None, entries: list[dict], minerals: str | Path, settings: dict
) -> dict:
    """Provenance that every table of grains and shares carries.

    Parameters
    ----------
    about : str or None
        Path of ``model.json``; None for the annotation.
    entries : list of dict
        Manifest entries of the instances.
    minerals : path
        Table of minerals.
    settings : dict
    """
    return {
        "version": __version__,
        "model_sha256": read_json(about)["sha256"] if about else "annotation",
        "instances_sha256": {entry["field"]: entry["sha256"] for entry in entries},
        "minerals_sha256": file_sha256(Path(minerals)),
        "settings": settings,
    }
