"""Grains and contacts: known answers of geometry, and sums that must close."""

import numpy as np
import pytest
from empty_sections import visible_where
from skimage.measure import regionprops_table

from oresurvey.instances.labels import label
from oresurvey.instances.measure import class_pixels, instances

YY, XX = np.mgrid[:500, :500]


def disk_map(radius, code=1):
    return code * (radius**2 >= (YY - 250) ** 2 + (XX - 250) ** 2).astype(np.uint8)


def random_map(shape=(90, 110), seed=0):
    rng = np.random.default_rng(seed)
    coarse = rng.choice(np.array([0, 1, 6, 8], np.uint8), (shape[0] // 5 + 1, shape[1] // 5 + 1))
    return np.kron(coarse, np.ones((5, 5), np.uint8))[: shape[0], : shape[1]]


def test_disk_perimeter_is_crofton_close():
    """STATISTICS.md: disk r = 200, ratio to 2 pi r 1.001."""
    grain = instances(disk_map(200)).grains.iloc[0]
    assert grain["perimeter_px"] / (2 * np.pi * 200) == pytest.approx(1.001, abs=0.002)


def test_mean_chord_of_a_disk():
    """STATISTICS.md: mean chord pi A / P of a disk r = 50 is 78.5."""
    grain = instances(disk_map(50)).grains.iloc[0]
    assert np.pi * grain["area_px"] / grain["perimeter_px"] == pytest.approx(78.5, rel=0.01)


def test_boundary_shift_of_a_disk():
    """STATISTICS.md: disk r = 50, shifting the boundary by 1 px changes its area by 4 %."""
    grain = instances(disk_map(50)).grains.iloc[0]
    assert grain["perimeter_px"] / grain["area_px"] == pytest.approx(0.04, rel=0.02)


def test_ellipse():
    """STATISTICS.md: semi-axes 80 x 40 px -> ECD 113.1, axes 160 and 80."""
    ellipse = (((YY - 250) / 40) ** 2 + ((XX - 250) / 80) ** 2 <= 1).astype(np.uint8)
    grain = instances(ellipse).grains.iloc[0]
    assert grain["ecd_px"] == pytest.approx(2 * np.sqrt(80 * 40), rel=0.002)
    assert grain["major_axis_px"] == pytest.approx(160, rel=0.005)
    assert grain["minor_axis_px"] == pytest.approx(80, rel=0.005)
    assert grain["orientation_deg"] == pytest.approx(0, abs=0.5)


def test_two_cells_bridged_by_one_pixel_are_one_grain():
    bridged = np.zeros((20, 30), np.uint8)
    bridged[5:12, 3:10] = bridged[5:12, 11:18] = 1
    assert len(instances(bridged).grains) == 2
    bridged[8, 10] = 1
    assert len(instances(bridged).grains) == 1


def test_corner_contact_depends_on_the_connectivity():
    corner = np.zeros((10, 10), np.uint8)
    corner[2:4, 2:4] = corner[4:6, 4:6] = 1
    assert len(instances(corner, connectivity=8).grains) == 1
    assert len(instances(corner, connectivity=4).grains) == 2


@pytest.mark.parametrize("connectivity", [4, 8])
def test_areas_add_up_to_the_pixels_of_the_class(connectivity):
    class_map = random_map()
    class_map[10:14, 20:40] = 255
    grains = instances(class_map, connectivity=connectivity).grains
    pixels = class_pixels(class_map)
    assert grains.groupby("code")["area_px"].sum().to_dict() == {
        code: n for code, n in pixels.items() if code
    }
    assert sum(pixels.values()) == (class_map != 255).sum()
    assert instances(class_map, connectivity=connectivity).class_pixels == pixels


def test_measures_agree_with_scikit_image():
    found = instances(random_map())
    expected = regionprops_table(
        label(random_map()),
        properties=("area", "centroid", "bbox", "major_axis_length", "minor_axis_length"),
    )
    grains = found.grains
    assert np.array_equal(grains["area_px"], expected["area"])
    assert np.allclose(grains["y_px"], expected["centroid-0"])
    assert np.allclose(grains["x_px"], expected["centroid-1"])
    for column, k in (("top_px", 0), ("left_px", 1), ("bottom_px", 2), ("right_px", 3)):
        assert np.array_equal(grains[column], expected[f"bbox-{k}"])
    # Here a pixel is a square with a second moment of 1 / 12 of its own; there it is a point.
    for axis in ("major_axis", "minor_axis"):
        assert np.allclose(grains[f"{axis}_px"] ** 2 - 16 / 12, expected[f"{axis}_length"] ** 2)


def test_contacts_of_a_grain_add_up_to_its_perimeter():
    """STATISTICS.md: sum over B of L_AB = P_A."""
    found = instances(random_map())
    contacts = found.contacts
    for grain in found.grains.itertuples():
        of = contacts[(contacts["grain_a"] == grain.grain) | (contacts["grain_b"] == grain.grain)]
        assert of["length_px"].sum() == pytest.approx(grain.perimeter_px)


def test_straight_contact_has_its_length():
    """Two halves meet along a line of 400 px; Crofton counts N0 and both diagonals."""
    halves = np.ones((400, 60), np.uint8)
    halves[:, 30:] = 6
    contacts = instances(halves).contacts
    expected = np.pi / 8 * (400 + 2 * 399 / np.sqrt(2))
    assert contacts["length_px"].tolist() == pytest.approx([expected])
    assert expected == pytest.approx(400, rel=0.06)


def test_frame_is_flagged_and_no_contact():
    class_map = np.zeros((150, 60), np.uint8)
    class_map[0:50, 5:55] = 1
    class_map[60:110, 5:55] = 1
    grains = instances(class_map).grains
    assert grains["touches_frame"].tolist() == [True, False]
    assert np.isnan(grains["circularity"][0])
    assert grains["circularity"][1] > 0
    assert grains["perimeter_px"][0] < grains["perimeter_px"][1]


def test_circularity_only_of_grains_that_have_an_outline_and_as_measured():
    """STATISTICS.md: none below an ECD of 40 px. That of a disk is not cut off at 1."""
    y, x = np.mgrid[:700, :200]
    disks = np.zeros((700, 200), np.uint8)
    radii = (90, 60.5, 40, 21, 18)
    for middle, radius in zip((100, 280, 400, 500, 600), radii, strict=True):
        disks[(y - middle) ** 2 + (x - 100) ** 2 <= radius**2] = 6
    found = instances(disks).grains["circularity"].to_numpy()
    assert np.isnan(found).tolist() == [False] * 4 + [True]
    assert found[:4] == pytest.approx(np.ones(4), abs=0.05) and found[:4].max() > 1


def test_confidence_and_scale():
    class_map = np.zeros((10, 10), np.uint8)
    class_map[2:4, 2:4] = 1
    confidence = np.full((10, 10), 51, np.uint8)
    grain = instances(class_map, confidence, um_per_px=2.0).grains.iloc[0]
    assert grain["mean_confidence"] == pytest.approx(0.2)
    assert grain["area_um2"] == 16.0
    assert np.isnan(instances(class_map).grains["area_um2"][0])


def test_no_grain_at_all():
    found = instances(np.zeros((8, 9), np.uint8))
    assert len(found.grains) == 0 and len(found.contacts) == 0


def test_a_hundred_thousand_grains():
    rng = np.random.default_rng(0)
    dust = (rng.random((1200, 1200)) < 0.12).astype(np.uint8)
    found = instances(dust, connectivity=4)
    assert len(found.grains) > 100_000
    assert found.grains["area_px"].sum() == dust.sum()


def test_unidentified_pixels_are_neither_grain_nor_contact():
    """Pyrite beside unidentified beside void: as if all of the latter were void, but counted."""
    codes = np.zeros((6, 9), np.uint8)
    codes[:, 3:5], codes[:, 5:7], codes[:, 7:] = 6, 254, 255
    void = np.where(codes == 254, np.uint8(255), codes)
    one, other = instances(codes), instances(void)
    assert one.grains.equals(other.grains) and one.contacts.equals(other.contacts)
    assert one.grains["code"].tolist() == [6] and 254 not in set(one.contacts["code_b"])
    assert one.class_pixels == {0: 18, 6: 12, 254: 12}
    assert (label(codes) == label(void)).all()


@pytest.mark.parametrize("strip_rows", [None, 1, 3, 7, 20, 50])
@pytest.mark.parametrize("connectivity", [4, 8])
def test_grains_at_the_border_of_what_is_visible_are_cut(strip_rows, connectivity):
    """At a side or a corner, from any direction; a void pixel that is visible cuts nothing."""
    shown = np.ones((60, 60), bool)
    shown[20:40, 20:40] = False
    values = np.zeros((60, 60), np.uint8)
    values[5:10, 5:10] = 1
    for k, (y, x) in enumerate(((15, 22), (40, 30), (25, 15), (33, 40), (15, 15), (40, 40))):
        values[y : y + 5, x : x + 5] = (1, 6)[k % 2]
    values[50:55, 5:10] = 8
    values[55, 5:10] = 255
    values[~shown] = 255
    found = instances(
        values, None, connectivity, strip_rows=strip_rows, visible=visible_where(shown)
    ).grains
    apart = found[(found["x_px"] == 7)]
    assert len(found) == 8 and not apart["touches_frame"].any()
    beside = found.drop(apart.index)
    assert beside["touches_frame"].all() and beside["circularity"].isna().all()
    # Without the knowledge of what is visible all are whole, as with a mask that leaves out.
    assert not instances(values, None, connectivity).grains["touches_frame"].any()


def test_all_visible_is_as_without_knowledge():
    values = random_map()
    whole = instances(values)
    same = instances(values, visible=visible_where(np.ones(values.shape, bool)))
    assert whole.grains.equals(same.grains) and whole.contacts.equals(same.contacts)
