"""Figures of a change of model: shares before and after, their change, what becomes what."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.presentation.style import colour_of, new_figure, save
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

SHARES = ["pct_before", "pct_after"]
PANEL_COLUMNS = 3
GREY = "#8a8a8a"


def found_minerals(modal: pd.DataFrame, deposit: str) -> list[int]:
    """Codes that either model finds in a deposit, in the order of the codes.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv`` of a comparison.
    deposit : str
    """
    own = modal[(modal["deposit"] == deposit) & (modal["basis"] == "total")]
    whole = own[(own["level"] == "deposit") & (own[SHARES].sum(axis=1) > 0)]
    return sorted(whole["code"].unique())


def _rows(modal: pd.DataFrame, deposit: str, code: int) -> tuple[pd.DataFrame, pd.Series]:
    """Sections and the deposit's row of one mineral, of the whole area."""
    own = modal[
        (modal["deposit"] == deposit) & (modal["code"] == code) & (modal["basis"] == "total")
    ]
    return own[own["level"] == "section"], own[own["level"] == "deposit"].iloc[0]


def draw_share_changes(modal: pd.DataFrame, deposit: str, minerals: Minerals, path: Path) -> None:
    """Forest plot: change of the share of every mineral, sections and mean with its interval.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv`` of a comparison.
    deposit : str
    minerals : Minerals
    path : Path
        Without suffix.
    """
    codes = found_minerals(modal, deposit)
    figure, axes = new_figure(6.5, 1.7 + 0.45 * len(codes))
    axes.axvline(0, color="#333333", lw=0.9, ls="--", zorder=0)
    for at, code in enumerate(codes):
        sections, mean = _rows(modal, deposit, code)
        axes.plot(sections["change_pct"], np.full(len(sections), at), "o", ms=4, color=GREY,
                  alpha=0.7, zorder=1)  # fmt: skip
        if np.isfinite(mean["low_pct"]):
            axes.plot([mean["low_pct"], mean["high_pct"]], [at, at], color="k", lw=1.6, zorder=2)
        axes.plot(mean["change_pct"], at, "D", ms=7, mec="k", color=colour_of(minerals, code),
                  zorder=3)  # fmt: skip
    axes.set_yticks(range(len(codes)), [minerals.symbol(code) for code in codes])
    axes.set_ylim(len(codes) - 0.5, -0.5)
    axes.set(
        xlabel="change of the share of the whole area, points\n"
        "diamond: mean and 95 % interval; grey: sections",
        title="Change of modal shares",
    )
    save(figure, path)


def draw_section_shares(modal: pd.DataFrame, deposit: str, minerals: Minerals, path: Path) -> None:
    """Slopes: the share of every mineral before and after, a line for each section.

    Parameters
    ----------
    modal : DataFrame
        As ``modal.csv`` of a comparison.
    deposit : str
    minerals : Minerals
    path : Path
        Without suffix.
    """
    codes = found_minerals(modal, deposit)
    columns = min(PANEL_COLUMNS, len(codes))
    rows = -(-len(codes) // columns)
    figure, grid = new_figure(2.0 * columns + 0.6, 2.2 * rows + 0.5, rows, columns, squeeze=False)
    for axes, code in zip(grid.flat, codes, strict=False):
        sections, mean = _rows(modal, deposit, code)
        for section in sections[SHARES].to_numpy(float):
            axes.plot([0, 1], section, "-o", ms=3, lw=1, color=GREY, alpha=0.8)
        axes.plot([0, 1], mean[SHARES].to_numpy(float), "-", lw=2.4, color="k")
        axes.plot([0, 1], mean[SHARES].to_numpy(float), "D", ms=7, mec="k",
                  color=colour_of(minerals, code), zorder=3)  # fmt: skip
        axes.set_xticks([0, 1], ["before", "after"])
        axes.set_xlim(-0.3, 1.3)
        axes.set_title(minerals.symbol(code), fontsize=10)
    for axes in grid.flat[len(codes) :]:
        axes.axis("off")
    figure.supylabel("share of the whole area, %", fontsize=10)
    figure.supxlabel("grey: sections; black: their mean", fontsize=10)
    save(figure, path)


def _cell(value: float) -> str:
    if value == 0:
        return ""
    return "<0.01" if value < 0.01 else f"{value:.2g}" if value < 10 else f"{value:.0f}"


def draw_transitions(transitions: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """From mineral to mineral in per cent of the area: rows before, columns after.

    The colour tells what changes; what stays, on the diagonal, is a number on grey.

    Parameters
    ----------
    transitions : DataFrame
        Rows of ``transitions.csv`` of one level and deposit, at least one.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    codes = sorted(set(transitions["code_before"]) | set(transitions["code_after"]))
    wide = transitions.pivot(index="code_before", columns="code_after", values="pct")
    area = wide.reindex(index=codes, columns=codes).fillna(0.0).to_numpy(float)
    moved = np.ma.masked_array(area, np.eye(len(codes), dtype=bool))
    names = ["unid." if code == UNIDENTIFIED else minerals.symbol(code) for code in codes]
    side = 2.4 + 0.62 * len(codes)
    figure, axes = new_figure(side + 0.8, side)
    axes.set_facecolor("#dcdcdc")
    most = float(moved.max()) if len(codes) > 1 and moved.max() > 0 else 1.0
    shown = axes.imshow(moved, cmap="YlGnBu", vmin=0, vmax=most)
    for i, j in np.ndindex(area.shape):
        dark = i != j and area[i, j] > 0.55 * most
        axes.text(j, i, _cell(area[i, j]), ha="center", va="center", fontsize=8,
                  color="w" if dark else "k")  # fmt: skip
    axes.set_xticks(range(len(codes)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(codes)), names)
    axes.set(xlabel="mineral after", ylabel="mineral before", title="What becomes what")
    axes.grid(False)
    figure.colorbar(shown, ax=axes, label="% of the whole area that changes", shrink=0.8)
    save(figure, path)
