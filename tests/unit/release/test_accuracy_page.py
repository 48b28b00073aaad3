"""The page on accuracy: what was measured is shown, what was not is said."""

import pandas as pd
import pytest

from oresurvey.files.tables import write_csv, write_json
from oresurvey.release.accuracy_page import NOT_RUN, write_page

SCORES = {
    "overall_accuracy": 0.9512, "mean_iou": 0.8649, "mean_iou_inside": 0.9,
    "calibration_error": 0.0123, "fields": 7,
}  # fmt: skip


@pytest.fixture
def results(tmp_path):
    return tmp_path / "results"


def page_of(results):
    docs = results.parent / "docs"
    docs.mkdir(exist_ok=True)
    pictures = docs / "pictures" / "accuracy"
    write_page(results, docs / "accuracy.md", pictures, results.parent / "models")
    return (docs / "accuracy.md").read_text()


def test_what_was_not_run_is_said(results):
    page = page_of(results)
    assert page.count(NOT_RUN) == page.count("\n## ") == 9
    command = ".venv/bin/snakemake --cores all --configfile config/experiments/ablation.yaml"
    assert f"    {command} -- ablation\n" in page


def test_scores_are_those_of_the_summary(results):
    for name in ("clusters", "majority"):
        folder = results / "baselines" / name / "evaluation"
        write_json({"deposits": {"Alder": SCORES}}, folder / "summary.json")
    assert "| clusters | Alder | 95.1 | 86.5 | 90.0 | 1.2 | 7 |" in page_of(results)


def test_intervals_are_shown_where_there_are_any(results):
    table = pd.DataFrame(
        {
            "deposit": "Alder", "score": ["mean IoU", "IoU Au"], "value": [0.8, 0.5],
            "low": [0.75, None], "high": [0.853, None], "fields": [9, 1], "groups": [9, 1],
        }
    )  # fmt: skip
    write_csv(table, results / "cross_validation" / "cross_validation" / "scores.csv")
    page = page_of(results)
    assert "| Alder | mean IoU | 80.0 | 75.0 to 85.3 | 9 |" in page
    assert "| Alder | IoU Au | 50.0 |  | 1 |" in page


def test_the_page_begins_with_deposits_that_the_model_never_saw(results):
    """Open, declared and named side by side; the other section shows what is known by name."""
    table = pd.DataFrame(
        [
            (deposit, "mean IoU", value + k / 10, "", "", 9, 9, way)
            for k, way in enumerate(("open", "declared", "named"))
            for deposit, value in (("Alder", 0.6), ("all", 0.5))
        ],
        columns=["deposit", "score", "value", "low", "high", "fields", "groups", "way"],
    ).iloc[::-1]
    write_csv(table, results / "cross_validation" / "cross_validation" / "scores.csv")
    page = page_of(results)
    assert "| Alder | mean IoU | 60.0 | 70.0 | 80.0 |" in page
    assert "| all | mean IoU | 50.0 | 60.0 | 70.0 |" in page
    assert "| Alder | mean IoU | 80.0 |  | 9 |" in page
    assert page.index("never saw?") < page.index("## Shipped models")


def test_fall_is_the_worst_within_the_bounds(results):
    """At half the exposure the score falls by 50 points, which is outside .7 to 1.3."""
    rows = [("exposure", 0.5, 0.3), ("exposure", 0.7, 0.77), ("exposure", 1.0, 0.8)]
    rows += [("vignetting", 0.3, 0.81)]
    table = pd.DataFrame(rows, columns=["kind", "value", "mean_iou"]).assign(deposit="Alder")
    folder = results / "lumenstone" / "best" / "evaluation"
    write_csv(table, folder / "robustness.csv")
    (folder / "robustness.svg").write_text("<svg/>")
    page = page_of(results)
    assert "| best | Alder | 80.0 | 3.0 | 0.0 |" in page
    assert "(pictures/accuracy/best_robustness.svg)" in page
    assert (results.parent / "docs/pictures/accuracy/best_robustness.svg").exists()


def test_fields_never_seen_are_told_by_features_and_by_confidence(results):
    aurocs = {
        "auroc_never_seen": 0.4991, "auroc_known_elsewhere": 0.71, "auroc_fields_features": 0.9876,
        "auroc_fields_confidence": 0.25,
    }  # fmt: skip
    shares = {
        f"unidentified_pct_{group}": 5.04 for group in ("own", "known_elsewhere", "never_seen")
    }
    row = {"model": "Alder_only", **aurocs, **shares, "verdict": "unlike"}
    write_csv(pd.DataFrame([row]), results / "unseen" / "unseen.csv")
    shown = "| Alder_only | 0.499 | 0.71 | 5 | 5 | 5 | 0.988 | 0.25 | unlike |"
    assert shown in page_of(results)


def test_shipped_models_are_shown_open_beside_named(results):
    """The scores of the kept epoch, of models that were validated in both ways."""
    keys = {"overall_accuracy": 0.9, "mean_iou": 0.8}
    for name, more in (("one", {}), ("old", None)):
        folder = results.parent / "models" / name
        row = {"epoch": 2} | {f"val_{key}_Alder": value for key, value in keys.items()}
        if more is not None:
            row |= {f"val_open_{key}_Alder": value - 0.05 for key, value in keys.items()}
        write_csv(pd.DataFrame([row | {"epoch": 1}, row]), folder / "history.csv")
        write_json({"kept_epoch": 2}, folder / "model.json")
    page = page_of(results)
    assert "| one | Alder | 85.0 | 75.0 | 90.0 | 80.0 |" in page and "| old |" not in page


def test_seeds_of_one_training_are_one_row(results):
    """Mean, lowest and highest of the last epochs, among all minerals and among the named ones."""
    for name, last in (("open1", 0.5), ("open2", 0.6), ("fold1", 0.4)):
        history = {
            f"val_{way}{key}": [0.1, last + more]
            for way, more in (("open_", 0), ("", 0.1))
            for key in ("overall_accuracy", "mean_iou")
        }
        write_csv(pd.DataFrame(history), results / "any_deposit" / "models" / name / "history.csv")
    page = page_of(results)
    open_, named = "55.0 (50.0 to 60.0)", "65.0 (60.0 to 70.0)"
    assert f"| open | 2 | {open_} | {open_} | {named} | {named} |" in page
    assert "| fold | 1 | 40.0 (40.0 to 40.0) |" in page
