"""Masks as labelling programs write them: 0 for "not painted", and classes numbered from 1."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw

import inspect_fields
import write_catalog
from oresurvey.catalog.unpainted import UnpaintedMeter
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.digests import file_sha256
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.rows import as_rows, paths_of

COLOURS = {0: (62, 60, 66), 1: (226, 203, 118), 2: (206, 211, 219), 6: (236, 228, 190),
           8: (128, 131, 136)}  # fmt: skip
"""Gangue, chalcopyrite, galena, pyrite and sphalerite in reflected light."""
SHAPE = 260, 320


def section(seed, grains=60):
    """Photograph and codes of a section of polygons, lit more in the middle, with noise."""
    rng = np.random.default_rng(seed)
    points = rng.uniform((0, 0), SHAPE, (grains, 2))
    minerals = rng.choice(list(COLOURS), grains, p=(0.4, 0.1, 0.1, 0.25, 0.15))
    y, x = np.indices(SHAPE)
    apart = [(y - row) ** 2 + (x - column) ** 2 for row, column in points]
    codes = minerals[np.argmin(apart, axis=0)].astype(np.uint8)
    table = np.zeros((256, 3))
    for code, colour in COLOURS.items():
        table[code] = colour
    light = 1 - 0.2 * ((y / SHAPE[0] - 0.5) ** 2 + (x / SHAPE[1] - 0.5) ** 2)
    pixels = table[codes] * light[..., None] + rng.normal(0, 4, (*SHAPE, 3))
    return pixels.clip(0, 255).astype(np.uint8), codes


def strokes(width=3, seed=0):
    """Where a person scribbled, bool."""
    image = Image.new("L", SHAPE[::-1])
    rng = np.random.default_rng(seed)
    for _ in range(40):
        start = rng.uniform((0, 0), SHAPE[::-1])
        line = [*start, *(start + rng.normal(0, 60, 2))]
        ImageDraw.Draw(image).line(line, fill=1, width=width)
    return np.asarray(image) > 0


def remark(pixels, mask, strip_px=128):
    meter, mask = UnpaintedMeter(), mask.astype(np.uint8)
    for y in range(0, len(pixels), strip_px):
        meter.add(pixels[y : y + strip_px], mask[y : y + strip_px])
    return meter.remark()


@pytest.mark.parametrize("seed", range(3))
def test_whole_annotation_and_strokes_with_void(seed):
    pixels, codes = section(seed)
    assert remark(pixels, codes) == ""
    assert remark(pixels, np.where(strokes(), codes, VOID)) == ""


@pytest.mark.parametrize("width", [3, 7, 15])
@pytest.mark.parametrize("seed", range(3))
def test_strokes_with_zero(seed, width):
    pixels, codes = section(seed)
    said = remark(pixels, np.where(strokes(width, seed), codes, 0))
    assert "of what the mask calls background (0) has the colours of its minerals" in said
    assert "convert-mask with --from codes" in said


def test_some_whole_grains_with_zero_elsewhere():
    """Their edges are right; the grains that nobody painted give it away."""
    pixels, codes = section(5)
    left = np.arange(SHAPE[1]) < SHAPE[1] // 3
    assert "has the colours of its minerals" in remark(pixels, np.where(left, codes, 0))


def test_cores_of_grains_in_poor_ore():
    """Little of the background looks like ore, but the photograph has no edge around the cores."""
    y, x = np.indices((800, 1200))
    apart = np.hypot(y % 200 - 100, x % 200 - 100)
    ore = (apart < 50) & (y < 400)
    table = np.array([COLOURS[0], COLOURS[6]])
    noise = np.random.default_rng(0).normal(0, 4, (*ore.shape, 3))
    pixels = (table[ore.astype(int)] + noise).clip(0, 255).astype(np.uint8)
    assert remark(pixels, np.where(ore, 6, 0)) == ""
    said = remark(pixels, np.where(ore & (apart < 35), 6, 0))
    assert "borders between background (0) and minerals the photograph shows no edge" in said


@pytest.mark.parametrize("code", [0, 6, VOID])
def test_masks_without_both_say_nothing(code):
    pixels, codes = section(7)
    assert remark(pixels, np.full_like(codes, code)) == ""


def test_strips_make_no_difference_to_colours():
    pixels, codes = section(8)
    mask = np.where(strokes(), codes, 0)
    assert remark(pixels, mask, 4)[:4] == remark(pixels, mask, 1000)[:4]


def test_narrow_photographs():
    pixels, codes = section(9)
    for width in range(1, 9):
        assert remark(pixels[:, :width], codes[:, :width]) == ""


def warnings(folder, change):
    """Warnings of three fields of two deposits, whose masks are changed."""
    fields = []
    for seed in range(3):
        pixels, codes = section(seed)
        name = f"f{seed}"
        Image.fromarray(pixels).save(folder / f"{name}.png")
        Image.fromarray(change(codes).astype(np.uint8)).save(folder / f"{name}-mask.png")
        files = folder / f"{name}.png", folder / f"{name}-mask.png"
        fields.append(Field(f"Lode {seed // 2}", name, name, *files, "train"))
    rows = [as_rows([field], file_sha256)[0] for field in fields]
    manifest, table, paths = folder / "b.json", folder / "fields.csv", paths_of(fields)
    verdicts = Verdicts(folder / "verdicts", "code")
    inspect_fields.main(rows, paths, list(range(15)), 64, 9.0, verdicts, str(manifest))
    write_catalog.main([str(manifest)], paths, 64, str(table))
    return pd.read_csv(table, keep_default_na=False)["warnings"]


def numbered(codes):
    """As ilastik does: first class 1, second 2, ..."""
    return np.searchsorted([0, 1, 2, 6, 8], codes) + 1


def test_the_table_of_fields_warns(tmp_path):
    assert (warnings(tmp_path, lambda codes: codes) == "").all()
    said = warnings(tmp_path, lambda codes: np.where(strokes(), codes, 0))
    assert said.str.contains("of what the mask calls background", regex=False).all()
    said = warnings(tmp_path, numbered)
    for deposit, text in zip(("Lode 0", "Lode 0", "Lode 1"), said, strict=True):
        assert f"the masks of {deposit} hold the codes 1 to 5 and no background (0)" in text
        assert "convert-mask with --names" in text
