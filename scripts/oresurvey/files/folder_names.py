"""Folders of deposits and fields: any name as one folder on every file system."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

LONGEST_FOLDER_BYTES = 120
"""File systems take 255 bytes, names of temporary files included."""

_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE
)
"""Names that Windows keeps for devices, with any suffix."""


def _quoted(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


@lru_cache(maxsize=1024)
def folder_name(name: str) -> str:
    """A name as one folder on every file system; letters of any alphabet are kept.

    Two names have one folder only if they are the same text to a reader: accents typed as one
    character or as two are one folder on some file systems.

    Examples
    --------
    >>> folder_name("Norilsk 1/a")
    'Norilsk%201%2Fa'
    >>> folder_name("..")
    '%2E%2E'
    >>> folder_name("nul")
    '%6Eul'
    """
    chars = [
        char if char.isalnum() or char in "-_." else quote(char, safe="")
        for char in unicodedata.normalize("NFC", name)
    ]
    # A leading dot hides, a leading dash is read as an option, Windows drops a dot at the end.
    if chars[0] in ".-" or _RESERVED.fullmatch(name):
        chars[0] = _quoted(chars[0])
    if chars[-1] == ".":
        chars[-1] = _quoted(".")
    folder = "".join(chars)
    if len(folder.encode()) <= LONGEST_FOLDER_BYTES:
        return folder
    # No other name has a tilde: it is written as %7E.
    end = f"~{hashlib.sha256(folder.encode()).hexdigest()[:16]}"
    while len(folder.encode()) + len(end) > LONGEST_FOLDER_BYTES:
        folder = folder.removesuffix(chars.pop())
    return folder + end
