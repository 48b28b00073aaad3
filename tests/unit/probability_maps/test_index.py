"""The index equals eq. (1), (2) by brute force, and its draws follow them."""

import numpy as np
import pytest
from scipy import stats

from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.files.arrays import StoredRows, save_array
from oresurvey.probability_maps.area import ROWS_AT_A_TIME, patches_holding
from oresurvey.probability_maps.distance import STRIDE_PX
from oresurvey.probability_maps.index import build_index, load_index, open_index, save_index

CODES = (0, 1, 6)


def mask_of(height, width, seed=0):
    rng = np.random.default_rng(seed)
    return rng.choice(np.array([0, 1, 6, 255], np.uint8), (height, width), p=[0.5, 0.2, 0.2, 0.1])


def brute_force(mask, s, code):
    """Eq. (1) as printed: pixels of the class in the patch whose corner is (x, y)."""
    height, width = mask.shape
    counts = np.zeros((height, width), np.int64)
    for y in range(height - s):
        for x in range(width - s):
            counts[y, x] = (mask[y : y + s, x : x + s] == code).sum()
    return counts


@pytest.mark.parametrize(("height", "width", "s"), [(9, 11, 3), (12, 7, 6), (8, 8, 1), (10, 30, 8)])
@pytest.mark.parametrize("code", CODES)
def test_the_index_equals_eq_1_exactly(height, width, s, code):
    mask = mask_of(height, width)
    expected = brute_force(mask, s, code)
    index = build_index(mask, s, CODES)
    assert np.array_equal(index.full_map(code, mask), expected)
    assert index.total(code) == expected.sum()
    # The cumulative rows are the sums over pixels of "patches that hold the pixel".
    weight = np.outer(patches_holding(height, s), patches_holding(width, s)) * (mask == code)
    assert np.array_equal(np.diff(index.rows[CODES.index(code)], prepend=0), weight.sum(axis=1))


@pytest.mark.parametrize("height", [ROWS_AT_A_TIME, ROWS_AT_A_TIME + 1, 2 * ROWS_AT_A_TIME + 3])
def test_rows_weighed_block_by_block(height):
    mask, s = mask_of(height, 12), 5
    index = build_index(mask, s, CODES)
    for code in CODES:
        assert index.total(code) == brute_force(mask, s, code).sum()


@pytest.mark.parametrize("code", CODES)
def test_eq_2_by_enumerating_every_draw_of_the_index(code):
    """Pixel weight / total, shared evenly over the patches that hold it, is eq. (2) exactly."""
    mask, s = mask_of(7, 9, 3), 4
    height, width = mask.shape
    reached = np.zeros((height, width), np.int64)
    for y, x in np.argwhere(mask == code):
        ys = range(max(y - s + 1, 0), min(y, height - s - 1) + 1)
        xs = range(max(x - s + 1, 0), min(x, width - s - 1) + 1)
        for corner_y in ys:
            for corner_x in xs:
                reached[corner_y, corner_x] += 1
    index = build_index(mask, s, CODES)
    assert np.array_equal(reached, brute_force(mask, s, code))
    assert index.total(code) == reached.sum()


@pytest.mark.parametrize("code", CODES)
def test_draws_follow_eq_2(code):
    mask, s = mask_of(10, 12, 1), 4
    index = build_index(mask, s, CODES)
    rng = np.random.default_rng(42)
    draws = 20_000
    seen = np.zeros(mask.shape)
    for _ in range(draws):
        seen[index.draw(code, mask, rng)] += 1
    expected = draws * brute_force(mask, s, code) / index.total(code)
    possible = expected > 0
    assert seen[~possible].sum() == 0
    assert stats.chisquare(seen[possible], expected[possible]).pvalue > 0.001


def test_the_chi_square_test_can_fail():
    mask, s = mask_of(10, 12, 1), 4
    index = build_index(mask, s, CODES)
    rng = np.random.default_rng(42)
    seen = np.zeros(mask.shape)
    for _ in range(20_000):
        seen[index.draw(6, mask, rng)] += 1
    wrong = brute_force(mask, s, 1)
    wrong = 20_000 * wrong / wrong.sum()
    possible = (wrong > 0) & (seen > 0)
    scaled = wrong[possible] * seen[possible].sum() / wrong[possible].sum()
    assert stats.chisquare(seen[possible], scaled).pvalue < 1e-6


def test_a_class_that_is_not_there_has_no_weight():
    index = build_index(mask_of(9, 9), 3, (0, 1, 6, 8))
    assert index.total(8) == 0
    assert index.codes == (0, 1, 6) and len(index.rows) == 3


def test_a_class_that_no_valid_patch_holds_has_no_weight():
    """Corners end at H - s - 1: the last row and the last column are in no patch."""
    mask = np.zeros((9, 9), np.uint8)
    mask[-1], mask[:, -1] = 1, 1
    assert build_index(mask, 3, (0, 1)).total(1) == 0


def test_distance_map_is_one_over_one_plus_distance():
    mask = np.zeros((40, 48), np.uint8)
    mask[20, 20] = 1
    s = 8
    index = build_index(mask, s, (0, 1), "distance")
    full = index.full_map(1, mask)
    # The middle of the cell with corners 16..23 has its patch centre at 16 + 4 + 4 = 24.
    assert full[16, 16] == pytest.approx(1 / (1 + np.hypot(4, 4)), rel=1e-6)
    assert (full[40 - s :] == 0).all() and (full[:, 48 - s :] == 0).all()
    assert index.total(1) == pytest.approx(full.sum(), rel=1e-6)
    corners = np.array([index.draw(1, mask, np.random.default_rng(k)) for k in range(300)])
    assert corners.min() >= 0 and (corners.max(axis=0) < (40 - s, 48 - s)).all()
    assert STRIDE_PX == 8


def test_uniform_draws_reach_every_valid_corner_alike():
    mask = mask_of(9, 10)
    index = build_index(mask, 4, CODES, "uniform")
    rng = np.random.default_rng(5)
    seen = np.zeros((5, 6))
    for _ in range(6000):
        seen[index.draw(0, mask, rng)] += 1
    assert stats.chisquare(seen.ravel()).pvalue > 0.001


@pytest.mark.parametrize("read", [load_index, open_index])
@pytest.mark.parametrize("method", ["area", "distance", "uniform"])
def test_saved_index_draws_the_same(tmp_path, method, read):
    mask = mask_of(40, 50)
    index = build_index(mask, 8, CODES, method)
    save_index(index, tmp_path)
    save_array(mask, tmp_path / "mask.npy")
    again = read(tmp_path)
    rows = StoredRows(tmp_path / "mask.npy", mask.shape, np.uint8)
    assert (again.shape, again.patch_px, again.codes) == (mask.shape, 8, CODES)
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    for code in CODES * 20:
        assert again.total(code) == index.total(code)
        assert again.draw(code, rows, other) == index.draw(code, mask, one)
    assert one.bit_generator.state == other.bit_generator.state


@pytest.mark.parametrize("method", ["area", "distance", "uniform"])
def test_loaded_index_maps_the_same(tmp_path, method):
    mask = mask_of(40, 50)
    index = build_index(mask, 8, CODES, method)
    save_index(index, tmp_path)
    again = load_index(tmp_path)
    assert not any(isinstance(part, StoredRows) for part in vars(again).values())
    for code in CODES:
        np.testing.assert_array_equal(again.full_map(code, mask), index.full_map(code, mask))


@pytest.mark.parametrize("method", ["area", "distance", "uniform"])
def test_opened_index_leaves_its_arrays_on_disk(tmp_path, method):
    save_index(build_index(mask_of(40, 50), 8, CODES, method), tmp_path)
    index = open_index(tmp_path)
    assert not any(isinstance(part, np.ndarray) for part in vars(index).values())


def test_index_of_a_full_section_is_small(tmp_path):
    mask = np.random.default_rng(0).integers(0, 7, (2547, 3396)).astype(np.uint8)
    save_index(build_index(mask, 256, tuple(range(7))), tmp_path)
    # PEERS.md: 0.14 MB instead of the 484 MB of seven full maps.
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 500_000


def test_a_mask_smaller_than_a_patch_says_what_to_do():
    with pytest.raises(FieldError, match=r"lower train\.patch_px"):
        build_index(mask_of(8, 20), 8, CODES)


def test_an_unknown_method_is_refused():
    with pytest.raises(ConfigurationError, match="area, distance, uniform"):
        build_index(mask_of(9, 9), 3, CODES, "areas")
