"""Coordinates from the sheet: used where they are good, named where they are not."""

import pandas as pd
import pytest

from oresurvey.report.figures.coordinates import Place, places_of


def fields(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["deposit", "field", "latitude", "longitude"])


def test_a_deposit_is_in_the_middle_of_its_fields():
    found, problems = places_of(
        fields(("A", "a", "60", "30"), ("A", "b", 61.0, 31.0), ("B", "c", None, None))
    )
    assert found == {"A": Place(60.5, 30.5)} and problems == []


def test_a_decimal_comma_is_a_decimal_point():
    assert places_of(fields(("A", "a", "60,25", "-30,5")))[0] == {"A": Place(60.25, -30.5)}


def test_the_middle_is_on_the_shorter_way_round_the_globe():
    found, _ = places_of(fields(("A", "a", "0", "179"), ("A", "b", "0", "-179")))
    assert abs(found["A"].longitude) == 180


def test_without_the_columns_there_is_no_map():
    assert places_of(pd.DataFrame({"deposit": ["A"], "field": ["a"]})) == ({}, [])


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("6,0,5", "30", "latitude is '6,0,5'; write decimal degrees from -90 to 90"),
        ("60°30'", "30", "with a decimal point, such as 60.25"),
        ("91", "30", "latitude is '91'"),
        ("60", "-181", "longitude is '-181'; write decimal degrees from -180 to 180"),
        ("nan", "30", "latitude is 'nan'"),
        ("inf", "30", "latitude is 'inf'"),
        ("60", None, "latitude and longitude need each other"),
        ("", "30", "latitude and longitude need each other"),
    ],
)
def test_a_bad_cell_is_named_and_its_field_left_out(latitude, longitude, words):
    found, problems = places_of(fields(("A", "a", latitude, longitude), ("A", "b", "1", "2")))
    assert found == {"A": Place(1, 2)}
    [problem] = problems
    assert problem.startswith("field a: ") and words in problem
