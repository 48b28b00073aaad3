"""The corpus of bad input in a folder: photographs, masks, and a sheet that names them.

``python tests/hostile/corpus.py FOLDER`` makes it to look at.
"""

import csv
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from bad_masks import MASKS
from bad_photographs import PHOTOGRAPHS
from kinds import QUARANTINED
from PIL import Image
from scene import scene

COLUMNS = ("deposit", "section", "field", "image", "mask", "split")
NAMES = {
    "Норильск-1 ⛏️": ("шлиф 7", "..", "-rf", "007", "{batch} $x$"),
    '<b>"Birch" & son\'s</b>': ("NUL", "=1+1", "NA", "a/../../b", "I" * 240),
}
"""Deposit to fields: names that are odd and must work."""


def good_rows(folder: Path) -> list[dict[str, str]]:
    """Rows of good fields with odd names; two of each deposit are annotated."""
    rows = []
    for deposit, names in NAMES.items():
        for k, name in enumerate(names):
            pixels, labels = scene(100 + len(rows))
            image, mask = folder / f"good-{len(rows)}.png", folder / f"good-{len(rows)}-mask.png"
            Image.fromarray(pixels).save(image)
            Image.fromarray(labels).save(mask)
            split = ("train", "validation", "")[min(k, 2)]
            cells = (deposit, f"{deposit} {k}", name, image, mask if split else "", split)
            rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))
    return rows


def bad_rows(folder: Path) -> list[dict[str, str]]:
    """Rows of all fields that are quarantined, whatever is in the rest of the sheet."""
    rows = []

    def add(name, image, mask="", split=""):
        cells = ("Norilsk's bad ones", f"bad {len(rows)}", name, image, mask, split)
        rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))

    for number, kind in enumerate(PHOTOGRAPHS):
        if kind.verdict == QUARANTINED and kind.name != "not readable":
            add(f"photograph: {kind.name}", kind.make(folder / f"photograph-{number}"))
    for number, kind in enumerate(MASKS):
        if kind.verdict == QUARANTINED:
            pixels = scene(0)[0].copy()
            # Another file for each, or it would be a duplicate.
            pixels[0, 0] = number
            image = folder / f"masked-{number}.png"
            Image.fromarray(pixels).save(image)
            add(f"mask: {kind.name}", image, kind.make(folder / f"mask-{number}"), "train")
    shutil.copy(folder / "good-0.png", folder / "copy.png")
    add("duplicate", folder / "copy.png")
    return rows


def write_sheet(rows: list[dict[str, str]], path: Path) -> None:
    """A sheet of these rows, in the quotation marks that they need."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / "files").mkdir(parents=True)
    write_sheet(good_rows(target / "files") + bad_rows(target / "files"), target / "sheet.tsv")
