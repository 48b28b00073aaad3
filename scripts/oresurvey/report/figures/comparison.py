"""Figures of the comparison of deposits: biplot, trees, distances, ratios."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator
from scipy.cluster.hierarchy import dendrogram

from oresurvey.deposits.comparison.bounds import AT_LEAST, AT_MOST
from oresurvey.deposits.comparison.clusters import DEPOSITS
from oresurvey.deposits.comparison.ordination import EXPLAINED, MINERAL, SECTION
from oresurvey.presentation.looks import Look
from oresurvey.presentation.style import (
    PAGE_WIDTH,
    colour_of,
    fitted,
    fitted_names,
    new_figure,
    plain_logarithms,
    save,
)
from oresurvey.statistics.many_tests import DIFFER
from oresurvey.survey.minerals import Minerals

LARGEST_TREE = 60
MOST_PANELS = 12
ARROWS = {AT_LEAST: ">", AT_MOST: "<"}


def deposit_legend(axes, looks: dict[str, Look], names: Iterable[str]) -> None:
    """Legend of deposits to the right of the axes; hollow ones are kept out of tests."""
    shown = [name for name in looks if name in set(names)]
    handles = [
        Line2D(
            [], [], ls="", marker=look.marker, color=look.colour, mfc=look.face, label=fitted(name)
        )
        for name, look in looks.items()
        if name in shown
    ]
    hollow = any(not looks[name].filled for name in shown)
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        title="hollow: not tested" if hollow else None,
        alignment="left",
    )


def apart(places: np.ndarray, width: float, height: float) -> np.ndarray:
    """Places of names, pushed up where they would cover each other; (n, 2) float64."""
    moved = np.array(places, float)
    order = np.argsort(moved[:, 1], kind="stable")
    for k, at in enumerate(order):
        # Sorted from below: what was placed before is never above by more than its own push.
        for other in sorted(order[:k], key=lambda one: moved[one, 1]):
            near = np.abs(moved[at] - moved[other])
            if near[0] < width and near[1] < height:
                moved[at, 1] = moved[other, 1] + height
    return moved


def draw_biplot(ordination: pd.DataFrame, looks: dict[str, Look], path: Path) -> None:
    """Form biplot: sections as points, minerals as arrows, on the first two components.

    Parameters
    ----------
    ordination : DataFrame
        As ``ordination.csv``.
    looks : dict of str to Look
    path : Path
        Without suffix.
    """
    kinds = dict(list(ordination.groupby("kind")))
    sections, arrows = kinds[SECTION], kinds[MINERAL]
    explained = kinds[EXPLAINED].iloc[0]
    figure, axes = new_figure(PAGE_WIDTH, 4.8)
    for deposit, points in sections.groupby("deposit"):
        look = looks[deposit]
        axes.plot(
            points["pc1"], points["pc2"], look.marker, ms=5.5, color=look.colour, mfc=look.face,
            alpha=0.75,
        )  # fmt: skip
    ends = arrows[["pc1", "pc2"]].to_numpy(float)
    reach = np.abs(sections[["pc1", "pc2"]].to_numpy(float)).max()
    lengths = np.hypot(*ends.T)
    ends *= 0.9 * reach / max(lengths.max(), 1e-9)
    beyond = ends / np.maximum(np.hypot(*ends.T), 1e-9)[:, None] * 0.08 * reach
    places = apart(ends + beyond, 0.2 * reach, 0.09 * reach)
    # Arrows and their names count for the limits of the axes as points do.
    axes.plot(*(1.08 * places).T, alpha=0)
    for symbol, end, place in zip(arrows["mineral"], ends, places, strict=True):
        axes.annotate("", end, (0, 0), arrowprops={"arrowstyle": "->", "color": "#333333"})
        axes.text(
            *place, symbol, ha="center", va="center", weight="bold",
            bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.7},
        )  # fmt: skip
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(
        xlabel=f"component 1 ({explained['pc1']:.0f} % of the variance)",
        ylabel=f"component 2 ({explained['pc2']:.0f} %)",
        title="Sections (points) and minerals (arrows)",
    )
    deposit_legend(axes, looks, sections["deposit"])
    save(figure, path)


def draw_tree(clusters: pd.DataFrame, scope: str, looks: dict[str, Look], path: Path) -> None:
    """Ward's tree of deposits or of sections; the names have the colours of the deposits.

    Parameters
    ----------
    clusters : DataFrame
        As ``clusters.csv``.
    scope : str
        `deposits.comparison.clusters.DEPOSITS` or `deposits.comparison.clusters.SECTIONS`.
    looks : dict of str to Look
    path : Path
        Without suffix.
    """
    tree = clusters[clusters["scope"] == scope]
    leaves, unions = tree[tree["left"].isna()], tree[tree["left"].notna()]
    of_deposits = scope == DEPOSITS
    names = leaves["deposit" if of_deposits else "section"].tolist()
    colours = dict(zip(range(len(leaves)), leaves["deposit"], strict=True))
    figure, axes = new_figure(PAGE_WIDTH, 1.4 + (0.42 if of_deposits else 0.24) * len(leaves))
    drawn = dendrogram(
        unions[["left", "right", "height", "leaves"]].to_numpy(float),
        orientation="right", ax=axes, color_threshold=0,
        labels=fitted_names(names, lines=2 if of_deposits else 1),
        above_threshold_color="#555555", leaf_font_size=10,
    )  # fmt: skip
    for label, leaf in zip(axes.get_yticklabels(), drawn["leaves"], strict=True):
        label.set_color(looks[colours[leaf]].colour)
    axes.grid(axis="y", visible=False)
    axes.spines[["left"]].set_visible(False)
    axes.set(
        xlabel="height by Ward (for two that join alone: Aitchison distance)",
        title="Likeness of deposits" if of_deposits else "Likeness of sections",
    )
    if not of_deposits:
        deposit_legend(axes, looks, leaves["deposit"])
    save(figure, path)


def draw_distances(distances: pd.DataFrame, path: Path) -> None:
    """Heat map of the Aitchison distances of ``deposit_distances.csv``."""
    names = sorted(set(distances["deposit_a"]) | set(distances["deposit_b"]))
    wide = pd.DataFrame(0.0, names, names)
    for row in distances.itertuples():
        wide.loc[row.deposit_a, row.deposit_b] = row.aitchison_distance
        wide.loc[row.deposit_b, row.deposit_a] = row.aitchison_distance
    width = min(3.6 + 0.55 * len(names), PAGE_WIDTH)
    figure, axes = new_figure(width, 2.2 + 0.4 * len(names))
    shown = axes.imshow(wide, cmap="YlGnBu", vmin=0, aspect="auto")
    for i, j in np.ndindex(wide.shape):
        if i != j:
            dark = wide.iat[i, j] > 0.55 * wide.to_numpy().max()
            axes.text(
                j, i, f"{wide.iat[i, j]:.1f}", ha="center", va="center",
                color="w" if dark else "k",
            )  # fmt: skip
    short = fitted_names(names, lines=1)
    axes.set_xticks(range(len(names)), short, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), short)
    axes.grid(False)
    axes.set_title("Distance of deposits")
    figure.colorbar(shown, ax=axes, label="Aitchison distance", shrink=0.8)
    save(figure, path)


def draw_ratios(comparison: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Forest plot: ratio of the shares of each mineral in two deposits, one panel per pair.

    A filled diamond where the pair differs in the mineral; an arrow from a bound where one of them
    lacks it; a cross where there is no interval. Of more than `MOST_PANELS` pairs the most
    distant are drawn.
    """
    pairs = comparison.drop_duplicates(["deposit_a", "deposit_b"])
    order = pairs.sort_values("aitchison_distance", ascending=False, kind="stable")
    order = order.head(MOST_PANELS).sort_index()
    codes = sorted(comparison["code"].unique(), reverse=True)
    columns = min(2, len(order))
    rows = -(-len(order) // columns)
    width = PAGE_WIDTH if columns > 1 else 0.7 * PAGE_WIDTH
    figure, grid = new_figure(
        width, 0.8 + rows * (0.9 + 0.28 * len(codes)), rows, columns,
        squeeze=False, sharex=True, sharey=True,
    )  # fmt: skip
    for axes, pair in zip(grid.flat, order.itertuples(), strict=False):
        own = comparison["deposit_a"].eq(pair.deposit_a) & comparison["deposit_b"].eq(
            pair.deposit_b
        )
        for row in comparison[own].itertuples():
            at, colour = codes.index(row.code), colour_of(minerals, row.code)
            if row.ratio_kind in ARROWS and np.isfinite([row.low_ratio, row.high_ratio]).any():
                bound = np.fmax(row.low_ratio, row.high_ratio)
                told = colour if row.conclusion == DIFFER else "w"
                axes.plot(bound, at, ARROWS[row.ratio_kind], ms=8, mec="k", mfc=told, zorder=2)
                continue
            if not np.isfinite(row.low_ratio):
                axes.plot(row.ratio, at, "x", color="#555555", ms=6)
                continue
            axes.plot([row.low_ratio, row.high_ratio], [at, at], color="#333333", lw=1.6, zorder=1)
            # A pale mineral filled looks like a hollow one: the marks differ in shape too.
            mark, size, face = ("D", 8, colour) if row.conclusion == DIFFER else ("o", 6, "w")
            axes.plot(row.ratio, at, mark, ms=size, mec="k", mfc=face, zorder=2)
        axes.axvline(1, color="#333333", lw=0.9, ls="--", zorder=0)
        axes.set_xscale("log")
        plain_logarithms(axes.xaxis)
        axes.xaxis.set_major_locator(LogLocator(numticks=5))
        axes.set_title(fitted(f"{pair.deposit_a} / {pair.deposit_b}", 38 if columns == 1 else 32))
        axes.set_yticks(range(len(codes)), [minerals.symbol(code) for code in codes])
    for axes in grid.flat[len(order) :]:
        axes.axis("off")
    left_out = len(pairs) - len(order)
    lines = [
        "ratio of shares, a / b (line: 95 %)",
        "filled: differ (family of the pair); hollow: cannot reject",
        "triangle: one lacks the mineral, a bound; cross: no interval",
    ]
    if left_out:
        lines.append(f"{left_out} pairs that are nearer are not drawn")
    figure.supxlabel("\n".join(lines), fontsize="medium")
    save(figure, path)
