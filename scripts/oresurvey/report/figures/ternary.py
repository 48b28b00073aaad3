"""Ternary plots: three minerals of every section, as shares of the three together."""

from collections.abc import Sequence
from pathlib import Path

import mpltern  # noqa: F401 (importing it gives matplotlib the projection "ternary")
import numpy as np
import pandas as pd

from oresurvey.presentation.looks import Look
from oresurvey.presentation.style import PAGE_WIDTH, fitted, new_figure, save
from oresurvey.report.figures.comparison import deposit_legend
from oresurvey.survey.minerals import Minerals


def commonest_three(shares: pd.DataFrame, codes: Sequence[int]) -> tuple[int, ...] | None:
    """The three most abundant of some minerals: every deposit counts once, whatever its sections.

    Parameters
    ----------
    shares : DataFrame
        As from `deposits.comparison.sections.section_shares`.
    codes : sequence of int
        Minerals that every map can name.

    Returns
    -------
    tuple of int or None
        None with fewer than three.
    """
    means = shares[list(codes)].groupby(level="deposit").mean().mean()
    # Of equal shares the smaller code.
    order = sorted((code for code in codes if means[code] > 0), key=lambda c: (-means[c], c))
    return tuple(order[:3]) if len(order) >= 3 else None


def draw_ternary(
    shares: pd.DataFrame,
    triple: Sequence[int],
    minerals: Minerals,
    looks: dict[str, Look],
    path: Path,
    supported: dict[str, set[int]] | None = None,
) -> bool:
    """Sections as points and the mean of each deposit as a larger one.

    Parameters
    ----------
    shares : DataFrame
        As from `deposits.comparison.sections.section_shares`.
    triple : sequence of three int
        Codes: top, left, right.
    minerals : Minerals
    looks : dict of str to Look
    path : Path
        Without suffix.
    supported : dict of str to set of int, optional
        Deposits whose maps cannot name all three are left out, and listed.

    Returns
    -------
    bool
        False where no section holds any of the three, and nothing was drawn.
    """
    blind = [name for name in looks if supported is not None and not set(triple) <= supported[name]]
    parts = shares.reindex(columns=list(triple), fill_value=0.0)
    parts = parts[(parts.sum(axis=1) > 0) & ~parts.index.get_level_values("deposit").isin(blind)]
    if parts.empty:
        return False
    closed = 100 * parts.div(parts.sum(axis=1), axis=0)
    figure, axes = new_figure(
        PAGE_WIDTH, 4.6, subplot_kw={"projection": "ternary", "ternary_sum": 100.0}
    )
    for deposit, points in closed.groupby(level="deposit"):
        look = looks[deposit]
        style = {"color": look.colour, "mfc": look.face, "marker": look.marker, "ls": ""}
        axes.plot(*points.to_numpy().T, ms=5, alpha=0.65, clip_on=False, **style)
        axes.plot(*points.mean().to_numpy()[:, None], ms=11, clip_on=False, **style | {"mec": "k"})
    symbols = [minerals.symbol(code) for code in triple]
    axes.set_tlabel(f"{symbols[0]} (%)", labelpad=10)
    axes.set_llabel(f"{symbols[1]} (%)", labelpad=10)
    axes.set_rlabel(f"{symbols[2]} (%)", labelpad=10)
    for axis in (axes.taxis, axes.laxis, axes.raxis):
        axis.set_ticks(np.arange(20, 100, 20))
        axis.set_label_rotation_mode("horizontal")
    listed = fitted(f"without {', '.join(blind)}: maps cannot name all three", 70, 3)
    without = f"\n{listed}" if blind else ""
    axes.set_title(f"{', '.join(symbols)}; large: mean of sections{without}", fontsize=10, pad=16)
    deposit_legend(axes, looks, closed.index.get_level_values("deposit"))
    save(figure, path)
    return True
