"""Which files count as photographs, by their names."""

import pytest

from oresurvey.photographs.formats import suffix_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", "read"),
        ("A.JPEG", "read"),
        ("a.ome.tif", "read"),
        ("a.bmp", "read"),
        ("a.czi", "extra"),
        ("a.NEF", "extra"),
        ("a.heic", "extra"),
        ("a.gif", "export"),
        ("Thumbs.db", ""),
        ("notes", ""),
    ],
)
def test_suffix_says_whether_a_file_counts_as_a_photograph(name, kind):
    assert suffix_kind(name) == kind
