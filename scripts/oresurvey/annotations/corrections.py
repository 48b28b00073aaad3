"""Corrections that a person made in the viewer: what a map shall say of some runs of pixels."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.photographs.sizes import LARGEST_MPX
from oresurvey.survey.mineral_codes import VOID

SCHEMA = "oresurvey-corrections/1"
RUN = ("start", "length", "code", "was")
"""Of a run: first pixel, counted along the rows; pixels; code now; code on the map then."""


@dataclass(frozen=True)
class Corrections:
    """Content of ``FIELD.corrections.json``.

    Attributes
    ----------
    field : str
    photograph_sha256, map_sha256 : str
        Digests of the photograph and of the map that was corrected.
    size : (int, int)
        Height and width of the photograph.
    minerals : dict of int to str
        Symbols of the codes, as the viewer knew them.
    runs : (n, 4) int64
        See `RUN`; in order, none reaches into the next.
    by, made : str
        Who, and when.
    """

    field: str
    photograph_sha256: str
    map_sha256: str
    size: tuple[int, int]
    minerals: dict[int, str]
    runs: np.ndarray
    by: str
    made: str

    def mask(self, rest: int = VOID) -> np.ndarray:
        """The pixels that were corrected, each with its code, and `rest` elsewhere; (H, W) uint8.

        Unknown ones are VOID.
        """
        flat = np.full(self.size[0] * self.size[1], rest, np.uint8)
        for start, length, code, _ in self.runs.tolist():
            flat[start : start + length] = code
        return flat.reshape(self.size)


def is_corrections(content) -> bool:
    """Whether a JSON document is one of corrections, of any version."""
    name = content.get("schema") if isinstance(content, dict) else None
    return isinstance(name, str) and name.startswith(SCHEMA.split("/")[0])


def _checked_runs(runs: np.ndarray, pixels: int, path: Path) -> np.ndarray:
    starts, ends, code = runs[:, 0], runs[:, 0] + runs[:, 1], runs[:, 2]
    wrong = (starts < 0) | (runs[:, 1] < 1) | (ends > pixels) | (code < 0) | (code > VOID)
    wrong[1:] |= starts[1:] < ends[:-1]
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise FieldError(
            f"{path}: run {first + 1}, {runs[first].tolist()}, reaches out of the photograph or "
            "into the run before it, or its code is none; save the corrections again in the viewer"
        )
    return runs


def corrections_of(content: dict, path: Path) -> Corrections:
    """Corrections that a document holds.

    Parameters
    ----------
    content : dict
        As parsed from JSON.
    path : Path
        Of the file, for messages.

    Raises
    ------
    FieldError
        If it is of another version, or something of it is missing or no correction.
    """
    if content.get("schema") != SCHEMA:
        raise FieldError(
            f"{path} has the schema {content.get('schema')!r}; this version reads {SCHEMA}: "
            "update, or save the corrections again in the viewer of this version"
        )
    try:
        size = int(content["height"]), int(content["width"])
        if min(size) < 1 or size[0] * size[1] > LARGEST_MPX * 1e6:
            raise ValueError(f"no photograph is {size[1]} x {size[0]} px")
        if int(content.get("scale", 1)) < 1:
            raise ValueError(f"scale {content['scale']}")
        runs = np.array(content["runs"], np.int64).reshape(-1, len(RUN))
        return Corrections(
            str(content["field"]),
            str(content["photograph_sha256"]),
            str(content["map_sha256"]),
            size,
            {int(code): str(symbol) for code, symbol in content["minerals"].items()},
            _checked_runs(runs, size[0] * size[1], path),
            str(content.get("by", "")),
            str(content.get("made", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise FieldError(
            f"{path} cannot be read as corrections ({type(error).__name__}: {error}); save them "
            "again in the viewer"
        ) from None


def read_corrections(path: str | Path) -> Corrections:
    """Corrections of a file.

    Raises
    ------
    FieldError
        As `corrections_of`, or if it is no JSON.
    """
    path = Path(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise FieldError(f"{path} cannot be read: {error}; save the corrections again") from None
    if not is_corrections(content):
        raise FieldError(f"{path} holds no corrections ({SCHEMA})")
    return corrections_of(content, path)
