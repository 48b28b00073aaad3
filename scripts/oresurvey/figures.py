"""Figures that compare deposits: modal bars, single minerals, size curves, association."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.figure_style import colour_of, legend_outside, new_figure, save
from oresurvey.minerals import BACKGROUND, Minerals


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
    wide = table.pivot(index="deposit", columns="code", values="pct").fillna(0).sort_index()
    figure, axes = new_figure(8.5, 1.4 + 0.55 * len(wide))
    left = np.zeros(len(wide))
    for code in wide.columns[(wide > 0).any()]:
        axes.barh(
            wide.index, wide[code], left=left, height=0.62, label=minerals.symbol(code),
            color=colour_of(minerals, code), edgecolor="#444444", linewidth=0.5,
        )  # fmt: skip
        left += wide[code].to_numpy()
    axes.invert_yaxis()
    axes.set(xlabel="area share within the ore, %", xlim=(0, 100), title="Modal mineralogy")
    axes.grid(axis="y", visible=False)
    legend_outside(axes)
    save(figure, path)


def draw_mineral(modal: pd.DataFrame, minerals: Minerals, code: int, path: Path) -> None:
    """Share of one mineral across deposits, total area: sections as points, mean and interval."""
    table = modal[(modal["code"] == code) & (modal["basis"] == "total")]
    deposits = sorted(table["deposit"].unique())
    figure, axes = new_figure(7, 1.4 + 0.5 * len(deposits))
    for at, deposit in enumerate(deposits):
        of = table[table["deposit"] == deposit]
        sections = of[of["level"] == "section"]["pct"]
        whole = of[of["level"] == "deposit"].iloc[0]
        axes.plot(
            sections, np.full(len(sections), at - 0.16), "o", ms=4, color="#8a8a8a", alpha=0.7
        )
        if np.isfinite(whole["low_pct"]):
            axes.plot([whole["low_pct"], whole["high_pct"]], [at + 0.1] * 2, color="black", lw=2)
        axes.plot(whole["pct"], at + 0.1, "D", ms=9, color=colour_of(minerals, code), mec="black")
    axes.set_yticks(range(len(deposits)), deposits)
    axes.set_ylim(len(deposits) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("share of the whole area, %  (grey: sections; diamond: mean; line: 95 %)")
    axes.set_title(minerals[code].name)
    save(figure, path)


def draw_size_curves(curves: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Cumulative area over ECD, one panel per mineral, one line per deposit."""
    codes = sorted(curves["code"].unique())
    columns = min(3, max(len(codes), 1))
    rows = max(-(-len(codes) // columns), 1)
    figure, axes = new_figure(4.2 * columns, 3.2 * rows, rows, columns, squeeze=False, sharey=True)
    deposits = sorted(curves["deposit"].unique())
    unit = {"um": "µm", "px": "px"}[curves["unit"].iloc[0]] if len(curves) else "px"
    for axis, code in zip(axes.flat, codes, strict=False):
        for k, deposit in enumerate(deposits):
            line = curves[(curves["code"] == code) & (curves["deposit"] == deposit)]
            if len(line):
                axis.step(line["ecd"], line["cumulative_area_pct"], where="post", color=f"C{k}")
        axis.set(xscale="log", title=minerals[code].name, xlabel=f"ECD, {unit}", ylim=(0, 100))
    for axis in axes[:, 0]:
        axis.set_ylabel("area in finer grains, %")
    for axis in axes.flat[len(codes) :]:
        axis.axis("off")
    handles = [
        axes.flat[0].plot([], [], color=f"C{k}", label=name)[0] for k, name in enumerate(deposits)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4)
    save(figure, path)


def draw_association(association: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Heat map of association per deposit: share of the boundary of A that it shares with B."""
    table = association[association["level"] == "deposit"]
    deposits = sorted(table["deposit"].unique())
    codes = sorted(set(table["code_a"]) | set(table["code_b"]))
    ore = [code for code in codes if code != BACKGROUND]
    side = 1.6 + 0.5 * len(codes)
    figure, axes = new_figure(side * max(len(deposits), 1) + 1, side + 0.6, 1,
                              max(len(deposits), 1), squeeze=False)  # fmt: skip
    shown = None
    for axis, deposit in zip(axes.flat, deposits, strict=False):
        wide = table[table["deposit"] == deposit].pivot(
            index="code_a", columns="code_b", values="association_pct"
        )
        wide = wide.reindex(index=ore, columns=codes)
        shown = axis.imshow(wide, cmap="YlGnBu", vmin=0, vmax=100)
        for i, j in np.ndindex(wide.shape):
            value = wide.iat[i, j]
            if np.isfinite(value):
                axis.text(
                    j, i, f"{value:.0f}", ha="center", va="center", fontsize=8,
                    color="k" if value < 55 else "w",
                )  # fmt: skip
        axis.set_xticks(range(len(codes)), [minerals.symbol(c) for c in codes], rotation=45)
        axis.set_yticks(range(len(ore)), [minerals.symbol(c) for c in ore])
        axis.set(title=deposit, xlabel="shares its boundary with")
        axis.grid(False)
    axes.flat[0].set_ylabel("boundary of")
    if shown is not None:
        figure.colorbar(shown, ax=list(axes.flat), label="% of the boundary", shrink=0.8)
    save(figure, path)


def draw_overview(pictures: dict[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """One field of each deposit: photograph above, mineral map below.

    Parameters
    ----------
    pictures : dict of str to ((h, w, 3) uint8, (h, w, 3) uint8)
        Deposit to photograph and coloured class map.
    path : Path
    """
    figure, axes = new_figure(4.4 * len(pictures), 7, 2, len(pictures), squeeze=False)
    for column, (name, (image, coloured)) in enumerate(sorted(pictures.items())):
        axes[0, column].imshow(image)
        axes[0, column].set_title(name)
        axes[1, column].imshow(coloured)
    for axis in axes.flat:
        axis.axis("off")
    save(figure, path, kinds=("png",))
