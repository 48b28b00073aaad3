"""Demo survey: one seed makes one survey, and its truth is kept."""

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import rasterio
from scipy.ndimage import sobel

from oresurvey.demo import DemoSettings, make_demo, truth_modal
from oresurvey.demo.optics import COLOURS, photograph
from oresurvey.demo.textures import bornite_ore, pyrite_ore, sphalerite_ore
from oresurvey.field_maps import read_map
from oresurvey.rasters import read_mask, read_photograph

TINY = DemoSettings.tiny()
SMALL = replace(TINY, width=96, height=80, grain_scale=0.3)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"), TINY).parent


def rows_of(folder):
    with open(folder / "sheet.tsv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_seed_same_files(tmp_path):
    one, other, third = (
        make_demo(tmp_path / name, replace(SMALL, seed=seed)).parent
        for name, seed in (("one", 1), ("other", 1), ("third", 2))
    )
    assert files_of(one) == files_of(other)
    images = {name for name in files_of(one) if name.startswith("images/")}
    assert all(files_of(one)[name] != files_of(third)[name] for name in images)


def test_more_fields_leave_the_texture_of_others_alone(tmp_path):
    """What is there is not made again; another size is."""
    make_demo(tmp_path, SMALL)
    image = tmp_path / "images" / "alder-2a.jpg"
    before = image.stat().st_mtime_ns
    make_demo(tmp_path, SMALL)
    assert image.stat().st_mtime_ns == before
    make_demo(tmp_path, replace(SMALL, width=112))
    assert read_photograph(image).shape == (80, 112, 3)


def test_sheet(demo):
    rows = rows_of(demo)
    good = rows[:-1]
    # Three deposits of four sections of one field, and a damaged photograph.
    assert len(good) == 12 and len({row["section"] for row in good}) == 12
    assert {row["deposit"] for row in rows} == {"Alder Creek", "Birch Hill", "Cedar Ridge"}
    assert sorted({(row["split"], bool(row["mask"])) for row in good}) == [
        ("", False), ("train", True), ("validation", True),
    ]  # fmt: skip
    assert {row["image"].split(".", 1)[1] for row in good} == {
        "jpg", "rotated.jpg", "16.png", "tif", "rgba.png",
    }  # fmt: skip


def test_damaged_photograph_cannot_be_read(demo):
    last = rows_of(demo)[-1]
    assert last["field"] == "birch-4z"
    with pytest.raises((OSError, ValueError)):
        read_photograph(demo / last["image"])


def test_truth_is_kept(demo):
    table = truth_modal(demo)
    assert set(table["field"]) == {row["field"] for row in rows_of(demo)[:-1]}
    for field, of in table.groupby("field"):
        labels = read_map(demo / "truth" / "masks" / f"{field}.png")
        assert labels.shape == (TINY.height, TINY.width)
        codes, counts = np.unique(labels, return_counts=True)
        assert dict(zip(of["code"], of["pixels"], strict=True)) == dict(
            zip(codes.tolist(), counts.tolist(), strict=True)
        )
        assert of["pct"].to_numpy() == pytest.approx(100 * of["pixels"] / labels.size)


def test_masks_are_the_truth(demo):
    for row in rows_of(demo):
        if row["mask"]:
            truth = read_map(demo / "truth" / "masks" / f"{row['field']}.png")
            np.testing.assert_array_equal(read_mask(demo / row["mask"]), truth)


def test_photographs_show_the_truth_the_right_way_up(demo):
    """Whatever the file: edges of brightness lie on boundaries, not on those of a turned map."""

    def agreement(grey, labels):
        edges = np.hypot(sobel(grey, 0), sobel(grey, 1))
        boundary = (np.diff(labels.astype(int), axis=0)[:, 1:] != 0) | (
            np.diff(labels.astype(int), axis=1)[1:] != 0
        )
        return edges[1:, 1:][boundary].mean() / edges[1:, 1:][~boundary].mean()

    for row in rows_of(demo)[:-1]:
        image = read_photograph(demo / row["image"])
        labels = read_map(demo / "truth" / "masks" / f"{row['field']}.png")
        assert image.dtype == np.uint8 and image.shape == (*labels.shape, 3)
        grey = image.mean(axis=2)
        assert agreement(grey, labels) > 1.5 * agreement(grey, labels[::-1, ::-1])


def test_deposits_differ_in_a_known_way(demo):
    """Ranges of the textures: pyrite in a pyrite ore, sphalerite in a sphalerite ore."""
    table = truth_modal(demo)
    mean = table.groupby(["deposit", "code"])["pixels"].sum().unstack(fill_value=0)
    share = mean.div(mean.sum(axis=1), axis=0)
    assert share.loc["Alder Creek", 6] > 0.3 and share.loc["Cedar Ridge", 6] < 0.2
    assert share.loc["Birch Hill", 8] > 0.25 and share.loc["Alder Creek", 8] < 0.15
    assert (share[4] > 0).tolist() == [False, False, True]


def test_sixteen_bits_are_used(demo):
    path = next(path for path in demo.glob("images/*.16.png"))
    with rasterio.open(path) as source:
        assert source.dtypes[0] == "uint16"
        assert len(np.unique(source.read(1))) > 256


@pytest.mark.parametrize("texture", [pyrite_ore, sphalerite_ore, bornite_ore])
def test_textures(texture):
    labels = texture((90, 130), np.random.default_rng(0), 0.4)
    assert labels.shape == (90, 130) and labels.dtype == np.uint8
    assert set(np.unique(labels)) <= set(COLOURS)
    np.testing.assert_array_equal(labels, texture((90, 130), np.random.default_rng(0), 0.4))


def test_minerals_keep_the_order_of_their_reflectance():
    """Pyrite is brighter than sphalerite, sphalerite than gangue, whatever the illumination."""
    labels = np.repeat(np.array([0, 8, 6], np.uint8), 40)[None].repeat(60, axis=0)
    for seed in range(5):
        image = photograph(labels, np.random.default_rng(seed)).astype(float)
        levels = [np.median(image[labels == code]) for code in (0, 8, 6)]
        assert levels == sorted(levels)
        assert pd.Series(levels).is_unique
