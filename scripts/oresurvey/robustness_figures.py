"""Figure of robustness: scores against exposure, white balance and vignetting."""

from pathlib import Path

import pandas as pd

from oresurvey.figure_style import legend_outside, new_figure, save

AXES = {
    "exposure": "exposure (1: the photograph's)",
    "white_balance": "white balance: red ×, blue ÷",
    "vignetting": "light lost in the corners",
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
    figure, axes = new_figure(11, 3.8, 1, 3, sharey=True)
    table = with_neutral(table)
    for axis, (kind, label) in zip(axes, AXES.items(), strict=True):
        part = table[table["kind"] == kind]
        for k, (deposit, curve) in enumerate(part.groupby("deposit")):
            axis.plot(curve["value"], curve["mean_iou"], "o-", ms=4, color=f"C{k}",
                      label=f"{deposit}, mean IoU")  # fmt: skip
            axis.plot(curve["value"], curve["overall_accuracy"], "o--", ms=3, color=f"C{k}",
                      label=f"{deposit}, overall accuracy")  # fmt: skip
        if kind == "exposure":
            axis.axvspan(0.7, 1.3, color="#f0f0f0", zorder=0)
            axis.set_xscale("log", base=2)
            axis.set_xticks([0.5, 0.7, 1, 1.3, 2], ["0.5", "0.7", "1", "1.3", "2"])
        axis.set(xlabel=label, ylim=(0, 1))
    axes[0].set_ylabel("score on held-out fields")
    figure.suptitle(f"{model}: scores under other light (grey: ±30 %)")
    legend_outside(axes[-1])
    save(figure, path)
