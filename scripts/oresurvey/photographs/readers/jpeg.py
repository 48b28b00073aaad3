"""JPEGs with slips of cameras' firmware that cost no pixel: read as if the slips were mended.

libjpeg decodes on after each of these and warns, and so it does when half of a picture is missing.
GDAL is told to stop at any warning. So of a file that it stops at a copy in memory is made whose
slips are mended, and that has to be read without a warning.
"""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from rasterio.io import MemoryFile

from oresurvey.photographs.formats import UNREADABLE
from oresurvey.photographs.readers.gdal_file import GdalFile

_START, _END, _SCAN, _JFIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_SEQUENTIAL = (0xC0, 0xC1)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WHOLE_SPECTRUM = b"\0\x3f\0"
"""Parameters of the scan of a sequential JPEG (ITU T.81, table B.3)."""
_AFTER_SCAN = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
"""A marker that ends a scan's samples: neither a stuffed byte nor a restart."""


def _no_jpeg(why: str) -> ValueError:
    return ValueError(f"no JPEG whose slips could be mended: {why}")


def _segments(content: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """(marker, payload, bytes before it that belong to nothing, where it ends) up to the scan."""
    at = 2
    while True:
        start = content.find(b"\xff", at)
        if start < 0:
            raise _no_jpeg("no scan")
        place = start
        while content[place : place + 1] == b"\xff":
            place += 1
        if place + 3 > len(content):
            raise _no_jpeg("no scan")
        marker, (length,) = content[place], struct.unpack_from(">H", content, place + 1)
        end = place + 1 + length
        if length < 2 or end > len(content) or marker in (_START, _END):
            raise _no_jpeg("its segments do not fit")
        yield marker, content[place + 3 : end], start - at, end
        if marker == _SCAN:
            return
        at = end


def _mended_header(content: bytes) -> tuple[bytearray, list[str], int]:
    """Everything up to the samples, what was mended, and where the samples begin."""
    header, slips, frame, components, start = bytearray(content[:2]), [], 0, 0, 2
    for marker, payload, between, end in _segments(content):
        start = end
        if between:
            slips.append(f"{between} bytes between its segments")
        if marker in _FRAMES:
            frame, components = marker, payload[5]
        elif marker == _JFIF and payload.startswith(b"JFIF\0") and payload[5:6] != b"\x01":
            payload = payload[:5] + b"\x01" + payload[6:]
            slips.append("an unknown revision of JFIF")
        elif marker == _ADOBE and payload.startswith(b"Adobe") and payload[11:12] > b"\x02":
            payload = payload[:11] + b"\x01" + payload[12:]
            slips.append("an unknown transform of colours")
        elif marker == _SCAN:
            if frame not in _SEQUENTIAL or payload[0] != components:
                # In several scans: what is missing shows as coarse, and without a warning.
                raise _no_jpeg("it has several scans")
            if payload[-3:] != _WHOLE_SPECTRUM:
                payload = payload[:-3] + _WHOLE_SPECTRUM
                slips.append("parameters of its scan that no JPEG has")
        header += bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload
    return header, slips, start


def mended(content: bytes) -> tuple[bytes, list[str]]:
    """A JPEG of one scan without its harmless slips.

    Parameters
    ----------
    content : bytes
        Of the file.

    Returns
    -------
    bytes, list of str
        A copy, and which slips it is without. If it decodes without a warning, it has all pixels.

    Raises
    ------
    ValueError
        If it has several scans, is no JPEG, or has no such slip.
    """
    header, slips, start = _mended_header(content)
    after = _AFTER_SCAN.search(content, start)
    stop = after.start() if after else len(content)
    if not after:
        slips.append("no mark of its end")
    if not slips:
        raise _no_jpeg("it has none")
    return bytes(header + content[start:stop] + bytes((0xFF, _END))), slips


class JpegFile(GdalFile):
    """A JPEG: read strictly, and once GDAL stops, from a copy whose slips are mended.

    Parameters
    ----------
    path : Path
    opened : callable
        Opens a path, or that of a file in memory.

    Raises
    ------
    rasterio.errors.RasterioError
        If it cannot be opened, not even mended.
    """

    def __init__(self, path: Path, opened: Callable):
        self._path, self._opened = path, opened
        self._memory: MemoryFile | None = None
        try:
            super().__init__(opened(path))
        except UNREADABLE as error:
            super().__init__(None)
            self._mend(error)

    def _mend(self, error: Exception) -> None:
        """Go on with a mended copy; raises the error where there is nothing to mend."""
        try:
            content, slips = mended(self._path.read_bytes())
        except (ValueError, IndexError, struct.error, OSError):
            slips = []
        if self._memory or not slips:
            # With the cause that it came with.
            raise error
        # Of the same name, for messages that are alike at each run.
        self._memory = MemoryFile(content, filename=self._path.name)
        fresh = self._opened(self._memory.name)
        if self._data:
            self._data.close()
        self._data = fresh
        self.remarks.append(
            f"has slips of the program that wrote it ({', '.join(slips)}), of which others will "
            "complain; all of its pixels were read"
        )

    def read(self, *arguments, **named):
        """As rasterio's."""
        try:
            return self._data.read(*arguments, **named)
        except UNREADABLE as error:
            self._mend(error)
            return self._data.read(*arguments, **named)

    def close(self) -> None:
        """Close it, and the copy."""
        self._data.close()
        if self._memory:
            self._memory.close()

    def __exit__(self, *_):
        self.close()
