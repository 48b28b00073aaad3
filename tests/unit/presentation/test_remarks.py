"""Remarks of the catalog without names of columns."""

import pandas as pd
import pytest

from oresurvey.catalog.remarks import UNLIKE, unlike_others
from oresurvey.presentation.remarks import plain_remark
from oresurvey.survey.catalog_columns import QUALITY


@pytest.mark.parametrize("measure", [measure for measure, *_ in UNLIKE])
def test_no_remark_that_the_catalog_writes_keeps_a_name(measure):
    fields = pd.DataFrame({name: [10.0] * 6 for name in QUALITY})
    fields = fields.assign(field=list("abcdef"), deposit="A", um_per_px=1.0, status="accepted")
    fields.loc[0, measure] = 61.25
    [written] = unlike_others(fields)["a"]
    assert f"{measure} is 61.2, their median 10" in written
    plain = plain_remark(f"soft; {written}; a bar")
    assert not [name for name in QUALITY if name in plain]
    assert " is 61.2 " in plain and ", their median 10 " in plain and plain.endswith("; a bar")


def test_other_remarks_stay_as_they_are():
    text = "looks the same as b, as if saved twice; if so, delete all rows but one"
    assert plain_remark(text) == text
    told = plain_remark("redder than the others of A: cast_red_pct is 16.9, their median -3.2")
    assert told.endswith("its cast of red is 16.9 %, their median -3.2 %")
