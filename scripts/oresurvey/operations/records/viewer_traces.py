"""What programs leave in results, and beside them, that they only show: no alteration.

A GIS keeps statistics of the maps that it draws, and SQLite counts whoever looks into a GeoPackage.
The digest of such a file is that of the file as its job left it, with these traces undone.
"""

import hashlib
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

BESIDE = (".aux.xml", ".ovr", "-wal", "-shm", "-journal")
"""What a GIS and SQLite add to the name of a file for statistics, overviews and their own notes."""
_LOGS = ("-wal", "-journal", "-shm")
"""Of them, those of SQLite; the first two hold changes."""

_HEADER = 100
_LEGACY = ((18, b"\1"), (19, b"\1"), (24, b"\0\0\0\1"), (92, b"\0\0\0\1"))
"""Places in the header of SQLite's format, and what `report.gis.geopackage` leaves there: no write-
ahead log, one transaction, counted twice (https://www.sqlite.org/fileformat2.html)."""
_VERSION = 96
"""Place of the version of SQLite that wrote last."""
_STATISTICS = "STATISTICS_"


def is_trace(name: str, beside: set[str]) -> bool:
    """Whether a file that no job made is a viewer's, beside one that it showed.

    Parameters
    ----------
    name : str
    beside : set of str
        Names of all that is in its folder.
    """
    return any(name.endswith(end) and name.removesuffix(end) in beside for end in BESIDE)


def logs_of(path: Path) -> list[Path]:
    """Where SQLite keeps changes of a GeoPackage that are not in it, and notes on them."""
    return [path.with_name(f"{path.name}{end}") for end in _LOGS if path.suffix == ".gpkg"]


def changes_beside(path: Path) -> str:
    """Name of a file that holds changes of a GeoPackage; "" without one.

    Whoever opens the layer sees them, even if the layer itself was made again since.
    """
    return next((log.name for log in logs_of(path)[:2] if log.is_file() and log.stat().st_size), "")


def untouched_digests(path: Path) -> Iterator[str]:
    """SHA-256 of a file as it was before it was looked at; several where that cannot be known.

    Nothing for a file that viewers leave as it is, and for one that holds changes.
    """
    if path.suffix == ".gpkg":
        yield from _geopackage(path)
    elif path.name.endswith(".aux.xml"):
        yield from _raster_notes(path)


def _geopackage(path: Path) -> Iterator[str]:
    now = sqlite3.sqlite_version_info
    here = (now[0] * 1_000_000 + now[1] * 1_000 + now[2]).to_bytes(4, "big")
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER))
        for place, value in _LEGACY:
            header[place : place + len(value)] = value
        for version in dict.fromkeys((bytes(header[_VERSION:]), here)):
            header[_VERSION:] = version
            digest = hashlib.sha256(header)
            file.seek(_HEADER)
            while piece := file.read(2**20):
                digest.update(piece)
            yield digest.hexdigest()


def _raster_notes(path: Path) -> Iterator[str]:
    try:
        dataset = ET.fromstring(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ET.ParseError):
        return
    for band in dataset:
        for part in list(band):
            if part.tag == "Metadata":
                for item in list(part):
                    if item.get("key", "").startswith(_STATISTICS):
                        part.remove(item)
            if part.tag == "Histograms" or (part.tag == "Metadata" and not len(part)):
                band.remove(part)
    for element in dataset.iter():
        # Words beside the numbers, which GDAL 3.9 adds.
        for key in ("typeAsString", "usageAsString"):
            element.attrib.pop(key, None)
    # As `report.gis.attribute_table` writes it.
    ET.indent(dataset)
    text = ET.tostring(dataset, encoding="unicode") + "\n"
    yield hashlib.sha256(text.encode()).hexdigest()
