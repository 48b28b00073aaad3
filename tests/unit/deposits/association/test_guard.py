"""Rim guard: openings by hand, the ring of STATISTICS.md, strips that change nothing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.deposits.association.boundaries import CodeBoundaries
from oresurvey.deposits.association.guard import grown, guard, staying
from oresurvey.deposits.association.rims import read_rims, rim_table
from oresurvey.instances.crofton import length_px
from oresurvey.instances.measure import instances
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
CODES = {".": 0, "1": 1, "6": 6, "8": 8, "?": 254, "v": 255}


def drawn(text):
    return np.array([[CODES[c] for c in line] for line in text.split()], np.uint8)


def disk(shape, radius):
    y, x = np.indices(shape) - (np.array(shape)[:, None, None] - 1) / 2
    return np.hypot(x, y) <= radius


def ring_map():
    """A disk of pyrite (6) of radius 30 in gangue, with a ring of chalcopyrite (1) 2 px wide."""
    codes = np.zeros((90, 90), np.uint8)
    codes[disk(codes.shape, 32)] = 1
    codes[disk(codes.shape, 30)] = 6
    return codes


def test_a_ring_of_two_pixels_is_all_rim():
    """STATISTICS.md: a 2-px ring on a disk has rim share 1; after it, pyrite meets gangue only."""
    codes = ring_map()
    found = guard(codes, 2)
    assert found.rim_area[1] == found.area[1] == (codes == 1).sum()
    assert 1 not in found.area_after and sum(found.area_after.values()) == codes.size
    assert [pair[:2] for pair in found.after] == [[0, 6]]
    # Half of the ring is given to either side, so the boundary runs at radius 31.
    (_, _, straight, diagonal), *_ = found.after
    assert length_px(straight, diagonal) == pytest.approx(2 * np.pi * 31, rel=0.03)


def test_a_wider_ring_is_none():
    """Three pixels along rows and columns, so squares of 3 fit; without a ring little is lost."""
    codes = ring_map()
    codes[disk(codes.shape, 33)] = 1
    codes[disk(codes.shape, 30)] = 6
    found = guard(codes, 2)
    assert 0 < found.rim_area[1] < found.area[1]
    smooth = np.where(disk((120, 120), 50), np.uint8(6), np.uint8(0))
    # What is rim of a plain disk is its roughness.
    assert guard(smooth, 2).rim_area.get(6, 0) < 0.005 * smooth.astype(bool).sum()


def test_opening_by_hand():
    """A line of 2 px, a square of 3, a corner pixel that no square holds."""
    codes = drawn(
        """
        .........
        .........
        .666.11..
        .666.11..
        .666.11..
        ....6....
        .........
        .........
        """
    )
    stays = staying(codes, 2)
    assert stays[codes == 6].sum() == 9 and not stays[5, 4]
    assert not stays[codes == 1].any()
    # A square of 2 holds the line; the corner pixel stays without company.
    assert staying(codes, 1)[codes == 1].all() and not staying(codes, 1)[5, 4]


def test_what_the_frame_and_void_hide_counts_in_favour():
    codes = drawn(
        """
        6.....v1
        6.....v1
        6.....vv
        6.......
        """
    )
    assert staying(codes, 2)[codes != 255].all()


def test_given_to_the_nearest_then_to_its_own_class_then_to_the_lowest_code():
    for row, stays, expected in (
        # The pixel in the middle is as far from 6 as from 0.
        ("6818.", [1, 0, 0, 0, 1], [6, 6, 0, 0, 0]),
        # The lost 8 beside an 8 takes it back, though 6 is lower.
        ("66888", [1, 1, 0, 1, 1], [6, 6, 8, 8, 8]),
    ):
        found = grown(drawn(row), np.array([stays], bool), 2)
        assert found.tolist() == [expected]


def test_too_far_from_anything_that_stayed_is_void():
    codes = drawn("6111111")
    stays = np.array([[1, 0, 0, 0, 0, 0, 0]], bool)
    assert grown(codes, stays, 2).tolist() == [[6, 6, 6, 255, 255, 255, 255]]


def speckled(seed, shape=(60, 47)):
    """Blocks of five classes with dust, void and unidentified pixels on them."""
    rng = np.random.default_rng(seed)
    small = rng.choice(np.array([0, 1, 6, 8], np.uint8), (shape[0] // 5 + 1, shape[1] // 5 + 1))
    codes = np.kron(small, np.ones((5, 5), np.uint8))[: shape[0], : shape[1]]
    dust = rng.random(shape) < 0.08
    codes[dust] = rng.choice(np.array([0, 1, 6, 8, 254, 255], np.uint8), dust.sum())
    return codes


@pytest.mark.parametrize("rim_px", [1, 2, 3])
@pytest.mark.parametrize("strip_rows", [1, 2, 7, 59])
def test_strips_change_nothing(rim_px, strip_rows):
    codes = speckled(1)
    assert guard(codes, rim_px, strip_rows) == guard(codes, rim_px, len(codes))


@pytest.mark.parametrize("rim_px", [1, 2, 3])
def test_turning_the_map_changes_nothing(rim_px):
    codes = speckled(2)
    found = guard(codes, rim_px)
    for other in (codes.T, codes[::-1], codes[:, ::-1]):
        assert guard(np.ascontiguousarray(other), rim_px) == found


@pytest.mark.parametrize("strip_rows", [1, 7, 60])
def test_boundaries_are_those_of_the_contacts(strip_rows):
    """What the guard counts on a map that it leaves alone is what contacts.parquet adds up to."""
    codes = speckled(3)
    codes[codes == 254] = 255
    counted = CodeBoundaries()
    for y in range(0, len(codes), strip_rows):
        last = y + strip_rows >= len(codes)
        counted.add(codes[y : y + strip_rows + 1], last)
    contacts = instances(codes).contacts
    contacts = contacts[(contacts["code_b"] != 255) & (contacts["code_a"] != contacts["code_b"])]
    ends = np.sort(contacts[["code_a", "code_b"]].to_numpy(), axis=1)
    expected = contacts["length_px"].groupby([ends[:, 0], ends[:, 1]]).sum().to_dict()
    found = {(a, b): length_px(n, d) for a, b, n, d in counted.pairs()}
    assert found == pytest.approx(expected)


def test_nothing_but_void():
    found = guard(np.full((5, 6), 255, np.uint8), 2)
    assert (found.area, found.rim_area, found.area_after, found.after) == ({}, {}, {}, [])


def entry(section, field, area, rim, deposit="D"):
    return {
        "deposit": deposit, "section": section, "field": field, "rim_px": 2,
        "area": {"6": area}, "rim_area": {"6": rim} if rim else {}, "area_after": {}, "after": [],
    }  # fmt: skip


EVEN = pd.Series(dtype=float)
ENTRIES = [entry("a", "a1", 100, 10), entry("a", "a2", 300, 10), entry("b", "b1", 50, 0)]


def test_rim_shares_of_fields_sections_and_deposits():
    """Section a pools its fields: 20 of 400; the deposit is the mean of .05 and 0."""
    table = rim_table(read_rims(ENTRIES, 2), MINERALS, EVEN)
    shares = table.set_index(["level", "section", "field"])["rim_share_pct"].to_dict()
    assert shares == pytest.approx(
        {
            ("field", "a", "a1"): 10, ("field", "a", "a2"): 10 / 3, ("field", "b", "b1"): 0,
            ("section", "a", ""): 5, ("section", "b", ""): 0, ("deposit", "", ""): 2.5,
        }
    )  # fmt: skip
    whole = table[table["level"] == "deposit"].iloc[0]
    expected = logit_t(np.array([0.05, 0]))
    ends = (whole["low_pct"], whole["high_pct"])
    assert ends == pytest.approx((100 * expected.low, 100 * expected.high))
    assert (whole["sections"], whole["area_px"], whole["rim_area_px"]) == (2, 450, 20)
    assert set(table[table["level"] == "field"]["interval"]) == {"none: one field is no sample"}


def test_order_of_fields_changes_no_rim():
    one, other = (rim_table(read_rims(e, 2), MINERALS, EVEN) for e in (ENTRIES, ENTRIES[::-1]))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_no_field_has_anything():
    empty = {**entry("a", "a1", 0, 0), "area": {}}
    assert rim_table(read_rims([empty], 2), MINERALS, EVEN).empty
