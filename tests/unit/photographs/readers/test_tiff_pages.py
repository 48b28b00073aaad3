"""TIFFs of several pages: the full image, colours put together, or a refusal that helps."""

import numpy as np
import pytest
from scene import scene
from tifffile import TiffWriter, imwrite

from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import Photograph, read_mask

PIXELS = scene()[0]
SMALL = np.ascontiguousarray(PIXELS[::2, ::2])
COLOURS = {"red": 0xFF0000FF, "green": 0x00FF00FF, "blue": 0x0000FFFF}


def write(path, *pages):
    with TiffWriter(path) as file:
        for samples, about in pages:
            photometric = "rgb" if samples.ndim == 3 else "minisblack"
            file.write(samples, photometric=photometric, metadata=None, **about)
    return path


def read(path):
    with Photograph(path) as photograph:
        return photograph.read(0, photograph.height, 0, photograph.width), photograph.file.remarks


def signed(rgba):
    return rgba - 2**32 if rgba >= 2**31 else rgba


@pytest.mark.parametrize("tag", [0, 1])
@pytest.mark.parametrize("first", [True, False])
def test_preview_is_left_out_wherever_it_stands(tmp_path, tag, first):
    pages = [(SMALL, {"subfiletype": tag}), (PIXELS, {})]
    found, remarks = read(write(tmp_path / "a.tif", *(pages if first else pages[::-1])))
    np.testing.assert_array_equal(found, PIXELS)
    assert bool(remarks) == first


def test_pyramid_of_untagged_pages(tmp_path):
    steps = [np.ascontiguousarray(PIXELS[::k, ::k]) for k in (1, 2, 4, 8)]
    found, _ = read(write(tmp_path / "a.tif", *((level, {}) for level in steps)))
    np.testing.assert_array_equal(found, PIXELS)


def test_orientation_is_that_of_the_full_image(tmp_path):
    turn = {"extratags": [(274, "H", 1, 3, True)]}
    path = write(tmp_path / "a.tif", (SMALL, {"subfiletype": 1}), (PIXELS, turn))
    np.testing.assert_array_equal(read(path)[0], PIXELS[::-1, ::-1])


@pytest.mark.parametrize(
    "other",
    [
        np.ascontiguousarray(scene(9)[0][::2, ::2]),
        np.ascontiguousarray(PIXELS[:160, :200]),
        np.ascontiguousarray(PIXELS[::2]),
    ],
    ids=["another picture", "a part of it", "of another shape"],
)
def test_another_picture_is_no_preview(tmp_path, other):
    with pytest.raises(FieldError, match=r"has 2 pages .*export the one that is meant"):
        read(write(tmp_path / "a.tif", (PIXELS, {}), (other, {})))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("by", ["name", "sentence", "colour"])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_ome_channels_are_put_together_in_the_order_that_they_state(tmp_path, order, by, depth):
    names = [list(COLOURS)[k] for k in order]
    about = {
        "name": {"Name": [name.title() for name in names]},
        "sentence": {"Name": [f"TL {name} 20x" for name in names]},
        "colour": {"Color": [signed(COLOURS[name]) for name in names]},
    }[by]
    stack = np.moveaxis(PIXELS, 2, 0)[list(order)].astype(depth) * (257 if depth != np.uint8 else 1)
    imwrite(tmp_path / "a.ome.tif", stack, photometric="minisblack", ome=True,
            metadata={"axes": "CYX", "Channel": about})  # fmt: skip
    found, remarks = read(tmp_path / "a.ome.tif")
    np.testing.assert_array_equal(found, PIXELS)
    assert "were put together" in remarks[0]


def test_windows_of_colours_on_three_pages(tmp_path):
    imwrite(tmp_path / "a.tif", np.moveaxis(PIXELS, 2, 0), imagej=True,
            metadata={"axes": "CYX", "mode": "composite"})  # fmt: skip
    with Photograph(tmp_path / "a.tif") as photograph:
        np.testing.assert_array_equal(photograph.read(20, 90, 30, 333), PIXELS[20:90, 30:333])


def test_colours_of_imagej_tables_decide(tmp_path):
    ramp, none = np.arange(256, dtype=np.uint8), np.zeros(256, np.uint8)
    tables = [np.stack([ramp if k == band else none for k in range(3)]) for band in (2, 1, 0)]
    imwrite(tmp_path / "a.tif", np.moveaxis(PIXELS[..., ::-1], 2, 0), imagej=True,
            metadata={"axes": "CYX", "mode": "composite", "LUTs": tables})  # fmt: skip
    np.testing.assert_array_equal(read(tmp_path / "a.tif")[0], PIXELS)


REFUSED = {
    "focal planes": ({"ome": True, "metadata": {"axes": "ZYX"}}, "3 focal planes"),
    "focal planes of ImageJ": ({"imagej": True, "metadata": {"axes": "ZYX"}}, "3 focal planes"),
    "times": ({"ome": True, "metadata": {"axes": "TYX"}}, "3 points of time"),
    "other channels": (
        {"ome": True, "metadata": {"axes": "CYX", "Channel": {"Name": ["XPL", "PPL", "UV"]}}},
        "not red, green and blue; export it as RGB",
    ),
    "grey channels of ImageJ": (
        {"imagej": True, "metadata": {"axes": "CYX", "mode": "grayscale"}},
        "does not say which is red",
    ),
    "a stack of ImageJ behind one page": (
        {"imagej": True, "truncate": True, "metadata": {"axes": "CYX", "mode": "composite"}},
        "3 images behind its first page",
    ),
    "pages that say nothing": ({}, r"3 pages \(3 of 400 x 320 px\)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_several_pictures_are_refused_with_advice(tmp_path, name):
    options, words = REFUSED[name]
    stack = np.moveaxis(PIXELS, 2, 0)
    path = tmp_path / ("a.ome.tif" if options.get("ome") else "a.tif")
    imwrite(path, stack, photometric="minisblack", **options)
    with pytest.raises(FieldError, match=words):
        read(path)


def test_full_image_in_a_sub_directory_is_not_taken_for_its_preview(tmp_path):
    with TiffWriter(tmp_path / "a.tif") as file:
        file.write(SMALL, photometric="rgb", subfiletype=1, subifds=1, metadata=None)
        file.write(PIXELS, photometric="rgb", metadata=None)
    with pytest.raises(FieldError, match="a TIFF of one page"):
        read(tmp_path / "a.tif")


def test_pyramid_in_sub_directories(tmp_path):
    with TiffWriter(tmp_path / "a.ome.tif", ome=True) as file:
        file.write(PIXELS, photometric="rgb", subifds=1, metadata={"axes": "YXS"})
        file.write(SMALL, photometric="rgb", subfiletype=1)
    np.testing.assert_array_equal(read(tmp_path / "a.ome.tif")[0], PIXELS)


def test_a_mask_of_several_pages_stays_refused(tmp_path):
    codes = np.zeros((40, 50), np.uint8)
    path = write(tmp_path / "a.tif", (codes, {}), (codes[::2, ::2].copy(), {}))
    with pytest.raises(FieldError, match="has 2 pages"):
        read_mask(path)
