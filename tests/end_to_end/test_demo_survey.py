"""The whole survey on small synthetic sections, from sheet to report, against the known truth."""

import csv
import json
import os
from pathlib import Path
from urllib.parse import quote

import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
import yaml
from PIL import Image
from scipy import ndimage
from warm_python import run_warm

from oresurvey.report.workbook.formats import MARKS_COLUMN
from oresurvey.statistics.reliability import counts_by_confidence, risk_coverage
from oresurvey.survey.mineral_codes import VOID

ROOT = Path(__file__).parents[2]
MODEL = "tiny"
BASELINES = ("colour", "clusters", "majority")
TRAIN = {
    "levels": 4,
    "filters": 8,
    "patch_px": 64,
    "batch": 12,
    "exposure": "brightest",
    "steps_per_epoch": 100,
    "epochs": 6,
    "learning_rate": 0.004,
    "schedule": "cosine",
    "freeze_norm_after": 3,
    "loss": {"iou": 1, "cross_entropy": 1},
    "augment": {"gain": 0.2, "gamma": 0.1},
}
ABSOLUTE_PCT = 5.0
"""Tolerance of a deposit's modal share, in per cent of the total area."""
LEAST_ACCURACY = 0.85
"""Of maps that the model made of fields it never saw annotated."""
ERROR_PATCH_PX = 100
"""Area of a patch of errors: a boundary some pixels wide, wrong along some tens of pixels."""


def cell_words(cell) -> str:
    """A cell of a workbook as a CSV has it."""
    assert cell.data_type != "f"
    if cell.value is None:
        return ""
    return f"{cell.value:.10g}" if type(cell.value) in (int, float) else str(cell.value)


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The finished survey: results folder and photographs folder."""
    folder = tmp_path_factory.mktemp("demo")
    configuration = {
        "sheet": str(folder / "photographs" / "sheet.tsv"),
        "minerals": str(ROOT / "config" / "minerals.tsv"),
        "results": "results",
        "demo": {"folder": str(folder / "photographs"), "size": "tiny"},
        "models": {MODEL: {"train": TRAIN}} | {name: {"type": name} for name in BASELINES},
        "report": {"model": MODEL},
    }
    (folder / "survey.yaml").write_text(yaml.safe_dump(configuration))
    # The survey itself scores the model of its report only: all models are asked for.
    command = ["all", "evaluate", "--cores", "2", "--directory", str(folder)]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--configfile", str(folder / "survey.yaml")]
    done = run_warm(command, ROOT, dict(os.environ))
    assert done.returncode == 0, done.stdout
    assert str(folder / "results" / MODEL / "report" / "index.html") in done.stdout
    return folder / "results", folder / "photographs"


@pytest.fixture(scope="module")
def truth(survey):
    """True pixels per deposit, field and code, counted from the truth's masks."""
    sheet = pd.read_csv(survey[1] / "sheet.tsv", sep="\t", keep_default_na=False)
    rows = []
    for row in sheet.itertuples():
        mask = survey[1] / "truth" / "masks" / f"{row.field}.png"
        if mask.exists():
            codes, pixels = np.unique(np.array(Image.open(mask)), return_counts=True)
            for code, count in zip(codes, pixels, strict=True):
                rows.append((row.deposit, row.field, row.split, int(code), int(count)))
    return pd.DataFrame(rows, columns=["deposit", "field", "split", "code", "pixels"])


def class_map(results: Path, deposit: str, field: str, kind: str = "classes") -> np.ndarray:
    folder = results / MODEL / "fields" / quote(deposit) / field
    with rasterio.open(folder / f"{kind}.tif") as data:
        return data.read(1)


def true_map(photographs: Path, field: str) -> np.ndarray:
    return np.array(Image.open(photographs / "truth" / "masks" / f"{field}.png"))


def test_annotated_shares_are_the_truth(survey, truth):
    """From masks, not maps: every field's modal shares are exact."""
    modal = pd.read_csv(survey[0] / "annotation" / "deposits" / "modal.csv")
    modal = modal[(modal["level"] == "field") & (modal["basis"] == "total")]
    known = truth[truth["split"] != ""]
    assert set(modal["field"]) == set(known["field"])
    merged = modal.merge(known, on=["deposit", "field", "code"], how="left", suffixes=("", "_true"))
    assert (merged["pixels"] == merged["pixels_true"].fillna(0)).all()
    total = merged.groupby("field")["pixels"].transform("sum")
    assert np.allclose(merged["pct"], 100 * merged["pixels"] / total, rtol=1e-8)


def test_annotated_grains_are_the_patches_of_the_truth(survey, truth):
    """Counts and areas from another implementation of connected components."""
    for deposit, field in (
        truth[truth["split"] != ""][["deposit", "field"]].drop_duplicates().values
    ):
        folder = survey[0] / "annotation" / "fields" / quote(deposit) / field
        grains = pd.read_parquet(folder / "grains.parquet")
        mask = true_map(survey[1], field)
        for code in np.unique(mask[mask > 0]):
            labels, count = ndimage.label(mask == code, structure=np.ones((3, 3)))
            areas = np.bincount(labels.ravel())[1:]
            mine = grains[grains["code"] == code]["area_px"]
            assert len(mine) == count
            assert sorted(mine) == sorted(areas)


def test_predicted_shares_are_near_the_truth(survey, truth):
    """Every mineral of every deposit, over all its fields, annotated or not."""
    modal = pd.read_csv(survey[0] / MODEL / "deposits" / "modal.csv")
    modal = modal[(modal["level"] == "deposit") & (modal["basis"] == "total")]
    known = truth.groupby(["deposit", "code"])["pixels"].sum().rename("known").reset_index()
    known["known"] *= 100 / known.groupby("deposit")["known"].transform("sum")
    merged = modal.merge(known, on=["deposit", "code"], how="outer").fillna({"pct": 0, "known": 0})
    off = (merged["pct"] - merged["known"]).abs()
    assert off.max() < ABSOLUTE_PCT, merged.assign(off=off)


def test_maps_of_photographs_without_annotation_are_right(survey, truth):
    """No patch and no choice of an epoch came from these fields."""
    for deposit, field in (
        truth[truth["split"] == ""][["deposit", "field"]].drop_duplicates().values
    ):
        right = class_map(survey[0], deposit, field) == true_map(survey[1], field)
        assert right.mean() > LEAST_ACCURACY, field


def test_scores_are_those_of_the_maps(survey, truth):
    """summary.json, counted again from class maps and truth."""
    summary = json.loads((survey[0] / MODEL / "evaluation" / "summary.json").read_text())
    right = pixels = 0
    scored = truth[truth["split"] == "validation"][["deposit", "field"]].drop_duplicates()
    for deposit, field in scored.values:
        equal = class_map(survey[0], deposit, field) == true_map(survey[1], field)
        right, pixels = right + equal.sum(), pixels + equal.size
    assert summary["overall_accuracy"] == pytest.approx(right / pixels, abs=1e-6)
    assert summary["pooled_iou"] == pytest.approx(right / (2 * pixels - right), abs=1e-6)


def highest_rise(curve: pd.DataFrame) -> float:
    """How far the risk ever climbs above what it was at a larger coverage, in standard errors.

    Errors lie along boundaries, in patches: as many pixels as `ERROR_PATCH_PX` count as one. A risk
    of none counts as that of one patch. Fewer than ten patches tell nothing.
    """
    worst = 0.0
    lowest = curve["risk"].iloc[0]
    for row in curve.itertuples():
        patches = row.pixels / ERROR_PATCH_PX
        if patches < 10:
            break
        error = np.sqrt(max(lowest, 1 / patches) / patches)
        worst = max(worst, (row.risk - lowest) / error)
        lowest = min(lowest, row.risk)
    return worst


def test_risk_does_not_rise_as_coverage_falls(survey, truth):
    """On validation fields, by the table, and on fields that nothing was fitted or chosen on."""
    table = pd.read_csv(survey[0] / MODEL / "evaluation" / "risk_coverage.csv")
    curves = [table[(table["deposit"] == "all") & (table["split"] == "validation")]]
    unseen = truth[truth["split"] == ""][["deposit", "field"]].drop_duplicates().values
    counts = [
        counts_by_confidence(
            true_map(survey[1], field),
            class_map(survey[0], deposit, field),
            class_map(survey[0], deposit, field, "confidence"),
            tuple(range(VOID)),
        )
        for deposit, field in unseen
    ]
    curves.append(risk_coverage(sum(counts)))
    for curve in curves:
        assert curve["coverage"].iloc[0] == 1
        assert highest_rise(curve) < 2
        # And it pays: less than half of the errors are made with a confidence of .9 or more.
        kept = curve[curve["threshold"] >= 0.9].iloc[0]
        assert kept["risk"] * kept["coverage"] < curve["risk"].iloc[0] / 2


def test_temperature_lowers_the_error_of_fields_it_was_not_fitted_on(survey):
    errors = pd.read_csv(survey[0] / "models" / MODEL / "calibration.csv")
    held_out = errors.set_index("measured_on").loc["both halves"]
    assert held_out["nll_after"] <= held_out["nll_before"]


def scores(results: Path, model: str) -> dict:
    return json.loads((results / model / "evaluation" / "summary.json").read_text())


@pytest.fixture(scope="module")
def chance(survey, truth):
    """Expected scores of classes drawn by their shares among the pixels trained on.

    As all models, chance draws among the classes that the annotation of the deposit names. Of n
    pixels a class that is drawn with p and there with q gets n p q right, of n (p + q - p q).
    """
    counts = truth.groupby(["deposit", "split", "code"])["pixels"].sum().unstack(fill_value=0)
    trained = counts.xs("train", level="split")
    scored = counts.xs("validation", level="split")
    drawn = np.where(trained + scored > 0, trained.sum(), 0.0)
    pixels = scored.to_numpy().sum(axis=1, keepdims=True)
    expected = pixels * drawn / drawn.sum(axis=1, keepdims=True)
    right = (expected * scored / pixels).sum()
    iou = right / (expected.sum(axis=0) + scored.sum() - right)
    return {
        "overall_accuracy": right.sum() / scored.to_numpy().sum(),
        "mean_iou": iou[scored.sum() > 0].mean(),
    }


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_beat_chance_and_lose_to_the_network(survey, chance, name):
    baseline, network = (scores(survey[0], model) for model in (name, MODEL))
    assert chance["overall_accuracy"] < baseline["overall_accuracy"] < network["overall_accuracy"]
    # One class everywhere is right more often than chance, and knows less of the others.
    least = 0 if name == "majority" else chance["mean_iou"]
    assert least < baseline["mean_iou"] < network["mean_iou"]


def test_grains_add_up_to_the_pixels_of_their_class(survey, truth):
    for deposit, field in truth[["deposit", "field"]].drop_duplicates().values:
        codes = class_map(survey[0], deposit, field)
        folder = survey[0] / MODEL / "fields" / quote(deposit) / field
        areas = pd.read_parquet(folder / "grains.parquet").groupby("code")["area_px"].sum()
        counts = {c: n for c, n in zip(*np.unique(codes, return_counts=True), strict=True) if c}
        assert areas.to_dict() == counts


def test_the_contract_is_there(survey):
    """Every file that others script against; the page lists the damaged photograph."""
    results = survey[0]
    for path in (
        "catalog/fields.csv",
        *(f"models/{MODEL}/{name}" for name in ("model.keras", "history.csv", "card.md")),
        *(f"{MODEL}/evaluation/{name}.csv" for name in ("per_class", "confusion", "reliability")),
        *(f"{MODEL}/evaluation/figures/{name}.png" for name in ("reliability", "risk_coverage")),
        *(f"{MODEL}/deposits/{name}.csv" for name in ("grain_size", "association", "comparison")),
        *(f"{MODEL}/report/{name}" for name in ("survey.xlsx", "grains.gpkg", "figures")),
    ):
        assert (results / path).exists(), path
    fields = pd.read_csv(results / "catalog" / "fields.csv")
    bad = fields[fields["status"] == "quarantined"]
    assert list(bad["field"]) == ["birch-4z"]
    page = (results / MODEL / "report" / "index.html").read_text()
    assert "birch-4z" in page and "is damaged or cut off" in page


def test_workbook_says_what_the_csvs_say(survey):
    """Every table, every cell, as text with the ten figures of a CSV; no cell is a formula."""
    results = survey[0]
    book = openpyxl.load_workbook(results / MODEL / "report" / "survey.xlsx")
    tables = {path.stem: path for path in (results / MODEL / "deposits").glob("*.csv")}
    tables |= {name: results / "catalog" / f"{name}.csv" for name in ("fields", "class_shares")}
    tables["scores_per_class"] = results / MODEL / "evaluation" / "per_class.csv"
    filled = {name for name in tables if len(pd.read_csv(tables[name]))}
    assert set(book.sheetnames) >= filled - {"size_curves", "size_bands"}
    assert book.sheetnames[:2] == ["deposits", "README"] and book.sheetnames[-1] == "columns"
    for name in book.sheetnames[2:-1]:
        rows = [[cell_words(cell) for cell in row] for row in book[name].rows]
        kept = len(rows[0]) - (rows[0][-1] == MARKS_COLUMN)
        with open(tables[name], encoding="utf-8", newline="") as file:
            head, *expected = csv.reader(file)
        # Rows of deposits come first in the workbook.
        found = [row[:kept] for row in rows]
        assert found[0] == head and sorted(found[1:]) == sorted(expected), name
    explained = {tuple(row[:2]) for row in book["columns"].values}
    assert explained >= {
        (name, column)
        for name in book.sheetnames[2:-1]
        for column in pd.read_csv(tables[name], nrows=0)
    }
