"""How sizes follow the frame: estimators of D20, D50 and P80 tried on grains that frames cut.

Two tables, in Markdown. One of ellipses of known size in frames of several sizes: the median of
estimate / truth. One of whole real frames (LUMENSTONE_DIR; masks of the training frames taken as
maps) against their quarters, sixteenths and central quarters, which show the same ground: an
estimator that does not follow the frame says the same of all. Some minutes:
"""

import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from oresurvey.deposits.grain_size.quantiles import quantiles
from oresurvey.deposits.grain_size.sums import Diameters
from oresurvey.deposits.usable_grains import usable_grains
from oresurvey.files.tables import markdown_table, write_text
from oresurvey.instances.measure import instances

RESULTS = Path(__file__).parents[1] / "results"
QUANTILES = {"D20": 0.2, "D50": 0.5, "P80": 0.8}
SMALLEST_PX = 12
ESTIMATORS = ("as seen", "Miles-Lantuejoul", "Kaplan-Meier", "ours")

# Known grains: lognormal by number, six frames of 4 : 3 a survey, a quarter of the area.
SPREADS, AXES, FRAMES = (0.35, 0.7), (1.0, 2.5), (12, 8, 6, 4.5, 3, 2, 1)
"""Standard deviation of log d; ratio of the axes; side of the frame over the true D50."""
SURVEYS, FIELDS, COVER, SIDES = 20, 6, 0.25, (1200.0, 900.0)
NODES = 64


def _reach(length, across, turned):
    """Half the sides of the box around turned ellipses."""
    c, s = np.cos(turned), np.sin(turned)
    return np.hypot(length * c, across * s), np.hypot(length * s, across * c)


def _seen_area(x, y, length, across, turned, high) -> np.ndarray:
    """Area of ellipses within the frame, by the chords of `NODES` rows each."""
    from_y, to_y = np.maximum(y - high, 0), np.minimum(y + high, SIDES[1])
    rows = from_y[:, None] + (to_y - from_y)[:, None] * (np.arange(NODES) + 0.5) / NODES
    c, s = np.cos(turned), np.sin(turned)
    a, b, d = (
        (c / length) ** 2 + (s / across) ** 2,
        c * s * (1 / length**2 - 1 / across**2),
        (s / length) ** 2 + (c / across) ** 2,
    )
    dy = rows - y[:, None]
    root = np.sqrt(np.maximum((b[:, None] * dy) ** 2 - a[:, None] * (d[:, None] * dy**2 - 1), 0))
    ends = [x[:, None] + (sign * root - b[:, None] * dy) / a[:, None] for sign in (-1, 1)]
    chords = np.clip(ends[1], 0, SIDES[0]) - np.clip(ends[0], 0, SIDES[0])
    return chords.mean(axis=1) * (to_y - from_y)


def field(rng: np.random.Generator, mean: float, spread: float, axes: float) -> pd.DataFrame:
    """Ellipses that fall anywhere, as a frame shows them: area_px, weight (0: cut)."""
    width, height = SIDES
    number = COVER / (np.pi / 4 * np.exp(2 * mean + 2 * spread**2))
    # Those whose middle is within a diameter of the frame: their sizes are lognormals, tilted.
    around = (width * height, 2 * (width + height), 4)
    diameter = np.concatenate(
        [
            np.exp(
                rng.normal(
                    mean + k * spread**2,
                    spread,
                    rng.poisson(number * area * np.exp(k * mean + (k * spread) ** 2 / 2)),
                )
            )
            for k, area in enumerate(around)
        ]
    )
    x, y = (rng.uniform(-diameter, side + diameter) for side in SIDES)
    length, across = diameter / 2 * np.sqrt(axes), diameter / 2 / np.sqrt(axes)
    turned = rng.uniform(0, np.pi, len(diameter))
    wide, high = _reach(length, across, turned)
    meets = (x + wide > 0) & (x - wide < width) & (y + high > 0) & (y - high < height)
    shape = [values[meets] for values in (x, y, length, across, turned)]
    x, y, wide, high = (values[meets] for values in (x, y, wide, high))
    whole = (x >= wide) & (x <= width - wide) & (y >= high) & (y <= height - high)
    area = np.pi / 4 * diameter[meets] ** 2
    cut = [values[~whole] for values in (*shape, high)]
    area[~whole] = _seen_area(*cut)
    room = (width - 2 * wide) * (height - 2 * high)
    weight = np.where(whole, width * height / np.where(whole, room, 1.0), 0.0)
    found = pd.DataFrame({"area_px": area, "weight": weight})
    return found[found["area_px"] >= SMALLEST_PX]


def _first(diameter: np.ndarray, share: np.ndarray, wanted: float) -> float:
    """Smallest diameter at which a curve reaches a share; infinite where it does not."""
    at = np.searchsorted(share, wanted)
    return diameter[at] if at < len(diameter) else np.inf


def sizes_by(grains: pd.DataFrame, short_side: float) -> dict[tuple[str, str], float]:
    """Every quantile by every estimator, and "at least" (1 or 0) of ours."""
    grains = grains.sort_values("area_px")
    area, weight = grains["area_px"].to_numpy(float), grains["weight"].to_numpy(float)
    diameter, whole = 2 * np.sqrt(area / np.pi), weight > 0
    at_risk = area[::-1].cumsum()[::-1]
    stands_for = np.cumsum(area * weight)
    curves = {
        "as seen": np.cumsum(area) / area.sum(),
        "Miles-Lantuejoul": stands_for / stands_for[-1] if whole.any() else 0 * area,
        # A pixel in a cut grain is censored at what is seen of the grain.
        "Kaplan-Meier": 1 - np.cumprod(1 - np.where(whole, area, 0) / at_risk),
    }
    found = {
        (name, quantile): _first(diameter, curve * (1 + 1e-12), share)
        for name, curve in curves.items()
        for quantile, share in QUANTILES.items()
    }
    one = np.ones(len(area), np.int64)
    sizes = Diameters(diameter, area * weight, weight, whole.astype(np.int64), one)
    ours = quantiles(sizes, list(QUANTILES.values()), short_side)
    for quantile, value, bound in zip(QUANTILES, ours.diameter, ours.at_least, strict=True):
        found |= {("ours", quantile): value, ("at least", quantile): float(bound)}
    return found


def known_grains(rng: np.random.Generator) -> pd.DataFrame:
    """Estimate over truth, by spread, size of the frame and quantile."""
    rows = []
    for spread in SPREADS:
        for frame in FRAMES:
            runs = []
            d50 = np.sqrt(np.prod(SIDES)) / frame
            for axes in AXES:
                for _ in range(SURVEYS):
                    mean = np.log(d50) - 2 * spread**2
                    fields = [field(rng, mean, spread, axes) for _ in range(FIELDS)]
                    grains = pd.concat(fields)
                    cut = grains.loc[grains["weight"] == 0, "area_px"].sum()
                    share = 100 * cut / grains["area_px"].sum()
                    runs.append(sizes_by(grains, min(SIDES)) | {("cut", "%"): share})
            table = pd.DataFrame(runs)
            for quantile, z in zip(QUANTILES, (-0.8416, 0.0, 0.8416), strict=True):
                true = d50 * np.exp(z * spread)
                ratio = {name: table[name, quantile] / true for name in ESTIMATORS}
                given = table["at least", quantile] == 0
                rows.append(
                    {
                        "spread": spread,
                        "frame / D50": frame,
                        "cut, %": table["cut", "%"].median(),
                        "size": quantile,
                        **{name: ratio[name].median() for name in ESTIMATORS[:3]},
                        "ours, estimated": ratio["ours"][given].median(),
                        "estimated, %": 100 * given.mean(),
                        "ours, at least": ratio["ours"][~given].median(),
                        "too small by a quarter, %": 100 * (ratio["ours"][given] < 0.8).mean(),
                        "too large, %": 100 * (ratio["ours"][given] > 1.25).mean(),
                    }
                )
    return pd.DataFrame(rows).round(2)


def tiles(mask: np.ndarray, cuts: int) -> list[np.ndarray]:
    """A map in cuts x cuts parts; 0: its central quarter."""
    height, width = mask.shape
    if not cuts:
        return [mask[height // 4 : -(height // 4), width // 4 : -(width // 4)]]
    return [
        part for rows in np.array_split(mask, cuts) for part in np.array_split(rows, cuts, axis=1)
    ]


def real_grains(folder: Path) -> pd.DataFrame:
    """Grains of all parts of all training frames: ore, code, cuts, area_px, weight."""
    found = []
    for ore in ("S1", "S2"):
        for path in sorted((folder / ore / "masks" / "train").glob("*.png")):
            mask = np.array(Image.open(path))
            for cuts in (1, 0, 2, 4):
                for part in tiles(mask, cuts):
                    grains = instances(np.ascontiguousarray(part)).grains.assign(field="f")
                    frame = pd.DataFrame(
                        {"field": ["f"], "width": part.shape[1], "height": part.shape[0]}
                    ).assign(um_per_px=np.nan)
                    used = usable_grains(grains, frame, SMALLEST_PX)
                    kept = used[["code", "area_px", "weight", "short_side_px"]]
                    found.append(kept.assign(ore=ore, cuts=cuts))
    return pd.concat(found, ignore_index=True)


def real_frames(folder: Path) -> pd.DataFrame:
    """Sizes in px by every estimator, of whole frames and of their parts."""
    named = {1: "whole", 0: "central quarters", 2: "quarters", 4: "sixteenths"}
    rows = []
    for (ore, code, cuts), grains in real_grains(folder).groupby(["ore", "code", "cuts"]):
        found = sizes_by(grains, grains["short_side_px"].min())
        cut = grains.loc[grains["weight"] == 0, "area_px"].sum() / grains["area_px"].sum()
        row = {"ore": ore, "code": code, "frames": named[cuts], "cut, %": round(100 * cut, 1)}
        for name in ESTIMATORS:
            row[name] = " / ".join(
                f"{'≥ ' * (name == 'ours' and found['at least', q] > 0)}{found[name, q]:.0f}"
                for q in QUANTILES
            )
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Print both tables and write them below the results."""
    tables = {"grain_sizes_known.md": known_grains(np.random.default_rng(0))}
    if "LUMENSTONE_DIR" in os.environ:
        tables["grain_sizes_real.md"] = real_frames(Path(os.environ["LUMENSTONE_DIR"]))
    for name, table in tables.items():
        text = markdown_table(table)
        write_text(text, RESULTS / name)
        print(text)


if __name__ == "__main__":
    main()
