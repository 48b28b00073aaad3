"""Figures of a training: scores over epochs (the paper's figures 3 and 4), shares handed out."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from oresurvey.presentation.looks import deposit_looks
from oresurvey.presentation.style import (
    LINE,
    PAGE_WIDTH,
    colour_of,
    fitted,
    legend_outside,
    new_figure,
    save,
)
from oresurvey.survey.minerals import Minerals


def draw_iou_over_epochs(history: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """IoU of every class on validation fields over epochs."""
    figure, axes = new_figure(PAGE_WIDTH, 4)
    for column in history.columns:
        code = column.removeprefix("val_iou_")
        if column == code:
            continue
        mineral = minerals[int(code)]
        axes.plot(history["epoch"], history[column], color=mineral.colour, lw=2.6, zorder=2)
        axes.plot(history["epoch"], history[column], color="#555555", lw=3.4, zorder=1)
        axes.plot([], [], color=mineral.colour, lw=4, label=mineral.symbol)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(xlabel="epoch", ylabel="IoU on validation fields", ylim=(0, 1))
    axes.set_title("IoU of every class over epochs")
    legend_outside(axes)
    save(figure, path)


def draw_accuracy_over_epochs(history: pd.DataFrame, path: Path) -> None:
    """Accuracy and mean IoU on validation fields, per deposit, over epochs."""
    start = "val_overall_accuracy_"
    deposits = [c.removeprefix(start) for c in history.columns if c.startswith(start)]
    # A name may take two lines of the legend.
    figure, axes = new_figure(PAGE_WIDTH, max(4, 2 * LINE * (len(deposits) + 2)))
    for name, look in deposit_looks(deposits).items():
        axes.plot(
            history["epoch"], history[start + name], label=fitted(name), color=look.colour,
            ls=look.dashes,
        )  # fmt: skip
    axes.plot(
        history["epoch"],
        history["val_overall_accuracy"],
        color="#555555",
        lw=3,
        label="mean of deposits",
    )
    axes.xaxis.get_major_locator().set_params(integer=True)
    lowest = history[[c for c in history.columns if c.startswith("val_overall_accuracy")]].min()
    bottom = np.floor(10 * lowest.min()) / 10
    axes.set(xlabel="epoch", ylabel="overall accuracy on validation fields", ylim=(bottom, 1))
    axes.set_title("Overall accuracy over epochs")
    legend_outside(axes)
    save(figure, path)


def draw_shares(
    shares: pd.DataFrame, annotated: pd.DataFrame, minerals: Minerals, path: Path
) -> None:
    """Shares of the classes handed out beside their shares in the training annotation."""
    held = annotated[annotated["split"] == "train"].groupby("code")["pixels"].sum()
    held = 100 * held.reindex(shares["code"]).fillna(0).to_numpy() / max(held.sum(), 1)
    at = np.arange(len(shares))
    figure, axes = new_figure(PAGE_WIDTH, 3.6)
    axes.bar(at - 0.2, held, 0.38, color="#b8b8b8")
    colours = [colour_of(minerals, code) for code in shares["code"]]
    axes.bar(at + 0.2, shares["pct"], 0.38, color=colours, edgecolor="#444444")
    axes.set_xticks(at, [minerals.symbol(code) for code in shares["code"]])
    axes.set(ylabel="share of pixels (%)", title="Balance: annotated, and handed out")
    # The bars have the colours of the minerals: none of these stands for all.
    handles = [
        Patch(color="#b8b8b8", label="in the annotation"),
        Patch(facecolor="white", edgecolor="#444444", label="handed out"),
    ]
    legend_outside(axes, handles=handles)
    save(figure, path)
