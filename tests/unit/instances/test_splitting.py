"""Splitting of touching grains: disks that meet, shapes without a waist, and sums that stay."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from cut_maps import MAPS

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.instances.labels import label
from oresurvey.instances.measure import Portions, instances
from oresurvey.instances.outlines import grain_outlines
from oresurvey.instances.splitting import (
    LABEL,
    SplitRows,
    Watershed,
    colours,
    split_grain,
    splitting_of,
)
from oresurvey.maps.rows import ArrayRows
from oresurvey.photographs.sizes import MOST_SPLIT_PX, largest_mpx
from oresurvey.survey.field import Field

YY, XX = np.mgrid[:200, :300]


def disk(y, x, radius):
    return (YY - y) ** 2 + (XX - x) ** 2 <= radius**2


TWO_DISKS = (6 * (disk(100, 120, 30) | disk(100, 170, 30))).astype(np.uint8)
ELLIPSE = (((YY - 100) / 40) ** 2 + ((XX - 150) / 80) ** 2 <= 1).astype(np.uint8)


def split(values, h_px=1.5, connectivity=8, **options):
    rows = SplitRows(ArrayRows(values), connectivity, Watershed(h_px))
    return instances(rows, connectivity=connectivity, **options)


def test_two_disks_whose_centres_are_50_px_apart():
    """One grain unsplit, two after splitting; the cut lies halfway and no pixel is lost."""
    assert len(instances(TWO_DISKS).grains) == 1
    grains = split(TWO_DISKS).grains
    assert grains["code"].tolist() == [6, 6]
    assert grains["area_px"].sum() == np.count_nonzero(TWO_DISKS)
    # The middle column, 145, belongs to one of them.
    assert sorted(grains["left_px"]) == [90, pytest.approx(145.5, abs=0.5)]
    assert abs(np.diff(grains["area_px"])[0]) <= 2 * np.sqrt(30**2 - 25**2) + 1


def test_depth_of_the_waist_decides():
    """Summits of 30 px, and a waist of half width sqrt(30^2 - 25^2) = 16.6: a fall of 13.4 px."""
    fall = 30 - np.sqrt(30**2 - 25**2)
    assert len(split(TWO_DISKS, fall - 1).grains) == 2
    assert len(split(TWO_DISKS, fall + 1).grains) == 1


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("shape", [disk(100, 150, 60).astype(np.uint8), ELLIPSE])
def test_shapes_without_a_waist_stay_whole(shape, connectivity):
    """A disk, and an ellipse of semi-axes 80 x 40 px."""
    assert len(split(shape, connectivity=connectivity).grains) == 1


def test_the_frame_is_no_edge():
    """A grain that the frame cuts in its middle has its summit there; one that is all, none."""
    half = disk(0, 150, 60).astype(np.uint8)
    assert len(split(half).grains) == 1
    assert len(split(np.full((40, 30), 6, np.uint8)).grains) == 1


def test_cut_is_a_contact_of_a_mineral_with_itself():
    """Both outlines hold the cut: without it, they are the outline of the unsplit grain."""
    found, whole = split(TWO_DISKS), instances(TWO_DISKS)
    same = found.contacts[found.contacts["code_a"] == found.contacts["code_b"]]
    assert len(same) == 1
    # A waist of 33.2 px; Crofton in four directions is up to 6 % long on a straight line.
    assert same["length_px"].item() == pytest.approx(2 * np.sqrt(30**2 - 25**2), rel=0.1)
    without = found.grains["perimeter_px"].sum() - 2 * same["length_px"].item()
    assert without == pytest.approx(whole.grains["perimeter_px"].item())


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("connectivity", [4, 8])
def test_boundary_with_other_minerals_and_areas_stay(name, connectivity):
    values = MAPS[name]
    found, whole = split(values, 0.4, connectivity), instances(values, connectivity=connectivity)
    assert found.class_pixels == whole.class_pixels
    assert len(found.grains) >= len(whole.grains)
    areas = [one.grains.groupby("code")["area_px"].sum().to_dict() for one in (found, whole)]
    assert areas[0] == areas[1]
    lengths = [
        one.contacts[one.contacts["code_a"] != one.contacts["code_b"]]
        .assign(
            low=lambda c: c[["code_a", "code_b"]].min(axis=1),
            high=lambda c: c[["code_a", "code_b"]].max(axis=1),
        )
        .groupby(["low", "high"])["length_px"]
        .sum()
        for one in (found, whole)
    ]
    assert lengths[0].to_dict() == pytest.approx(lengths[1].to_dict())


def test_pieces_lie_within_their_grain():
    values = MAPS["blocks"]
    pieces = label(SplitRows(ArrayRows(values), 8, Watershed(0.4)), 8)
    grains = label(values, 8)
    pairs = np.unique(np.stack((pieces, grains)).reshape(2, -1), axis=1)
    assert len(np.unique(pairs[0])) == pairs.shape[1]
    # Something was split, or this test could not fail.
    assert pieces.max() > grains.max()


def test_outlines_are_those_of_the_pieces():
    """What the layer of grains needs: the same numbers, and areas of pixels."""
    rows = SplitRows(ArrayRows(TWO_DISKS), 8, Watershed(1.5))
    ((numbers, outlines),) = grain_outlines(rows, 8, None)
    grains = split(TWO_DISKS).grains
    assert numbers.tolist() == grains["grain"].tolist() == [1, 2]
    assert [one.area for one in outlines] == grains["area_px"].tolist()


@pytest.mark.parametrize("strip_rows", [1, 7, 64])
def test_strips_leave_no_trace(strip_rows):
    values = np.concatenate((TWO_DISKS[50:150], MAPS["blocks"][:, :1].repeat(300, axis=1)))
    whole = split(values, strip_rows=len(values))
    found = split(values, strip_rows=strip_rows)
    assert found.grains.equals(whole.grains) and found.contacts.equals(whole.contacts)


def test_touching_pieces_have_different_colours():
    """Four quarters meet in a point: four colours by corners, two by sides."""
    quarters = np.array([[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]], np.int32)
    assert colours(quarters, 8).tolist() == [0, 0, 1, 2, 3]
    assert colours(quarters, 4).tolist() == [0, 0, 1, 1, 0]


def test_row_of_beads_is_split_into_beads():
    beads = np.zeros((200, 300), bool)
    for x in range(40, 280, 40):
        beads |= disk(100, x, 24)
    pieces = split_grain(beads, 1.5, 8)
    assert pieces.max() == 6 and (pieces[100, 40:280:40] == [1, 2, 3, 4, 5, 6]).all()
    assert np.array_equal(pieces > 0, beads)


def test_low_bytes_are_the_codes():
    values = SplitRows(ArrayRows(TWO_DISKS), 8, Watershed()).read_rows(0, 200)
    assert values.dtype == np.uint16 and np.array_equal(values % LABEL, TWO_DISKS)
    assert set(np.unique(values // LABEL)) == {0, 1}


class Panorama:
    """Too large; nobody may read it."""

    width, height = 2**15, MOST_SPLIT_PX // 2**15 + 1


def test_panorama_is_refused_with_advice():
    with pytest.raises(FieldError, match=r"32768 x 1025 px are too many.*instances.split: none"):
        SplitRows(Panorama(), 8, Watershed())


def test_settings():
    assert splitting_of({"connectivity": 8}) is None and splitting_of({"split": "none"}) is None
    assert splitting_of({"split": "watershed", "split_h_px": 2}) == Watershed(2.0)
    assert str(Watershed(1.5)) == "watershed, h = 1.5 px"


@pytest.mark.parametrize(
    ("splitting", "grains", "named"),
    [(None, 1, "none"), (Watershed(1.5), 2, "watershed, h = 1.5 px")],
)
def test_files_name_the_splitting(tmp_path, splitting, grains, named):
    names = {"0": "BG", "6": "Py", "255": "void"}
    entry = write_instances(
        Field("D", "s", "f", tmp_path / "x.jpg"), TWO_DISKS, None, 8, names, tmp_path, {},
        Portions(), splitting,
    )  # fmt: skip
    assert (entry["grains"], entry["splitting"], entry["connectivity"]) == (grains, named, 8)
    assert len(read_parquet(tmp_path / "grains.parquet")) == grains
    metadata = pq.read_schema(tmp_path / "grains.parquet").metadata
    assert named in metadata[b"oresurvey"].decode()


def test_field_that_is_too_large_is_named(tmp_path):
    field = Field("D", "s", "panorama-7", tmp_path / "x.jpg")
    with pytest.raises(FieldError, match="field panorama-7: 32768 x 1025 px"):
        write_instances(
            field, Panorama(), None, 8, {"0": "BG"}, tmp_path, {}, splitting=Watershed()
        )
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_split_is_not_accepted():
    """The catalog sets a panorama aside; a job that failed would cost the night."""
    assert largest_mpx(1000, "none") == 1000
    assert largest_mpx(1000, "watershed") == MOST_SPLIT_PX / 1e6
    assert largest_mpx(20, "watershed") == 20
