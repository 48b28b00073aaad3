"""Groups of touching ore minerals in one field, from its grains and contacts.

A group is what hangs together by shared boundary, gangue aside. Grains smaller than the smallest
grain take no part: a speck neither joins two groups nor gives one its name.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oresurvey.deposits.usable_grains import SmallestGrain
from oresurvey.files.tables import read_parquet
from oresurvey.survey.minerals import Minerals

GRAIN_COLUMNS = ["grain", "code", "area_px", "touches_frame"]
BOX_COLUMNS = ["left_px", "top_px", "right_px", "bottom_px"]
CONTACT_COLUMNS = ["grain_a", "grain_b"]
MEMBER_COLUMNS = [
    *("group", "code", "area_px", "group_area_px", "minerals", "combination", "touches_frame"),
    *BOX_COLUMNS,
]


def group_numbers(grains: np.ndarray, contacts: pd.DataFrame) -> np.ndarray:
    """Group of every grain; groups are numbered from 0 in the order of their first grain.

    Parameters
    ----------
    grains : (n,) int
        Numbers of the grains that take part.
    contacts : DataFrame
        grain_a, grain_b; others than these grains are passed over.

    Returns
    -------
    (n,) int
    """
    index = pd.Index(grains)
    a, b = (index.get_indexer(contacts[side]) for side in CONTACT_COLUMNS)
    both = (a >= 0) & (b >= 0)
    touch = coo_array((np.ones(both.sum(), bool), (a[both], b[both])), shape=(len(index),) * 2)
    _, group = connected_components(touch, directed=False)
    return pd.factorize(group)[0]


def members(
    grains: pd.DataFrame, contacts: pd.DataFrame, smallest_px: int, minerals: Minerals
) -> pd.DataFrame:
    """The minerals of every group of a field.

    Parameters
    ----------
    grains : DataFrame
        `GRAIN_COLUMNS` and, where wanted, `BOX_COLUMNS` of ``grains.parquet``.
    contacts : DataFrame
        `CONTACT_COLUMNS` of ``contacts.parquet``.
    smallest_px : int
        Pixels of the smallest grain that takes part.
    minerals : Minerals

    Returns
    -------
    DataFrame
        One row per group and mineral, `MEMBER_COLUMNS`: area_px of the mineral in the group,
        group_area_px, minerals (how many), combination ("Ccp+Sp"), touches_frame of the group, and
        its box, NaN where there was none.
    """
    kept = grains[grains["area_px"] >= smallest_px]
    kept = kept.assign(group=group_numbers(kept["grain"].to_numpy(), contacts))
    for column in BOX_COLUMNS:
        if column not in kept:
            kept[column] = np.nan
    # Ascending codes, so that a combination has one name.
    found = kept.groupby(["group", "code"], as_index=False)["area_px"].sum()
    found["symbol"] = [minerals[code].symbol for code in found["code"]]
    groups = kept.groupby("group").agg(
        group_area_px=("area_px", "sum"),
        touches_frame=("touches_frame", "any"),
        **{side: (side, "min") for side in BOX_COLUMNS[:2]},
        **{side: (side, "max") for side in BOX_COLUMNS[2:]},
    )
    of_group = found.groupby("group")
    groups["minerals"] = of_group.size()
    groups["combination"] = of_group["symbol"].agg("+".join)
    return found.join(groups, on="group")[MEMBER_COLUMNS]


def field_members(
    entries: list[dict],
    smallest: SmallestGrain,
    minerals: Minerals,
    boxes: Callable[[dict], bool],
) -> Iterator[tuple[dict, pd.DataFrame]]:
    """Groups field by field, so that no two fields are in memory.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    smallest : SmallestGrain
    minerals : Minerals
    boxes : function
        Whether the boxes of an entry's groups are wanted.

    Yields
    ------
    dict, DataFrame
        The entry, and as from `members`.
    """
    for entry in entries:
        folder = Path(entry["folder"])
        columns = GRAIN_COLUMNS + (BOX_COLUMNS if boxes(entry) else [])
        grains = read_parquet(folder / "grains.parquet", columns)
        contacts = read_parquet(folder / "contacts.parquet", CONTACT_COLUMNS)
        (smallest_px,) = smallest.in_px(np.array([entry["um_per_px"] or np.nan]))
        yield entry, members(grains, contacts, smallest_px, minerals)
