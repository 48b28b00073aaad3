"""JPEGs with slips of firmware: all pixels where all are there, an error where one is not."""

import io
import struct

import numpy as np
import pytest
from PIL import Image
from scene import scene

from oresurvey.errors import FieldError
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.readers.jpeg import mended


def jpeg(**options):
    stream = io.BytesIO()
    Image.fromarray(scene()[0]).save(stream, "JPEG", quality=90, subsampling=0, **options)
    return stream.getvalue()


PLAIN = jpeg()


def scan_parameters(content, parameters):
    scan = content.find(b"\xff\xda")
    end = scan + 2 + struct.unpack(">H", content[scan + 2 : scan + 4])[0]
    return content[: end - 3] + parameters + content[end:]


SLIPS = {
    "scan parameters of zero": (scan_parameters(PLAIN, b"\0\0\0"), "parameters of its scan"),
    "bytes between segments": (PLAIN[:20] + b"\0\0\0" + PLAIN[20:], "3 bytes between"),
    "no end": (PLAIN[:-2], "no mark of its end"),
    "half a mark of the end": (PLAIN[:-1], "no mark of its end"),
    "revision of JFIF": (PLAIN[:11] + b"\x07" + PLAIN[12:], "unknown revision of JFIF"),
    "two slips": (PLAIN[:20] + b"\1\2" + PLAIN[20:-2], "2 bytes between its segments, no mark"),
}


def pixels_and_remarks(path):
    with Photograph(path) as photograph:
        rows = [photograph.read(y, y + 40, 0, 400) for y in range(0, 320, 40)]
        return np.concatenate(rows), photograph.file.remarks


@pytest.mark.parametrize("name", SLIPS)
def test_slip_costs_no_pixel_and_is_remarked(tmp_path, name):
    content, words = SLIPS[name]
    (tmp_path / "plain.jpg").write_bytes(PLAIN)
    (tmp_path / "slip.jpg").write_bytes(content)
    found, remarks = pixels_and_remarks(tmp_path / "slip.jpg")
    expected, none = pixels_and_remarks(tmp_path / "plain.jpg")
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(found, np.array(Image.open(io.BytesIO(PLAIN))))
    assert none == [] and len(remarks) == 1 and words in remarks[0]


def test_window_is_read_from_a_copy_that_was_mended_before(tmp_path):
    path = tmp_path / "slip.jpg"
    path.write_bytes(PLAIN[:-2])
    with Photograph(path) as photograph:
        last = photograph.read(300, 320, 10, 30)
        again = photograph.read(0, 320, 0, 400)
        np.testing.assert_array_equal(again[300:, 10:30], last)
        assert len(photograph.file.remarks) == 1


def test_mark_of_a_thumbnail_is_not_the_end(tmp_path):
    """Segments may hold whole JPEGs."""
    inner = b"\xff\xe1" + struct.pack(">H", 2 + len(PLAIN[:900])) + PLAIN[:900]
    path = tmp_path / "slip.jpg"
    path.write_bytes(PLAIN[:2] + inner + PLAIN[2:-2])
    found, remarks = pixels_and_remarks(path)
    np.testing.assert_array_equal(found, np.array(Image.open(io.BytesIO(PLAIN))))
    assert "no mark of its end" in remarks[0]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_truncated_is_an_error(tmp_path, share, options):
    content = jpeg(**options)
    (tmp_path / "cut.jpg").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(FieldError, match=r"damaged or cut off: cut.jpg, .*(P|p)remature end"):
        pixels_and_remarks(tmp_path / "cut.jpg")


def test_every_cut_in_the_last_bytes_is_an_error_or_costs_nothing(tmp_path):
    whole = np.array(Image.open(io.BytesIO(PLAIN)))
    for less in range(1, 40):
        path = tmp_path / f"{less}.jpg"
        path.write_bytes(PLAIN[:-less])
        try:
            found, _ = pixels_and_remarks(path)
        except FieldError:
            continue
        np.testing.assert_array_equal(found, whole)


def test_several_scans_without_an_end_are_not_mended():
    """A scan that is missing shows as coarse, without a warning."""
    with pytest.raises(ValueError, match="several scans"):
        mended(jpeg(progressive=True)[:-2])


def test_nothing_to_mend():
    with pytest.raises(ValueError, match="it has none"):
        mended(PLAIN)
