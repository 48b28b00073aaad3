"""When a photograph was taken, by its EXIF."""

import pytest
from picture_files import picture
from PIL import Image

from oresurvey.photographs.stated_time import stated_time


def dated(path, taken=None, changed=None):
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if changed:
        exif[0x0132] = changed
    return picture(path, exif=exif)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_when_it_was_taken_counts_before_when_the_file_was_changed(tmp_path, suffix):
    path = dated(tmp_path / f"a{suffix}", "2024:05:03 12:30:00", "2025:01:01 00:00:00")
    assert stated_time(path) == "2024-05-03T12:30:00"


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_the_change_of_the_file_is_better_than_nothing(tmp_path, suffix):
    assert stated_time(dated(tmp_path / f"a{suffix}", None, "2014:02:18 15:07:48")) == (
        "2014-02-18T15:07:48"
    )


@pytest.mark.parametrize("said", ["0000:00:00 00:00:00", "yesterday", "", None])
def test_what_is_no_time(tmp_path, said):
    assert stated_time(dated(tmp_path / "a.jpg", said)) == ""


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0II*\0", b"text"])
def test_what_is_no_photograph(tmp_path, content):
    (tmp_path / "a.jpg").write_bytes(content)
    assert stated_time(tmp_path / "a.jpg") == ""
    assert stated_time(tmp_path / "b.jpg") == "" == stated_time(tmp_path)
