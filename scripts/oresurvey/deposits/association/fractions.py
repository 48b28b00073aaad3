"""Tables of particles by size fraction: of all fields, then of those of each fraction."""

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from oresurvey.survey.cells.sampling import FRACTION, in_order

SEVERAL = "sections are of several size fractions: see the rows of each"
Kept = Callable[[pd.DataFrame], pd.DataFrame]


def _of_fields(fields: set[str], table: pd.DataFrame) -> pd.DataFrame:
    return table[table["field"].isin(fields)]


def by_fraction(make: Callable[[Kept], pd.DataFrame], fractions: Mapping[str, str]) -> pd.DataFrame:
    """A table of all fields and, below, of each size fraction, finest first.

    Parameters
    ----------
    make : callable
        From a function that keeps rows of a table of fields (by its column field) to a table with
        the columns level, deposit, section, low_pct, high_pct, interval and size_fraction_um.
    fractions : dict of str to str
        Field to its fraction.

    Returns
    -------
    DataFrame
        size_fraction_um is empty in the rows of all fields. Sections of several fractions are no
        sample of one thing, so such a deposit has no interval over all of them.
    """
    tables = [make(lambda table: table)]
    for fraction in in_order(fractions.values()):
        fields = {field for field, name in fractions.items() if name == fraction}
        tables.append(make(partial(_of_fields, fields)).assign(**{FRACTION: fraction}))
    below = pd.concat(tables[1:], ignore_index=True) if fractions else tables[0][:0]
    several = below.groupby("deposit")[FRACTION].nunique()
    mixed = tables[0]["deposit"].isin(several.index[several > 1]) & (
        tables[0]["level"] == "deposit"
    )
    tables[0].loc[mixed, ["low_pct", "high_pct"]] = float("nan")
    tables[0].loc[mixed, "interval"] = f"none: {SEVERAL}"
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
