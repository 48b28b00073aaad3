"""Down-hole plots: which depths are drawn, and where."""

import pandas as pd
import pytest
from drawn_texts import complaints
from hard_survey import NAMES
from matplotlib.figure import Figure
from section_tables import MINERALS

from oresurvey.report.figures.down_hole import NO_HOLE, depths, draw_down_hole, has_depths

FIELDS = pd.DataFrame(
    {
        "section": ["s1", "s1", "s2", "s3", "s4"],
        "hole": ["A", None, "A", "B", "B"],
        "depth_m": ["12,5 m", None, "40", "7.25", None],
    }
)


def test_one_row_of_a_section_is_enough():
    found = depths(FIELDS)
    assert found.to_dict("list") == {
        "section": ["s1", "s2", "s3"], "hole": ["A", "A", "B"], "depth_m": [12.5, 40, 7.25]
    }  # fmt: skip
    assert has_depths(found) and not has_depths(found[2:])
    assert depths(FIELDS.drop(columns="depth_m")).empty
    assert set(depths(FIELDS.drop(columns="hole"))["hole"]) == {NO_HOLE}
    assert not has_depths(depths(FIELDS.assign(depth_m=None)))


@pytest.mark.parametrize("holes", [["A", "B"], [NAMES[-6], NAMES[-5], "$x$", "C", "D"]])
def test_depth_goes_down_and_all_text_can_be_read(tmp_path, monkeypatch, holes):
    figures = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, path, **_: (
        figures.append(figure), path.write_bytes(b"")))  # fmt: skip
    places = pd.DataFrame(
        [(f"s{k}", hole, depth) for k, (hole, depth) in enumerate(
            (hole, depth) for hole in holes for depth in (10.0, 250.0, 1240.0))],
        columns=["section", "hole", "depth_m"],
    )  # fmt: skip
    modal = pd.DataFrame(
        [("section", section, "ore", code, 10.0 * code) for section in places["section"]
         for code in (1, 6)],
        columns=["level", "section", "basis", "code", "pct"],
    )  # fmt: skip
    draw_down_hole(modal, places, MINERALS, tmp_path / "down_hole")
    panels = figures[0].axes
    assert len(panels) == min(len(holes), 4)
    assert panels[0].get_ylim()[0] > 1240 > 10 > panels[0].get_ylim()[1]
    assert len(panels[0].lines[0].get_xdata()) == 3
    assert not complaints(figures[0])
