"""Figures of one deposit: its sections side by side, its sizes, its associations."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.presentation.style import colour_of, legend_outside, new_figure, save
from oresurvey.report.figures.association import draw_association, draw_locking, draw_textures
from oresurvey.report.figures.grain_size import draw_size_curves
from oresurvey.survey.minerals import Minerals

ALL = "all sections"
NEEDED = ("modal", "size_bands", "grain_size", "association", "locking", "textures")
"""Tables that the figures are drawn from."""


def _ore(modal: pd.DataFrame, level: str) -> pd.DataFrame:
    """Shares within the ore of one level, of minerals that are there."""
    ore = modal[modal["basis"] == "ore"]
    there = ore[(ore["pct"] > 0) | (ore["best_pct"] > 0)]["code"].unique()
    return ore[(ore["level"] == level) & ore["code"].isin(there)]


def draw_sections(modal: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Stacked best shares within the ore: a bar for every section, and one for all of them.

    Parameters
    ----------
    modal : DataFrame
        Rows of ``modal.csv`` of one deposit.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    sections = _ore(modal, "section").assign(bar=lambda rows: rows["section"])
    whole = _ore(modal, "deposit").assign(bar="")
    bars = pd.concat([sections, whole])
    wide = bars.pivot(index="bar", columns="code", values="best_pct").fillna(0)
    names = [*sorted(set(wide.index) - {""}), ""]
    wide = wide.reindex(names).sort_index(axis=1)
    # The bar of all sections stands apart.
    at = np.arange(len(wide)) + np.r_[np.zeros(len(wide) - 1), 0.35]
    figure, axes = new_figure(8.5, 1.5 + 0.36 * len(wide))
    left = np.zeros(len(wide))
    for code in wide.columns:
        axes.barh(
            at, wide[code], left=left, height=0.72, label=minerals.symbol(code),
            color=colour_of(minerals, code), edgecolor="#444444", linewidth=0.5,
        )  # fmt: skip
        left += wide[code].to_numpy()
    axes.set_yticks(at, [*names[:-1], ALL])
    axes.invert_yaxis()
    axes.set(xlabel="area share within the ore, %", xlim=(0, 100))
    axes.grid(axis="y", visible=False)
    if len(wide.columns):
        legend_outside(axes)
    save(figure, path)


def draw_shares(modal: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Share of every mineral within the ore: sections as dots, the deposit with its intervals.

    Parameters as `draw_sections`.
    """
    sections, whole = _ore(modal, "section"), _ore(modal, "deposit").sort_values("code")
    figure, axes = new_figure(8.5, 1.5 + 0.5 * len(whole))
    for at, row in enumerate(whole.to_dict("records")):
        colour = colour_of(minerals, row["code"])
        dots = sections.loc[sections["code"] == row["code"], "pct"]
        axes.plot(dots, np.full(len(dots), at - 0.25), "o", ms=4, color="#8a8a8a", clip_on=False)
        for stem, dy, face in (("", 0.0, colour), ("corrected_", 0.22, "white")):
            low, high = row.get(f"{stem}low_pct"), row.get(f"{stem}high_pct")
            axes.plot([low, high], [at + dy] * 2, color="black", lw=1.5)
            axes.plot(
                row.get(f"{stem}pct"), at + dy, "D", ms=7, color=face, mec="black",
                clip_on=False, zorder=3,
            )  # fmt: skip
    axes.plot([], [], "o", ms=4, color="#8a8a8a", label="section, counted")
    axes.plot([], [], "D", ms=7, color="#bbbbbb", mec="black", label="deposit, counted, 95 %")
    axes.plot([], [], "D", ms=7, color="white", mec="black", label="deposit, corrected, 95 %")
    axes.set_yticks(range(len(whole)), [minerals.symbol(code) for code in whole["code"]])
    axes.set_ylim(max(len(whole), 1) - 0.5, -0.6)
    axes.set_xlim(left=0)
    axes.set(xlabel="area share within the ore, %")
    legend_outside(axes)
    save(figure, path)


def draw_deposit(
    deposit: str, tables: dict[str, pd.DataFrame], minerals: Minerals, folder: Path
) -> list[str]:
    """Draw what the tables have of a deposit.

    Parameters
    ----------
    deposit : str
        As the tables name it.
    tables : dict of str to DataFrame
        `NEEDED`, of all deposits, names as from `presentation.figure_names.with_figure_names`.
    minerals : Minerals
    folder : Path

    Returns
    -------
    list of str
        Names without suffix, in the order of the page.
    """
    own = {name: tables[name][tables[name]["deposit"] == deposit] for name in NEEDED}
    found = []

    def path(name: str) -> Path:
        found.append(name)
        return folder / name

    if len(_ore(own["modal"], "deposit")):
        draw_sections(own["modal"], minerals, path("sections"))
        draw_shares(own["modal"], minerals, path("shares"))
    if len(own["size_bands"]):
        # Sizes of all deposits: the curve keeps the deposit's colour.
        draw_size_curves(own["size_bands"], tables["grain_size"], minerals, path("grain_size"))
    if len(own["association"]):
        draw_association(own["association"], minerals, path("association"))
    if len(own["locking"]):
        draw_locking(own["locking"], minerals, path("locking"))
    if len(own["textures"]):
        draw_textures(own["textures"], path("textures"))
    return found
