"""Instances: grains of a class map, each measured.

A grain is a contiguous patch of one mineral. Touching crystals of one mineral are one grain: a
class map cannot tell them apart; `instances.splitting` guesses where they meet, on request.

A map is read once, strip by strip. In memory are the grains that the last row read cuts; a grain
that has ended, and a contact, is a record, and records that are many lie on disk. So memory grows
with the width of a map, not with its height and not with its grains. The numbers are the same, to
the last bit, whatever the strips.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.errors import FieldError
from oresurvey.instances.contacts import CONTACT, COUNTS, contact_tables, strip_contacts
from oresurvey.instances.crossings import strip_crossings
from oresurvey.instances.measures import GRAIN, GrainMeasures, beside_empty
from oresurvey.instances.moments import check_size
from oresurvey.instances.numbering import Numbering
from oresurvey.instances.pieces import strips
from oresurvey.instances.record_runs import RUN_BYTES, RecordRuns, in_parts
from oresurvey.instances.sorted_records import SortedRecords
from oresurvey.instances.table import grain_table
from oresurvey.maps.rows import Rows, by_rows
from oresurvey.photographs.visible import Visible
from oresurvey.survey.mineral_codes import VOID


@dataclass(frozen=True)
class Portions:
    """How much is in memory at a time. No number depends on it.

    Attributes
    ----------
    strip_rows : int or None
        Rows of a map; by default those of `maps.rows.rows_of_strip`.
    table_rows : int
        Rows of a table. Few photographs of one field have more grains than the default.
    run_bytes : int
        See `instances.record_runs.RecordRuns`.
    """

    strip_rows: int | None = None
    table_rows: int = 2**18
    run_bytes: int = RUN_BYTES


@dataclass(frozen=True)
class Instances:
    """Grains and contacts of one field.

    Attributes
    ----------
    grains : DataFrame
        One row per grain, see `instances`.
    contacts : DataFrame
        See `instances.contacts.contact_tables`.
    class_pixels : dict of int to int
        Pixels of every code, void left out.
    """

    grains: pd.DataFrame
    contacts: pd.DataFrame
    class_pixels: dict[int, int]


@dataclass(frozen=True)
class InstanceParts:
    """Grains and contacts of one field, in parts that come one after the other, once.

    Attributes
    ----------
    grains, contacts : iterator of DataFrame
        As in `Instances`, some rows at a time; at least one, which may be empty.
    class_pixels : dict of int to int
        Pixels of every code, void left out.
    """

    grains: Iterator[pd.DataFrame]
    contacts: Iterator[pd.DataFrame]
    class_pixels: dict[int, int]


@contextmanager
def instance_parts(
    class_map: np.ndarray | Rows,
    confidence: np.ndarray | Rows | None,
    connectivity: int,
    um_per_px: float | None,
    portions: Portions,
    folder: Path | None = None,
    visible: Visible | None = None,
) -> Iterator[InstanceParts]:
    """Grains and contacts of a class map, in parts.

    Parameters
    ----------
    class_map, confidence, connectivity, um_per_px
        See `instances`.
    portions : Portions
    folder : path, optional
        Where records lie that are too many; see `instances.record_runs.RecordRuns`.
    visible : Visible, optional
        What of the photograph is visible; all of it when None.

    Raises
    ------
    FieldError
        See `instances`.
    """
    rows = by_rows(class_map)
    sure = None if confidence is None else by_rows(confidence)
    height, width = rows.height, rows.width
    check_size(height, width)
    if sure and (sure.height, sure.width) != (height, width):
        raise FieldError(
            f"the class map is {width} x {height} px but the confidence {sure.width} x "
            f"{sure.height} px; delete both and rerun"
        )
    numbering, measures = Numbering(), GrainMeasures()
    with (
        SortedRecords(GRAIN, "number", (), folder, portions.run_bytes) as ended,
        RecordRuns(CONTACT, folder, portions.run_bytes) as touching,
        SortedRecords(CONTACT, "pair", COUNTS, folder, portions.run_bytes) as contacts,
    ):
        for strip in strips(rows, connectivity, portions.strip_rows):
            runs = strip.runs()
            grains = numbering.add(strip, runs)
            crossings = strip_crossings(strip, grains)
            fresh = strip.y + strip.overlap, strip.y + len(strip.codes)
            here = None if sure is None else sure.read_rows(*fresh)
            cut = beside_empty(strip, visible) if visible else None
            ended.add(measures.add(strip, runs, grains, crossings, here, cut))
            touching.add(strip_contacts(crossings, grains))

        def grain_tables() -> Iterator[pd.DataFrame]:
            first = 1
            for part in in_parts(ended.blocks(), portions.table_rows):
                yield grain_table(part, first, height, width, um_per_px, sure is not None)
                first += len(part)

        yield InstanceParts(
            grain_tables(),
            contact_tables(touching, contacts, numbering.closed(), portions.table_rows),
            _by_code(measures.class_px),
        )


def _whole(parts: Iterator[pd.DataFrame]) -> pd.DataFrame:
    """A table from its parts."""
    tables = list(parts)
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def instances(
    class_map: np.ndarray | Rows,
    confidence: np.ndarray | Rows | None = None,
    connectivity: int = 8,
    um_per_px: float | None = None,
    strip_rows: int | None = None,
    visible: Visible | None = None,
) -> Instances:
    """Grains and contacts of a class map.

    Parameters
    ----------
    class_map : (H, W) uint8, or a map read by rows
        Mineral codes; 0 background, 254 unidentified, 255 void. Or a split map, see
        `instances.splitting.SplitRows`: its pieces are grains of their own, and the cuts between
        them are part of their outlines and contacts of a code with itself.
    confidence : the same, optional
        Probability * 255 of the class of each pixel.
    connectivity : int
        8 or 4.
    um_per_px : float, optional
        Scale; without it the columns in micrometres are NaN.
    strip_rows : int, optional
        Rows read at a time; the numbers do not depend on it.
    visible : Visible, optional
        What of the photograph is visible, where the map is not void; all of it when None. A grain
        at its border is cut by it as by the frame, and touches_frame says so.

    Returns
    -------
    Instances
        Columns of ``grains``: grain, code, area_px, ecd_px (2 sqrt(A / pi)), x_px, y_px (centroid,
        pixel centres at whole numbers), left_px, top_px, right_px, bottom_px (half-open),
        major_axis_px, minor_axis_px (of the ellipse with the same second moments), orientation_deg
        (of the major axis, from +x towards +y), perimeter_px (Crofton, four directions, the frame
        left out), circularity (4 pi A / P^2; of a disk 1 within a few per cent, above as well as
        below, as P is counted on a grid; NaN where the frame cuts the grain, and below an ECD of
        40 px), mean_confidence (0..1), touches_frame; and area_um2, ecd_um, perimeter_um. Grains
        are numbered in the raster order of their first pixels.

    Raises
    ------
    FieldError
        If the map is too large for exact sums (see `instances.moments.check_size`) or the
        confidence is of another size.

    Notes
    -----
    Work grows with pixels and runs, not with the number or the shape of grains.
    """
    portions = Portions(strip_rows)
    parts = instance_parts(
        class_map, confidence, connectivity, um_per_px, portions, visible=visible
    )
    with parts as found:
        return Instances(_whole(found.grains), _whole(found.contacts), found.class_pixels)


def _by_code(counts: np.ndarray) -> dict[int, int]:
    """Counts of codes that there are, void left out."""
    return {int(code): int(counts[code]) for code in np.flatnonzero(counts[:VOID])}


def class_pixels(class_map: np.ndarray) -> dict[int, int]:
    """Pixels of every code in a map, void left out."""
    return _by_code(np.bincount(class_map.ravel(), minlength=VOID + 1))
