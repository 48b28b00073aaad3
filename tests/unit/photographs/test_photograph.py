"""Photographs and masks: every format upright, by windows; a clear error for a bad one."""

import struct

import numpy as np
import pytest
import rasterio
from PIL import Image
from tifffile import imwrite

from oresurvey.errors import FieldError
from oresurvey.maps.geotiff import read_map
from oresurvey.photographs.photograph import (
    EXIF_ORIENTATION,
    Photograph,
    read_mask,
    read_photograph,
)

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

STORED = [[10, 20, 30], [40, 50, 60]]
# EXIF 2.32, tag 274: which side of the scene row 0 and column 0 of the file are.
UPRIGHT = {
    1: [[10, 20, 30], [40, 50, 60]],  # row 0 top, column 0 left
    2: [[30, 20, 10], [60, 50, 40]],  # top, right
    3: [[60, 50, 40], [30, 20, 10]],  # bottom, right
    4: [[40, 50, 60], [10, 20, 30]],  # bottom, left
    5: [[10, 40], [20, 50], [30, 60]],  # left, top
    6: [[40, 10], [50, 20], [60, 30]],  # right, top
    7: [[60, 30], [50, 20], [40, 10]],  # right, bottom
    8: [[30, 60], [20, 50], [10, 40]],  # left, bottom
}


def rgb(grey):
    return np.repeat(np.asarray(grey, np.uint8)[..., None], 3, axis=2)


def random_rgb(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def write_tiff(path, samples, **profile):
    """(H, W, C) samples through GDAL, uncompressed."""
    height, width, count = samples.shape
    size = {"width": width, "height": height, "count": count, "dtype": samples.dtype.name}
    with rasterio.open(path, "w", driver="GTiff", **size, **profile) as data:
        data.write(np.moveaxis(samples, 2, 0))


def save_oriented(path, kind, stored, value):
    """A file of one kind that holds `stored` and an orientation."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = value
    tag = [(EXIF_ORIENTATION, "H", 1, value, True)]
    if kind in ("png", "jpg"):
        Image.fromarray(stored).save(path, exif=exif, **({"quality": 95} if kind == "jpg" else {}))
    elif kind == "tif16":
        imwrite(path, stored.astype(np.uint16) * 257, photometric="rgb", extratags=tag)
    else:
        imwrite(path, stored, photometric="rgb", bigtiff=kind == "bigtiff", extratags=tag)


@pytest.mark.parametrize("value", UPRIGHT)
@pytest.mark.parametrize("kind", ["png", "tif", "tif16", "bigtiff"])
def test_orientation_is_honoured(tmp_path, kind, value):
    path = tmp_path / "photo"
    save_oriented(
        path.with_suffix(suffix := ".png" if kind == "png" else ".tif"), kind, rgb(STORED), value
    )
    photograph = read_photograph(path.with_suffix(suffix))
    np.testing.assert_array_equal(photograph, rgb(UPRIGHT[value]))


@pytest.mark.parametrize("value", UPRIGHT)
def test_orientation_of_a_jpeg(tmp_path, value):
    """A JPEG is lossy: blocks of 16 x 16 px, whose mean keeps its grey within one level."""
    blocks = np.kron(np.array(STORED, np.uint8), np.ones((16, 16), np.uint8))
    save_oriented(tmp_path / "photo.jpg", "jpg", rgb(blocks), value)
    found = read_photograph(tmp_path / "photo.jpg")[..., 0]
    expected = np.array(UPRIGHT[value])
    assert found.shape == (expected.shape[0] * 16, expected.shape[1] * 16)
    means = found.reshape(expected.shape[0], 16, expected.shape[1], 16).mean(axis=(1, 3))
    np.testing.assert_allclose(means, expected, atol=1)


@pytest.mark.parametrize("value", [0, 9])
def test_orientation_outside_the_standard_is_none(tmp_path, value):
    save_oriented(tmp_path / "photo.png", "png", rgb(STORED), value)
    np.testing.assert_array_equal(read_photograph(tmp_path / "photo.png"), rgb(STORED))


@pytest.mark.parametrize("value", UPRIGHT)
def test_windows_equal_the_whole(tmp_path, value):
    save_oriented(tmp_path / "photo.tif", "tif", random_rgb(7, 11), value)
    whole = read_photograph(tmp_path / "photo.tif")
    with Photograph(tmp_path / "photo.tif") as photograph:
        assert (photograph.height, photograph.width) == whole.shape[:2]
        for y0, y1, x0, x1 in [(0, 3, 0, 4), (2, 6, 1, 7), (5, 7, 3, 5), (6, 7, 6, 7)]:
            window = photograph.read(y0, y1, x0, x1)
            np.testing.assert_array_equal(window, whole[y0:y1, x0:x1])


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize(
    ("mode", "pixel", "expected"),
    [
        ("L", 70, (70, 70, 70)),
        ("LA", (70, 9), (70, 70, 70)),
        ("RGB", (1, 2, 3), (1, 2, 3)),
        ("RGBA", (1, 2, 3, 9), (1, 2, 3)),
        ("I;16", 70 * 257, (70, 70, 70)),
    ],
)
def test_channels(tmp_path, suffix, mode, pixel, expected):
    """Grey is repeated, transparency is left out, and nothing is blended with it."""
    path = tmp_path / f"photo.{suffix}"
    Image.new(mode, (2, 3), pixel).save(path)
    assert read_photograph(path).tolist() == [[list(expected)] * 2] * 3


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_palette(tmp_path, suffix):
    image = Image.new("P", (2, 1))
    # Of fewer colours Pillow makes a file of fewer bits, and so few are no photograph.
    image.putpalette([9, 9, 9, 1, 2, 3] + [0] * 3 * 254)
    image.putdata([1, 0])
    image.save(tmp_path / f"photo.{suffix}")
    assert read_photograph(tmp_path / f"photo.{suffix}").tolist() == [[[1, 2, 3], [9, 9, 9]]]


def test_grey_jpeg(tmp_path):
    Image.new("L", (16, 8), 90).save(tmp_path / "photo.jpg")
    np.testing.assert_array_equal(read_photograph(tmp_path / "photo.jpg"), np.full((8, 16, 3), 90))


@pytest.mark.parametrize(
    ("stored", "expected"),
    [(0, 0), (128, 0), (129, 1), (257, 1), (257 * 200, 200), (65535 - 128, 255), (65535, 255)],
)
def test_16_bit_is_rounded_to_8(tmp_path, stored, expected):
    """65535 = 257 * 255, so v / 257 rounded: 128 is below one half of 257, 129 above."""
    samples = np.full((1, 1, 3), stored, np.uint16)
    write_tiff(tmp_path / "photo.tif", samples, photometric="RGB")
    assert read_photograph(tmp_path / "photo.tif").tolist() == [[[expected] * 3]]


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_bigtiff(tmp_path, dtype):
    pixels = random_rgb(5, 4)
    samples = pixels.astype(dtype) * (257 if dtype == "uint16" else 1)
    write_tiff(tmp_path / "photo.tif", samples, photometric="RGB", BIGTIFF="YES")
    # The version number in a TIFF header: 42 is classic, 43 is BigTIFF.
    assert (tmp_path / "photo.tif").read_bytes()[2] == 43
    np.testing.assert_array_equal(read_photograph(tmp_path / "photo.tif"), pixels)


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (np.zeros((2, 2, 3), np.float32), "float32 samples; export it with 8 or 16 bits"),
        (np.zeros((2, 2, 5), np.uint8), "5 channels that are not grey, RGB or RGBA; export"),
    ],
)
def test_what_is_no_photograph_is_refused(tmp_path, samples, says):
    write_tiff(tmp_path / "photo.tif", samples)
    with pytest.raises(FieldError, match=says):
        Photograph(tmp_path / "photo.tif")


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("jpg", {}),
        ("jpg", {"progressive": True}),
        ("png", {}),
        ("tif", {}),
        ("tif", {"compression": "tiff_lzw"}),
    ],
)
@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_cut_off_photograph(tmp_path, suffix, options, share):
    """A grey stripe in place of the lower part would become a mineral map."""
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(random_rgb(120, 90)).save(path, **options)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(FieldError, match=rf"photo\.{suffix} .*; (copy|export) it again"):
        read_photograph(path)


def test_damage_is_found_where_it_is(tmp_path):
    """The upper rows of a cut-off TIFF are whole; reading them is no error."""
    pixels = random_rgb(40, 30)
    write_tiff(tmp_path / "photo.tif", pixels, photometric="RGB", blockysize=1, tiled=False)
    path = tmp_path / "photo.tif"
    path.write_bytes(path.read_bytes()[:-200])
    with Photograph(path) as photograph:
        np.testing.assert_array_equal(photograph.read(0, 20, 0, 30), pixels[:20])
        with pytest.raises(FieldError, match="damaged or cut off"):
            photograph.read(20, 40, 0, 30)


@pytest.mark.parametrize("read", [read_photograph, read_mask, read_map])
@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "is missing"), (b"", r"is empty \(0 bytes\)"), (b"no image at all", "cannot be")],
)
def test_unreadable_file_is_named(tmp_path, read, content, says):
    if content is not None:
        (tmp_path / "field.png").write_bytes(content)
    with pytest.raises(FieldError, match=rf"field\.png .*{says}|field\.png {says}"):
        read(tmp_path / "field.png")


CODES = np.array([[0, 1, 6], [14, 255, 8]], np.uint8)


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_mask_of_one_or_three_channels(tmp_path, suffix, channels):
    Image.fromarray(CODES if channels == 1 else rgb(CODES)).save(tmp_path / f"mask.{suffix}")
    mask = read_mask(tmp_path / f"mask.{suffix}")
    assert mask.dtype == np.uint8
    np.testing.assert_array_equal(mask, CODES)


def test_mask_with_a_palette_keeps_its_codes(tmp_path):
    image = Image.fromarray(CODES).convert("P")
    image.putpalette([255 - v for v in range(256) for _ in range(3)])
    image.save(tmp_path / "mask.png")
    np.testing.assert_array_equal(read_mask(tmp_path / "mask.png"), CODES)


def test_transparency_of_a_mask_is_left_out(tmp_path):
    alpha = np.dstack([rgb(CODES), np.full(CODES.shape, 77, np.uint8)])
    Image.fromarray(alpha).save(tmp_path / "mask.png")
    np.testing.assert_array_equal(read_mask(tmp_path / "mask.png"), CODES)


def test_16_bit_mask_of_small_codes(tmp_path):
    write_tiff(tmp_path / "mask.tif", CODES[..., None].astype(np.uint16))
    np.testing.assert_array_equal(read_mask(tmp_path / "mask.tif"), CODES)


def test_tag_of_no_known_kind_is_left_out(tmp_path):
    """Found by fuzzing: GDAL complained of it at whatever was asked next."""
    path = tmp_path / "mask.tif"
    Image.fromarray(CODES).save(path)
    whole = bytearray(path.read_bytes())
    planar = whole.index(struct.pack("<HHII", 284, 3, 1, 1))
    whole[planar : planar + 4] = struct.pack("<HH", 1807, 8448)
    path.write_bytes(whole)
    np.testing.assert_array_equal(read_mask(path), CODES)
    np.testing.assert_array_equal(read_photograph(path), rgb(CODES))


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_cut_off_mask(tmp_path, share):
    """The missing part would count as background."""
    Image.fromarray(random_rgb(120, 90)[..., 0]).save(tmp_path / "mask.png")
    whole = (tmp_path / "mask.png").read_bytes()
    (tmp_path / "mask.png").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(FieldError, match=r"mask\.png cannot be read: .*; export it again"):
        read_mask(tmp_path / "mask.png")


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (np.full((2, 2, 1), 256, np.uint16), r"values outside 0\.\.255"),
        (np.full((2, 2, 1), 1.0, np.float32), r"values outside 0\.\.255"),
        (np.full((2, 2, 1), -1, np.int16), r"values outside 0\.\.255"),
        (np.array([[[1, 1, 2]]], np.uint8), "channels that differ"),
    ],
)
def test_mask_without_codes(tmp_path, samples, says):
    write_tiff(tmp_path / "mask.tif", samples)
    with pytest.raises(FieldError, match=rf"mask\.tif .*{says}.*; export"):
        read_mask(tmp_path / "mask.tif")
