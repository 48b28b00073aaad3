"""What the viewer of a photograph without a map holds: everything is unidentified, to be named."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import FORMULA_STARTS
from oresurvey.photographs.photograph import Photograph
from oresurvey.report.viewer.colours import safe_colours
from oresurvey.report.viewer.grains import COLUMNS, Listed, packed_grains
from oresurvey.report.viewer.packing import packed
from oresurvey.report.viewer.runs import packed_runs
from oresurvey.report.viewer.shown_scale import MOST_PX, shown, shown_photograph, shown_scale
from oresurvey.report.viewer.tiles import pyramid
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

CONNECTIVITY = 8
_AT_A_TIME = 2**20


def _digest(pixels: int) -> str:
    """Digest of the values of a map of so many pixels that are all unidentified."""
    digest, part = hashlib.sha256(), bytes([UNIDENTIFIED]) * _AT_A_TIME
    for _ in range(pixels // _AT_A_TIME):
        digest.update(part)
    digest.update(part[: pixels % _AT_A_TIME])
    return digest.hexdigest()


def _to_name(minerals: Minerals) -> list[dict]:
    """What a person may name: the table of minerals, the background last."""
    safe = safe_colours(minerals)
    codes = sorted(minerals.codes, key=lambda code: (code == BACKGROUND, code))
    return [
        {
            "code": code,
            "symbol": minerals.symbol(code),
            "name": minerals[code].name,
            "pct": 0.0,
            "survey": minerals[code].colour,
            "safe": safe.get(code, minerals[code].colour),
            "photographed": minerals[code].colour,
        }
        for code in codes
    ]


def blank_content(
    path: Path, minerals: Minerals, um_per_px: float | None = None, most_px: int = MOST_PX
) -> dict:
    """The same as `report.viewer.content.viewer_content`, of a photograph alone.

    Parameters
    ----------
    path : Path
        The photograph; the field has the name of its file.
    minerals : Minerals
    um_per_px : float or None
    most_px : int
        See `report.viewer.shown_scale.shown_scale`.

    Raises
    ------
    FieldError
        If the photograph cannot be read.
    """
    with Photograph(path) as photograph:
        width, height = photograph.width, photograph.height
        scale = shown_scale(width, height, most_px)
        wide, high = shown(width, scale), shown(height, scale)
        pictures = pyramid(lambda: shown_photograph(photograph, scale), wide, high)
    nothing = pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    none = {name: packed(np.empty(0, np.uint32)) for name in "ab"}
    return {
        **{"deposit": "", "section": "", "field": path.stem, "split": None, "model": "none"},
        "blank": True,
        "photograph_sha256": file_sha256(path),
        "map_sha256": _digest(width * height),
        "connectivity": CONNECTIVITY,
        **{"width": width, "height": height, "shown_scale": scale},
        **{"shown_width": wide, "shown_height": high},
        "um_per_px": um_per_px,
        "um2_per_px2": um_per_px**2 if um_per_px else None,
        "photograph": pictures,
        # No grain is in the table: the number of a region is its code.
        "regions": packed_runs(np.full((1, wide), UNIDENTIFIED, np.uint32) for _ in range(high)),
        "grains": packed_grains(Listed(nothing, 0, 0)),
        **{"all_grains": 0, "smallest_listed_px": 0},
        "contacts": none | {"length_px": packed(np.empty(0, np.float32))},
        "annotation": None,
        "suggested": [],
        "confidence": None,
        "confidence_colours": [],
        **{"minerals": [], "others": _to_name(minerals)},
        "codes": {"unidentified": UNIDENTIFIED, "void": VOID},
        "formula_starts": "".join(FORMULA_STARTS),
    }
