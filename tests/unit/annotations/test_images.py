"""Images of classes: painted, with a legend, numbered by ilastik and napari."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tifffile import imwrite

from oresurvey.annotations.legends import legend_of_minerals, read_legend
from oresurvey.annotations.names import MineralNames
from oresurvey.annotations.reading import How, read_masks
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
LABELS = np.array([[0, 1, 1], [2, 3, 0]])
"""Numbers of a program: 0 is not painted."""
CODES = np.array([[VOID, 6, 6], [8, BACKGROUND, VOID]], np.uint8)
NAMES = "name,mineral\n1,Py\n2,sphalerite\n3,background\n"


def read(path, names=None, legend=None, **how):
    known = MineralNames(MINERALS, names)
    legend = read_legend(legend) if legend else legend_of_minerals(MINERALS)
    [mask] = read_masks(path, How(known, legend, **how))
    return mask


@pytest.fixture
def names(tmp_path):
    (tmp_path / "names.csv").write_text(NAMES)
    return tmp_path / "names.csv"


@pytest.mark.parametrize(
    "kind", [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32, np.int64, np.float32]
)
def test_numbers_of_any_type(tmp_path, names, kind):
    imwrite(tmp_path / "labels.tif", LABELS.astype(kind))
    np.testing.assert_array_equal(read(tmp_path / "labels.tif", names).codes, CODES)


def test_rest_and_a_row_for_zero(tmp_path, names):
    imwrite(tmp_path / "labels.tif", LABELS.astype(np.uint8))
    found = read(tmp_path / "labels.tif", names, rest=BACKGROUND).codes
    np.testing.assert_array_equal(found, np.where(CODES == VOID, BACKGROUND, CODES))
    names.write_text(NAMES + "0,Gn\n")
    found = read(tmp_path / "labels.tif", names).codes
    np.testing.assert_array_equal(found, np.where(CODES == VOID, 2, CODES))


def test_numbers_without_names_are_refused(tmp_path, names):
    imwrite(tmp_path / "labels.tif", LABELS.astype(np.uint8))
    with pytest.raises(FieldError, match=r"the numbers 1, 2, 3, which nothing names; .*--names"):
        read(tmp_path / "labels.tif")
    names.write_text("name,mineral\n1,Py\n2,Sp\n")
    with pytest.raises(FieldError, match=r"the numbers 3, which nothing names"):
        read(tmp_path / "labels.tif", names)


def test_codes_with_zero_for_what_was_not_painted(tmp_path):
    imwrite(tmp_path / "labels.tif", np.where(CODES == VOID, 0, CODES).astype(np.int32))
    found = read(tmp_path / "labels.tif", format="codes").codes
    np.testing.assert_array_equal(found, np.where(CODES == BACKGROUND, VOID, CODES))
    imwrite(tmp_path / "labels.tif", np.array([[0, 77]], np.uint8))
    with pytest.raises(FieldError, match="the numbers 77, which the table of minerals does not"):
        read(tmp_path / "labels.tif", format="codes")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.array([[0.5, 1]], np.float32), "numbers with decimals"),
        (np.arange(300, dtype=np.uint16).reshape(20, 15), "300 different numbers: it counts obj"),
    ],
)
def test_images_that_are_no_classes(tmp_path, names, values, says):
    imwrite(tmp_path / "labels.tif", values)
    with pytest.raises(FieldError, match=says):
        read(tmp_path / "labels.tif", names)


def painted(codes=CODES):
    table = np.full((256, 3), 255, np.uint8)
    for mineral in MINERALS.table:
        table[mineral.code] = mineral.rgb
    return table[codes]


def test_colours_of_the_table_as_rgb_and_with_any_palette(tmp_path):
    Image.fromarray(painted()).save(tmp_path / "rgb.png")
    np.testing.assert_array_equal(read(tmp_path / "rgb.png").codes, CODES)
    # A painting program puts colours where it likes.
    Image.fromarray(painted()).quantize(8).save(tmp_path / "palette.png")
    np.testing.assert_array_equal(read(tmp_path / "palette.png").codes, CODES)


def test_a_painting_of_white_alone_is_void(tmp_path):
    Image.new("RGB", (3, 2), "white").save(tmp_path / "white.png")
    mask = read(tmp_path / "white.png")
    assert (mask.codes == VOID).all()
    assert mask.remarks == ["nothing in it is annotated"]


def test_codes_in_three_channels_are_numbers(tmp_path, names):
    Image.fromarray(np.repeat(LABELS[..., None], 3, axis=2).astype(np.uint8)).save(
        tmp_path / "three.png"
    )
    np.testing.assert_array_equal(read(tmp_path / "three.png", names).codes, CODES)


def test_transparent_pixels_are_not_painted(tmp_path):
    alpha = np.where(CODES == 6, 0, 255).astype(np.uint8)
    Image.fromarray(np.dstack([painted(), alpha])).save(tmp_path / "layer.png")
    found = read(tmp_path / "layer.png", rest=BACKGROUND).codes
    np.testing.assert_array_equal(found, np.where(CODES == 6, BACKGROUND, CODES))


@pytest.mark.parametrize("hidden", [(0, 0, 0), MINERALS[2].rgb])
def test_a_transparent_colour_of_a_palette_is_not_painted(tmp_path, hidden):
    image = Image.fromarray(np.where(CODES == VOID, 9, CODES).astype(np.uint8))
    palette = {mineral.code: mineral.rgb for mineral in MINERALS.table} | {9: hidden}
    image.putpalette([level for code in range(10) for level in palette.get(code, (0, 0, 0))])
    image.save(tmp_path / "layer.png", transparency=9)
    np.testing.assert_array_equal(read(tmp_path / "layer.png").codes, CODES)
    found = read(tmp_path / "layer.png", rest=BACKGROUND).codes
    np.testing.assert_array_equal(found, np.where(CODES == VOID, BACKGROUND, CODES))


def test_a_palette_that_the_legend_does_not_know_is_of_numbers(tmp_path, names):
    image = Image.fromarray(LABELS.astype(np.uint8))
    image.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 254])
    image.save(tmp_path / "p.png")
    np.testing.assert_array_equal(read(tmp_path / "p.png", names).codes, CODES)


def phase_map(tmp_path, *, name="phases.png", noise=0):
    """A phase map of an electron microscope, whose legend has colours of its own."""
    colours = np.array([[10, 10, 10], [255, 200, 0], [0, 90, 255], [128, 128, 128]], np.int16)
    pixels = (colours + noise)[LABELS].clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / name)
    (tmp_path / "legend.csv").write_text(
        'colour,mineral\n#ffc800,pyrit\n"0, 90, 255",Sp\n128 128 128,background\n'
    )
    (tmp_path / "names.csv").write_text("name,mineral\npyrit,Py\n")
    return {"names": tmp_path / "names.csv", "legend": tmp_path / "legend.csv"}


def test_phase_map_with_a_legend(tmp_path):
    tables = phase_map(tmp_path, noise=3)
    with pytest.raises(FieldError, match=r"colours that the legend does not name \(#.*tolerance"):
        read(tmp_path / "phases.png", **tables)
    mask = read(tmp_path / "phases.png", **tables, tolerance=10)
    np.testing.assert_array_equal(mask.codes, CODES)
    assert mask.remarks == [
        "void: colours further than 10 levels from the legend (#0d0d0d 100 %) in 33 % of its pixels"
    ]


def test_other_colours_are_void_whatever_the_rest_is(tmp_path):
    tables = phase_map(tmp_path)
    found = read(tmp_path / "phases.png", **tables, tolerance=10, rest=BACKGROUND).codes
    np.testing.assert_array_equal(found, CODES)


def test_jpeg_by_the_nearest_colour_only(tmp_path):
    tables = phase_map(tmp_path, name="phases.jpg")
    with pytest.raises(FieldError, match="is a JPEG, which changes colours"):
        read(tmp_path / "phases.jpg", **tables)
    read(tmp_path / "phases.jpg", **tables, tolerance=60)


def test_labelmap_of_cvat(tmp_path):
    phase_map(tmp_path)
    (tmp_path / "labelmap.txt").write_text(
        "# label:color_rgb:parts:actions\nPy:255,200,0::\nSp:0,90,255::\nBG:128,128,128::\n"
        "void:10,10,10::\n"
    )
    found = read(tmp_path / "phases.png", legend=tmp_path / "labelmap.txt").codes
    np.testing.assert_array_equal(found, CODES)


def test_black_that_cvat_calls_background(tmp_path):
    """Whether a person labelled it cannot be told."""
    phase_map(tmp_path)
    labelmap = (
        "# label:color_rgb:parts:actions\nbackground:0,0,0::\nPy:255,200,0::\nSp:0,90,255::\n"
    )
    (tmp_path / "labelmap.txt").write_text(labelmap)
    colours = np.array([[0, 0, 0], [255, 200, 0], [0, 90, 255], [0, 0, 0]], np.uint8)
    Image.fromarray(colours[LABELS]).save(tmp_path / "mask.png")
    mask = read(tmp_path / "mask.png", legend=tmp_path / "labelmap.txt")
    assert mask.codes[0, 0] == BACKGROUND
    [remark] = mask.remarks
    assert "write void:0,0,0 there" in remark
    (tmp_path / "labelmap.txt").write_text(labelmap.replace("background:", "void:"))
    mask = read(tmp_path / "mask.png", legend=tmp_path / "labelmap.txt")
    assert mask.codes[0, 0] == VOID and not mask.remarks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour,mineral\nred,Py\n", r"row 2: 'red' is no colour; write #rrggbb"),
        ("colour,mineral\n1 2 300,Py\n", r"row 2: '1 2 300' is no colour"),
        ("colour,mineral\n#000000,Py\n#000000,Sp\n", "Py and Sp have one colour, #000000"),
        ("color,mineral\n#000000,Py\n", "column 'colour' is missing"),
    ],
)
def test_bad_legends(tmp_path, text, says):
    (tmp_path / "legend.csv").write_text(text)
    with pytest.raises(ConfigurationError, match=says):
        read_legend(tmp_path / "legend.csv")


def test_size_of_the_photograph(tmp_path):
    Image.fromarray(painted()).save(tmp_path / "m.png")
    Image.new("RGB", (30, 20)).save(tmp_path / "photo.png")
    with pytest.raises(FieldError, match=r"m\.png is 3 x 2 px but the image is 30 x 20; "):
        read(tmp_path / "m.png", photographs=tmp_path / "photo.png")
