"""What a viewer holds: all of a field, the same bytes when made again, and small enough."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
from empty_sections import quarter, visible_where
from PIL import Image

from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.instances.field import write_instances
from oresurvey.maps.corrected import UNCORRECTED
from oresurvey.maps.geotiff import MapWriter
from oresurvey.photographs.photograph import read_mask
from oresurvey.report.viewer.content import ViewerSettings, viewer_content
from oresurvey.report.viewer.packing import unpacked
from oresurvey.report.viewer.page import write_viewer
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import minerals_of_maps, read_minerals

MINERALS = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
SETTINGS = ViewerSettings(MINERALS, 8, None, "small")
LARGEST_PAGE = 8_000_000
FULL_SIZE = (2547, 3396)


def write_map(path, values):
    with MapWriter(path, values.shape[1], values.shape[0]) as data:
        data.write(values, 0, 0)


def with_maps(field, codes, confidence, folder):
    """Write the maps and tables of a field; its entry in the manifest."""
    write_map(folder / "classes.tif", codes)
    write_map(folder / "confidence.tif", confidence)
    return write_instances(field, codes, confidence, 8, minerals_of_maps(MINERALS), folder, {})


def noisy(codes, folder, spread):
    """A field whose photograph is its class map with noise; its annotation is the map."""
    noise = np.random.default_rng(1).normal(0, spread, (*codes.shape, 3))
    pixels = np.clip(codes[..., None] * 25.0 + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "photograph.jpg", quality=95)
    Image.fromarray(codes).save(folder / "mask.png")
    field = Field("D", "s", "f", folder / "photograph.jpg", folder / "mask.png", um_per_px=0.5)
    return field, with_maps(field, codes, np.full(codes.shape, 200, np.uint8), folder)


def blocks(height, width, side):
    """Minerals and gangue at random, in blocks."""
    coarse = np.random.default_rng(2).choice([0, 1, 6, 8], (height // side + 1, width // side + 1))
    return np.kron(coarse, np.ones((side, side), int))[:height, :width].astype(np.uint8)


def raster(runs):
    return np.repeat(unpacked(runs["values"]), unpacked(runs["lengths"]))


@pytest.fixture
def small(tmp_path):
    return noisy(blocks(90, 120, 15), tmp_path, 5), tmp_path


def test_maps_annotation_and_legend_are_those_of_the_field(small):
    (field, entry), _ = small
    codes = blocks(90, 120, 15)
    found = viewer_content(field, entry, SETTINGS)
    regions, code = raster(found["regions"]), unpacked(found["grains"]["code"])
    of_region = np.concatenate((code, np.arange(256)))
    assert np.array_equal(of_region[regions].reshape(90, 120), codes)
    assert np.array_equal(raster(found["annotation"]).reshape(90, 120), codes)
    shares = {one["code"]: one["pct"] for one in found["minerals"]}
    assert shares == {code: pytest.approx(100 * (codes == code).mean()) for code in (0, 1, 6, 8)}
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert found["um2_per_px2"] == 0.25
    assert (found["confidence"]["width"], found["confidence"]["height"]) == (60, 45)


def test_digests_and_minerals_to_correct_by(small):
    (field, entry), folder = small
    found = viewer_content(field, entry, SETTINGS)
    assert found["photograph_sha256"] == file_sha256(field.image)
    assert viewer_content(field, entry, SETTINGS, "given")["photograph_sha256"] == "given"
    # Of the values of the map in the one block that it has.
    digest = hashlib.sha256(blocks(90, 120, 15).tobytes()).hexdigest()
    assert found["map_sha256"] == digest
    assert "uncorrected" not in found
    legend, others = ({one["code"] for one in found[key]} for key in ("minerals", "others"))
    assert legend | others == {*MINERALS.codes} and not legend & others
    # Once a person corrected some of it, the map of the model is what corrections belong to.
    (folder / "classes.tif").rename(folder / UNCORRECTED)
    codes = blocks(90, 120, 15)
    codes[:20] = 6
    entry = with_maps(field, codes, np.full(codes.shape, 200, np.uint8), folder)
    found = viewer_content(field, entry, SETTINGS)
    assert found["map_sha256"] == digest
    assert np.array_equal(raster(found["uncorrected"]).reshape(90, 120), blocks(90, 120, 15))


def test_what_shows_no_section_is_void_and_said(small):
    (field, entry), folder = small
    assert "empty_pct" not in viewer_content(field, entry, SETTINGS)
    visible = visible_where(~quarter((90, 120)))
    codes = visible.voided(blocks(90, 120, 15))
    with MapWriter(folder / "classes.tif", 120, 90, nodata=255) as data:
        data.write(codes, 0, 0)
    sure = np.where(codes == 255, 0, 200).astype(np.uint8)
    names = minerals_of_maps(MINERALS)
    entry = write_instances(field, codes, sure, 8, names, folder, {}, visible=visible)
    found = viewer_content(field, entry, SETTINGS)
    assert found["empty_pct"] == 25
    assert np.array_equal(raster(found["annotation"]).reshape(90, 120), codes)
    assert sum(one["pct"] for one in found["minerals"]) == pytest.approx(100)
    assert 255 not in {one["code"] for one in found["minerals"]}
    write_viewer(found, "index.html", folder / "page.html")
    assert "25 % of the photograph shows no section" in (folder / "page.html").read_text("utf-8")


def test_a_mineral_of_the_annotation_alone_is_in_the_legend(small):
    (field, entry), folder = small
    mask = read_mask(field.mask)
    mask[:4] = 2
    mask[4:6] = 255
    Image.fromarray(mask).save(folder / "mask.png")
    legend = viewer_content(field, entry, SETTINGS)["minerals"]
    assert [one["code"] for one in legend][-1] == 2
    assert legend[-1]["pct"] == 0
    assert 255 not in [one["code"] for one in legend]


def test_content_is_json_and_the_page_the_same_when_made_again(small):
    (field, entry), folder = small
    pages = []
    for name in ("one", "other"):
        content = viewer_content(field, entry, SETTINGS)
        json.dumps(content, allow_nan=False)
        write_viewer(content, "../../index.html", folder / f"{name}.html")
        pages.append((folder / f"{name}.html").read_bytes())
    assert pages[0] == pages[1]


def test_files_that_do_not_belong_together_are_named(small):
    (field, entry), folder = small
    Image.new("L", (120, 80)).save(folder / "mask.png")
    with pytest.raises(FieldError, match=r"mask .*mask.png is 120 x 80 px but the map 120 x 90"):
        viewer_content(field, entry, SETTINGS)
    Image.new("RGB", (100, 90)).save(folder / "photograph.jpg")
    with pytest.raises(FieldError, match=r"photograph .* is 100 x 90 px but its map 120 x 90"):
        viewer_content(field, entry, SETTINGS)


@pytest.mark.parametrize("spread", [4, 40])
def test_a_full_size_field_weighs_less_than_8_mb(tmp_path, spread):
    """Some ten thousand grains; noise of a good camera, and more than any has."""
    field, entry = noisy(blocks(*FULL_SIZE, 12), tmp_path, spread)
    assert entry["grains"] > 10_000
    content = viewer_content(field, entry, SETTINGS)
    assert content["shown_scale"] == 1
    write_viewer(content, "../../index.html", tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < LARGEST_PAGE


@pytest.mark.lumenstone
@pytest.mark.skipif("LUMENSTONE_DIR" not in os.environ, reason="LUMENSTONE_DIR is not set")
@pytest.mark.parametrize("frame", ["S1/{}/train/train_40", "S2/{}/train/train_02"])
def test_a_frame_of_lumenstone_weighs_less_than_8_mb(tmp_path, frame):
    """The annotation stands for the class map."""
    place = f"{os.environ['LUMENSTONE_DIR']}/{frame}"
    mask = Path(f"{place.format('masks')}.png")
    field = Field("D", "s", "f", Path(f"{place.format('imgs')}.jpg"), mask)
    codes = read_mask(mask)
    entry = with_maps(field, codes, np.full(codes.shape, 200, np.uint8), tmp_path)
    write_viewer(viewer_content(field, entry, SETTINGS), "../../index.html", tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < LARGEST_PAGE
