"""Thumbnails: small, both of one size, and no class between classes."""

import numpy as np
from PIL import Image

from oresurvey.maps.rows import ArrayRows
from oresurvey.photographs.photograph import Photograph
from oresurvey.report.viewer.thumbnails import LONGEST_PX, small_map, write_thumbnails


def test_the_map_has_the_class_in_the_middle_of_each_block():
    values = np.arange(36, dtype=np.uint8).reshape(6, 6)
    # Blocks of 2 x 2; the pixel right and below of the middle.
    assert small_map(ArrayRows(values), 3).tolist() == [[7, 9, 11], [19, 21, 23], [31, 33, 35]]
    assert np.array_equal(small_map(ArrayRows(values), 6), values)
    # A side shorter than a block is one block.
    assert small_map(ArrayRows(values[:1]), 2).tolist() == [[1, 4]]


def test_both_pictures_have_one_size_and_the_map_its_colours(tmp_path):
    size = (3 * LONGEST_PX + 10, LONGEST_PX + 7)
    Image.new("RGB", size, (200, 180, 90)).save(tmp_path / "photograph.png")
    values = np.full(size[::-1], 6, np.uint8)
    values[:, : size[0] // 2] = 8
    paths = tmp_path / "deep" / "a.jpg", tmp_path / "deep" / "a_map.png"
    palette = {6: (246, 236, 174), 8: (63, 111, 181)}
    with Photograph(tmp_path / "photograph.png") as photograph:
        write_thumbnails(photograph, ArrayRows(values), palette, *paths)
        first = [path.read_bytes() for path in paths]
        write_thumbnails(photograph, ArrayRows(values), palette, *paths)
    small, of_map = (Image.open(path) for path in paths)
    # 970 px in blocks of 4 px.
    assert small.size == of_map.size == (242, 81)
    assert of_map.mode == "P"
    assert {colour for _, colour in of_map.convert("RGB").getcolors()} == {*palette.values()}
    assert np.abs(np.array(small).astype(int) - (200, 180, 90)).max() < 6
    assert [path.read_bytes() for path in paths] == first
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["a.jpg", "a_map.png"]
