"""What the page of one photograph says of its minerals, and of what is uncertain and unknown."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from recorded_survey import ROOT

from oresurvey.maps.geotiff import MapWriter
from oresurvey.report.trial_page import (
    Mapped,
    confidences,
    mineral_rows,
    shown_pct,
    uncertainties,
)
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import read_minerals

SURVEY = SimpleNamespace(minerals=read_minerals(ROOT / "config" / "minerals.tsv"))
FAMILIARITY = pd.DataFrame({"mean_confidence": [0.9, 0.95], "feature_distance": [5.0, 7.0]})


def mapped(confidence=0.92, distance=6.0, agreement=2.0, remarks=(), familiarity=FAMILIARITY):
    return Mapped(
        {},
        {"mean_confidence": confidence, "feature_distance": distance},
        {"remarks": list(remarks)},
        {},
        {},
        {"ore_agreement": agreement},
        familiarity,
    )


def counts():
    """300 pixels of pyrite, all sure; 100 of chalcopyrite, 75 of them doubtful; void."""
    found = np.zeros((256, 256), np.int64)
    found[6, 255], found[1, 255], found[1, 51], found[VOID, 0] = 300, 25, 75, 1000
    return found


def test_maps_are_counted_pixel_by_pixel(tmp_path):
    for name, values in (("classes", [[6, 6, 1]]), ("confidence", [[255, 0, 51]])):
        with MapWriter(tmp_path / f"{name}.tif", 3, 1) as data:
            data.write(np.array(values, np.uint8), 0, 0)
    found = confidences(tmp_path)
    assert found.sum() == 3 and found[6, 255] == found[6, 0] == found[1, 51] == 1


def test_rows_of_the_minerals():
    grains = pd.DataFrame({"code": [6, 1, 1], "ecd_px": [9.0, 4.0, 12.5], "ecd_um": [np.nan] * 3})
    pyrite, chalcopyrite = mineral_rows(counts(), grains, SURVEY)
    assert (pyrite["symbol"], pyrite["pct"], pyrite["grains"]) == ("Py", "75.00", "1")
    assert (pyrite["confidence"], pyrite["doubtful"]) == (100, 0)
    assert (chalcopyrite["symbol"], chalcopyrite["largest"]) == ("Ccp", "12.5")
    # A quarter at 100 %, the rest at 20 %.
    assert (chalcopyrite["confidence"], chalcopyrite["doubtful"]) == (40, 75)


def test_sizes_are_in_micrometres_where_there_is_a_scale():
    grains = pd.DataFrame({"code": [6], "ecd_px": [9.0], "ecd_um": [18.0]})
    assert mineral_rows(counts(), grains, SURVEY)[0]["largest"] == "18"


def test_a_trace_is_not_shown_as_nothing():
    assert [shown_pct(pct) for pct in (12.346, 0.01, 0.006)] == ["12.35", "0.01", "< 0.01"]


def test_what_is_uncertain():
    rows = mineral_rows(counts(), pd.DataFrame({"code": [], "ecd_px": [], "ecd_um": []}), SURVEY)
    found = uncertainties(mapped(), counts(), rows)
    assert found[0].startswith("18.8 % of the area has a confidence below 70 %")
    assert found[1:] == ["Mean confidence below 70 %: chalcopyrite (40 %)."]


def test_a_photograph_unlike_all_that_validated_the_model():
    strange = mapped(confidence=0.8, distance=9.0, agreement=-1.0, remarks=["it is dark"])
    found = uncertainties(strange, counts(), [])
    assert any("less like the training than any of the 2 fields" in text for text in found)
    assert any("less sure of it than of any of the 2 fields" in text for text in found)
    assert any("colours are those of no ore" in text for text in found)
    assert found[-1] == "Of the photograph: it is dark."


def test_a_model_that_came_without_its_fields_says_nothing_of_them():
    empty = pd.DataFrame(columns=["mean_confidence"])
    assert len(uncertainties(mapped(0.1, None, None, familiarity=empty), counts(), [])) == 1
