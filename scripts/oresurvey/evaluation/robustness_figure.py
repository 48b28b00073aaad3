"""Figure of robustness: scores against exposure, white balance and vignetting."""

from pathlib import Path

import pandas as pd
from matplotlib.lines import Line2D

from oresurvey.presentation.looks import deposit_looks
from oresurvey.presentation.style import LINE, PAGE_WIDTH, fitted, new_figure, save

AXES = {
    "exposure": "exposure (1: the photograph's)",
    "white_balance": "white balance: red ×, blue ÷",
    "vignetting": "light lost in the corners (share)",
}
NEUTRAL = {"white_balance": 1.0, "vignetting": 0.0}


def with_neutral(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the unchanged photograph in the curve of every kind."""
    plain = table[(table["kind"] == "exposure") & (table["value"] == 1)]
    extra = [plain.assign(kind=kind, value=value) for kind, value in NEUTRAL.items()]
    return pd.concat([table, *extra], ignore_index=True).sort_values(["deposit", "kind", "value"])


def draw_robustness(table: pd.DataFrame, model: str, path: Path) -> None:
    """Mean IoU (full) and overall accuracy (dashed) of every deposit under other light.

    Parameters
    ----------
    table : DataFrame
        kind, value, deposit, overall_accuracy, mean_iou.
    model : str
    path : Path
    """
    figure, grid = new_figure(
        PAGE_WIDTH, max(6, 4 * LINE + 4 * LINE * table["deposit"].nunique()), 2, 2, sharey=True
    )
    axes = grid.flat[: len(AXES)]
    looks = deposit_looks(table["deposit"])
    table = with_neutral(table)
    for axis, (kind, label) in zip(axes, AXES.items(), strict=True):
        part = table[table["kind"] == kind]
        for deposit, curve in part.groupby("deposit"):
            look = looks[deposit]
            style = {"color": look.colour, "marker": look.marker}
            axis.plot(
                curve["value"], curve["mean_iou"], ls="-", ms=4, label=fitted(deposit), **style
            )
            axis.plot(curve["value"], curve["overall_accuracy"], ls="--", ms=3, **style)
        if kind == "exposure":
            axis.axvspan(0.7, 1.3, color="#f0f0f0", zorder=0)
            axis.set_xscale("log", base=2)
            axis.set_xticks([0.5, 0.7, 1, 1.3, 2], ["0.5", "0.7", "1", "1.3", "2"])
        axis.set(xlabel=label, ylim=(0, 1))
    for axis in grid[:, 0]:
        axis.set_ylabel("score on held-out fields")
    figure.suptitle(f"{model}: scores under other light (grey: ±30 %)")
    handles = [
        *axes[0].get_legend_handles_labels()[0],
        Line2D([], [], color="#555555", ls="-", label="mean IoU"),
        Line2D([], [], color="#555555", ls="--", label="overall accuracy"),
    ]
    grid[1, 1].axis("off")
    grid[1, 1].legend(handles=handles, loc="upper left")
    save(figure, path)
