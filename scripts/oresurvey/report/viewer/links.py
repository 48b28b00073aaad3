"""Viewers of single fields: where their pages and small pictures are, from their manifests."""

from collections.abc import Iterable
from dataclasses import dataclass

from oresurvey.files.manifests import read_manifests
from oresurvey.presentation.links import href


@dataclass(frozen=True)
class Viewer:
    """Of one field; links are relative to the folder of the survey page.

    Attributes
    ----------
    deposit, section, field : str
    page, thumbnail, map_thumbnail : str
        Links to the viewer and to small pictures of photograph and map.
    grains : int
    shown_scale : int
        Pixels of the photograph along one pixel of the viewer's picture.
    """

    deposit: str
    section: str
    field: str
    page: str
    thumbnail: str
    map_thumbnail: str
    grains: int
    shown_scale: int


def read_viewers(paths: Iterable[str]) -> dict[str, Viewer]:
    """Viewers by name of the field, in the order of deposit, section, field.

    Parameters
    ----------
    paths : iterable of path
        ``NAME/batches/viewers/BATCH.json``; paths in them are relative to the survey page.
    """
    found = [
        Viewer(
            entry["deposit"],
            entry["section"],
            entry["field"],
            href(entry["page"]),
            href(entry["thumbnail"]),
            href(entry["map_thumbnail"]),
            entry["grains"],
            entry["shown_scale"],
        )
        for entry in read_manifests(paths)
    ]
    found.sort(key=lambda one: (one.deposit, one.section, one.field))
    return {one.field: one for one in found}
