"""Every kind of bad photograph and mask: what must happen happens, and nothing raises."""

import os

import numpy as np
import pytest
from bad_masks import MASKS
from bad_photographs import PHOTOGRAPHS
from kinds import ACCEPTED, QUARANTINED, REMARK
from PIL import Image
from scene import scene

from oresurvey.catalog.inspection import inspect_field
from oresurvey.catalog.meters import FieldWatch
from oresurvey.photographs.photograph import read_photograph
from oresurvey.survey.field import Field

CODES = range(15)


def check(kind, image, mask=None):
    """Inspect a field of this kind; its photograph's path and what was found."""
    watch = FieldWatch()
    found = inspect_field(Field("Birch", "B1", "B1a", image, mask), CODES, 64, watch=watch)
    remarks = "; ".join(watch.as_json()["remarks"])
    assert found.status == (QUARANTINED if kind.verdict == QUARANTINED else ACCEPTED), found
    assert kind.says in (remarks if kind.verdict == REMARK else found.reason)
    if kind.verdict == ACCEPTED:
        assert remarks == ""
    return found


@pytest.mark.parametrize("kind", PHOTOGRAPHS, ids=lambda kind: kind.name)
def test_photograph(tmp_path, monkeypatch, kind):
    (tmp_path / "images").mkdir()
    image = kind.make(tmp_path / "images" / "photo")
    if kind.name == "not readable":
        # Root may read everything.
        monkeypatch.setattr(os, "access", lambda path, how: False)
    check(kind, image)
    if kind.same:
        np.testing.assert_array_equal(read_photograph(image), scene()[0])


@pytest.mark.parametrize("kind", MASKS, ids=lambda kind: kind.name)
def test_mask(tmp_path, kind):
    image = tmp_path / "photo.png"
    Image.fromarray(scene()[0]).save(image)
    found = check(kind, image, kind.make(tmp_path / "mask"))
    if kind.verdict == QUARANTINED:
        # The photograph is good, and the table says what it is.
        assert (found.width, found.height) == (400, 320)


def test_at_least_forty_kinds_of_files():
    assert len({kind.name for kind in PHOTOGRAPHS}) == len(PHOTOGRAPHS)
    assert len(PHOTOGRAPHS) + len(MASKS) >= 40
