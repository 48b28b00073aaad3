"""Map of the deposits: true lengths, labels apart, no jump where the globe is cut open."""

import pytest
from matplotlib.transforms import Bbox

from oresurvey.presentation.looks import deposit_looks
from oresurvey.report.figures import map as deposit_map
from oresurvey.report.figures.coordinates import Place
from oresurvey.report.figures.map import degrees_text, draw_deposit_map, scale_bar_km


@pytest.mark.parametrize(
    ("width_km", "bar_km"), [(30, 10), (29, 5), (61, 20), (10, 2), (0.4, 0.1), (4000, 1000)]
)
def test_scale_bar_is_a_round_length_of_at_most_a_third(width_km, bar_km):
    assert scale_bar_km(width_km) == pytest.approx(bar_km)


@pytest.mark.parametrize(
    ("value", "letters", "text"),
    [
        (0, "NS", "0°"), (-23.5, "NS", "23.5° S"), (60, "NS", "60° N"), (180, "EW", "180°"),
        (181, "EW", "179° W"), (-180.5, "EW", "179.5° E"), (0, "EW", "0°"),
    ],
)  # fmt: skip
def test_degrees(value, letters, text):
    assert degrees_text(value, letters) == text


@pytest.fixture
def figure(monkeypatch):
    """What `draw_deposit_map` saves: draw(places) gives the axes."""

    def draw(places):
        found = []
        monkeypatch.setattr(deposit_map, "save", lambda figure, path: found.append(figure))
        draw_deposit_map(places, deposit_looks(places), "map")
        return found[0].axes[0]

    return draw


def boxes(axes, names) -> list[Bbox]:
    return [text.get_window_extent() for text in axes.texts if text.get_text() in names]


def test_names_do_not_overlap_where_deposits_crowd(figure):
    places = {f"Deposit {k}": Place(60 + k / 1000, 30 + k / 1000) for k in range(9)}
    places |= {"far": Place(62, 34)}
    found = boxes(figure(places), places)
    assert len(found) == 10
    for k, one in enumerate(found):
        assert not any(one.overlaps(other) for other in found[:k])


def test_lengths_are_true_at_the_middle_latitude(figure):
    # At 60 degrees north a degree of longitude is half as long as one of latitude.
    axes = figure({"A": Place(60.5, 30), "B": Place(59.5, 32)})
    origin, east, north = axes.transData.transform([(30, 60), (31, 60), (30, 61)])
    assert (east - origin)[0] == pytest.approx(0.5 * (north - origin)[1], rel=0.01)


def test_deposits_on_both_sides_of_the_date_line_are_neighbours(figure):
    west, east = figure({"A": Place(0, 179.5), "B": Place(0, -179.5)}).get_xlim()
    assert east - west < 3


def test_one_deposit_has_a_map_of_some_kilometres(figure):
    axes = figure({"A": Place(10, 20)})
    south, north = axes.get_ylim()
    assert south < 10 < north and 3 < (north - south) * 111.195 < 20
