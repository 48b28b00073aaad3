"""A threshold of confidence: marks maps without predicting, and all that follows knows of it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from survey_project import GOOD, PAGES, SURVEY, Project

from oresurvey.maps.geotiff import read_map, values_sha256
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

AFTER_INFERENCE = {
    *("predict_batch", "colour_batch", "instances_batch", "evaluate_model", "evaluation_figures"),
    *("rim_guard_batch", "modal_table", "element_assay", "grain_size_tables"),
    *("association_tables", "compare_deposits", "deposit_drift", "suggest_minerals", "grain_layer"),
    *("viewers_batch", *PAGES),
}
FIELDS = "results/first/fields"
TABLES = ("modal", "grain_size", "association", "comparison", "size_curves")


def fields_of(project: Project) -> dict[str, Path]:
    """Folder of every mapped field."""
    found = {path.parent.name: path.parent for path in project.folder.glob(f"{FIELDS}/*/*/*.tif")}
    assert set(found) == set(GOOD)
    return found


def modal_of(project: Project) -> pd.DataFrame:
    return pd.read_csv(project.folder / "results" / "first" / "deposits" / "modal.csv")


@pytest.fixture(scope="module")
def threshold(finished) -> int:
    """The median step of confidence: about half of the pixels are below it."""
    steps = [read_map(folder / "confidence.tif") for folder in fields_of(finished).values()]
    return int(np.median(np.concatenate([one.ravel() for one in steps])))


@pytest.fixture(scope="module")
def marked(finished, threshold, tmp_path_factory) -> Project:
    """The finished survey, run again with that threshold."""
    project = finished.copy(tmp_path_factory.mktemp("marked") / "project")
    project.configure(SURVEY | {"inference": {"unidentified_below": threshold / 255}})
    assert {job.rule for job in project.dry_run()} == AFTER_INFERENCE
    project.run()
    return project


def test_pixels_below_are_unidentified_and_nothing_was_predicted(finished, marked, threshold):
    before, after = fields_of(finished), fields_of(marked)
    shares = []
    for field, folder in after.items():
        found, best = read_map(folder / "classes.tif"), read_map(before[field] / "classes.tif")
        below = read_map(folder / "confidence.tif") < threshold
        assert (found == np.where(below, UNIDENTIFIED, best)).all()
        shares.append(below.mean())
        for name in ("confidence.tif", ".inference.json"):
            times = [(one / name).stat().st_mtime_ns for one in (folder, before[field])]
            assert times[0] == times[1], "the file was written again"
    assert 0.2 < np.mean(shares) < 0.6


def test_grains_are_of_identified_pixels(marked):
    unidentified = 0
    for folder in fields_of(marked).values():
        grains = pd.read_parquet(folder / "grains.parquet")
        codes, pixels = np.unique(read_map(folder / "classes.tif"), return_counts=True)
        counts = dict(zip(codes.tolist(), pixels.tolist(), strict=True))
        unidentified += counts.pop(UNIDENTIFIED, 0)
        counts.pop(BACKGROUND, None)
        assert grains.groupby("code")["area_px"].sum().to_dict() == counts
        contacts = pd.read_parquet(folder / "contacts.parquet")
        assert UNIDENTIFIED not in set(contacts["code_a"]) | set(contacts["code_b"])
    assert unidentified > 0


def test_shares_say_what_is_unidentified(finished, marked):
    modal = modal_of(marked)
    keys = ["level", "deposit", "section", "field"]
    for basis in ("total", "ore"):
        sums = modal[modal["basis"] == basis].groupby(keys, dropna=False)["pct"].sum(min_count=1)
        assert np.allclose(sums.dropna(), 100)
    unknown = modal[modal["code"] == UNIDENTIFIED]
    assert set(unknown["basis"]) == {"total"} and set(unknown["mineral"]) == {"unidentified"}
    for field, folder in fields_of(marked).items():
        share = (read_map(folder / "classes.tif") == UNIDENTIFIED).mean()
        row = unknown[(unknown["level"] == "field") & (unknown["field"] == field)]
        assert row["pct"].iloc[0] == pytest.approx(100 * share)
    assert len(unknown[unknown["level"] == "deposit"]) == 2
    assert UNIDENTIFIED not in set(modal_of(finished)["code"])
    for table in ("association", "comparison", "grain_size"):
        text = (marked.folder / "results" / "first" / "deposits" / f"{table}.csv").read_text()
        assert "unidentified" not in text


def test_scores_say_how_much_they_are_of(finished, marked, threshold):
    folders = [one.folder / "results" / "first" / "evaluation" for one in (finished, marked)]
    before, after = (json.loads((one / "summary.json").read_text()) for one in folders)
    assert before["coverage"] == 1
    curve = pd.read_csv(folders[0] / "risk_coverage.csv")
    curve = curve[(curve["deposit"] == "all") & (curve["threshold"] >= threshold / 255 - 1e-9)]
    promised = curve.iloc[0]
    assert after["coverage"] == pytest.approx(promised["coverage"], abs=1e-6)
    right = 1 - promised["risk"]
    assert after["overall_accuracy_identified"] == pytest.approx(right, abs=1e-6)
    assert after["overall_accuracy"] == pytest.approx(right * promised["coverage"], abs=1e-6)
    # What confidence is worth does not depend on the threshold.
    assert after["calibration_error"] == before["calibration_error"]
    for table in ("reliability.csv", "risk_coverage.csv"):
        assert (folders[0] / table).read_bytes() == (folders[1] / table).read_bytes()


def test_maps_and_report_show_it(marked):
    for folder in fields_of(marked).values():
        with rasterio.open(folder / "classes.tif") as data:
            assert data.colormap(1)[UNIDENTIFIED] == (255, 0, 255, 255)
    page = (marked.folder / "results" / "first" / "report" / "index.html").read_text()
    assert "Unidentified, for want of confidence: Alder Creek" in page


def test_without_a_threshold_everything_is_as_before(finished, marked, tmp_path):
    project = marked.copy(tmp_path / "project")
    project.configure(SURVEY)
    assert {job.rule for job in project.dry_run()} == AFTER_INFERENCE
    project.run("predict", "tables", "evaluate")
    before, after = fields_of(finished), fields_of(project)
    for field, folder in after.items():
        assert not (folder / "most_probable.tif").exists()
        assert values_sha256(folder / "classes.tif") == values_sha256(before[field] / "classes.tif")
    for table in TABLES:
        path = f"results/first/deposits/{table}.csv"
        assert (project.folder / path).read_bytes() == (finished.folder / path).read_bytes()
    path = "results/first/evaluation/summary.json"
    assert (project.folder / path).read_bytes() == (finished.folder / path).read_bytes()
