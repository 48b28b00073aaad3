"""Figures of an evaluation: confusion matrix, error maps, the paper's Figure 5."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from oresurvey.presentation.looks import coloured
from oresurvey.presentation.style import (
    LINE,
    PAGE_WIDTH,
    PICTURE_DPI,
    PICTURE_HEIGHT,
    fitted,
    new_figure,
    save,
)
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

LONGEST_PX = 900
LEGEND_COLUMNS = 2
RIGHT, WRONG, LEFT_OUT = (196, 226, 198), (165, 15, 35), (120, 120, 120)
"""Light and dark too, not green and red alone: one reader in twenty cannot tell these apart."""
NOT_IDENTIFIED = (240, 180, 40)
PAGE_COLUMNS = 3
MOST_WITH_DECIMALS = 9
"""Classes up to which a confusion matrix has room for tenths of a per cent."""


def draw_confusion(table: pd.DataFrame, minerals: Minerals, title: str, path: Path) -> None:
    """Confusion matrix, each row in per cent of the annotated class.

    Parameters
    ----------
    table : DataFrame
        true_code, predicted_code, pixels of one group.
    minerals : Minerals
    title : str
    path : Path
    """
    codes = sorted(set(table["true_code"]) | set(table["predicted_code"]))
    wide = table.pivot_table(
        index="true_code", columns="predicted_code", values="pixels", aggfunc="sum", fill_value=0
    ).reindex(index=codes, columns=codes, fill_value=0)
    total = wide.sum(axis=1)
    share = 100 * wide.div(total.where(total > 0), axis=0)
    names = [minerals.symbol(code) for code in codes]
    width = min(3.4 + 0.62 * len(codes), PAGE_WIDTH)
    figure, axes = new_figure(width, 1.7 + 0.36 * max(len(codes), 4))
    shown = axes.imshow(share.fillna(0), cmap="Blues", vmin=0, vmax=100, aspect="auto")
    decimals = 1 if len(codes) <= MOST_WITH_DECIMALS else 0
    for i, j in np.ndindex(share.shape):
        value = share.iat[i, j]
        if value >= 0.5 * 10**-decimals:
            text = f"{value:.{decimals}f}"
            axes.text(j, i, text, ha="center", va="center", color="k" if value < 60 else "w")
    axes.set_xticks(range(len(codes)), names, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(codes)), names)
    axes.set(xlabel="predicted", ylabel="annotated", title=fitted(title, 60))
    axes.grid(False)
    figure.colorbar(shown, ax=axes, label="share of the annotated class (%)", shrink=0.8)
    save(figure, path)


def error_map(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Green where right, red where wrong, amber where unidentified, grey where void.

    Returns
    -------
    (H, W, 3) uint8
    """
    colours = np.array([WRONG, RIGHT, LEFT_OUT, NOT_IDENTIFIED], np.uint8)
    state = (truth == found).astype(np.uint8)
    state[found == UNIDENTIFIED] = 3
    state[(truth == VOID) | (found == VOID)] = 2
    return colours[state]


def draw_error_page(maps: dict[str, np.ndarray], path: Path) -> None:
    """Error maps of many fields on one page, in the order given; no photograph is shown.

    Parameters
    ----------
    maps : dict of str to (h, w, 3) uint8
        By title, as from `error_map`, made small.
    path : Path
    """
    rows = -(-len(maps) // PAGE_COLUMNS)
    figure, axes = new_figure(PAGE_WIDTH, 2.1 * rows + 0.4, rows, PAGE_COLUMNS, squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, (title, picture) in zip(axes.flat, maps.items(), strict=False):
        axis.imshow(picture)
        axis.set_title(fitted(title, 26), fontsize="medium")
    figure.suptitle("Right (light green), wrong (dark red), from worst to best")
    save(figure, path, kinds=("png",))


def draw_field(
    image: np.ndarray,
    truth: np.ndarray,
    found: np.ndarray,
    minerals: Minerals,
    title: str,
    path: Path,
) -> None:
    """Photograph, annotation, prediction and error (the paper's Figure 5).

    Parameters
    ----------
    image : (H, W, 3) uint8
    truth, found : (H, W) uint8
    minerals : Minerals
    title : str
    path : Path
    """
    step = max(1, -(-max(truth.shape) // LONGEST_PX))
    image, truth, found = image[::step, ::step], truth[::step, ::step], found[::step, ::step]
    height, width = truth.shape
    codes = sorted(set(np.unique(truth)) | set(np.unique(found)))
    pictures = min(PAGE_WIDTH * height / width, PICTURE_HEIGHT)
    legend = LINE * (-(-len(codes) // LEGEND_COLUMNS) + 1)
    figure, axes = new_figure(PAGE_WIDTH, pictures + 1.0 + legend, 2, 2)
    amber = "; unidentified: amber" if (found == UNIDENTIFIED).any() else ""
    pictures = {
        "photograph": image,
        "annotation": coloured(truth, minerals),
        "prediction": coloured(found, minerals),
        f"right: green; wrong: red{amber}": error_map(truth, found),
    }
    for axis, (name, picture) in zip(axes.flat, pictures.items(), strict=True):
        axis.imshow(picture)
        axis.set_title(name)
        axis.axis("off")
    handles = [
        Patch(
            facecolor="white" if code == VOID else minerals[code].colour,
            edgecolor="#555555",
            label="void" if code == VOID else minerals[code].name,
        )
        for code in codes
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=min(len(handles), LEGEND_COLUMNS)
    )
    figure.suptitle(fitted(title, 70))
    save(figure, path, kinds=("png",), dpi=PICTURE_DPI)
