"""The sentence on the photographed area, and sizes of which the pages say "at least"."""

import numpy as np
import pandas as pd

from oresurvey.presentation.tables import page_table
from oresurvey.report.polished_area import polished_area_sentence

SIZES = pd.DataFrame(
    {
        "level": "deposit", "code": [1, 6, 8], "mineral": ["Ccp", "Py", "Sp"],
        "ore_area_pct": [0.007, 60, 39.993], "polished_area_mm2": 12.34,
        "area_error_pct": [90.0, 4.04, 25.0], "area_needed_mm2": [999.0, 2.0, 77.1],
    }
)  # fmt: skip


def test_sentence_names_the_error_of_every_mineral_and_the_area_it_takes():
    text = polished_area_sentence(SIZES)
    assert "(12.3 mm²) is small" in text
    assert "Py 4 %, Sp 25 % (10 % takes 77 mm²)" in text and "Ccp" not in text


def test_enough_and_unknown():
    assert "is enough" in polished_area_sentence(SIZES[SIZES["code"] == 6])
    unscaled = SIZES.assign(polished_area_mm2=np.nan, area_needed_mm2=np.nan)
    assert "area is small" in polished_area_sentence(unscaled)
    assert polished_area_sentence(SIZES.assign(area_error_pct=np.nan)) == ""


def test_a_size_that_is_at_least_is_printed_so():
    table = page_table(pd.DataFrame({"d50_um": [484.2, 12.0], "d50_at_least": [True, False]}))
    texts = [row[0]["text"] for row in table["rows"]]
    assert texts == ["at least 484.2", "12"]
