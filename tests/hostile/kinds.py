"""What a kind of bad input is, and what must happen to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ACCEPTED, REMARK, QUARANTINED, REFUSED = "accepted", "remark", "quarantined", "refused"


@dataclass(frozen=True)
class Kind:
    """One kind of photograph, mask or sheet.

    Attributes
    ----------
    name : str
    make : callable
        Of a photograph or mask: path without a suffix -> path of the file that it made. Of a sheet:
        folder -> path of the sheet.
    verdict : str
        "accepted"; "remark", accepted with `says` among its warnings; "quarantined", or of a sheet
        "refused", with `says` in the reason.
    says : str
    why : str
        Why this is right, in a line.
    same : bool
        Of an accepted photograph: read as the very pixels that it was made from.
    """

    name: str
    make: Callable[[Path], Path]
    verdict: str
    says: str
    why: str
    same: bool = False


def table_of(kinds: list[Kind]) -> str:
    """Kinds as a table in Markdown."""

    def cell(text: str) -> str:
        return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())

    lines = ["| kind | what happens | why |", "|---|---|---|"]
    for kind in kinds:
        said = f': "{kind.says}"' if kind.says else ", the same pixels" if kind.same else ""
        lines.append(f"| {cell(kind.name)} | {kind.verdict}{cell(said)} | {cell(kind.why)} |")
    return "\n".join(lines) + "\n"
