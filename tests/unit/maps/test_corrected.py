"""A person overrules a map: which pixels change, and that the map of the model comes back."""

import numpy as np
import pytest

from oresurvey.files.digests import file_sha256
from oresurvey.maps import corrected
from oresurvey.maps.corrected import Held, correct, model_map, read_runs, take_back
from oresurvey.maps.geotiff import MapWriter, read_map, read_tags
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

CODES = np.array([[0, 1, 6], [6, 6, 8], [8, 8, VOID]], np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A field as inference leaves it."""
    size = (3, 3, {"MODEL": "m"}, 1.5)
    with MapWriter(tmp_path / "classes.tif", *size, nodata=VOID) as writer:
        writer.write(CODES, 0, 0)
    return tmp_path


def runs(*rows):
    return np.array(rows, np.int64).reshape(-1, 4)


@pytest.mark.parametrize("strip", [1, 2, 100])
def test_runs_are_corrected_in_whatever_strips_a_map_is_read(folder, strip, monkeypatch):
    """A run may reach over the end of a row, and of a strip."""
    rows = corrected.row_ranges
    monkeypatch.setattr(corrected, "row_ranges", lambda map_: rows(map_, strip))
    held = correct(folder, runs([2, 3, 1, 6], [5, 1, VOID, 8]), "ab", 1.5)
    expected = [[0, 1, 1], [1, 1, UNIDENTIFIED], [8, 8, VOID]]
    assert read_map(folder / "classes.tif").tolist() == expected
    assert held == Held({"0": 1, "1": 1, "6": 3, "8": 3}, 4, 0)
    assert read_tags(folder / "classes.tif")["CORRECTIONS_SHA256"] == "ab"
    assert read_map(model_map(folder)).tolist() == CODES.tolist()


def test_a_map_that_says_something_else_now_is_left_there(folder):
    """What is right already is no correction; what nobody saw is left out and counted."""
    held = correct(folder, runs([1, 1, 1, 6], [3, 2, 8, 0], [6, 3, 6, 8]), "ab")
    assert read_map(folder / "classes.tif").tolist() == [[0, 1, 6], [6, 6, 8], [6, 6, VOID]]
    assert held == Held({"0": 1, "1": 1, "6": 3, "8": 3}, 2, 2)


def test_a_correction_taken_back_leaves_the_bytes_of_before(folder):
    before = file_sha256(folder / "classes.tif")
    correct(folder, runs([0, 9, 3, 0]), "ab")
    assert file_sha256(folder / "classes.tif") != before
    take_back(folder)
    take_back(folder)
    assert file_sha256(folder / "classes.tif") == before
    assert [path.name for path in folder.iterdir()] == ["classes.tif"]


def test_a_kill_between_is_mended(folder, monkeypatch):
    before = file_sha256(folder / "classes.tif")

    def killed(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(corrected, "MapWriter", killed)
    with pytest.raises(KeyboardInterrupt):
        correct(folder, runs([0, 9, 3, 0]), "ab")
    take_back(folder)
    assert file_sha256(folder / "classes.tif") == before


def test_runs_are_read_with_who_made_them(tmp_path):
    path = tmp_path / "a.corrections.json"
    path.write_text('{"runs": [[0, 1, 6, 8]], "by": "A"}')
    found, scale, made = read_runs(path)
    assert found.tolist() == [[0, 1, 6, 8]] and (scale, made) == (1, {"by": "A", "made": ""})


def test_where_one_pixel_was_shown_for_a_block_most_of_a_run_decides(folder):
    """Two of the three pixels of a run say what was shown: all of it is meant. Of another, one."""
    held = correct(folder, runs([3, 3, 1, 6], [6, 2, 1, 6]), "ab", scale=3)
    assert read_map(folder / "classes.tif").tolist() == [[0, 1, 6], [1, 1, 1], [8, 8, VOID]]
    assert (held.corrected_px, held.not_held_px) == (3, 2)
