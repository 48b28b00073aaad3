"""What a killed job was writing has a name of its own, and goes."""

import pytest

from oresurvey.files.half_written import is_half_written, remove_half_written


@pytest.mark.parametrize(
    ("name", "half"),
    [
        (".modal.csv.123.new", True),
        (".modal.svg.123.new", True),
        (".survey.123.new.xlsx.dated", True),
        (".grains.123.new.gpkg-journal", True),
        (".network.123.new.xml", True),
        (".inference.json", False),
        (".fingerprints.json", False),
        (".lock", False),
        ("modal.csv.123.new", False),
        (".a field named .new.json", False),
    ],
)
def test_name(name, half):
    assert is_half_written(name) == half


def test_removed_wherever_it_lies(tmp_path):
    folder = tmp_path / "first" / "fields" / "Alder"
    folder.mkdir(parents=True)
    for name in (".classes.tif.7.new", "classes.tif", ".inference.json"):
        (folder / name).write_text("")
    (tmp_path / "elsewhere.7.new").write_text("")
    (folder / "link").symlink_to(tmp_path)
    assert remove_half_written(tmp_path) == 1
    assert {path.name for path in folder.iterdir()} == {"classes.tif", ".inference.json", "link"}
