"""Parts of a field: the part that holds most of what is unsure, by windows that NumPy sums."""

import numpy as np
import pytest
from PIL import Image

from oresurvey.errors import FieldError
from oresurvey.maps.geotiff import MapWriter
from oresurvey.photographs.photograph import Photograph
from oresurvey.suggestions import crops as module
from oresurvey.suggestions.crops import BLOCK_PX, Doubt, colour_cells, suggested_crops
from oresurvey.survey.mineral_codes import VOID


def write(folder, codes, confidence, photograph):
    for name, values in (("classes", codes), ("confidence", confidence)):
        with MapWriter(folder / f"{name}.tif", codes.shape[1], codes.shape[0]) as data:
            data.write(values, 0, 0)
    Image.fromarray(photograph).save(folder / "photograph.png")
    return folder


@pytest.fixture
def field(tmp_path):
    """All certain, but for a patch of mineral 2 in the lower right."""
    codes = np.full((300, 500), 1, np.uint8)
    confidence = np.full(codes.shape, 255, np.uint8)
    codes[160:240, 320:420], confidence[160:240, 320:420] = 2, 100
    return codes, confidence, np.full((*codes.shape, 3), 120, np.uint8), tmp_path


def crops_of(folder, **how):
    with Photograph(folder / "photograph.png") as photograph:
        return suggested_crops(photograph, folder, **how)


def test_the_part_with_what_is_unsure(field):
    *maps, folder = field
    (crop,) = crops_of(write(folder, *maps), crop_px=128)
    assert (crop.width, crop.height) == (128, 128)
    assert 292 <= crop.x <= 320 and 112 <= crop.y <= 160
    assert crops_of(folder, number=5, crop_px=128) == [crop]


def test_another_colour_of_a_mineral_is_another_thing_to_learn(field):
    codes, confidence, photograph, folder = field
    codes[:], confidence[:] = 1, 200
    # The same doubt everywhere; a corner holds grains of another colour that have the same name.
    photograph[8:56, 400:456] = 220, 60, 60
    (crop,) = crops_of(write(folder, codes, confidence, photograph), crop_px=128)
    assert crop.x <= 400 and crop.x + 128 >= 456 and crop.y == 0


def test_further_parts_do_not_overlap_and_reach_the_edges(field):
    codes, confidence, photograph, folder = field
    confidence[:] = np.random.default_rng(0).integers(0, 255, codes.shape)
    found = crops_of(write(folder, codes, confidence, photograph), number=40, crop_px=128)
    taken = np.zeros(codes.shape, int)
    for crop in found:
        taken[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width] += 1
    assert len(found) >= 4 and taken.max() == 1
    assert all(crop.x + crop.width <= 500 and crop.y + crop.height <= 300 for crop in found)


def test_a_photograph_smaller_than_a_part_is_taken_whole(field):
    *maps, folder = field
    (crop,) = crops_of(write(folder, *maps), crop_px=512, number=3)
    assert (crop.x, crop.y, crop.width, crop.height) == (0, 0, 500, 300)


def test_large_photographs_are_compared_at_fewer_places(field, monkeypatch):
    *maps, folder = field
    monkeypatch.setattr(module, "MOST_PLACES", 10)
    monkeypatch.setattr(module, "COMPARED", 2)
    (crop,) = crops_of(write(folder, *maps), crop_px=128)
    assert crop.x == 256 and crop.y == 128


def test_windows_are_sums_by_mineral_and_colour_whatever_the_strips():
    rng = np.random.default_rng(1)
    shape = (104, 136)
    codes = rng.choice(np.array([1, 2, VOID], np.uint8), (13, 17)).repeat(8, 0).repeat(8, 1)
    confidence = rng.integers(0, 256, shape).astype(np.uint8)
    photograph = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    photograph[:, :64], photograph[:, 64:] = 40, 200
    found = []
    for step in (104, 32, 8):
        doubt = Doubt(136, 104, 32)
        for y in range(0, 104, step):
            rows = np.s_[y : y + step]
            doubt.add(y, photograph[rows], codes[rows], confidence[rows])
        found.append(doubt.in_windows(2))
    total, cells = found[0]
    for other, same in found[1:]:
        np.testing.assert_allclose(other, total, rtol=1e-5)
        assert same.keys() == cells.keys() and len(cells) == 4
    # By hand: the window of squares (1, 2) spans rows 32..96 and columns 64..128.
    window = np.s_[32:96, 64:128]
    for code in (1, 2):
        here = (255 - confidence[window].astype(float))[codes[window] == code].sum() / 255
        cell = (code, int(colour_cells(np.full(3, 200.0))))
        assert cells[cell][1, 2] == pytest.approx(here, rel=1e-5)


def test_colours_that_differ_are_different_cells():
    levels = np.array([[120, 120, 120], [121, 120, 119], [220, 60, 60], [60, 60, 220], [240] * 3])
    cells = colour_cells(levels)
    assert cells[0] == cells[1] and len({*cells.tolist()}) == 4
    assert colour_cells(np.zeros(3)) >= 0 and BLOCK_PX == 8


def test_a_map_of_another_size_is_an_error(field):
    codes, confidence, photograph, folder = field
    write(folder, codes[:200], confidence[:200], photograph)
    with pytest.raises(FieldError, match="500 x 300 px but its map 500 x 200"):
        crops_of(folder)
