"""Files of microscopes, telephones and cameras: read with the packages of ``make microscopes``."""

import importlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from oresurvey.errors import FieldError
from oresurvey.photographs.formats import DAMAGED, RAW_SUFFIXES
from oresurvey.photographs.readers.samples import Samples

INSTALL = "make microscopes"
_HEIC = tuple(f"ftyp{brand}".encode() for brand in ("heic", "heix", "heim", "heis", "mif1"))


@dataclass(frozen=True)
class Extra:
    """What reads a kind of file.

    Attributes
    ----------
    kind : str
        In words, as "a Zeiss CZI".
    package : str
        What has to be installed, by the name that it is imported by.
    opened : str
        Module and function that open it.
    """

    kind: str
    package: str
    opened: str


CZI = Extra("a Zeiss CZI", "pylibCZIrw", "zeiss.CziFile")
LIF = Extra("a Leica LIF", "liffile", "leica.open_lif")
HEIC = Extra("a HEIC of a telephone", "pi_heif", "cameras.open_heic")
RAW = Extra("a camera's raw file", "rawpy", "cameras.open_raw")


def extra_of(path: Path, start: bytes) -> Extra | None:
    """What reads a file, by its first bytes; by its name only raw files, which begin as TIFFs do.

    Parameters
    ----------
    path : Path
    start : bytes
        The first 16 bytes at least.
    """
    if path.suffix.lower() in RAW_SUFFIXES:
        return RAW
    if start.startswith(b"ZISRAWFILE"):
        return CZI
    if start.startswith(b"\x70\0\0\0") and start[8:9] == b"\x2a":
        return LIF
    return HEIC if start[4:].startswith(_HEIC) else None


def open_extra(path: Path, extra: Extra, what: str) -> Samples:
    """Open such a file.

    Raises
    ------
    FieldError
        If it cannot be read, or the package is not installed: it says how to install it.
    UnclearPagesError
        If it holds several pictures.
    """
    if what != "photograph":
        raise FieldError(f"{what} {path} is {extra.kind}; export it as PNG or TIFF")
    if importlib.util.find_spec(extra.package) is None:
        raise FieldError(
            f"photograph {path} is {extra.kind}, which needs packages of its own; type "
            f"{INSTALL}, or export it as JPEG, PNG or TIFF"
        )
    module, _, name = extra.opened.partition(".")
    reader = importlib.import_module(f"oresurvey.photographs.readers.{module}")
    try:
        return getattr(reader, name)(path)
    except DAMAGED as error:
        raise FieldError(
            f"photograph {path} is {extra.kind} that cannot be read ({error}); copy it again, or "
            "export it as JPEG, PNG or TIFF"
        ) from None
