"""Figures of association, locking and textural groups: one panel per deposit."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.deposits.association.locking import FREE_SURFACE, KINDS, MUCH_CUT
from oresurvey.deposits.usable_grains import TRACE_PCT
from oresurvey.presentation.style import LINE, PAGE_WIDTH, fitted, new_figure, save
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import Minerals

RIM_SHOWN_PCT = 5.0
"""The matrix after the rim guard is drawn where a mineral of the deposit has a larger rim share."""

WIDEST_OF_TWO = 6
"""Partners of a mineral up to which two matrices stand side by side."""

MOST_COMMON = 8
SYMBOLS_IN_A_LINE = 5
KIND_COLOURS = ("#2c7fb8", "#7fcdbb", "#dceab4", "#c9b79c")
"""From free to complex; told apart in grey too."""


def _codes(table: pd.DataFrame) -> list[int]:
    """What meets in a deposit; others would be empty rows."""
    return sorted(set(table["code_a"]) | set(table["code_b"]))


def _matrix(axis, table: pd.DataFrame, column: str, minerals: Minerals) -> None:
    """One heat map: rows are ore minerals, columns their partners."""
    codes = _codes(table)
    ore = [code for code in codes if code != BACKGROUND]
    wide = table.pivot(index="code_a", columns="code_b", values=column)
    wide = wide.reindex(index=ore, columns=codes)
    axis.imshow(wide, cmap="YlGnBu", vmin=0, vmax=100, aspect="auto")
    for i, j in np.ndindex(wide.shape):
        value = wide.iat[i, j]
        if np.isfinite(value):
            axis.text(
                j, i, f"{value:.0f}", ha="center", va="center",
                color="k" if value < 55 else "w",
            )  # fmt: skip
    axis.set_xticks(range(len(codes)), [minerals.symbol(c) for c in codes], rotation=45)
    axis.set_yticks(range(len(ore)), [minerals.symbol(c) for c in ore])
    axis.set(xlabel="shares its boundary with", ylabel="boundary of")
    axis.grid(False)


def _worth_drawing(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of deposits without minerals whose boundary is a trace of all boundary of ore."""
    of = table.groupby(["deposit", "code_a"])["length_px"].sum()
    share = of / of.groupby(level="deposit").transform("sum")
    trace = set(share[share < TRACE_PCT / 100].index)
    drawn = [
        not {(deposit, a), (deposit, b)} & trace
        for deposit, a, b in table[["deposit", "code_a", "code_b"]].itertuples(index=False)
    ]
    return table[pd.Series(drawn, table.index, dtype=bool)]


def _worst_rim(table: pd.DataFrame) -> tuple[float, int]:
    """Largest rim share of a deposit in %, and the code of its mineral; 0 without a guard."""
    if "rim_share_pct" not in table or not table["rim_share_pct"].notna().any():
        return 0.0, BACKGROUND
    worst = table.loc[table["rim_share_pct"].idxmax()]
    return worst["rim_share_pct"], worst["code_a"]


def draw_association(association: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Heat map of association per deposit: share of the boundary of A that it shares with B.

    Where the rim share of a mineral exceeds `RIM_SHOWN_PCT`, the matrix after the rim guard stands
    beside it. Minerals whose boundary is a trace are not drawn.

    Parameters
    ----------
    association : DataFrame
        As ``association.csv``.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    table = _worth_drawing(association[association["level"] == "deposit"])
    panels = []
    for deposit, of in table.groupby("deposit"):
        panels.append((fitted(deposit, 30), of, "association_pct"))
        share, code = _worst_rim(of)
        if share > RIM_SHOWN_PCT:
            title = f"without rims ({minerals.symbol(code)}: {share:.0f} % in rims)"
            panels.append((title, of, "association_after_pct"))
    widest = max([len(_codes(of)) for _, of, _ in panels], default=0)
    columns = min(2 if widest <= WIDEST_OF_TWO else 1, max(len(panels), 1))
    # A deposit with two panels has a row of its own.
    places, at = [], 0
    for k, (_, _, column) in enumerate(panels):
        pair = k + 1 < len(panels) and panels[k + 1][2] == "association_after_pct"
        at += (at % columns) if pair and column == "association_pct" else 0
        places.append(at)
        at += 1
    rows = max(-(-at // columns), 1)
    width = PAGE_WIDTH if columns == 2 else min(PAGE_WIDTH, 3 + 0.5 * widest)
    height = 0.3 + rows * (1.4 + 0.3 * max(widest - 1, 3))
    figure, axes = new_figure(width, height, rows, columns, squeeze=False)
    for place, (title, of, column) in zip(places, panels, strict=True):
        _matrix(axes.flat[place], of, column, minerals)
        axes.flat[place].set_title(title)
    for place in set(range(axes.size)) - set(places):
        axes.flat[place].axis("off")
    # The numbers stand in the cells: a scale of colours would say them again.
    figure.suptitle("Association: share of the boundary (%)", x=0.01, ha="left")
    save(figure, path)


def _bars(width: float, bars: list[int], per_bar: float, below: float = 0.0):
    """A figure with one panel of so many bars per deposit, and its axes from the top.

    `below` are inches for a legend.
    """
    bars = bars or [1]
    height = 0.8 + below + sum(0.55 + per_bar * n for n in bars)
    figure, axes = new_figure(
        width, height, len(bars), 1, squeeze=False, sharex=True,
        gridspec_kw={"height_ratios": bars},
    )  # fmt: skip
    return figure, list(axes.flat)


def _interval(axis, locking: pd.DataFrame, measure: str, at: np.ndarray, codes: pd.Index) -> None:
    """Lines of the intervals of one measure; a mineral without an interval has none."""
    own = locking[locking["measure"] == measure].set_index("code").reindex(codes)
    axis.hlines(at, own["low_pct"], own["high_pct"], color="black", lw=1.5, zorder=2)


def _not_traces(locking: pd.DataFrame) -> pd.DataFrame:
    """Rows of deposits, all fields together, of minerals that are more than a trace."""
    rows = locking[(locking["level"] == "deposit") & locking["size_fraction_um"].isin(["", np.nan])]
    share = rows.groupby(["deposit", "code"])["ore_area_pct"].transform("max")
    return rows[~(share < TRACE_PCT)]


def _with_cut(minerals: Minerals, code: int, cut_pct: float) -> str:
    """Symbol of a mineral, and how much of it lies in groups that the frame cuts, if much."""
    symbol = minerals.symbol(code)
    return f"{symbol} ({cut_pct:.0f} % cut)" if cut_pct > 100 * MUCH_CUT else symbol


def draw_locking(locking: pd.DataFrame, minerals: Minerals, path: Path) -> None:
    """Bars per mineral: its area alone and in groups of two, three or more minerals.

    Parameters
    ----------
    locking : DataFrame
        As ``locking.csv``; traces are not drawn.
    minerals : Minerals
    path : Path
        Without suffix.
    """
    table = _not_traces(locking)
    deposits = sorted(table["deposit"].unique())
    bars = [table[table["deposit"] == name]["code"].nunique() for name in deposits]
    figure, axes = _bars(PAGE_WIDTH, bars, 0.36, 4 * LINE)
    for axis, deposit in zip(axes, deposits, strict=False):
        of = table[table["deposit"] == deposit]
        wide = of.pivot(index="code", columns="measure", values="pct")
        wide = wide.reindex(columns=[*KINDS, FREE_SURFACE])
        at, left = np.arange(len(wide)), np.zeros(len(wide))
        for kind, colour in zip(KINDS, KIND_COLOURS, strict=True):
            width = wide[kind].fillna(0).to_numpy()
            axis.barh(at, width, left=left, height=0.66, color=colour, edgecolor="#444444", lw=0.5)
            left += width
        _interval(axis, of, KINDS[0], at - 0.17, wide.index)
        _interval(axis, of, FREE_SURFACE, at + 0.17, wide.index)
        axis.plot(wide[FREE_SURFACE], at + 0.17, "D", ms=6, color="white", mec="black", zorder=3)
        cut = of.groupby("code")["frame_area_pct"].max()
        axis.set_yticks(at, [_with_cut(minerals, code, cut[code]) for code in wide.index])
        axis.set(title=fitted(deposit, 60), xlim=(0, 100), ylim=(len(wide) - 0.5, -0.5))
        axis.grid(axis="y", visible=False)
    last = axes[-1]
    last.set_xlabel("share of the mineral's area (%); diamond: of its boundary (%); line: 95 %")
    named = ("no other ore mineral", "with 1 other", "with 2 others", "with 3 or more others")
    handles = [
        last.bar([0], [0], color=colour, edgecolor="#444444", lw=0.5, label=name)
        for name, colour in zip(named, KIND_COLOURS, strict=True)
    ]
    handles += last.plot(
        [], [], "D", ms=6, color="white", mec="black", label="free surface (to the background)"
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    save(figure, path)


def combination_label(combination: str) -> str:
    """Symbols of a combination, on two lines where there are many."""
    symbols = combination.split("+")
    if len(symbols) <= SYMBOLS_IN_A_LINE:
        return combination
    half = -(-len(symbols) // 2)
    return f"{'+'.join(symbols[:half])}+\n{'+'.join(symbols[half:])}"


def draw_textures(textures: pd.DataFrame, path: Path) -> None:
    """The combinations of touching minerals with the largest shares, with intervals.

    Parameters
    ----------
    textures : DataFrame
        As ``textures.csv``; words in a column noted, if it has one, become a star.
    path : Path
        Without suffix.
    """
    if "noted" not in textures:
        textures = textures.assign(noted="")
    table = textures[(textures["level"] == "deposit") & (textures["area_pct"] >= TRACE_PCT)]
    deposits = sorted(table["deposit"].unique())
    largest = {
        name: table[table["deposit"] == name]
        .sort_values(["area_pct", "combination"], ascending=[False, True])
        .head(MOST_COMMON)
        for name in deposits
    }
    figure, axes = _bars(PAGE_WIDTH, [len(of) for of in largest.values()], 0.4)
    for axis, (deposit, of) in zip(axes, largest.items(), strict=False):
        at = np.arange(len(of))
        axis.barh(at, of["area_pct"], height=0.62, color="#9ec3d9", edgecolor="#444444", lw=0.5)
        axis.hlines(at, of["low_pct"], of["high_pct"], color="black", lw=1.5)
        stars = [" *" if words else "" for words in of["noted"]]
        labels = [combination_label(name) for name in of["combination"]]
        axis.set_yticks(at, [a + b for a, b in zip(labels, stars, strict=True)])
        for y, row in zip(at, of.itertuples(), strict=True):
            cut = f" + {row.groups_at_frame} cut" if row.groups_at_frame else ""
            axis.text(
                1.02, y, f"{row.groups}{cut}  /  {row.sections}", va="center",
                transform=axis.get_yaxis_transform(),
            )  # fmt: skip
        axis.set(title=fitted(deposit, 60), ylim=(len(of) - 0.5, -0.5))
        axis.grid(axis="y", visible=False)
    axes[-1].set_xlim(left=0)
    starred = any(of["noted"].astype(bool).any() for of in largest.values())
    axes[-1].set_xlabel(
        "share of the ore area in groups (%); line: 95 %\n"
        "right: groups inside the frame + cut by it / sections with such groups"
        + "\n* with a mineral whose share of the ore is a trace"
        * starred
    )
    save(figure, path)
