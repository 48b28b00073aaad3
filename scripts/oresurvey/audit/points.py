"""Points of an audit: drawn at random from the class maps, stratified by deposit and class.

Every pixel of a stratum has the same chance. The manifests know how many pixels of a class each
field has, so the field and the rank of the pixel among those of its class are drawn first; then
each map is read once, by rows, for the places of these ranks.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.audit.strata import strata_of, with_points
from oresurvey.errors import FieldError
from oresurvey.maps.geotiff import MapReader
from oresurvey.maps.rows import Rows, row_ranges

POINT_COLUMNS = [
    *("point", "deposit", "section", "field", "x_px", "y_px"),
    *("stratum", "stratum_px", "stratum_points", "mineral", "note"),
]


def places_of(rows: Rows, ranks: dict[int, np.ndarray]) -> tuple[dict, dict]:
    """Places of some pixels of a map, given by their rank among those of their class.

    Parameters
    ----------
    rows : Rows
        Of H rows and W columns.
    ranks : dict of int to (n,) int
        By code; ascending, from 0, in raster order.

    Returns
    -------
    places : dict of int to (n,) int
        ``y * W + x`` by code.
    pixels : dict of int to int
        How many pixels of these codes the map has.
    """
    found: dict[int, list[np.ndarray]] = {code: [] for code in ranks}
    seen = dict.fromkeys(ranks, 0)
    for y0, y1 in row_ranges(rows):
        strip = rows.read_rows(y0, y1).ravel()
        for code, wanted in ranks.items():
            pixels = np.flatnonzero(strip == code)
            first, last = np.searchsorted(wanted, (seen[code], seen[code] + len(pixels)))
            here = wanted[first:last] - seen[code]
            found[code].append(pixels[here] + y0 * rows.width)
            seen[code] += len(pixels)
    return {code: np.concatenate(parts) for code, parts in found.items()}, seen


def _draw_ranks(strata: pd.DataFrame, entries: list[dict], generator) -> dict[str, dict]:
    """Field to code to ascending ranks, drawn without replacement over the stratum's pixels."""
    drawn: dict[str, dict] = {}
    for stratum in strata.itertuples():
        mine = [entry for entry in entries if entry["deposit"] == stratum.deposit]
        pixels = [entry["class_pixels"].get(str(stratum.code), 0) for entry in mine]
        ends = np.cumsum(pixels)
        ranks = np.sort(generator.choice(stratum.pixels, stratum.points, replace=False))
        field = np.searchsorted(ends, ranks, side="right")
        for index in np.unique(field):
            inside = ranks[field == index] - (ends[index] - pixels[index])
            drawn.setdefault(mine[index]["field"], {})[stratum.code] = inside
    return drawn


def _points_of_field(entry: dict, rows: Rows, ranks: dict[int, np.ndarray]) -> list[dict]:
    places, pixels = places_of(rows, ranks)
    for code, count in pixels.items():
        if count != entry["class_pixels"][str(code)]:
            raise FieldError(
                f"field {entry['field']}: the map has {count} pixels of code {code}, its manifest "
                f"{entry['class_pixels'][str(code)]}; run the target `grains` before `audit`"
            )
    place = {key: entry[key] for key in ("deposit", "section", "field")}
    return [
        place | {"x_px": int(at % rows.width), "y_px": int(at // rows.width), "code": code}
        for code, found in places.items()
        for at in found
    ]


def class_map(entry: dict) -> MapReader:
    """The class map of a manifest's entry, to be read by rows."""
    return MapReader(Path(entry["folder"]) / "classes.tif")


def draw_points(
    entries: list[dict],
    points: int,
    generator: np.random.Generator,
    open_map: Callable[[dict], AbstractContextManager[Rows]] = class_map,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the points of an audit.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances, in any order.
    points : int
        Of the whole audit; all are distinct, so there are fewer if there are fewer pixels.
    generator : Generator
        The same state draws the same points.
    open_map : callable, optional
        Entry to its class map, one at a time.

    Returns
    -------
    points : DataFrame
        `POINT_COLUMNS`; mineral and note are empty, for a person to fill. Numbers of points and of
        strata are shuffled: neither they nor the order of the rows tell what the map says.
    strata : DataFrame
        deposit, stratum, code, pixels, points.

    Raises
    ------
    ConfigurationError
        If the points are too few for the strata.
    FieldError
        If a map is missing, or is not the one of its manifest.
    """
    entries = sorted(entries, key=lambda entry: entry["field"])
    strata = with_points(strata_of(entries), points)
    ranks = _draw_ranks(strata, entries, generator)
    strata.insert(1, "stratum", generator.permutation(len(strata)) + 1)
    rows: list[dict] = []
    for entry in entries:
        if entry["field"] in ranks:
            with open_map(entry) as data:
                rows += _points_of_field(entry, data, ranks[entry["field"]])
    columns = ["deposit", "section", "field", "x_px", "y_px", "code"]
    found = pd.DataFrame(rows, columns=columns).assign(mineral="", note="")
    about = strata.rename(columns={"pixels": "stratum_px", "points": "stratum_points"})
    found = found.merge(about, on=["deposit", "code"], validate="many_to_one")
    found["point"] = generator.permutation(len(found)) + 1
    return found.sort_values("point", ignore_index=True)[POINT_COLUMNS], strata
