"""Remarks on the sheet: what a reader takes for one name, and scales of a lost decimal point."""

import numpy as np
import pytest

from oresurvey.catalog.sheet_remarks import say_of_sheet, sheet_remarks, skeleton
from oresurvey.survey.field import Field


def rows(deposits, sections=None, scales=None):
    sections = sections or [f"S{k}" for k in range(len(deposits))]
    scales = scales or [np.nan] * len(deposits)
    return [
        {"field": f"f{k}", "deposit": deposit, "section": section, "um_per_px": scale}
        for k, (deposit, section, scale) in enumerate(zip(deposits, sections, scales, strict=True))
    ]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("Верхний\u00a0Восток", "character 8 is no-break space, there space"),
        ("Верхний  Восток", "character 9 is space, there cyrillic capital letter ve"),
        ("Верхний Bосток", "character 9 is latin capital letter b, there cyrillic capital"),
        ("Верхний Восток\u200b", "character 15 is zero width space, there nothing"),
    ],
)
def test_names_that_look_the_same(other, says):
    """The rarer one is reported, whatever its place in the sheet."""
    found = sheet_remarks(rows([other, "Верхний Восток", "Верхний Восток"]))
    [remark] = found.pop("f0")
    assert found == {}
    assert remark.startswith(f"deposit {other!r} looks like 'Верхний Восток' of 2 fields but")
    assert says in remark and "write both one way" in remark


@pytest.mark.parametrize(
    ("name", "other"),
    [("Восток", "Востоки"), ("Lode 1", "Lode 11"), ("Норд", "Nord"), ("A-1", "A1"), ("1.2", "12")],
)
def test_names_that_do_not_look_the_same(name, other):
    assert skeleton(name) != skeleton(other)
    assert sheet_remarks(rows([name, other])) == {}


def test_sections_are_compared_within_their_deposit():
    found = sheet_remarks(rows(["A", "A", "A", "B"], ["s1", "s1", "S1", "S 1"]))
    assert list(found) == ["f2"]
    assert "section 'S1' looks like 's1' of 2 fields" in found["f2"][0]


@pytest.mark.parametrize(
    ("scales", "said"),
    [
        ([1.25, 1.25, 1.25, 125], ["f3"]),
        ([1.25, 125], ["f0", "f1"]),  # which of the two is not known
        ([0.0125, 1.25, np.nan, 1.25], ["f0"]),
        ([0.1, 4], []),  # objectives of 50x and 1.25x
        ([np.nan, 3], []),
    ],
)
def test_scales_of_a_lost_decimal_point(scales, said):
    found = sheet_remarks(rows(["A"] * len(scales) + ["B"], scales=[*scales, 1000.0]))
    assert sorted(found) == said
    assert all("was a decimal point lost?" in found[name][0] for name in said)


def test_before_any_work_every_remark_is_said_once(capsys):
    fields = [Field(name, f"{name}1", f"{name}{k}", "a") for k in "123" for name in ("Во", "Bо")]
    say_of_sheet(fields, ["read as Windows-1251"])
    first, second = capsys.readouterr().err.splitlines()
    assert first == "remark: read as Windows-1251"
    assert second.startswith("remark: deposit ")
