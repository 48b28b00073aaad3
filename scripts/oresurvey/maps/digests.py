"""Digests by which a file of the results is known again, whatever has no bearing on its content."""

import hashlib
import json
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.maps.geotiff import map_about, values_sha256
from oresurvey.photographs.formats import UNREADABLE

MAP = "map:"
"""Begins the digest of a map; any other is the SHA-256 of the bytes."""


def map_sha256(path: Path) -> str:
    """Digest of the values, the tags and the scale of a map; not of its colours.

    Colours are put on maps after inference, in place: they are no reason to doubt a map.
    """
    about = {"values": values_sha256(path)} | map_about(path)
    return MAP + hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def content_digest(path: str | Path) -> str:
    """Digest of a file of the results: `map_sha256` of a GeoTIFF, SHA-256 of any other.

    Returns
    -------
    str
        Empty for a file that is missing or cannot be read.
    """
    path = Path(path)
    if path.suffix != ".tif":
        return file_sha256(path)
    try:
        return map_sha256(path)
    except UNREADABLE:
        return ""
