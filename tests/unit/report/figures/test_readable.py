"""Every figure of a survey, drawn from easy and hard tables, is one a person can read.

Letters have at least 10 pt on a page 7 in wide: 5 pt in one column of a journal (89 mm), which is
what Nature asks for as a minimum.
"""

import numpy as np
import pandas as pd
import pytest
from drawn_texts import complaints, drawn_texts
from hard_survey import CODES, NAMES, hard_tables
from matplotlib.figure import Figure
from section_tables import MINERALS

from oresurvey.evaluation.confidence_figures import draw_reliability, draw_risk_coverage
from oresurvey.evaluation.figures import draw_confusion, draw_error_page, draw_field
from oresurvey.evaluation.robustness_figure import draw_robustness
from oresurvey.presentation.style import fitted, fitted_names, legend_outside, new_figure
from oresurvey.probability_maps.heat_map import draw_heat_map
from oresurvey.report.figures.all import draw_figures
from oresurvey.training.figures import draw_accuracy_over_epochs, draw_iou_over_epochs, draw_shares


@pytest.fixture
def drawn(monkeypatch):
    """Figures by file name, as they are saved; nothing is written."""
    figures = {}

    def keep(figure, path, **_):
        figures[path.name.split(".")[1]] = figure
        path.write_bytes(b"")

    monkeypatch.setattr(Figure, "savefig", keep)
    return figures


def picture(value=90):
    return np.full((30, 40, 3), value, np.uint8)


def check(figures):
    assert figures
    found = {name: complaints(figure) for name, figure in figures.items()}
    assert not {name: words[:6] for name, words in found.items() if words}


@pytest.mark.parametrize(
    ("deposits", "codes"), [(12, CODES), (3, (1, 6, 8)), (2, CODES[:7]), (1, (1, 6))]
)
def test_figures_of_the_report(tmp_path, drawn, deposits, codes):
    tables = hard_tables(deposits, codes)
    pictures = {name: (picture(), picture(200)) for name in NAMES[:deposits]}
    draw_figures(tmp_path, tables, pictures, MINERALS, [], None)
    assert {"overview", "modal", "grain_size", "association", "locking", "textures"} <= set(drawn)
    check(drawn)


RELIABILITY = ["deposit", "bin", "pixels", "mean_confidence", "accuracy", "coverage", "risk"]


@pytest.mark.parametrize("names", [NAMES, NAMES[:1]])
def test_figures_of_an_evaluation(tmp_path, drawn, names):
    rows = [
        (name, k, 10**k, k / 10, k / 11, 1 - k / 12, 0.1 / k)
        for name in ("all", *names)
        for k in range(1, 10)
    ]
    table = pd.DataFrame(rows, columns=RELIABILITY).assign(threshold=0.5)
    draw_reliability(table, "test fields", tmp_path / "reliability")
    draw_risk_coverage(table, "test fields", tmp_path / "risk_coverage")
    confusion = pd.DataFrame(
        [(a, b, 100) for a in MINERALS.codes for b in MINERALS.codes],
        columns=["true_code", "predicted_code", "pixels"],
    )
    draw_confusion(confusion, MINERALS, f"{NAMES[0]}, test fields", tmp_path / "confusion")
    draw_confusion(confusion[:1], MINERALS, "A, test fields", tmp_path / "confusion_of_one")
    maps = {f"{name}: 0.912": picture() for name in names}
    draw_error_page(maps, tmp_path / "errors")
    codes = np.resize(np.array(MINERALS.codes, np.uint8), (30, 40))
    draw_field(picture(), codes, codes, MINERALS, f"{NAMES[-6]}: accuracy .99", tmp_path / "field")
    check(drawn)


@pytest.mark.parametrize("names", [NAMES, NAMES[:1]])
def test_figures_of_a_training(tmp_path, drawn, names):
    epochs = pd.DataFrame({"epoch": np.arange(1, 13), "val_overall_accuracy": 0.7})
    for name in names:
        epochs[f"val_overall_accuracy_{name}"] = 0.8
    for code in MINERALS.codes:
        epochs[f"val_iou_{code}"] = 0.5
    draw_accuracy_over_epochs(epochs, tmp_path / "accuracy")
    draw_iou_over_epochs(epochs, MINERALS, tmp_path / "iou")
    shares = pd.DataFrame({"code": MINERALS.codes, "pct": 100 / len(MINERALS.codes)})
    annotated = pd.DataFrame({"split": "train", "code": MINERALS.codes, "pixels": 10})
    draw_shares(shares, annotated, MINERALS, tmp_path / "shares")
    draw_heat_map(picture(), np.eye(30, 40, dtype=int), NAMES[0], tmp_path / "heat.png")
    light = pd.DataFrame(
        [
            (kind, value, name, 0.9, 0.8)
            for name in names
            for kind, value in (("exposure", 0.5), ("exposure", 1), ("exposure", 2),
                                ("white_balance", 1.2), ("vignetting", 0.3))
        ],
        columns=["kind", "value", "deposit", "overall_accuracy", "mean_iou"],
    )  # fmt: skip
    draw_robustness(light, "base", tmp_path / "robustness")
    check(drawn)


def test_a_bad_figure_is_complained_about():
    """Each check finds what it is for."""
    figure, axes = new_figure(8, 2)
    axes.plot([0, 1], [0, 1], label="over the data")
    axes.legend(loc="center")
    axes.text(0.5, 0.5, "one")
    axes.text(0.5, 0.5, "other", fontsize=7)
    figure.text(0.99, 0.5, "cut off")
    axes.set_xlabel("length")
    found = " | ".join(complaints(figure))
    for words in (
        *("wider than a page", "letters of 7.0 pt", "cut: 'cut off'", "overlap: 'one' and 'other'"),
        *("legend over the data", "no label: y", "no unit: 'length'"),
    ):
        assert words in found, words


def test_turned_names_are_not_taken_for_overlapping():
    """At 45 degrees upright boxes of neighbours overlap, and the names do not."""
    figure, axes = new_figure(4, 3)
    axes.set_xticks(range(8), ["a long name"] * 8, rotation=45, ha="right", rotation_mode="anchor")
    axes.set(xlim=(0, 7), yticks=[])
    assert complaints(figure) == []
    assert len(drawn_texts(figure)) == 8


def test_legend_outside_is_outside():
    figure, axes = new_figure(5, 3)
    axes.plot([0, 1], [0, 1], label="line")
    axes.set(xlabel="a (px)", ylabel="b (px)")
    legend_outside(axes)
    assert complaints(figure) == []


def test_names_fit_and_stay_apart():
    assert fitted("Kidd Creek") == "Kidd Creek"
    long = fitted("Berezovskoe gold-quartz, eastern flank and its deep levels").split("\n")
    assert long[0] == "Berezovskoe" and long[1].startswith("…") and long[1].endswith("deep levels")
    assert all(len(line) <= 20 for line in long)
    # Two levels of one mine: what tells them apart is at the end.
    levels = [fitted(f"Верхнекаменское Северо-Восточное, {m} м", lines=1) for m in (340, 380)]
    assert levels[0].endswith("340 м") and levels[1].endswith("380 м")
    short = fitted_names(["x" * 99, "x" * 98, "y"], width=10, lines=1)
    assert len(set(short)) == 3 and short[2] == "y"
