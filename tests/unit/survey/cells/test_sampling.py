"""Sieve fractions as people type them."""

import math
from pathlib import Path

import pytest

from oresurvey.errors import SheetError
from oresurvey.survey.cells.sampling import (
    check_fraction,
    fractions_of,
    in_order,
    limits_of,
    name_of,
)
from oresurvey.survey.field import Field


@pytest.mark.parametrize(
    ("text", "limits", "name"),
    [
        ("+75-150", (75, 150), "75 to 150"),
        ("75-150", (75, 150), "75 to 150"),
        ("75 – 150 µm", (75, 150), "75 to 150"),
        ("-38", (0, 38), "below 38"),
        ("+150", (150, math.inf), "above 150"),
        ("+37,5-75 um", (37.5, 75), "37.5 to 75"),
    ],
)
def test_fractions(text, limits, name):
    assert (limits_of(text), name_of(text)) == (limits, name)
    assert (limits_of(name), name_of(name)) == (limits, name)


@pytest.mark.parametrize("text", ["", "fine", "150-75", "75", "75-75", "-", "+"])
def test_no_fractions(text):
    assert limits_of(text) is None


def test_cells_are_checked():
    check_fraction("", "ore", "sheet, row 2")
    check_fraction("-38", "particles", "sheet, row 2")
    with pytest.raises(SheetError, match="row 2: size_fraction_um is 'coarse'; write the sieves"):
        check_fraction("coarse", "particles", "sheet, row 2")
    with pytest.raises(SheetError, match="only particles are sieved"):
        check_fraction("-38", "ore", "sheet, row 2")


def test_fractions_of_fields_from_fine_to_coarse():
    cells = {"a": "75-150", "b": "-38", "c": "+38-75", "d": ""}
    fields = [
        Field("D", "s", name, Path("x.jpg"), extra={"size_fraction_um": cell})
        for name, cell in cells.items()
    ]
    found = fractions_of([*fields, Field("D", "s", "e", Path("x.jpg"))])
    assert found == {"a": "75 to 150", "b": "below 38", "c": "38 to 75"}
    assert in_order(found.values()) == ["below 38", "38 to 75", "75 to 150"]
