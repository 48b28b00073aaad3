"""Figures: each is drawn and can be opened, also from tables that hold next to nothing."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from drawn_files import check
from matplotlib.figure import Figure
from PIL import Image

from oresurvey.evaluation.confidence_figures import draw_reliability, draw_risk_coverage
from oresurvey.evaluation.figures import (
    LEFT_OUT,
    NOT_IDENTIFIED,
    RIGHT,
    WRONG,
    draw_confusion,
    draw_field,
    error_map,
)
from oresurvey.presentation.style import LEAST_PT, STYLE, new_figure, save
from oresurvey.probability_maps.heat_map import draw_heat_map
from oresurvey.report.figures.modal import draw_mineral, draw_modal_bars, draw_overview
from oresurvey.survey.minerals import read_minerals
from oresurvey.training.figures import draw_accuracy_over_epochs, draw_iou_over_epochs, draw_shares

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
NAN = float("nan")


def modal(*deposits, ore=True):
    """One section a deposit: (name, pct of pyrite, low, high)."""
    rows = []
    for name, pct, low, high in deposits:
        for basis, shares in (
            ("total", {0: 100 - pct, 6: pct}),
            ("ore", {6: 100.0 if ore else NAN, 8: 0.0 if ore else NAN}),
        ):
            for code, share in shares.items():
                for level in ("section", "deposit"):
                    rows.append((level, name, code, basis, share, low, high))
    columns = ["level", "deposit", "code", "basis", "pct", "low_pct", "high_pct"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(best_pct=found["pct"])


ONE = modal(("A", 20.0, NAN, NAN))
TWO = modal(("A", 20.0, 10.0, 35.0), ("B", 0.0, NAN, NAN))


@pytest.mark.parametrize(
    ("table", "shown", "hidden"),
    [
        (ONE, ("A", "Py"), ("Sp", "B")),
        (TWO, ("A", "B", "Py"), ("Sp",)),
        (modal(("A", 0.0, NAN, NAN), ("B", 20.0, 10.0, 35.0)), ("A", "B", "Py"), ("Sp",)),
        (modal(("A", 0.0, NAN, NAN), ore=False), (), ("Py",)),
        (ONE[:0], (), ("Py",)),
    ],
)
def test_modal_bars(tmp_path, table, shown, hidden):
    draw_modal_bars(table, MINERALS, tmp_path / "modal")
    words = check(tmp_path / "modal").split()
    assert set(shown) <= set(words) and not set(hidden) & set(words)


@pytest.mark.parametrize(("table", "deposits"), [(ONE, {"A"}), (TWO, {"A", "B"})])
def test_mineral_across_deposits(tmp_path, table, deposits):
    draw_mineral(table, MINERALS, 6, tmp_path / "py")
    text = check(tmp_path / "py")
    assert deposits <= set(text.split()) and "pyrite" in text


def test_a_corrected_share_has_a_mark_of_its_own(tmp_path):
    """White diamonds: one in the legend and one per corrected share."""
    corrected = ONE.assign(corrected_pct=25.0, corrected_low_pct=20.0, corrected_high_pct=30.0)
    whites = []
    for name, table in (("raw", ONE), ("both", corrected)):
        draw_mineral(table, MINERALS, 6, tmp_path / name)
        whites.append(
            Path(f"{tmp_path / name}.svg").read_text().count("fill: #ffffff; stroke: #000")
        )
    assert whites[1] == whites[0] + 1


@pytest.mark.parametrize("deposits", [["A"], ["B", "A", "C"]])
def test_overview(tmp_path, deposits):
    picture = np.zeros((30, 40, 3), np.uint8)
    draw_overview(dict.fromkeys(deposits, (picture, picture)), tmp_path / "overview")
    check(tmp_path / "overview", ("png",))


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([(0, 0, 30), (0, 6, 10), (6, 6, 5)], {"75.0", "25.0", "100.0", "BG", "Py"}),
        ([(6, 6, 5)], {"100.0", "Py"}),
        # Sphalerite is predicted and never annotated: its row has no share.
        ([(6, 8, 5)], {"100.0", "Py", "Sp"}),
    ],
)
def test_confusion(tmp_path, rows, shown):
    table = pd.DataFrame(rows, columns=["true_code", "predicted_code", "pixels"])
    draw_confusion(table, MINERALS, "Confusion", tmp_path / "confusion")
    words = set(check(tmp_path / "confusion").split())
    assert shown <= words and "nan" not in words


def test_error_map():
    truth = np.array([[0, 6, 255, 6, 255]], np.uint8)
    found = np.array([[0, 8, 6, 254, 254]], np.uint8)
    colours = (RIGHT, WRONG, LEFT_OUT, NOT_IDENTIFIED, LEFT_OUT)
    assert error_map(truth, found).tolist() == [[list(colour) for colour in colours]]


@pytest.mark.parametrize("shape", [(20, 30), (5, 1), (950, 40)])
def test_field_beside_its_annotation(tmp_path, shape):
    image = np.zeros((*shape, 3), np.uint8)
    truth, found = np.full(shape, 6, np.uint8), np.zeros(shape, np.uint8)
    truth[0] = 255
    draw_field(image, truth, found, MINERALS, "a (A)", tmp_path / "field")
    with Image.open(tmp_path / "field.png") as picture:
        assert picture.width > 1500
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
    assert {WRONG, LEFT_OUT} <= colours and RIGHT not in colours


def test_field_with_unidentified_pixels(tmp_path):
    truth, found = np.full((20, 30), 6, np.uint8), np.full((20, 30), 254, np.uint8)
    image = np.zeros((20, 30, 3), np.uint8)
    draw_field(image, truth, found, MINERALS, "a (A)", tmp_path / "field")
    with Image.open(tmp_path / "field.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
    assert {NOT_IDENTIFIED, (255, 0, 255)} <= colours


@pytest.mark.parametrize("deposits", [("A", "all"), ("A", "B", "all"), ()])
def test_reliability_and_risk_over_coverage(tmp_path, deposits):
    rows = [(name, 15, 10, 0.98, 0.5, 1.0, 0.5) for name in deposits]
    columns = ["deposit", "bin", "pixels", "mean_confidence", "accuracy", "coverage", "risk"]
    table = pd.DataFrame(rows, columns=columns).assign(threshold=1.0)
    draw_reliability(table, "test fields", tmp_path / "r" / "reliability")
    words = check(tmp_path / "r" / "reliability")
    assert ("A: error 0.4800" in words) == bool(deposits)
    assert ("all deposits" in words) == (len(deposits) != 2)
    draw_risk_coverage(table, "test fields", tmp_path / "c" / "risk_coverage")
    assert ("B" in check(tmp_path / "c" / "risk_coverage").split()) == ("B" in deposits)


HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2], "val_overall_accuracy": [0.5, 0.7], "val_overall_accuracy_A": [0.4, 0.8],
        "val_overall_accuracy_B": [0.6, 0.6], "val_iou_6": [0.1, 0.3], "val_iou_8": [NAN, NAN],
    }
)  # fmt: skip


@pytest.mark.parametrize("epochs", [2, 1])
def test_curves_of_a_training(tmp_path, epochs):
    draw_iou_over_epochs(HISTORY[:epochs], MINERALS, tmp_path / "i" / "iou")
    assert {"Py", "Sp"} <= set(check(tmp_path / "i" / "iou").split())
    draw_accuracy_over_epochs(HISTORY[:epochs], tmp_path / "a" / "accuracy")
    text = check(tmp_path / "a" / "accuracy")
    assert {"A", "B"} <= set(text.split()) and "mean of deposits" in text


@pytest.mark.parametrize("handed_out", [[60.0, 40.0], [0.0, 0.0]])
def test_shares(tmp_path, handed_out):
    """The annotation holds no sphalerite in its training part."""
    shares = pd.DataFrame({"code": [6, 8], "pct": handed_out})
    annotated = pd.DataFrame(
        {"split": ["train", "validation"], "code": [6, 8], "pixels": [100, 100]}
    )
    draw_shares(shares, annotated, MINERALS, tmp_path / "shares")
    assert {"Py", "Sp"} <= set(check(tmp_path / "shares").split())


@pytest.mark.parametrize("weight", [0, 5])
def test_heat_map(tmp_path, weight):
    full = np.zeros((40, 60), np.int64)
    full[5:9, 10:30] = weight
    draw_heat_map(np.full((40, 60, 3), 90, np.uint8), full, "a", tmp_path / "map.png")
    check(tmp_path / "map", ("png",))


def test_figures_made_again_are_equal(tmp_path):
    """Otherwise a rerun would change files whose content did not."""
    for name in ("one", "other"):
        draw_modal_bars(TWO, MINERALS, tmp_path / name / "modal")
    for kind in ("svg", "png"):
        one, other = ((tmp_path / n / f"modal.{kind}").read_bytes() for n in ("one", "other"))
        assert one == other


def test_failure_leaves_no_figure(tmp_path, monkeypatch):
    def fail(figure, path, **_):
        Path(path).write_text("half")
        raise ValueError("disk")

    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(ValueError, match="disk"):
        save(new_figure(2, 2)[0], tmp_path / "bad")
    assert not list(tmp_path.iterdir())


def test_a_dollar_in_a_name_begins_no_formula(tmp_path):
    figure, axes = new_figure(4, 2)
    axes.set_title("$\\frac{$ & <b>")
    save(figure, tmp_path / "names")
    assert "$\\frac{$ & <b>" in check(tmp_path / "names")


def test_style_sheet_is_in_force():
    """One file has the look of all figures; what it says is what figures are drawn with."""
    wanted = mpl.rc_params_from_file(STYLE, use_default_template=False)
    assert wanted["font.size"] == LEAST_PT
    assert {key: mpl.rcParams[key] for key in wanted} == dict(wanted)


def test_error_map_is_told_apart_without_colour():
    """Greys of the four states (Rec. 709 luma) are at least 25 of 255 apart."""
    states = np.array([RIGHT, WRONG, LEFT_OUT, NOT_IDENTIFIED])
    greys = np.sort(states @ (0.2126, 0.7152, 0.0722))
    assert np.diff(greys).min() >= 25
