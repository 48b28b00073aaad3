"""Rows that rules hand to scripts."""

from pathlib import Path

import pytest

from oresurvey.survey.field import Field
from oresurvey.survey.rows import as_field, as_rows, camera_settings, paths_of

PLAIN = Field("Birch", "B1", "B1a", Path("a.png"), Path("m.png"), "train", 1.25)
CALIBRATED = Field(
    "Birch", "B1", "B1b", Path("b.png"), session="2024-05-03", calibration=Path("mirror.png")
)


def digest(path):
    return f"digest of {path}" if path else ""


@pytest.mark.parametrize("field", [PLAIN, CALIBRATED], ids=["plain", "calibrated"])
def test_a_row_and_its_paths_are_the_field(field):
    [row] = as_rows([field], digest)
    assert as_field(row, paths_of([field])) == field


def test_rows_without_the_columns_are_what_they_were():
    """Another key would be a reason to compute everything again."""
    [row] = as_rows([PLAIN], digest)
    assert list(row) == [
        *("deposit", "section", "field", "split", "um_per_px", "selection", "sample_type"),
        *("extra", "image_digest", "mask_digest"),
    ]
    assert paths_of([PLAIN]) == {"B1a": ["a.png", "m.png"]}
    assert camera_settings(row) is None


def test_fields_of_one_calibration_photograph_share_their_settings():
    [row] = as_rows([CALIBRATED], digest)
    assert camera_settings(row) == ("Birch", "2024-05-03", "digest of mirror.png")
    del row["session"]
    assert camera_settings(row) == ("Birch", "", "digest of mirror.png")
