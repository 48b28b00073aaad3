"""Figures of modal mineralogy, and the overview."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.presentation.style import (
    LINE,
    PAGE_WIDTH,
    colour_of,
    fitted,
    fitted_names,
    legend_outside,
    new_figure,
    save,
)
from oresurvey.survey.minerals import Minerals

PICTURES_ACROSS = 3


def draw_modal_bars(modal: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Stacked modal shares within the ore, one bar per deposit.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    table = modal[(modal["level"] == "deposit") & (modal["basis"] == "ore")]
    wide = table.pivot(index="deposit", columns="code", values="best_pct").fillna(0).sort_index()
    shown = wide.columns[(wide > 0).any()]
    height = max(1.3 + 0.5 * len(wide), 0.7 + LINE * len(shown))
    figure, axes = new_figure(PAGE_WIDTH, height)
    left = np.zeros(len(wide))
    for code in shown:
        axes.barh(
            np.arange(len(wide)), wide[code], left=left, height=0.62, label=minerals.symbol(code),
            color=colour_of(minerals, code), edgecolor="#444444", linewidth=0.5,
        )  # fmt: skip
        left += wide[code].to_numpy()
    axes.set_yticks(range(len(wide)), fitted_names(list(wide.index)))
    axes.set_ylim(max(len(wide), 1) - 0.5, -0.5)
    axes.set(xlabel="area share within the ore (%)", xlim=(0, 100), title="Modal mineralogy")
    axes.grid(axis="y", visible=False)
    legend_outside(axes)
    save(figure, path)


def draw_mineral(modal: pd.DataFrame, minerals: Minerals, code: int, path: Path) -> None:
    """Share of one mineral across deposits, total area: sections, and means with intervals.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv``.
    minerals : Minerals
    code : int
    path : Path
        Without suffix.
    """
    table = modal[(modal["code"] == code) & (modal["basis"] == "total")]
    deposits = sorted(table["deposit"].unique())
    figure, axes = new_figure(PAGE_WIDTH, 1.8 + 0.6 * len(deposits))
    colour = colour_of(minerals, code)
    axes.plot([], [], "o", ms=4, color="#8a8a8a", label="section, counted")
    axes.plot([], [], "D", ms=8, color=colour, mec="black", label="deposit, counted, 95 %")
    axes.plot([], [], "D", ms=8, color="white", mec="black", label="deposit, corrected, 95 %")
    for at, deposit in enumerate(deposits):
        of = table[table["deposit"] == deposit]
        sections = of[of["level"] == "section"]["pct"]
        # Marks at 0 are drawn whole, over the axis.
        axes.plot(
            sections,
            np.full(len(sections), at - 0.22),
            "o",
            ms=4,
            color="#8a8a8a",
            alpha=0.7,
            clip_on=False,
        )
        whole = of[of["level"] == "deposit"].iloc[0]
        if str(whole.get("searched")) == "False":
            axes.text(0.01, at, "not searched", va="center", transform=axes.get_yaxis_transform())
        _mean(axes, at, whole, "pct", "low_pct", "high_pct", colour)
        corrected = ("corrected_pct", "corrected_low_pct", "corrected_high_pct")
        if set(corrected) <= set(of):
            _mean(axes, at + 0.22, whole, *corrected, "white")
    axes.set_yticks(range(len(deposits)), fitted_names(deposits))
    axes.set_ylim(len(deposits) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set(xlabel="share of the whole area (%)", title=minerals[code].name)
    figure.legend(loc="outside lower center", ncols=3, columnspacing=1.2)
    save(figure, path)


def _mean(axes, at: float, row: pd.Series, pct: str, low: str, high: str, colour: str) -> None:
    """A mean share with its interval, if there is one."""
    if np.isfinite(row[low]):
        axes.plot([row[low], row[high]], [at] * 2, color="black", lw=1.6)
    if np.isfinite(row[pct]):
        axes.plot(row[pct], at, "D", ms=8, color=colour, mec="black", clip_on=False, zorder=3)


def draw_overview(pictures: dict[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """One field of each deposit: photograph above, mineral map below.

    Parameters
    ----------
    pictures : dict of str to ((h, w, 3) uint8, (h, w, 3) uint8)
        Deposit to photograph and coloured class map.
    path : Path
    """
    bands = max(-(-len(pictures) // PICTURES_ACROSS), 1)
    columns = max(-(-len(pictures) // bands), 1)
    side = PAGE_WIDTH / columns
    figure, axes = new_figure(PAGE_WIDTH, bands * (1.5 * side + 0.4), 2 * bands, columns,
                              squeeze=False)  # fmt: skip
    for axis in axes.flat:
        axis.axis("off")
    for k, (name, (image, coloured)) in enumerate(sorted(pictures.items())):
        band, column = divmod(k, columns)
        upper, lower = axes[2 * band : 2 * band + 2, column]
        upper.imshow(image)
        upper.set_title(fitted(name, 72 // columns))
        lower.imshow(coloured)
    save(figure, path, kinds=("png",))
