"""The size of a pixel that a file states: as the programs of microscopes write it."""

import os
import struct

import numpy as np
import pytest
from PIL import Image
from tifffile import TiffWriter, imwrite

from oresurvey.photographs.stated_scale import stated_um_per_px

PIXELS = np.zeros((40, 60, 3), np.uint8)
PER_CM = 1e4 / 0.65
OME = {"axes": "YXS", "PhysicalSizeX": 0.65, "PhysicalSizeY": 0.65}


def tiff(path, **options):
    imwrite(path, PIXELS, **options)
    return path


def sis(path):
    """Olympus: tag 33560 leads to a block, and that to one with metres per pixel."""
    imwrite(path, PIXELS, photometric="rgb", extratags=[(33560, 4, 1, 0, True)])
    content = bytearray(path.read_bytes())
    block = len(content)
    tag = content.find(struct.pack("<HHI", 33560, 4, 1))
    content[tag + 8 : tag + 12] = struct.pack("<I", block)
    inner = block + 64 + 16
    header = struct.pack("<4s6xhhhhh6s32sh", b"SIS0", 0, 12, 1, 5, 2024, b"", b"name", 1)
    entries = struct.pack("<HHI", 1, 0, inner)
    content += (header + entries).ljust(80, b"\0")
    content += struct.pack("<10xhdd8xd2x34s32s", -6, 0.65, 0.65, 20.0, b"camera", b"type")
    path.write_bytes(content)
    return path


STATED = {
    "OME": ("ome.tif", lambda p: tiff(p, photometric="rgb", ome=True, metadata=OME), "OME"),
    "OME in nanometres": (
        "ome.tif",
        lambda p: tiff(
            p,
            photometric="rgb",
            ome=True,
            metadata={
                "axes": "YXS",
                **{f"PhysicalSize{axis}": 650 for axis in "XY"},
                **{f"PhysicalSize{axis}Unit": "nm" for axis in "XY"},
            },
        ),
        "OME",
    ),
    "ImageJ": (
        "ij.tif",
        lambda p: tiff(p, imagej=True, resolution=(1 / 0.65,) * 2, metadata={"unit": "um"}),
        "ImageJ",
    ),
    "ImageJ, a Greek letter": (
        "ij.tif",
        lambda p: tiff(p, imagej=True, resolution=(1 / 0.65,) * 2, metadata={"unit": "\\u00B5m"}),
        "ImageJ",
    ),
    "ImageJ in millimetres": (
        "ij.tif",
        lambda p: tiff(p, imagej=True, resolution=(1e3 / 0.65,) * 2, metadata={"unit": "mm"}),
        "ImageJ",
    ),
    "Olympus": ("sis.tif", sis, "Olympus"),
    "per centimetre": (
        "cm.tif",
        lambda p: tiff(p, photometric="rgb", resolution=(PER_CM, PER_CM), resolutionunit=3),
        "TIFF resolution",
    ),
    "per inch": (
        "inch.tif",
        lambda p: tiff(p, photometric="rgb", resolution=(2.54 * PER_CM,) * 2, resolutionunit=2),
        "TIFF resolution",
    ),
    "PNG": ("a.png", lambda p: Image.fromarray(PIXELS).save(p, dpi=(2.54 * PER_CM,) * 2), "PNG"),
    "JPEG": ("a.jpg", lambda p: Image.fromarray(PIXELS).save(p, dpi=(2.54 * PER_CM,) * 2), "JPEG"),
}


@pytest.mark.parametrize("kind", STATED)
def test_size_of_a_pixel_is_read(tmp_path, kind):
    name, make, where = STATED[kind]
    make(tmp_path / name)
    found = stated_um_per_px(tmp_path / name)
    assert found.um_per_px == pytest.approx(0.65, rel=1e-4)
    assert where in found.where


def test_size_is_that_of_the_full_image(tmp_path):
    """A preview on the first page has larger pixels."""
    with TiffWriter(tmp_path / "a.tif") as file:
        for step, reduced in ((2, 1), (1, 0)):
            file.write(
                PIXELS[::step, ::step].copy(),
                photometric="rgb",
                subfiletype=reduced,
                metadata=None,
                resolution=(PER_CM / step,) * 2,
                resolutionunit=3,
            )
    assert stated_um_per_px(tmp_path / "a.tif").um_per_px == pytest.approx(0.65, rel=1e-4)


@pytest.mark.parametrize("dots", [72, 96, 300, 600])
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
def test_dots_per_inch_of_a_printer_are_no_size(tmp_path, suffix, dots):
    path = tmp_path / f"a{suffix}"
    Image.fromarray(PIXELS).save(path, dpi=(dots, dots))
    assert stated_um_per_px(path) is None


def test_pixels_that_are_not_square_have_no_size(tmp_path):
    path = tiff(tmp_path / "a.tif", photometric="rgb", resolution=(PER_CM, 2 * PER_CM),
                resolutionunit=3)  # fmt: skip
    assert stated_um_per_px(path) is None


def test_what_cannot_be_read_states_nothing(tmp_path):
    (tmp_path / "empty.tif").touch()
    (tmp_path / "text.png").write_text("no picture")
    whole = tiff(tmp_path / "a.tif", photometric="rgb").read_bytes()
    (tmp_path / "cut.tif").write_bytes(b"II*\0" + b"\xff" * 60)
    (tmp_path / "half.tif").write_bytes(whole[: len(whole) // 2])
    os.mkfifo(tmp_path / "pipe.tif")
    for name in ("empty.tif", "text.png", "cut.tif", "half.tif", "pipe.tif", "missing.tif"):
        assert stated_um_per_px(tmp_path / name) is None
    assert stated_um_per_px(tmp_path) is None
    # Longer than a name may be.
    assert stated_um_per_px(tmp_path / f"{'a' * 300}.tif") is None
