"""Soak: every kind of bad photograph, mask and sheet, counted by what became of it."""

import os
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

from bad_masks import MASKS
from bad_photographs import PHOTOGRAPHS
from bad_sheets import SHEETS
from kinds import ACCEPTED, QUARANTINED, REFUSED, REMARK, Kind
from PIL import Image
from scene import scene

from oresurvey.catalog.inspection import inspect_field
from oresurvey.catalog.meters import FieldWatch
from oresurvey.errors import SheetError
from oresurvey.survey.field import Field
from oresurvey.survey.sheet import read_sheet

CRASHED, NOT_TRIED = "crashed", "not tried (root reads everything)"


def _of_file(image: Path, mask: Path | None) -> str:
    watch = FieldWatch()
    found = inspect_field(Field("Birch", "B1", "B1a", image, mask), range(15), 64, watch=watch)
    if found.status == QUARANTINED:
        return QUARANTINED
    return REMARK if watch.as_json()["remarks"] else ACCEPTED


def _photograph(kind: Kind, folder: Path) -> str:
    (folder / "images").mkdir()
    image = kind.make(folder / "images" / "photo")
    if kind.name == "not readable" and os.access(image, os.R_OK):
        return NOT_TRIED
    return _of_file(image, None)


def _mask(kind: Kind, folder: Path) -> str:
    Image.fromarray(scene()[0]).save(folder / "photo.png")
    return _of_file(folder / "photo.png", kind.make(folder / "mask"))


def _sheet(kind: Kind, folder: Path) -> str:
    try:
        read_sheet(kind.make(folder))
    except SheetError:
        return REFUSED
    return ACCEPTED


def bad_input() -> list[tuple[str, str]]:
    """Try every kind; rows of the table of `run`."""
    became, unlike = Counter(), []
    for kinds, handle in ((PHOTOGRAPHS, _photograph), (MASKS, _mask), (SHEETS, _sheet)):
        for kind in kinds:
            with TemporaryDirectory() as folder:
                try:
                    what = handle(kind, Path(folder))
                except Exception as error:
                    print(f"FINDING {kind.name}: {type(error).__name__}: {error}", flush=True)
                    what = CRASHED
            became[what] += 1
            if what not in (kind.verdict, NOT_TRIED):
                unlike.append(kind.name)
    tried = became.total() - became[NOT_TRIED]
    rows = [("kinds tried", str(tried)), *((key, str(n)) for key, n in sorted(became.items()))]
    return [
        *((f"bad input: {key}", n) for key, n in rows if key != CRASHED),
        ("bad input: crashes (0)", str(became[CRASHED])),
        ("bad input: other than the table says (0)", ", ".join(unlike) or "0"),
    ]
