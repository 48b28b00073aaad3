"""What to annotate next: are suggested parts worth more labels than parts drawn at random?

    python benchmarks/bench_suggest.py [OUTPUT.json]

Needs LUMENSTONE_DIR. One deposit is known, the other new: the colours of the known one are a model
(the baseline `colour`, equal priors), which maps the new one in blocks of 8 x 8 px. Parts of 512 px
are annotated, the model is taught by them, and a third of the new deposit's photographs, which give
no part, scores it. Drawn at random are photograph and place. No network is trained: what a network
would gain is not measured here. Printed as Markdown, written to results/suggest.csv and .md.
"""

import csv
import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from harness import PROJECT, WORK, Row, finish

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.baselines.statistics import ColourStatistics, ColourSums, in_space
from oresurvey.files.tables import markdown_table, write_csv, write_text
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.statistics.scores import confusion, scores_of_confusion
from oresurvey.suggestions.crops import BLOCK_PX, CROP_PX, Crop, Doubt, best_crops, square_px
from oresurvey.suggestions.fields import MappedField, suggested_fields
from oresurvey.survey.mineral_codes import VOID

DEPOSITS = ("Berezovskoe", "Norilsk")
PARTS = (1, 2, 4, 6, 8, 12)
REPEATS = 4
STEP = 3
"""Every so many blocks of a photograph are scored."""
HELD_OUT = 1 / 3
ENOUGH_PX = 1000
"""Pixels in the annotated parts from which on a mineral, or a confusion of two, is found."""
FEWEST = 100
"""Blocks of a mineral from which on the annotated parts say what colour it has."""


@dataclass(frozen=True)
class Frame:
    """A photograph and its annotation in blocks: mean colour, code in the middle."""

    name: str
    image: np.ndarray
    mask: np.ndarray


def _blocks(image: Path, mask: Path) -> tuple[np.ndarray, np.ndarray]:
    with Photograph(image) as photograph:
        pixels = photograph.read(0, photograph.height, 0, photograph.width)
    high, wide = (side // BLOCK_PX for side in pixels.shape[:2])
    whole = pixels[: high * BLOCK_PX, : wide * BLOCK_PX]
    means = whole.reshape(high, BLOCK_PX, wide, BLOCK_PX, 3).mean(axis=(1, 3))
    codes = read_mask(mask)[BLOCK_PX // 2 :: BLOCK_PX, BLOCK_PX // 2 :: BLOCK_PX]
    return np.rint(means).astype(np.uint8), codes[:high, :wide]


def frames() -> dict[str, list[Frame]]:
    """Training and validation photographs by deposit; their blocks are kept for the next run."""
    folder = WORK / "suggest"
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[Frame]] = {name: [] for name in DEPOSITS}
    with open(PROJECT / "config" / "lumenstone.tsv", encoding="utf-8") as sheet:
        for row in csv.DictReader(sheet, delimiter="\t"):
            path = folder / f"{row['field']}.npz"
            if not path.exists():
                image, mask = (Path(os.path.expandvars(row[c])) for c in ("image", "mask"))
                np.savez_compressed(path, **dict(zip("im", _blocks(image, mask), strict=True)))
            with np.load(path) as kept:
                found[row["deposit"]].append(Frame(row["field"], kept["i"], kept["m"]))
    return found


def colours_of(frames: list[Frame], codes: tuple[int, ...]) -> ColourStatistics:
    """Colours of the minerals in annotated frames."""
    sums = ColourSums("lab")
    for frame in frames:
        sums.add(frame.image, frame.mask)
    return sums.statistics(codes)


def taught(known: ColourStatistics, parts: list[Frame]) -> ColourStatistics:
    """Colours of a mineral as the parts show it; as the known deposit does, where they do not.

    With equal priors: parts that were chosen say nothing of how much there is of a mineral.
    """
    new = colours_of(parts, known.codes)
    seen = new.pixels >= FEWEST
    return ColourStatistics(
        known.codes,
        np.where(seen | (known.pixels > 0), 1, 0),
        np.where(seen[:, None], new.means, known.means),
        np.where(seen[:, None, None], new.covariances, known.covariances),
    )


def mapped(model: ColourStatistics, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes and confidence of blocks, (h, w)."""
    colours = in_space(image, "lab").reshape(-1, 3)
    found = model.posterior(colours, np.ones(len(model.codes)), "gaussian")
    best = found.argmax(axis=1)
    sure = found[np.arange(len(best)), best]
    shape = image.shape[:2]
    return np.array(model.codes, np.uint8)[best].reshape(shape), sure.reshape(shape)


Maps = dict[str, tuple[np.ndarray, np.ndarray]]
Part = tuple[Frame, Crop]


def _of(crop: Crop) -> tuple[slice, slice]:
    """Blocks of a part."""
    return tuple(
        slice(at // BLOCK_PX, (at + size) // BLOCK_PX)
        for at, size in ((crop.y, crop.height), (crop.x, crop.width))
    )


def _size(frame: Frame) -> tuple[int, int]:
    """Width and height in pixels."""
    return frame.mask.shape[1] * BLOCK_PX, frame.mask.shape[0] * BLOCK_PX


def at_random(pool: list[Frame], number: int, maps: Maps, rng) -> list[Part]:
    """Photographs and places drawn at random; a photograph has two parts once all have one."""
    order = np.concatenate([rng.permutation(len(pool)) for _ in range(-(-number // len(pool)))])
    return [(pool[k], _anywhere(pool[k], rng)) for k in order[:number]]


def _anywhere(frame: Frame, rng) -> Crop:
    x, y = (int(rng.integers((size - CROP_PX) // BLOCK_PX + 1)) * BLOCK_PX for size in _size(frame))
    return Crop(x, y, CROP_PX, CROP_PX)


def suggested(pool: list[Frame], number: int, maps: Maps, rng, parts: bool = True) -> list[Part]:
    """As the command suggest: photographs in its order, of each the part that it frames.

    Without `parts`: any part of these photographs.
    """
    by_name = {frame.name: frame for frame in pool}
    fields = []
    for name, (codes, sure) in maps.items():
        values, counts = np.unique(codes, return_counts=True)
        pixels = dict(zip(values.tolist(), (counts * BLOCK_PX**2).tolist(), strict=True))
        fields.append(MappedField("new", name, name, False, pixels, float(sure.mean())))
    order = [by_name[one.field.field] for one in suggested_fields(fields, number)]
    if not parts:
        return [(frame, _anywhere(frame, rng)) for frame in order]
    found = []
    for frame in order:
        size, (codes, sure) = _size(frame), maps[frame.name]
        doubt = Doubt(*size, square_px(*size, CROP_PX))
        doubt.add_blocks(0, frame.image, codes, (1 - sure) * BLOCK_PX**2)
        found += [(frame, crop) for crop in best_crops(doubt, *size, 1, CROP_PX)]
    return found


ARMS = {
    "random": at_random,
    "suggested photographs, random parts": partial(suggested, parts=False),
    "suggested": suggested,
}


def _found(parts: list[Part], maps: Maps, codes: tuple[int, ...]) -> dict[str, float]:
    """What annotating the parts shows of the maps."""
    counts = sum(
        confusion(frame.mask[_of(crop)], maps[frame.name][0][_of(crop)], codes)
        for frame, crop in parts
    )
    least, right = ENOUGH_PX / BLOCK_PX**2, np.trace(counts)
    wrong = counts - np.diag(np.diag(counts))
    return {
        "wrong_pct": 100 * (1 - right / max(counts.sum(), 1)),
        "minerals": int((counts.sum(axis=1) >= least).sum()),
        "confusions": int((wrong >= least).sum()),
    }


def _mean_iou(model: ColourStatistics, scored: list[Frame]) -> float:
    """Over the minerals that the annotation of the new deposit names; maps may name any."""
    counts = sum(
        confusion(
            frame.mask[::STEP, ::STEP], mapped(model, frame.image[::STEP, ::STEP])[0], model.codes
        )
        for frame in scored
    )
    return float(scores_of_confusion(counts)["mean_iou"])


def trial(known: ColourStatistics, new: list[Frame], seed: int) -> list[dict]:
    """Every way of choosing, every number of parts, on one division of the new deposit."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(new))
    cut = round(HELD_OUT * len(new))
    scored, pool = ([new[k] for k in part] for part in (order[:cut], order[cut:]))
    nothing = taught(known, [])
    maps = {frame.name: mapped(nothing, frame.image) for frame in pool}
    same = {
        "nothing_iou": _mean_iou(nothing, scored),
        "all_iou": _mean_iou(taught(known, pool), scored),
    }
    rows = []
    for arm, choose in ARMS.items():
        for number in PARTS:
            parts = choose(pool, number, maps, rng)
            seen = [
                Frame("", frame.image[_of(crop)], frame.mask[_of(crop)]) for frame, crop in parts
            ]
            row = {"arm": arm, "parts": number, **_found(parts, maps, known.codes)}
            rows.append(row | {"mean_iou": _mean_iou(taught(known, seen), scored)} | same)
    return rows


def compared(table: pd.DataFrame) -> pd.DataFrame:
    """Random and suggested parts side by side, means of all divisions; +- is the standard error."""
    keys, what = ["new", "parts"], ["wrong_pct", "minerals", "confusions", "mean_iou"]
    means = table.pivot_table(index=keys, columns="arm", values=what, sort=False)
    rows = {f"{name}, {arm}": means[name][arm] for name in what for arm in ("random", "suggested")}
    own = {arm: of.set_index([*keys, "seed"])["mean_iou"] for arm, of in table.groupby("arm")}
    gain = (own["suggested"] - own["random"]).groupby(level=keys, sort=False)
    rows["gain"] = gain.mean().map("{:+.3f}".format) + gain.sem().map(" +- {:.3f}".format)
    return pd.DataFrame(rows).round(3).reset_index()


def benchmark_rows(table: pd.DataFrame) -> list[Row]:
    """Mean IoU after two and after eight parts."""
    means = table.pivot_table(index=["new", "parts"], columns="arm", values="mean_iou")
    return [
        Row("suggest", f"mean IoU by colour, {parts} suggested parts of 512 px, {new} new",
            float(one["suggested"]), "", f"{parts} at random", float(one["random"]),
            float(one["suggested"] / one["random"]), repeats=int(table["seed"].nunique()))
        for (new, parts), one in means.iterrows()
        if parts in (2, 8)
    ]  # fmt: skip


def main(path: str | None = None, repeats: int = REPEATS) -> None:
    """Simulate, print, write."""
    if "LUMENSTONE_DIR" not in os.environ:
        print("suggest: LUMENSTONE_DIR is not set")
        if path:
            finish([Row("suggest", "needs LUMENSTONE_DIR: not measured", float("nan"), "")], path)
        return
    found = frames()
    rows = []
    every = [frame for of in found.values() for frame in of]
    codes = tuple(sorted({int(code) for one in every for code in np.unique(one.mask)} - {VOID}))
    for new, old in (DEPOSITS, DEPOSITS[::-1]):
        known = colours_of(found[old], codes)
        for seed in range(repeats):
            rows += [{"new": new, "seed": seed, **row} for row in trial(known, found[new], seed)]
    table = pd.DataFrame(rows)
    write_csv(table, PROJECT / "results" / "suggest.csv")
    text = markdown_table(compared(table))
    write_text(text, PROJECT / "results" / "suggest.md")
    print(text)
    if path:
        finish(benchmark_rows(table), path)


if __name__ == "__main__":
    main(*sys.argv[1:2])
