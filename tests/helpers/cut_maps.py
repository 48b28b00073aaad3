"""Class maps whose grains strips cut: dust, blocks, and shapes that merge late."""

import numpy as np


def random_map(grain_px, shape=(150, 90)):
    rng = np.random.default_rng(grain_px)
    coarse = [-(-side // grain_px) for side in shape]
    values = rng.choice(
        np.array([0, 1, 6, 8, 255], np.uint8), coarse, p=[0.3, 0.3, 0.2, 0.15, 0.05]
    )
    return np.kron(values, np.ones((grain_px, grain_px), np.uint8))[: shape[0], : shape[1]]


def spiral():
    """One grain, a pixel wide, that winds inwards around another one: arms merge late."""
    values = np.full((131, 131), 6, np.uint8)
    y, x, step = 0, 0, (0, 1)
    values[0, 0] = 1
    while True:
        for _ in range(2):
            ahead, beyond = (y + step[0], x + step[1]), (y + 2 * step[0], x + 2 * step[1])
            inside = all(0 <= at < 131 for at in ahead)
            free = not all(0 <= at < 131 for at in beyond) or values[beyond] != 1
            if inside and free:
                break
            step = (step[1], -step[0])
        else:
            return values
        y, x = ahead
        values[ahead] = 1


def combs():
    """Teeth that meet only in the last row, teeth that hang from the first, and a long needle."""
    values = np.zeros((140, 80), np.uint8)
    values[5:139, 2:38:2] = values[139, 2:38] = 1
    values[0, 40:70] = values[0:130, 40:70:3] = 6
    values[:, 75] = 8
    return values


def stairs():
    """Diagonals: one grain if corners join, else as many as pixels."""
    values = np.zeros((140, 140), np.uint8)
    values[np.arange(140), np.arange(140)] = 1
    values[np.arange(140), 139 - np.arange(140)] = 6
    return values


MAPS = {
    "dust": random_map(1), "patches": random_map(4), "blocks": random_map(23), "spiral": spiral(),
    "combs": combs(), "stairs": stairs(), "void": np.full((70, 5), 255, np.uint8),
    "row": random_map(2, (1, 300)), "column": random_map(2, (300, 1)),
}  # fmt: skip
