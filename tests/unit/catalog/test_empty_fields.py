"""The catalog of fields of which something is empty: left out of every measure, and said."""

import numpy as np
import pytest
from empty_sections import outside_circle, painted, quarter, section, transparent, with_bar
from PIL import Image

from oresurvey.catalog.inspection import accepted_fields, catalog_row, inspect_field, inspect_row
from oresurvey.catalog.meters import FieldWatch
from oresurvey.catalog.quality import QualityMeter
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.digests import file_sha256
from oresurvey.survey.field import Field
from oresurvey.survey.rows import as_rows, paths_of

SHAPE = (480, 640)
PIXELS, EMPTY = section(*SHAPE), quarter(SHAPE)


def inspected(image, mask=None):
    watch = FieldWatch()
    field = Field("D", "s", "f", image, mask)
    found = inspect_field(field, (0, 6), 64, watch=watch)
    return catalog_row(field, found), watch.as_json(), found


def mask(path):
    codes = np.where(np.arange(SHAPE[1]) % 2, 6, 0)
    Image.fromarray(np.broadcast_to(codes, SHAPE).astype(np.uint8)).save(path)
    return path


def test_a_whole_photograph_says_nothing_of_it(tmp_path):
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    row, watched, found = inspected(tmp_path / "a.png")
    assert "empty_pct" not in row and found.visible is None
    assert watched["remarks"] == []


def test_opaque_transparency_changes_nothing(tmp_path):
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    Image.fromarray(PIXELS).convert("RGBA").save(tmp_path / "b.png")
    (row, watched, found), (other, again, same) = map(
        inspected, (tmp_path / "a.png", tmp_path / "b.png")
    )
    assert watched == again and found.visible is same.visible is None
    assert row.keys() == other.keys()


def test_share_and_kind_are_said(tmp_path):
    row, watched, _ = inspected(transparent(tmp_path / "a.png", PIXELS, EMPTY))
    assert (row["status"], row["empty_pct"]) == ("accepted", 25.0)
    assert watched["remarks"] == ["25 % transparent shows no section and is left out everywhere"]
    bar = inspected(with_bar(tmp_path / "b.png", PIXELS))[1]["remarks"]
    assert len(bar) == 1 and "in a band of one colour at the frame" in bar[0]


def test_quality_is_that_of_what_is_visible(tmp_path):
    """A quarter of the photograph, transparent: measures are those of the rest alone."""
    _, watched, _ = inspected(transparent(tmp_path / "a.png", PIXELS, EMPTY))
    rest = QualityMeter()
    rest.add(PIXELS, ~EMPTY)
    assert watched["quality"] == rest.measures()
    whole = QualityMeter()
    whole.add(PIXELS)
    for name, value in whole.measures().items():
        if name not in ("dark_pct", "clipped_pct"):
            assert watched["quality"][name] == pytest.approx(value, rel=0.15, abs=4), name
    assert watched["quality"]["dark_pct"] < 1


def test_classes_are_counted_where_something_is_visible(tmp_path):
    image = transparent(tmp_path / "a.png", PIXELS, EMPTY)
    found = inspected(image, mask(tmp_path / "m.png"))[2]
    assert found.class_pixels == {0: 320 * 480 * 3 // 4, 6: 320 * 480 * 3 // 4}


def test_a_mask_of_the_empty_part_alone(tmp_path):
    codes = np.where(EMPTY, 6, 255).astype(np.uint8)
    Image.fromarray(codes).save(tmp_path / "m.png")
    image = transparent(tmp_path / "a.png", PIXELS, EMPTY)
    row = inspected(image, tmp_path / "m.png")[0]
    assert row["status"] == "quarantined" and "names no pixel" in row["reason"]


def test_hardly_anything_visible_is_quarantined(tmp_path):
    empty = np.ones(SHAPE, bool)
    empty[:140, :140] = False
    row = inspected(transparent(tmp_path / "a.png", PIXELS, empty))[0]
    assert row["status"] == "quarantined"
    assert "shows hardly anything: 93.6 % transparent" in row["reason"]


def test_what_is_visible_may_still_be_black(tmp_path):
    row = inspected(transparent(tmp_path / "a.png", np.zeros_like(PIXELS), EMPTY))[0]
    assert "is black; photograph the field again" in row["reason"]


def test_verdicts_remember_it(tmp_path):
    """Whoever asks next is told the same without a look at the photograph."""
    image = transparent(tmp_path / "a.png", PIXELS, outside_circle(SHAPE))
    field = Field("D", "s", "f", image, mask(tmp_path / "m.png"))
    rows, paths = (
        as_rows([field], lambda path: file_sha256(path) if path else ""),
        paths_of([field]),
    )
    verdicts = Verdicts(tmp_path / "verdicts", "code")
    _, found = inspect_row(rows[0], paths, (0, 6), 64, verdicts=verdicts)
    image.unlink()
    ((_, again),) = accepted_fields(rows, paths, (0, 6), 64, verdicts=verdicts)
    assert again == found and again.visible.empty_pct > 20


def test_photographs_alike_but_for_their_corners_are_told_apart(tmp_path):
    """Round fields have the same black corners; their looks differ by what is inside."""
    looks = [
        inspected(painted(tmp_path / f"{seed}.png", section(*SHAPE, seed), outside_circle(SHAPE)))
        for seed in (0, 1)
    ]
    first, second = (int(watched["look"], 16) for _, watched, _ in looks)
    assert (first ^ second).bit_count() > 40
