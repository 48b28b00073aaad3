"""Points of an audit: a random sample of every stratum, and nothing tells the class."""

from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from oresurvey.audit.points import POINT_COLUMNS, draw_points, places_of
from oresurvey.audit.strata import allocate, strata_of, with_points
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.maps.rows import ArrayRows

MAPS = {
    "a1": [[0, 0, 0, 1], [0, 1, 1, 1], [2, 254, 255, 0]],
    "a2": [[0, 0], [0, 1], [254, 254]],
    "b1": [[0, 3, 3, 3, 3, 0, 0]],
}


def entry(field, codes):
    values, counts = np.unique(codes, return_counts=True)
    return {
        "deposit": field[0].upper(),
        "section": f"{field} section",
        "field": field,
        "folder": field,
        "width": len(codes[0]),
        "height": len(codes),
        "um_per_px": None,
        "class_pixels": {str(c): int(n) for c, n in zip(values, counts, strict=True)},
    }


ENTRIES = [entry(field, codes) for field, codes in MAPS.items()]


def open_map(entry):
    return nullcontext(ArrayRows(np.array(MAPS[entry["field"]], np.uint8)))


def draw(points, seed=1, entries=ENTRIES):
    return draw_points(entries, points, np.random.default_rng(seed), open_map)


def test_strata_are_the_classes_of_a_deposit_with_unidentified_and_without_void():
    strata = strata_of(ENTRIES)
    # Counted in MAPS: 5 + 3 zeros, 4 + 1 ones, one two, 1 + 3 - 1 unidentified.
    assert strata.to_numpy().tolist() == [
        ["A", 0, 8], ["A", 1, 5], ["A", 2, 1], ["A", 254, 3], ["B", 0, 3], ["B", 3, 4],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pixels", "points", "expected"),
    [
        # 5 each; the other 90 in proportion 8 : 1 : 1.
        ([800, 100, 100], 105, [77, 14, 14]),
        # 3 of 3 and 5 of the others; 37 left, 37 * 700 / 997 = 25.98, 37 * 297 / 997 = 11.02.
        ([700, 297, 3], 50, [31, 16, 3]),
        # No more points than pixels, in all and in each; what one cannot take the others get.
        ([4, 2, 1], 50, [4, 2, 1]),
        ([20, 6, 6], 30, [18, 6, 6]),
    ],
)
def test_every_stratum_gets_a_few_and_the_rest_goes_by_area(pixels, points, expected):
    assert allocate(np.array(pixels), points).tolist() == expected


def test_points_are_divided_evenly_between_deposits_whatever_their_size():
    strata = pd.DataFrame(
        {"deposit": ["A", "A", "B", "B"], "code": [0, 1, 0, 1], "pixels": [10**9, 10**6, 900, 100]}
    )
    shares = with_points(strata, 101).groupby("deposit")["points"].sum()
    assert shares.to_dict() == {"A": 51, "B": 50}


def test_few_points_lower_what_a_stratum_gets_down_to_two_and_no_further():
    strata = pd.DataFrame({"deposit": "A", "code": [0, 1, 2], "pixels": [10**6, 1000, 1000]})
    assert with_points(strata, 6)["points"].tolist() == [2, 2, 2]
    with pytest.raises(ConfigurationError, match=r"audit.points: 5 points .* 'A'.*give 6 or more"):
        with_points(strata, 5)


@pytest.mark.parametrize("strip_px", [4, 8, 2**20])
def test_a_rank_is_found_wherever_strips_end(monkeypatch, strip_px):
    monkeypatch.setattr("oresurvey.maps.rows.rows_of_strip", lambda rows: max(1, strip_px // 4))
    rows = ArrayRows(np.array(MAPS["a1"], np.uint8))
    places, pixels = places_of(
        rows, {0: np.array([0, 3, 4]), 1: np.array([1, 3]), 2: np.array([0])}
    )
    # Read off the drawing: zeros are at 0, 1, 2, 4, 11; ones at 3, 5, 6, 7; the two at 8.
    assert {code: found.tolist() for code, found in places.items()} == {
        0: [0, 4, 11], 1: [5, 7], 2: [8],
    }  # fmt: skip
    assert pixels == {0: 5, 1: 4, 2: 1}


@pytest.mark.parametrize("seed", range(5))
def test_every_point_has_the_class_of_its_stratum_and_is_there_once(seed):
    points, strata = draw(20, seed)
    about = strata.set_index("stratum")
    for point in points.itertuples():
        stratum = about.loc[point.stratum]
        assert MAPS[point.field][point.y_px][point.x_px] == stratum["code"]
        assert (point.deposit, point.stratum_px, point.stratum_points) == tuple(
            stratum[["deposit", "pixels", "points"]]
        )
        assert point.section == f"{point.field} section"
    assert not points.duplicated(["field", "x_px", "y_px"]).any()
    assert (points["stratum"].value_counts().sort_index() == about["points"].sort_index()).all()
    assert points["point"].tolist() == list(range(1, len(points) + 1))


def test_all_pixels_are_drawn_when_there_are_fewer_than_points():
    points, _ = draw(1000)
    # 19 + 6 + 7 pixels less one void; 12 + 6 + 7.
    assert len(points) == 12 + 6 + 7 - 1


def test_every_pixel_of_a_stratum_has_the_same_chance():
    # Deposit A gets 8 points: 2 for each stratum of two pixels or more, 1 for that of one, and what
    # is left for the largest, so 3 of the 8 zeros of two fields.
    draws, pixels, of = 150, 8, 3
    counts = np.zeros(pixels)
    order = [("a1", 0, 0), ("a1", 1, 0), ("a1", 2, 0), ("a1", 0, 1), ("a1", 3, 2)]
    order += [("a2", 0, 0), ("a2", 1, 0), ("a2", 0, 1)]
    for seed in range(draws):
        points, strata = draw(15, seed)
        number = strata.query("deposit == 'A' and code == 0")["stratum"].item()
        mine = points[points["stratum"] == number]
        assert len(mine) == of
        for row in mine.itertuples():
            counts[order.index((row.field, row.x_px, row.y_px))] += 1
    # Sampling n of N without replacement: covariance f (1 - f) N / (N - 1) (I - J / N), f = n / N,
    # so this sum of squares is chi-square with N - 1 degrees of freedom.
    f = of / pixels
    scale = draws * f * (1 - f) * pixels / (pixels - 1)
    assert np.square(counts - draws * f).sum() / scale < chi2.ppf(0.9999, pixels - 1)


def test_the_seed_decides_and_the_order_of_the_entries_does_not():
    points, strata = draw(20)
    again, strata_again = draw(20, entries=ENTRIES[::-1])
    pd.testing.assert_frame_equal(points, again)
    pd.testing.assert_frame_equal(strata, strata_again)
    other, _ = draw(20, seed=2)
    assert not points.equals(other)


def test_neither_numbers_nor_order_tell_the_class():
    numbers, firsts = set(), set()
    for seed in range(40):
        points, strata = draw(20, seed)
        background = strata.query("deposit == 'B' and code == 0")["stratum"].item()
        numbers.add(background)
        about = strata.set_index("stratum")
        firsts.add(tuple(about.loc[points["stratum"].iloc[0], ["deposit", "code"]]))
    # That chance leaves out one of six numbers in 40 draws: at most 6 (5/6)^40 = .004.
    assert numbers == {1, 2, 3, 4, 5, 6}
    # The rarest has 1 of 18 points: many draws, many firsts.
    assert len(firsts) >= 4
    assert list(points.columns) == POINT_COLUMNS
    assert (points["mineral"] == "").all()


def test_a_map_that_is_not_its_manifests_is_refused():
    entries = [ENTRIES[0] | {"class_pixels": {"0": 9, "1": 3}}]
    with pytest.raises(
        FieldError, match="field a1: the map has 5 pixels of code 0, its manifest 9"
    ):
        draw(10, entries=entries)


def test_a_survey_without_a_pixel_has_no_points():
    for entries in ([], [ENTRIES[0] | {"class_pixels": {"255": 12}}]):
        points, strata = draw(10, entries=entries)
        assert len(points) == len(strata) == 0
        assert list(points.columns) == POINT_COLUMNS
