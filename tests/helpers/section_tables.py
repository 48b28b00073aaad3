"""Invented rows of modal.csv, grain_size.csv and association.csv, from one value per section."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")
CODES = (1, 6, 8)
"""Chalcopyrite, pyrite, sphalerite."""


def modal_rows(deposits, codes=CODES, field="{section}x"):
    """Field and section rows, ore only; deposits: name -> sections x codes, any scale."""
    rows = []
    for deposit, sections in deposits.items():
        for k, parts in enumerate(np.asarray(sections, float)):
            section, whole = f"{deposit}{k}", parts.sum()
            for level in ("field", "section"):
                name = field.format(section=section) if level == "field" else ""
                for code, part in zip(codes, parts, strict=True):
                    pct = 100 * part / whole if whole else np.nan
                    rows.append((level, deposit, section, name, code, "ore", pct))
    return pd.DataFrame(
        rows, columns=["level", "deposit", "section", "field", "code", "basis", "pct"]
    )


def size_rows(deposits, unit="um", code=6):
    """Section rows: D50 as given, P80 twice that, in micrometres or in pixels only."""
    rows = [
        {
            "level": "section", "deposit": deposit, "section": f"{deposit}{k}", "code": code,
            "d50_at_least": False, "p80_at_least": False, "frame_um": 1000.0,
            "d50_um": d50 if unit == "um" else np.nan,
            "p80_um": 2 * d50 if unit == "um" else np.nan,
        }
        for deposit, sizes in deposits.items()
        for k, d50 in enumerate(sizes)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def association_rows(deposits, code_a=6, code_b=1):
    """Section rows: A meets B in this per cent of its boundary, background in the rest.

    A contact of 0 is no row, as in ``association.csv``.
    """
    rows = []
    for deposit, shares in deposits.items():
        for k, pct in enumerate(shares):
            place = ("section", deposit, f"{deposit}{k}", code_a)
            rows += [(*place, b, p) for b, p in ((0, 100 - pct), (code_b, pct)) if p > 0]
    columns = ["level", "deposit", "section", "code_a", "code_b", "association_pct"]
    return pd.DataFrame(rows, columns=columns)


def whole(table, **wanted):
    """The only row of a table that is about a whole deposit and has these values."""
    table = table[table["level"] == "deposit"]
    for column, value in wanted.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]
