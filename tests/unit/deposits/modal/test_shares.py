"""The table of modal shares with its corrections, and what stands beside the shares."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sum_up_modal
from oresurvey.deposits.label_tables import CONFUSION_COLUMNS
from oresurvey.deposits.levels import pixel_table
from oresurvey.deposits.modal.boundary_sensitivity import boundary_sensitivity, perimeters
from oresurvey.deposits.modal.sampling_effort import (
    design_effect,
    equivalent_points,
    sampling_effort,
    sections_needed,
)
from oresurvey.deposits.modal.shares import COLUMNS
from oresurvey.deposits.replicates import Replicates
from oresurvey.errors import SheetError
from oresurvey.files.tables import write_csv
from oresurvey.instances.measure import instances
from oresurvey.survey.mineral_codes import VOID

MINERALS = Path(__file__).parents[4] / "config" / "minerals.tsv"


def entry(deposit, section, field, pixels, **more):
    return {
        "deposit": deposit, "section": section, "field": field, "um_per_px": None,
        "class_pixels": {str(code): n for code, n in pixels.items()},
        "selection": "systematic", "sha256": "0", "width": 10, "height": 10,
    } | more  # fmt: skip


def test_boundary_sensitivity_of_a_disk():
    """STATISTICS.md: disk r = 50, d = 1 px: 4 %, 2 pi r / (pi r^2)."""
    y, x = np.mgrid[:160, :160]
    disk = np.where((x - 80) ** 2 + (y - 80) ** 2 <= 2500, 6, 0).astype(np.uint8)
    pixels = pixel_table(
        [entry("D", "s", "f", {0: int((disk == 0).sum()), 6: int((disk == 6).sum())})]
    )
    table = boundary_sensitivity(pixels, {"f": perimeters(instances(disk).contacts)})
    found = table[(table["level"] == "deposit") & (table["code"] == 6)]
    assert found["boundary_sensitivity_pct"].item() == pytest.approx(4, rel=0.01)


def test_boundary_is_to_other_classes_only_and_pooled():
    contacts = pd.DataFrame(
        [(6, 0, 3.0), (6, VOID, 100.0), (6, 6, 50.0), (1, 6, 2.0)],
        columns=["code_a", "code_b", "length_px"],
    )
    lengths = {"f": perimeters(contacts), "g": {}}
    assert lengths["f"] == {0: 3, 1: 2, 6: 5}
    pixels = pixel_table([entry("D", "s", "f", {6: 50}), entry("D", "s", "g", {6: 50, 8: 9})])
    table = boundary_sensitivity(pixels, lengths).set_index(["level", "field", "code"])
    assert table.loc[("field", "f", 6), "boundary_sensitivity_pct"] == 10
    assert table.loc[("deposit", "", 6), "boundary_sensitivity_pct"] == 5
    assert table.loc[("deposit", "", 8), "boundary_sensitivity_pct"] == 0
    assert np.isnan(table.loc[("field", "f", 8), "boundary_sensitivity_pct"])


def test_design_effect():
    """Two fields in each of two sections, alike within: four fields are worth two."""
    sections, fields = np.array([0.1, 0.3]), np.array([0.1, 0.1, 0.3, 0.3])
    # s^2 / k = .02 / 2; of the fields (.04 / 3) / 4.
    assert design_effect(sections, fields) == pytest.approx(0.01 / (0.04 / 12))
    assert np.isnan(design_effect(sections, sections))
    assert np.isnan(design_effect(sections[:1], fields[:2]))
    assert np.isnan(design_effect(np.zeros(2), np.zeros(4)))


def test_equivalent_points_and_sections_needed():
    """Shares .2 and .4: SE = .1, p (1 - p) = .21; t = 12.7062 at 1 df, s = .141421."""
    of = np.array([0.2, 0.4])
    assert equivalent_points(of) == pytest.approx(21)
    assert sections_needed(of, 0.1) == np.ceil((12.7062 * 0.141421 / 0.1) ** 2)
    assert np.isnan(equivalent_points(of[:1])) and np.isnan(sections_needed(of[:1], 0.1))
    assert np.isnan(sections_needed(np.zeros(3), 0.1))


def test_effort_by_basis():
    entries = [entry("D", "s", "f", {0: 50, 6: 25, 8: 25}), entry("D", "t", "g", {0: 60, 6: 40})]
    table = sampling_effort(pixel_table(entries), 2.0).set_index(["basis", "code"])
    assert table.loc[("total", 6), "equivalent_points"] == pytest.approx(0.325 * 0.675 / 0.075**2)
    assert table.loc[("ore", 6), "equivalent_points"] == pytest.approx(0.75 * 0.25 / 0.25**2)
    assert table["design_effect"].isna().all()
    assert table["binomial_points"].equals(table["equivalent_points"])
    # Two points of 32.5 % are 6 % of it: a fifth of it is 6.5 points.
    needed = np.ceil((12.7062 * 0.075 * np.sqrt(2) / 0.065) ** 2)
    assert table.loc[("total", 6), "sections_needed_relative"] == needed


def test_effort_counts_holes_and_places():
    entries = [entry("D", f"s{k}", f"f{k}", {0: 100 - k, 6: k}) for k in (10, 20, 30, 40)]
    holes = Replicates(
        {("D", f"s{k}"): "A" if k < 30 else "B" for k in (10, 20, 30, 40)}, {"D": "hole"}, {"D": 2}
    )
    table = sampling_effort(pixel_table(entries), 2.0, holes).set_index(["basis", "code"])
    holes_only, fields = np.array([0.15, 0.35]), np.array([0.1, 0.2, 0.3, 0.4])
    found = table.loc[("total", 6)]
    assert found["binomial_points"] == pytest.approx(equivalent_points(holes_only))
    assert found["design_effect"] == pytest.approx(design_effect(holes_only, fields))
    both = [entry("D", s, f, {0: 90, 6: 10}) for s, f in (("s", "f"), ("s", "g"))]
    both += [entry("D", "t", "h", {0: 50, 6: 50})]
    one_place = Replicates(places={"f": "fg", "g": "fg"})
    table = sampling_effort(pixel_table(both), 2.0, one_place)
    assert table["design_effect"].isna().all()


@pytest.fixture
def survey(tmp_path):
    """A model's maps of five sections of "NA" and one of "=B", the first three of them labelled."""

    def written(name, entries):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"fields": entries}), encoding="utf-8")
        return str(path)

    folder = tmp_path / "field"
    folder.mkdir()
    contacts = pd.DataFrame({"code_a": [6], "code_b": [0], "length_px": [12.0], "more": [1]})
    contacts.to_parquet(folder / "contacts.parquet")
    entries = [
        entry("NA", f"s{k}", f"f{k}", {0: 60 + k, 6: 40 - k}, folder=str(folder)) for k in range(5)
    ]
    entries.append(entry("=B", "t", "g", {0: 100}, folder=str(folder)))
    confusion = pd.DataFrame(
        [("NA", f"s{k}", f"f{k}", "test", t, p, n) for k in range(3) for t, p, n in (
            (0, 0, 60 + k), (6, 6, 30 - k), (8, 6, 10),
        )] + [("=B", "t", "g", "test", 0, 0, 100)],
        columns=CONFUSION_COLUMNS,
    )  # fmt: skip
    write_csv(confusion, tmp_path / "field_confusion.csv")
    drift = pd.DataFrame({"deposit": ["NA", "=B"], "verdict": ["like", "unlike"]})
    write_csv(drift, tmp_path / "drift.csv")
    (tmp_path / "model.json").write_text(json.dumps({"sha256": "m", "codes": [0, 6, 8]}))
    known = [entry("NA", f"s{k}", f"f{k}", {0: 60 + k, 6: 30 - k, 8: 10}) for k in range(3)]
    return {
        "manifests": [written("maps", entries)],
        "about": str(tmp_path / "model.json"),
        "confusion": str(tmp_path / "field_confusion.csv"),
        "annotation": [written("known", known)],
        "audit": None,
        "drift": str(tmp_path / "drift.csv"),
        "settings": {"precision_pct": 5.0},
        "naming": {"only_labelled": False},
        "minerals": str(MINERALS),
        "output": str(tmp_path / "modal.csv"),
    }


def written(survey):
    sum_up_modal.main(**survey)
    return pd.read_csv(survey["output"], keep_default_na=False, na_values=[""])


def deposit_rows(table, deposit="NA", basis="total"):
    rows = table[(table["level"] == "deposit") & (table["deposit"] == deposit)]
    return rows[rows["basis"] == basis].set_index("mineral")


def test_the_table_of_a_model(survey):
    table = written(survey)
    assert list(table) == [*COLUMNS, *sum_up_modal.ADDED]
    rows = deposit_rows(table)
    assert set(rows["estimator"]) == {"difference"}
    # All of 8 is taken for 6: a tenth of every section.
    assert rows.loc["Sp", "pct"] == 0 and rows.loc["Sp", "corrected_pct"] == pytest.approx(10)
    assert rows.loc["Py", "pct"] == 38 and rows.loc["Py", "corrected_pct"] == pytest.approx(28)
    assert rows.loc["BG", "corrected_pct"] == pytest.approx(62)
    assert float(rows.loc["Py", "boundary_sensitivity_pct"]) == pytest.approx(100 * 60 / 190)
    assert float(rows.loc["Py", "sections_needed"]) == np.ceil((2.7764 * 1.5811 / 5) ** 2)
    fields = table[table["level"] == "field"]
    assert fields["corrected_pct"].isna().all() and fields["estimator"].isna().all()
    # "=B" is labelled itself; the apostrophe that guards its name is not part of it.
    assert set(deposit_rows(table, "'=B")["estimator"]) == {"annotation"}


def test_the_table_of_an_annotation_is_not_corrected(survey):
    table = written(survey | {"about": None})
    assert set(deposit_rows(table)["estimator"]) == {"annotation"}
    assert table["corrected_pct"].isna().all() and "Sp" not in set(table["mineral"])


def test_tables_that_are_not_there_and_fields_without_any(survey, tmp_path):
    nothing = {"confusion": None, "annotation": [], "drift": None}
    table = written(survey | nothing)
    assert deposit_rows(table)["correction_note"].str.startswith("raw: no labelled fields").all()
    (tmp_path / "none.json").write_text('{"fields": []}')
    with pytest.raises(SheetError, match=r"no field is left to make tables of .*none\.json"):
        written(survey | nothing | {"manifests": [str(tmp_path / "none.json")]})
