"""What a verification finds: what it is, what was expected, what to do."""

from dataclasses import dataclass

SHORT = 12
"""Digits of a digest that a person compares."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was recorded.

    Attributes
    ----------
    kind : str
        altered, missing, unrecorded, stale: of a result. outdated: made from what was then made
        again. changed: of what the results were made from.
    path : str
        Of a result, below the results; else the name of what changed.
    detail : str
        Expected and found, in words.
    job : str
        First output of the job that made a result, below the results.
    """

    kind: str
    path: str
    detail: str
    job: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}: {self.detail}"


ADVICE = {
    "altered": "`make repair CONFIG=...` makes these again, or put the file back from a copy",
    "missing": "`make repair CONFIG=...` makes these again",
    "unrecorded": "no job of this survey made these: move them out of the results folder",
    "stale": "left of an earlier sheet or configuration: `make clean-stale CONFIG=...` lists and "
    "removes them",
    "outdated": "`make survey CONFIG=...` makes these again; what it leaves was made by naming a "
    "target, which is to be named again",
    "changed": "`make survey CONFIG=...` makes again what depends on it; or put it back",
}
"""What to do, by kind of finding."""


def short(digest: str) -> str:
    """A digest as it is shown; "nothing" for none."""
    return digest.removeprefix("map:")[:SHORT] or "nothing"


def unlike(expected: str, found: str) -> str:
    """Two digests, in words."""
    return f"expected {short(expected)}, found {short(found)}"
