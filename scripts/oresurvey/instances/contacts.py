"""Contacts: which grain touches which, and along what length.

Crossings are counted in whole numbers and strip by strip; they become lengths at the end, so no
length depends on the strips.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from oresurvey.instances.crofton import length_px
from oresurvey.instances.crossings import Crossings, as_pairs, of_pairs
from oresurvey.instances.numbering import ClosedNumbers, StripGrains
from oresurvey.instances.record_runs import RecordRuns, in_parts
from oresurvey.instances.sorted_records import SortedRecords

CONTACT = np.dtype(
    [
        ("pair", np.uint64),
        ("straight", np.int64),
        ("diagonal", np.int64),
        ("code_a", np.uint8),
        ("code_b", np.uint8),
    ],
    align=True,
)
"""Record of a contact: the numbers of its grains (see `instances.crossings.as_pairs`), its
crossings, and the codes of the grain of the lower number and of the other one."""

COUNTS = ("straight", "diagonal")
"""Fields of `CONTACT` that are added up over the strips."""


def strip_contacts(crossings: Crossings, grains: StripGrains) -> np.ndarray:
    """Contacts within a strip, of grains as they are numbered there; (n,) CONTACT."""
    low, high = crossings.low, crossings.high
    contacts = np.empty(len(low), CONTACT)
    contacts["pair"] = as_pairs(grains.number_of[low], grains.number_of[high])
    for name in COUNTS:
        contacts[name] = getattr(crossings, name)
    contacts["code_a"], contacts["code_b"] = grains.code_of[low], grains.code_of[high]
    return contacts


def _of_whole_grains(contacts: np.ndarray, numbers: ClosedNumbers) -> np.ndarray:
    """Contacts, given the final numbers of their grains in place; those within one are none."""
    a, b = (numbers.of(number) for number in of_pairs(contacts["pair"]))
    contacts["pair"] = as_pairs(a, b)
    turned = a > b
    if turned.any():
        codes = contacts["code_a"][turned], contacts["code_b"][turned]
        contacts["code_b"][turned], contacts["code_a"][turned] = codes
    # Pieces that meet in one strip only at a corner may be joined in another one.
    apart = a != b
    return contacts if apart.all() else contacts.compress(apart)


def contact_tables(
    found: RecordRuns, into: SortedRecords, numbers: ClosedNumbers, rows: int
) -> Iterator[pd.DataFrame]:
    """Shared boundary of every pair of touching regions, in the order of their numbers.

    Parameters
    ----------
    found : RecordRuns
        CONTACT of all strips.
    into : SortedRecords
        CONTACT, with the sums of `COUNTS`; empty.
    numbers : ClosedNumbers
    rows : int
        Of a table.

    Yields
    ------
    DataFrame
        grain_a, grain_b (a < b; 0 background, the last number void), code_a, code_b, length_px.
        The frame of the field is no contact. At least one, which may be empty.

    Notes
    -----
    Crofton's formula in four directions, so that the contacts of a grain inside the field add up
    to its perimeter.
    """
    for block in found.blocks():
        into.add(_of_whole_grains(block, numbers))
    for part in in_parts(into.blocks(), rows):
        a, b = of_pairs(part["pair"])
        yield pd.DataFrame(
            {
                "grain_a": a,
                "grain_b": b,
                "code_a": part["code_a"].astype(np.int64),
                "code_b": part["code_b"].astype(np.int64),
                "length_px": length_px(part["straight"], part["diagonal"]),
            },
            copy=False,
        )
