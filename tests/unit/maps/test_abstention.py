"""Abstention: which pixels become unidentified, and that every threshold can be taken back."""

import shutil

import numpy as np
import pytest

from oresurvey.maps import abstention
from oresurvey.maps.abstention import leave_unidentified, lowest_step_kept, most_probable_map
from oresurvey.maps.geotiff import MapReader, MapWriter, read_map, read_tags
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

CODES = np.array([[0, 1, 6], [6, 6, 8]], np.uint8)
SURE = np.array([[255, 128, 127], [0, 204, 203]], np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A field as inference leaves it."""
    for name, values in (("classes", CODES), ("confidence", SURE)):
        with MapWriter(tmp_path / f"{name}.tif", 3, 2, {"MODEL": "m"}, um_per_px=1.5) as writer:
            writer.write(values, 0, 0)
    return tmp_path


@pytest.mark.parametrize(
    ("threshold", "lowest"), [(0, 0), (0.5, 128), (0.8, 204), (128 / 255, 128), (1, 255)]
)
def test_a_threshold_that_is_a_step_keeps_it(threshold, lowest):
    assert lowest_step_kept(threshold) == lowest
    # As a table writes it, with ten digits.
    assert lowest_step_kept(float(f"{threshold:.10g}")) == lowest


def test_less_certain_pixels_become_unidentified(folder):
    leave_unidentified(folder, 0.5, 1.5)
    u = UNIDENTIFIED
    assert read_map(folder / "classes.tif").tolist() == [[0, 1, u], [u, 6, 8]]
    assert read_tags(folder / "classes.tif")["UNIDENTIFIED_BELOW"] == "0.5"
    assert read_tags(folder / "classes.tif")["MODEL"] == "m"
    assert (read_map(most_probable_map(folder)) == CODES).all()


def test_zero_is_the_map_as_inference_wrote_it_to_the_byte(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for threshold in (0, 0.5, 0.8, 0):
        leave_unidentified(folder, threshold, 1.5)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_threshold_leaves_a_trace_in_the_next(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for name in ("classes.tif", "confidence.tif"):
        shutil.copy(folder / name, other / name)
    for threshold in (0.9, 0.3, 0.8):
        leave_unidentified(folder, threshold, 1.5)
    leave_unidentified(other, 0.8, 1.5)
    names = sorted(path.name for path in other.iterdir())
    assert names == ["classes.tif", "confidence.tif", "most_probable.tif"]
    for name in names:
        assert (folder / name).read_bytes() == (other / name).read_bytes()


def test_a_map_of_this_threshold_is_left_alone(folder):
    leave_unidentified(folder, 0.5)
    before = (folder / "classes.tif").stat().st_mtime_ns
    leave_unidentified(folder, 0.5)
    assert (folder / "classes.tif").stat().st_mtime_ns == before


@pytest.mark.parametrize("then", [0, 0.5, 0.8])
def test_killed_before_the_marked_map_is_written(monkeypatch, folder, then):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(abstention, "row_ranges", killed)
        leave_unidentified(folder, 0.5)
    leave_unidentified(folder, then)
    kept = read_map(folder / "confidence.tif") >= lowest_step_kept(then)
    assert (read_map(folder / "classes.tif") == np.where(kept, CODES, UNIDENTIFIED)).all()


def test_what_is_not_visible_stays_void(tmp_path):
    """Its confidence is 0, and it is no ore that nobody could name; nor does a GIS show it."""
    codes, sure = CODES.copy(), SURE.copy()
    codes[0, :2], sure[0, :2] = VOID, 0
    for name, values, nodata in (("classes", codes, VOID), ("confidence", sure, None)):
        with MapWriter(tmp_path / f"{name}.tif", 3, 2, nodata=nodata) as writer:
            writer.write(values, 0, 0)
    before = (tmp_path / "classes.tif").read_bytes()
    leave_unidentified(tmp_path, 0.5)
    u, v = UNIDENTIFIED, VOID
    assert read_map(tmp_path / "classes.tif").tolist() == [[v, v, u], [u, 6, 8]]
    with MapReader(tmp_path / "classes.tif") as marked:
        assert marked.nodata == VOID
    leave_unidentified(tmp_path, 0)
    assert (tmp_path / "classes.tif").read_bytes() == before
