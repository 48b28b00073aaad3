"""Calibration photographs: a bad one stops a survey before any work."""

import numpy as np
import pytest
from PIL import Image

from oresurvey.catalog import calibrations
from oresurvey.catalog.calibrations import check_calibrations
from oresurvey.errors import SheetError
from oresurvey.survey.field import Field


def save(path, level, shape=(60, 80)):
    Image.fromarray(np.full((*shape, 3), level, np.uint8)).save(path)
    return path


@pytest.fixture
def fields(tmp_path):
    """Two fields with one calibration photograph, one without any."""
    image, mirror = save(tmp_path / "a.png", 90), save(tmp_path / "mirror.png", 180)
    return [
        Field("Birch", "B1", "B1a", image, calibration=mirror),
        Field("Birch", "B1", "B1b", image, calibration=mirror),
        Field("Birch", "B1", "B1c", image),
    ]


def test_each_is_read_once(fields, monkeypatch):
    read, of = [], calibrations.flat_field
    monkeypatch.setattr(calibrations, "flat_field", lambda path: read.append(path) or of(path))
    check_calibrations(fields, "sheet.tsv")
    assert read == [fields[0].calibration]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: save(path, 255), "is saturated"),
        (lambda path: save(path, 9), "is too dark"),
        (lambda path: save(path, 180, (60, 60)), "is 60 x 60 px but the field's is 80 x 60 px"),
    ],
    ids=["missing", "saturated", "dark", "shape"],
)
def test_a_bad_one_is_named_with_its_field(fields, make, says):
    make(fields[0].calibration)
    with pytest.raises(
        SheetError,
        match=rf"^sheet s\.tsv, field 'B1a': calibration: photograph .*mirror.png {says}",
    ):
        check_calibrations(fields, "s.tsv")


def test_of_a_bad_photograph_the_catalog_tells(fields):
    fields[0].image.unlink()
    check_calibrations(fields, "sheet.tsv")
