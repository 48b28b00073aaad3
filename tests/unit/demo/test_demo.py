"""Demo survey: one seed makes one survey, and its truth is kept."""

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import sobel

from oresurvey.demo import DemoSettings, make_demo, truth_deposits, truth_modal
from oresurvey.demo.deposits import DEPOSITS, FIELDS_ALIKE, SECTIONS_ALIKE, composition, varied
from oresurvey.demo.fillings import crystals, droplets, masses, rims
from oresurvey.demo.optics import COLOURS, photograph
from oresurvey.demo.plan import plan
from oresurvey.demo.textures import pyrite_ore, sphalerite_ore
from oresurvey.maps.geotiff import read_map
from oresurvey.photographs.opening import open_image
from oresurvey.photographs.photograph import read_mask, read_photograph

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


def test_more_fields_sections_and_deposits_leave_others_alone(tmp_path):
    few, many = (
        make_demo(tmp_path / name, settings).parent
        for name, settings in (
            ("few", replace(SMALL, deposits=2)),
            ("many", replace(SMALL, deposits=4, sections=6, fields=2)),
        )
    )
    images = {path.name for path in (few / "images").iterdir()}
    # Two deposits of four sections of one field, and the damaged photograph.
    assert len(images) == 9
    for name in images:
        assert (few / "images" / name).read_bytes() == (many / "images" / name).read_bytes()


def test_what_is_there_is_not_made_again_and_another_size_is(tmp_path):
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


def test_plan_of_the_full_demo():
    """Six sections of four deposits; two fields of the first section; nobody annotated Dry Fork."""
    rows = plan(DemoSettings())
    assert len(rows) == 4 * (6 + 1)
    sections = pd.DataFrame(rows).drop_duplicates("section")
    splits = sections.groupby("deposit")["split"].agg(list).to_dict()
    thirds = ["train", "train", "validation", "validation", "", ""]
    assert splits == {
        "Alder Creek": thirds, "Birch Hill": thirds, "Cedar Ridge": thirds, "Dry Fork": [""] * 6,
    }  # fmt: skip
    of_first = [row for row in rows if row["section"] == "birch-1"]
    assert [row["field"] for row in of_first] == ["birch-1a", "birch-1b"]
    assert of_first[0]["shares"] == of_first[1]["shares"]


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


def test_truth_of_deposits_is_the_design(demo):
    table = truth_deposits(demo)
    assert table.groupby("deposit")["pct"].sum().to_numpy() == pytest.approx(100)
    alder = table[table["deposit"] == "Alder Creek"].set_index("code")["pct"].to_dict()
    # What is no mineral is gangue: 100 - 38 - 12 - 8 - 1.2.
    assert alder == pytest.approx({0: 40.8, 1: 12, 2: 1.2, 6: 38, 8: 8})
    assert composition(DEPOSITS["Alder Creek"]) == composition(DEPOSITS["Dry Fork"])
    # Each ore has a mineral below 3 %: that of a classifier is worth correcting.
    assert all(min(of.shares.values()) < 0.03 for of in DEPOSITS.values())


@pytest.mark.parametrize("name", ["Alder Creek", "Birch Hill", "Cedar Ridge"])
def test_mean_of_many_fields_is_the_design(name):
    """Overlaps, pits and whole crystals change no mean: within four standard errors."""
    of, rng, fields = DEPOSITS[name], np.random.default_rng(7), 120
    codes = [0, *sorted(of.shares)]
    found = []
    for _ in range(fields):
        shares = varied(varied(of.shares, rng, SECTIONS_ALIKE), rng, FIELDS_ALIKE)
        labels = of.draw((96, 128), rng, 0.3 * of.scale, shares)
        found.append([(labels == code).mean() for code in codes])
    found = np.array(found)
    expected = np.array([composition(of)[code] for code in codes])
    error = found.std(axis=0, ddof=1) / np.sqrt(fields)
    assert np.all(np.abs(found.mean(axis=0) - expected) < 4 * error)
    assert np.all(error < 0.1 * expected)


def test_sections_vary_as_stated():
    """A Dirichlet distribution: mean p, variance p (1 - p) / (concentration + 1)."""
    rng, draws = np.random.default_rng(1), 4000
    found = pd.DataFrame(varied({1: 0.12, 6: 0.38}, rng, 300.0) for _ in range(draws))
    for code, share in ((1, 0.12), (6, 0.38)):
        deviation = np.sqrt(share * (1 - share) / 301)
        assert found[code].mean() == pytest.approx(share, abs=4 * deviation / np.sqrt(draws))
        # The relative standard error of a standard deviation is 1 / sqrt(2 n).
        assert found[code].std() == pytest.approx(deviation, rel=4 / np.sqrt(2 * draws))


FREE = np.ones((60, 80), bool)
FREE[:10] = False


@pytest.mark.parametrize("pixels", [0, 1, 333, 4000, 5000])
def test_masses_take_exactly_what_is_asked_for(pixels):
    taken = masses(FREE, pixels, np.random.default_rng(0), 20)
    assert taken.sum() == min(pixels, FREE.sum()) and not (taken & ~FREE).any()


def test_rims_lie_about_their_core():
    core = np.zeros(FREE.shape, bool)
    core[30:40, 30:50] = True
    free = FREE & ~core
    taken = rims(free, 200, np.random.default_rng(0), core, 5)
    assert taken.sum() == 200 and not (taken & ~free).any()
    # No further than the width and the unevenness of its edge, 0.1 of it by up to four deviations.
    near = np.zeros(FREE.shape, bool)
    near[30 - 7 : 40 + 7, 30 - 7 : 50 + 7] = True
    assert not (taken & ~near).any()
    assert not rims(FREE, 200, np.random.default_rng(0), np.zeros_like(core), 5).any()


@pytest.mark.parametrize(("fill", "size_px"), [(crystals, 12), (droplets, 6)])
def test_whole_shapes_take_on_average_what_is_asked_for(fill, size_px):
    rng, wanted, repeats = np.random.default_rng(3), 500, 600
    taken = [fill(FREE, wanted, rng, size_px) for _ in range(repeats)]
    assert not any((one & ~FREE).any() for one in taken)
    counts = np.array([one.sum() for one in taken])
    assert counts.std() > 0
    error = counts.std(ddof=1) / np.sqrt(repeats)
    assert abs(counts.mean() - wanted) < 4 * error < 0.05 * wanted


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
    with open_image(path, "photograph") as source:
        assert source.dtypes[0] == "uint16"
        assert len(np.unique(source.read(1))) > 256


@pytest.mark.parametrize("texture", [pyrite_ore, sphalerite_ore])
def test_textures(texture):
    labels = texture((90, 130), np.random.default_rng(0), 0.4)
    assert labels.shape == (90, 130) and labels.dtype == np.uint8
    assert set(np.unique(labels)) <= set(COLOURS)
    np.testing.assert_array_equal(labels, texture((90, 130), np.random.default_rng(0), 0.4))


@pytest.mark.parametrize("name", DEPOSITS)
def test_ores(name):
    of = DEPOSITS[name]
    labels = of.draw((90, 130), np.random.default_rng(0), 0.4, of.shares)
    assert labels.shape == (90, 130) and labels.dtype == np.uint8
    assert set(np.unique(labels)) == set(composition(of)) <= set(COLOURS)
    again = of.draw((90, 130), np.random.default_rng(0), 0.4, of.shares)
    np.testing.assert_array_equal(labels, again)


def test_minerals_keep_the_order_of_their_reflectance():
    """Pyrite is brighter than sphalerite, sphalerite than gangue, whatever the illumination."""
    labels = np.repeat(np.array([0, 8, 6], np.uint8), 40)[None].repeat(60, axis=0)
    for seed in range(5):
        image = photograph(labels, np.random.default_rng(seed)).astype(float)
        levels = [np.median(image[labels == code]) for code in (0, 8, 6)]
        assert levels == sorted(levels)
        assert pd.Series(levels).is_unique
