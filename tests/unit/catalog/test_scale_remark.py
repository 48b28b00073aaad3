"""The scale of the sheet beside that of the file: a remark where they differ by more than 2 %."""

import pytest
from picture_files import picture

from oresurvey.catalog.scale_remark import scale_remark
from oresurvey.survey.field import Field


def remark(folder, um_per_px, stated) -> str:
    dpi = {"dpi": (25_400 / stated,) * 2} if stated else {}
    return scale_remark(
        Field("A", "s", "f", picture(folder / "a.png", **dpi), None, None, um_per_px)
    )


@pytest.mark.parametrize(
    ("um_per_px", "stated"),
    [(0.65, 0.65), (0.66, 0.65), (0.65, None), (None, 0.65), (1.25, 84.7)],
)  # fmt: skip
def test_nothing_is_said(tmp_path, um_per_px, stated):
    """They are the same, one of them is not there, or 300 dots per inch, which say nothing."""
    assert remark(tmp_path, um_per_px, stated) == ""


@pytest.mark.parametrize("um_per_px", [0.67, 0.63, 1.25])
def test_a_contradiction_names_both(tmp_path, um_per_px):
    said = remark(tmp_path, um_per_px, 0.65)
    assert f"um_per_px is {um_per_px:g} in the sheet, and 0.65 by the PNG resolution" in said
    assert "stage micrometer" in said


@pytest.mark.parametrize("name", ["a.png", "a" * 300])
def test_a_file_that_is_missing_says_nothing(tmp_path, name):
    """Its field is quarantined; one name too long costs no batch."""
    assert scale_remark(Field("A", "s", "f", tmp_path / name, None, None, 1.0)) == ""
