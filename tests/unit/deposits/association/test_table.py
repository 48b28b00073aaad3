"""Association: shares of boundary per field, section and deposit, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from oresurvey.deposits.association.guard import guard
from oresurvey.deposits.association.index import contact_index, expected_share, index_interval
from oresurvey.deposits.association.rims import read_rims
from oresurvey.deposits.association.table import association, boundary_lengths
from oresurvey.deposits.levels import pixel_table
from oresurvey.instances.measure import instances
from oresurvey.statistics.intervals import logit_t
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
VOID = 255


def contacts_of(*rows):
    """(section, code, code, length): one field a section, named like it."""
    table = pd.DataFrame(rows, columns=["section", "code_a", "code_b", "length_px"])
    return table.assign(deposit="D", field=table["section"], length_um=table["length_px"] * 2)


def pixels_of(**sections):
    return pixel_table(
        [
            {
                "deposit": "D", "section": name, "field": name, "um_per_px": 2.0,
                "class_pixels": {str(code): n for code, n in counts.items()},
            }
            for name, counts in sections.items()
        ]
    )  # fmt: skip


def pick(table, level, a, b, section=None):
    rows = table[(table["level"] == level) & (table["code_a"] == a) & (table["code_b"] == b)]
    rows = rows if section is None else rows[rows["section"] == section]
    assert len(rows) == 1
    return rows.iloc[0]


CONTACTS = contacts_of(
    ("a", 0, 6, 30.0), ("a", 6, 8, 10.0), ("a", 6, VOID, 99.0), ("a", 6, 6, 7.0),
    ("b", 0, 6, 20.0), ("b", 1, 8, 5.0),
)  # fmt: skip
PIXELS = pixels_of(a={0: 50, 6: 30, 8: 20}, b={0: 60, 1: 10, 6: 20, 8: 10})


def test_lengths_are_both_ways_round_and_void_is_no_partner():
    """Nor is another grain of the same mineral; the background has no row of its own."""
    lengths = boundary_lengths(CONTACTS).set_index(["field", "code_a", "code_b"])
    assert lengths["length_px"].to_dict() == {
        ("a", 6, 0): 30, ("a", 6, 8): 10, ("a", 8, 6): 10,
        ("b", 6, 0): 20, ("b", 1, 8): 5, ("b", 8, 1): 5,
    }  # fmt: skip


def test_share_of_a_field():
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    found = pick(table, "field", 6, 8, "a")
    assert found["association_pct"] == pytest.approx(100 * 10 / 40)
    # Random contact: sphalerite is 20 of the 70 px that are not pyrite.
    assert found["index"] == pytest.approx(0.25 / (20 / 70))
    assert (found["length_px"], found["length_um"]) == (10, 20)
    assert found["interval"] == "none: one field is no sample"


def test_share_of_a_deposit_is_the_mean_of_its_sections():
    """Section b holds pyrite that never meets sphalerite: it counts as zero."""
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    found = pick(table, "deposit", 6, 8)
    assert found["association_pct"] == pytest.approx(100 * (10 / 40 + 0) / 2)
    expected = logit_t(np.array([0.25, 0.0]))
    ends = (found["low_pct"], found["high_pct"])
    assert ends == pytest.approx((100 * expected.low, 100 * expected.high))
    assert found["sections"] == 2
    # Chalcopyrite is in one section only.
    assert pick(table, "deposit", 1, 8)["sections"] == 1
    assert pick(table, "deposit", 1, 8)["interval"] == "none: one section"


def test_shares_of_a_mineral_add_up():
    table = association(boundary_lengths(CONTACTS), PIXELS, MINERALS)
    keys = ["level", "section", "field", "code_a"]
    assert table.groupby(keys)["association_pct"].sum().to_numpy() == pytest.approx(100)


def test_no_contact_at_all():
    table = association(boundary_lengths(CONTACTS[:0]), pixels_of(a={6: 100}), MINERALS)
    assert table.empty and "association_pct" in table


# Student's t at 97.5 % with 1 degree of freedom, from printed tables.
T1 = 12.7062


def test_index_of_a_deposit_is_found_over_expected_in_the_same_sections():
    """Section a expects 20/70 and finds .25; b, where sphalerite is 10 of 80 px, finds none.

    Without a the index is 0, without b it is .875: against the index both differ in squares.
    """
    found = pick(association(boundary_lengths(CONTACTS), PIXELS, MINERALS), "deposit", 6, 8)
    index = (0.25 + 0) / (2 / 7 + 1 / 8)
    assert found["index"] == pytest.approx(index)
    reach = T1 * np.hypot(1, 0.875 / index - 1)
    assert reach > 10 and found["index_interval"] == "none: one of 2 sections decides"
    assert np.isnan(found["index_low"])


def test_index_interval_by_hand():
    """Shares .2 and .3 where .25 and .25 are expected: 1, without one of them 1.2 or .8."""
    found = index_interval(np.array([0.2, 0.3]), np.array([0.25, 0.25]))
    reach = np.exp(T1 * np.sqrt(0.2**2 + 0.2**2))
    assert (found.low, found.high) == pytest.approx((1 / reach, reach), rel=1e-4)
    assert found.method == "log-t of a ratio, 2 sections"
    same = index_interval(np.array([0.1, 0.2, 0.4]), np.array([0.05, 0.1, 0.2]))
    assert (same.low, same.high) == pytest.approx((2, 2))


def test_minerals_of_different_sections_are_not_associated_by_that():
    """Random labels in every section: index 1, though compositions differ between sections."""
    area_a, area_b = np.array([0.5, 0.1, 0.3]), np.array([0.4, 0.0, 0.1])
    expected = expected_share(area_a, area_b)
    assert contact_index(expected, expected) == 1
    pooled = expected_share(area_a.mean(), area_b.mean())
    assert expected.mean() / pooled > 1.2


@pytest.mark.parametrize(
    ("found", "expected", "reason"),
    [
        ([0.2], [0.1], "one section"),
        ([0.2, 0.0], [0.1, 0.0], "one section"),
        ([0.0], [0.0], "no section holds both"),
        ([], [], "no section holds both"),
        ([0.0, 0.0], [0.1, 0.2], "no contact in any section"),
    ],
)
def test_no_interval_of_the_index_says_why(found, expected, reason):
    interval = index_interval(np.array(found), np.array(expected))
    assert interval.method == f"none: {reason}" and np.isnan(interval.low)


def drawn_sections(rng, trials, k, zeros):
    """Sections with random contact but for a factor of 1.5 on average, and none in some of them."""
    a = rng.beta(2, 4, (trials, k))
    b = rng.beta(1.5, 6, (trials, k)) * (1 - a)
    expected = expected_share(a, b)
    factor = 1.5 * rng.lognormal(-0.125, 0.5, (trials, k)) * (rng.random((trials, k)) >= zeros)
    return np.minimum(expected * factor, 1), expected


def linear_interval(found, expected):
    """The usual error of a ratio (Cochran 1977, chapter 6), on logs: what is not used, and why."""
    k = len(found)
    off = (found - contact_index(found, expected) * expected) / found.mean()
    reach = stats.t.ppf(0.975, k - 1) * np.sqrt(np.sum(off**2) / (k - 1) / k)
    return contact_index(found, expected) * np.exp([-reach, reach])


@pytest.mark.parametrize("zeros", [0.0, 1 / 3])
@pytest.mark.parametrize("k", [3, 5, 10])
def test_interval_of_the_index_covers(k, zeros):
    """Nominal 95 %: between .92 and .98, by three standard errors of a share of 1000 trials."""
    rng = np.random.default_rng(k)
    found, expected = drawn_sections(rng, 200_000, 5, zeros)
    true = contact_index(found, expected)
    covered = linear = tried = 0
    for one, other in zip(*drawn_sections(rng, 1000, k, zeros), strict=True):
        interval = index_interval(one, other)
        if np.isnan(interval.low):
            continue
        tried += 1
        covered += interval.low <= true <= interval.high
        low, high = linear_interval(one, other)
        linear += low <= true <= high
    margin = 3 * np.sqrt(0.05 * 0.95 / tried)
    assert 0.92 - margin < covered / tried < 0.98 + margin
    assert linear < covered


def guarded_entry(codes, section):
    found = guard(codes, 2)
    return {
        "deposit": "D", "section": section, "field": section, "rim_px": 2,
        "area": {str(c): n for c, n in found.area.items()},
        "rim_area": {str(c): n for c, n in found.rim_area.items()},
        "area_after": {str(c): n for c, n in found.area_after.items()}, "after": found.after,
    }  # fmt: skip


def with_rims(**maps):
    """The association of maps, before and after the guard."""
    contacts = [
        instances(codes).contacts.assign(deposit="D", section=name, field=name, length_um=np.nan)
        for name, codes in maps.items()
    ]
    pixels = pixels_of(
        **{
            name: {code: int((codes == code).sum()) for code in np.unique(codes)}
            for name, codes in maps.items()
        }
    )
    rims = read_rims([guarded_entry(codes, name) for name, codes in maps.items()], 2)
    return association(boundary_lengths(pd.concat(contacts)), pixels, MINERALS, rims)


def rimmed():
    """Pyrite and galena side by side, with 2 px of chalcopyrite between them."""
    codes = np.full((20, 32), 6, np.uint8)
    codes[:, 14:16], codes[:, 16:] = 1, 2
    return codes


def test_a_false_rim_hides_the_contact_behind_it():
    table = with_rims(a=rimmed())
    pair = pick(table, "deposit", 6, 2)
    assert (pair["length_px"], pair["association_pct"]) == (0, 0)
    assert pair["association_after_pct"] == 100
    # A straight line of 20 px: 20 crossings along rows, 19 along either diagonal.
    assert pair["length_after_px"] == pytest.approx(np.pi / 8 * (20 + 2 * 19 / np.sqrt(2)))
    assert pair["rim_share_pct"] == 0
    rim = pick(table, "deposit", 1, 6)
    assert rim["rim_share_pct"] == 100 and rim["length_px"] > 0
    # Nothing of chalcopyrite is left that could have a share.
    assert rim["length_after_px"] == 0 and np.isnan(rim["association_after_pct"])


def test_shares_add_up_after_the_guard_too():
    plain = np.zeros((20, 32), np.uint8)
    plain[5:15, 5:15], plain[5:15, 15:25] = 6, 2
    table = with_rims(a=rimmed(), b=plain)
    for column in ("association_pct", "association_after_pct"):
        total = table.groupby(["level", "section", "code_a"])[column].sum(min_count=1).dropna()
        assert len(total) and total.to_numpy() == pytest.approx(100)
    assert pick(table, "deposit", 6, 2)["sections"] == 2
    after = pick(table, "deposit", 6, 2)
    in_b = pick(table, "section", 6, 2, "b")["association_after_pct"]
    assert after["association_after_pct"] == pytest.approx((100 + in_b) / 2)
    assert after["association_after_low_pct"] < after["association_after_pct"]


def test_order_of_fields_changes_no_association():
    maps = {"a": rimmed(), "b": rimmed().T.copy(), "c": rimmed()[:, ::-1].copy()}
    one, other = with_rims(**maps), with_rims(**dict(reversed(maps.items())))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_no_contact_at_all_with_rims():
    table = with_rims(a=np.full((6, 6), 6, np.uint8))
    assert table.empty and "index_after" in table


def test_a_deposit_without_a_mineral_of_another():
    contacts = pd.concat([CONTACTS, contacts_of(("x", 2, 0, 5.0)).assign(deposit="E")])
    pixels = pd.concat([PIXELS, pixels_of(x={0: 5, 2: 5}).assign(deposit="E")])
    table = association(boundary_lengths(contacts), pixels, MINERALS)
    assert set(table[table["deposit"] == "E"]["mineral_a"]) == {"Gn"}
