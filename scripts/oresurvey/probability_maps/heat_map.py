"""Heat maps: where patches of a class come from, drawn over the photograph."""

from pathlib import Path

import numpy as np

from oresurvey.presentation.style import PAGE_WIDTH, fitted, new_figure, save

LONGEST_PX = 1200


def draw_heat_map(image: np.ndarray, full: np.ndarray, title: str, path: str | Path) -> None:
    """Draw a probability map over its photograph.

    Parameters
    ----------
    image : (H, W, 3) uint8
    full : (H, W)
        Weight of the patch whose upper left corner is there, as from ``full_map``.
    title : str
    path : path
        A PNG.
    """
    step = max(1, -(-max(full.shape) // LONGEST_PX))
    grey = np.asarray(image[::step, ::step]).mean(axis=2)
    weight = full[::step, ::step].astype(float) / max(full.sum(), 1)
    figure, axes = new_figure(PAGE_WIDTH, 1 + 0.75 * PAGE_WIDTH * full.shape[0] / full.shape[1])
    extent = (0, full.shape[1], full.shape[0], 0)
    axes.imshow(grey, cmap="gray", vmin=0, vmax=255, extent=extent)
    seen = np.ma.masked_equal(weight, 0)
    shown = axes.imshow(seen, cmap="inferno", alpha=0.6, extent=extent)
    figure.colorbar(shown, ax=axes, label="P(x, y | class) (sums to 1)")
    axes.set(title=fitted(title, 70), xlabel="x of the patch's corner (px)", ylabel="y (px)")
    axes.grid(False)
    save(figure, Path(path).with_suffix(""), kinds=("png",))
