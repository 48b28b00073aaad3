"""Files of labelling programs, written by hand after their formats, as they come to a survey."""

import base64
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from oresurvey.annotations.drawn import CENTRES
from oresurvey.annotations.legends import legend_of_minerals
from oresurvey.annotations.names import MineralNames
from oresurvey.annotations.reading import How, read_masks
from oresurvey.errors import FieldError
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
SIZE = 6, 8
"""Height and width."""


@pytest.fixture
def photograph(tmp_path):
    Image.new("RGB", SIZE[::-1]).save(tmp_path / "vein-1.png")
    return tmp_path / "vein-1.png"


def read(path, content, names=None, **how):
    """Masks of a file of this content."""
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    known = MineralNames(MINERALS, names)
    return read_masks(path, How(known, legend_of_minerals(MINERALS), **how))


def mask_of(*painted):
    """A mask with (rows, columns, code) painted in turn."""
    mask = np.full(SIZE, VOID, np.uint8)
    for rows, columns, code in painted:
        mask[rows, columns] = code
    return mask


def feature(rings, classification, kind="Polygon", **properties):
    """A feature as QuPath writes it."""
    return {
        "type": "Feature",
        "id": "c29b2a5e-52d7-4a1e-8a0d-6a3a9dd84a3b",
        "geometry": {"type": kind, "coordinates": rings},
        "properties": {"objectType": "annotation", "isLocked": False, **properties}
        | ({"classification": classification} if classification else {}),
    }


def ring(left, top, right, bottom):
    return [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]


PYRITE = {"name": "Pyrite and marcasite", "color": [246, 236, 174]}
SQUARE = [ring(1, 1, 5, 4)]


@pytest.mark.parametrize("whole", [list, lambda found: {"type": "FeatureCollection"} | {
    "features": found}, lambda found: found[0]])  # fmt: skip
def test_qupath_writes_a_collection_a_list_or_one_feature(tmp_path, photograph, whole):
    content = whole([feature(SQUARE, PYRITE)])
    [mask] = read(tmp_path / "vein-1.geojson", content, photographs=tmp_path)
    np.testing.assert_array_equal(mask.codes, mask_of((slice(1, 4), slice(1, 5), 6)))
    assert mask.stem == "vein-1"
    assert mask.remarks == []


@pytest.mark.parametrize(
    "classification",
    [
        {"name": "Py", "colorRGB": -3670016},
        {"names": ["Py"], "color": [200, 0, 0]},
        {"name": " py "},
        "Py",
    ],
)
def test_classifications_of_several_versions(tmp_path, photograph, classification):
    content = [feature(SQUARE, classification)]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    assert set(np.unique(mask.codes)) == {6, VOID}


def test_plain_geojson_names_a_property(tmp_path, photograph):
    content = {"type": "Feature", "properties": {"mineral": "sphalerite", "id": 3},
               "geometry": {"type": "Polygon", "coordinates": SQUARE}}  # fmt: skip
    [mask] = read(tmp_path / "v.json", content, photographs=photograph)
    assert set(np.unique(mask.codes)) == {8, VOID}


def test_holes_and_several_parts(tmp_path, photograph):
    parts = [[ring(0, 0, 4, 4), ring(1, 1, 3, 3)], [ring(6, 5, 9, 9)]]
    content = [feature(parts, PYRITE, "MultiPolygon"), feature([ring(1, 1, 2, 3)], {"name": "Sp"})]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    expected = mask_of((slice(0, 4), slice(0, 4), 6), (slice(1, 3), slice(1, 3), VOID),
                       (slice(5, 6), slice(6, 8), 6), (slice(1, 3), slice(1, 2), 8))  # fmt: skip
    np.testing.assert_array_equal(mask.codes, expected)
    assert mask.remarks == ["1 objects reach out of the frame and were cut off there"]


def test_the_later_of_two_overrules_with_a_remark(tmp_path, photograph):
    content = [feature(SQUARE, PYRITE), feature([ring(3, 0, 7, 2)], {"name": "Sp"}),
               feature([ring(3, 0, 4, 1)], {"name": "Sp"})]  # fmt: skip
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    expected = mask_of((slice(1, 4), slice(1, 5), 6), (slice(0, 2), slice(3, 7), 8))
    np.testing.assert_array_equal(mask.codes, expected)
    says = "objects of different minerals overlap in 2 pixels; the later one overrules"
    assert mask.remarks == [says]


def test_what_has_no_area_is_left_out_with_a_remark(tmp_path, photograph):
    content = [
        feature(SQUARE, PYRITE),
        feature([1, 1], None, "Point"),
        feature([[1, 1], [2, 2]], None, "LineString"),
        feature([5, 5], None, "Point"),
    ]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    assert mask.remarks == [
        "2 of type Point left out: no area",
        "1 of type LineString left out: no area",
    ]


def test_objects_beyond_the_frame_are_remarked(tmp_path, photograph):
    content = [feature([ring(100, 100, 200, 200)], PYRITE)]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    assert mask.remarks == [
        "1 objects lie beyond the frame of 8 x 6 px and were left out; are they of another "
        "photograph?",
        "nothing in it is annotated",
    ]


def test_objects_without_a_class_are_an_error_unless_a_table_skips_them(tmp_path, photograph):
    content = [feature(SQUARE, None), feature([ring(0, 0, 1, 1)], {"name": "Region*"})]
    with pytest.raises(FieldError, match=r"no class \(1 objects\), 'Region\*' \(1 objects\)"):
        read(tmp_path / "v.geojson", content, photographs=photograph)
    (tmp_path / "n.csv").write_text("name,mineral\n,Py\nRegion*,skip\n")
    [mask] = read(tmp_path / "v.geojson", content, names=tmp_path / "n.csv", photographs=photograph)
    assert set(np.unique(mask.codes)) == {6, VOID}


def test_geojson_of_a_gis_is_refused(tmp_path, photograph):
    with pytest.raises(FieldError, match="y points upwards, as in a GIS"):
        content = [feature([ring(1, -1, 5, -4)], PYRITE)]
        read(tmp_path / "v.geojson", content, photographs=photograph)


def test_geojson_needs_a_photograph(tmp_path, photograph):
    with pytest.raises(FieldError, match=r"how large its photograph is; .*--photographs"):
        read(tmp_path / "v.geojson", [feature(SQUARE, PYRITE)])
    with pytest.raises(FieldError, match="holds no photograph of the name 'v'"):
        read(tmp_path / "v.geojson", [feature(SQUARE, PYRITE)], photographs=tmp_path)


def test_name_of_the_photograph_with_its_ending(tmp_path, photograph):
    path = tmp_path / "vein-1.png.geojson"
    [mask] = read(path, [feature(SQUARE, PYRITE)], photographs=tmp_path)
    assert mask.stem == "vein-1"


def test_a_pixel_counts_by_its_centre(tmp_path, photograph):
    content = [feature([ring(0.6, 0.4, 2.6, 2.4)], PYRITE)]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph)
    np.testing.assert_array_equal(mask.codes, mask_of((slice(0, 2), slice(1, 3), 6)))


def test_outlines_through_the_centres_of_pixels(tmp_path, photograph):
    """As OpenCV finds them: of 3 rows and 4 columns, the outline has 2 and 3."""
    content = [feature([ring(1, 1, 4, 3)], PYRITE)]
    [mask] = read(tmp_path / "v.geojson", content, photographs=photograph, vertices=CENTRES)
    np.testing.assert_array_equal(mask.codes, mask_of((slice(1, 4), slice(1, 5), 6)))
    assert mask.remarks == []


COCO = {
    "images": [
        {"id": 7, "file_name": "vein/vein-1.png", "height": 6, "width": 8},
        {"id": 9, "file_name": "vein-2.png", "height": 6, "width": 8},
    ],
    "categories": [{"id": 1, "name": "pyrite"}, {"id": 2, "name": "Sp"}],
    "annotations": [
        {
            "id": 1, "image_id": 7, "category_id": 1, "iscrowd": 0,
            "segmentation": [[1, 1, 5, 1, 5, 4, 1, 4], [4, 1, 6, 1, 6, 2, 4, 2]],
        },
        {
            "id": 2, "image_id": 9, "category_id": 2, "iscrowd": 1,
            "segmentation": {"size": [6, 8], "counts": [7, 2, 4, 2, 33]},
        },
        {
            "id": 3, "image_id": 9, "category_id": 1, "iscrowd": 1,
            "segmentation": {"size": [6, 8], "counts": "82R1"},
        },
        {"id": 4, "image_id": 9, "category_id": 1, "segmentation": [], "bbox": [0, 0, 3, 3]},
    ],
}  # fmt: skip
"""82R1: counts 8, 2 and 38."""
NAMES = "name,mineral\npyrite,Py\n"


def test_coco(tmp_path):
    (tmp_path / "n.csv").write_text(NAMES)
    first, second = read(tmp_path / "c.json", COCO, names=tmp_path / "n.csv")
    assert (first.stem, second.stem) == ("vein-1", "vein-2")
    expected = mask_of((slice(1, 4), slice(1, 5), 6), (slice(1, 2), slice(4, 6), 6))
    np.testing.assert_array_equal(first.codes, expected)
    # Down the columns: 7 is row 1 of column 1.
    expected = mask_of((slice(1, 3), slice(1, 3), 8), (slice(2, 4), 1, 6))
    np.testing.assert_array_equal(second.codes, expected)
    assert second.remarks == [
        "1 of annotations with a box and no outline left out: no area",
        "objects of different minerals overlap in 1 pixels; the later one overrules",
    ]


def test_coco_of_outlines_through_centres_is_remarked(tmp_path):
    """As Datumaro writes masks: a box of 4 x 3 px around an outline of 3 x 2."""
    annotation = {"id": 1, "image_id": 7, "category_id": 2, "bbox": [1, 1, 4, 3],
                  "segmentation": [[1, 1, 4, 1, 4, 3, 1, 3]]}  # fmt: skip
    content = COCO | {"annotations": [annotation], "images": COCO["images"][:1]}
    [mask] = read(tmp_path / "c.json", content)
    assert "a pixel larger than their outlines" in mask.remarks[0]
    [mask] = read(tmp_path / "c.json", content, vertices=CENTRES)
    assert mask.remarks == []
    np.testing.assert_array_equal(mask.codes, mask_of((slice(1, 4), slice(1, 5), 8)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"image_id": 8}, "annotation 1: it cannot be read"),
        ({"category_id": 8}, "annotation 1: it cannot be read"),
        ({"segmentation": {"size": [5, 8], "counts": [40]}}, "are of 8 x 5 px, its image is not"),
        ({"segmentation": {"size": [6, 8], "counts": [40, 40]}}, "not those of 48 pixels"),
        ({"segmentation": [[1, 2, 3]]}, "annotation 1: it cannot be read"),
    ],
)
def test_bad_annotations_of_coco(tmp_path, change, says):
    content = COCO | {"annotations": [COCO["annotations"][0] | change]}
    (tmp_path / "n.csv").write_text(NAMES)
    with pytest.raises(FieldError, match=says):
        read(tmp_path / "c.json", content, names=tmp_path / "n.csv")


def test_wrong_size_of_the_photograph(tmp_path):
    Image.new("RGB", (12, 12)).save(tmp_path / "vein-1.png")
    with pytest.raises(FieldError, match=r"is 8 x 6 px but the image is 12 x 12; .*vein-1"):
        read(tmp_path / "c.json", COCO, photographs=tmp_path)


def test_several_photographs_need_their_folder(tmp_path, photograph):
    with pytest.raises(FieldError, match=r"is of 2 photographs; give the folder of them"):
        read(tmp_path / "c.json", COCO, photographs=photograph)


def png_text(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()


def labelme_shape(label, points, kind, **more):
    return {"label": label, "points": points, "group_id": None, "description": "",
            "shape_type": kind, "flags": {}} | more  # fmt: skip


LABELME = {
    "version": "5.4.1",
    "flags": {},
    "shapes": [
        labelme_shape("Py", [[1.0, 1.0], [5.0, 1.0], [5.0, 4.0], [1.0, 4.0]], "polygon"),
        labelme_shape("Sp", [[8, 6], [6, 4]], "rectangle"),
        labelme_shape("BG", [[2.5, 2.5], [2.5, 3.1]], "circle"),
        labelme_shape("Gn", [[0.0, 4.0], [1.0, 5.0]], "mask",
                      mask=png_text(np.array([[255, 0], [255, 255]], np.uint8))),
        labelme_shape("Py", [[3, 3]], "point"),
    ],
    "imageData": None,
    "imagePath": "..\\photos\\vein-1.png",
    "imageHeight": 6,
    "imageWidth": 8,
}  # fmt: skip


def test_labelme(tmp_path):
    [mask] = read(tmp_path / "vein-1.json", LABELME)
    expected = mask_of((slice(1, 4), slice(1, 5), 6), (slice(4, 6), slice(6, 8), 8), (2, 2, 0),
                       (slice(4, 6), 0, 2), (5, 1, 2))  # fmt: skip
    np.testing.assert_array_equal(mask.codes, expected)
    assert mask.stem == "vein-1"
    assert mask.remarks[0] == "1 of type point left out: no area"


@pytest.mark.parametrize(
    "shape",
    [
        {"label": "Py", "points": [["a", 1], [2, 2], [3, 1]], "shape_type": "polygon"},
        {"label": "Py", "points": [[1, 1], [2, 2]], "shape_type": "mask", "mask": "no PNG"},
        {"label": "Py", "points": [[1, 1], [2, 2]], "shape_type": "star"},
        {"points": [[1, 1], [2, 2], [3, 1]]},
    ],
)
def test_bad_shapes_of_labelme(tmp_path, shape):
    content = {"shapes": [shape], "imagePath": "a.png", "imageHeight": 6, "imageWidth": 8}
    with pytest.raises(FieldError, match=r"v\.json, shape 1: it cannot be read"):
        read(tmp_path / "v.json", content)


CVAT = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><labels><label><name>Py</name><color>#f6ecae</color></label></labels></task></meta>
  <image id="0" name="vein/vein-1.png" width="8" height="6">
    <polygon label="Sp" source="manual" occluded="0"
      points="1.00,1.00;5.00,1.00;5.00,4.00;1.00,4.00" z_order="1"></polygon>
    <mask label="Py" source="manual" occluded="0" rle="1, 2, 1, 1"
      left="0" top="0" width="3" height="2" z_order="0"></mask>
    <box label="BG" source="manual" occluded="0"
      xtl="6.00" ytl="4.00" xbr="8.00" ybr="6.00" z_order="0"></box>
    <ellipse label="Gn" source="manual" occluded="0"
      cx="6.5" cy="1.5" rx="1.2" ry="0.6" z_order="0"></ellipse>
    <polyline label="Py" source="manual" occluded="0" points="1,1;2,2" z_order="0"></polyline>
  </image>
  <image id="1" name="vein/vein-2.png" width="8" height="6">
    <box label="Py" occluded="0" xtl="1" ytl="2" xbr="5" ybr="4" rotation="90" z_order="0"></box>
  </image>
</annotations>
"""


def test_cvat(tmp_path):
    first, second = read(tmp_path / "annotations.xml", CVAT)
    # Higher in z_order is on top, wherever it stands in the file.
    expected = mask_of((0, slice(1, 3), 6), (1, 1, 6), (slice(4, 6), slice(6, 8), 0),
                       (1, slice(5, 8), 2), (slice(1, 4), slice(1, 5), 8))  # fmt: skip
    np.testing.assert_array_equal(first.codes, expected)
    assert first.remarks == [
        "1 of type polyline left out: no area",
        "1 boxes were painted whole; if they only frame a grain, draw its outline instead",
        "objects of different minerals overlap in 1 pixels; the later one overrules",
    ]
    # Turned about its middle, 3 right and 3 down.
    np.testing.assert_array_equal(second.codes, mask_of((slice(1, 5), slice(2, 4), 6)))


@pytest.mark.parametrize(("top", "left"), [(7, 0), (0, 9), (-3, -4), (20, 20)])
def test_a_mask_beyond_the_frame_is_left_out(tmp_path, top, left):
    content = f"""<annotations><image id="0" name="vein-1.png" width="8" height="6">
    <mask label="Py" rle="0, 12" left="{left}" top="{top}" width="4" height="3"></mask>
    </image></annotations>"""
    [mask] = read(tmp_path / "annotations.xml", content)
    assert (mask.codes == VOID).all()
    assert "1 objects lie beyond the frame of 8 x 6 px and were left out" in mask.remarks[0]


def test_photographs_on_which_nothing_is_drawn(tmp_path):
    images = [{"id": 1, "file_name": "vein-1.png", "height": 6, "width": 8}]
    content = {"images": images, "annotations": [], "categories": []}
    [mask] = read(tmp_path / "c.json", content)
    assert mask.remarks == ["nothing in it is annotated"]
    [mask] = read(tmp_path / "c.json", content, rest=BACKGROUND)
    assert (mask.codes == BACKGROUND).all()
    assert mask.remarks[0].startswith("all of it is background; if nobody annotated it, leave")


def test_cvat_as_it_was_downloaded(tmp_path):
    with ZipFile(tmp_path / "task.zip", "w") as archive:
        archive.writestr("annotations.xml", CVAT)
    known = MineralNames(MINERALS)
    with pytest.raises(FieldError, match=r"task\.zip is a ZIP archive; unpack it"):
        read_masks(tmp_path / "task.zip", How(known, legend_of_minerals(MINERALS)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CVAT.replace("<image", "<track></track><image", 1), "format for videos"),
        (CVAT.replace('rle="1, 2, 1, 1"', 'rle="1, 2, 1, 9"'), "image vein/vein-1.png: .*6 pixels"),
        (CVAT.replace("<polyline", "<spline").replace("/polyline", "/spline"), "element spline"),
        (CVAT[:500], "cannot be read: .*; was it cut off"),
        ("<svg></svg>", "it is like none of geojson, coco, labelme, cvat"),
    ],
)
def test_bad_xml(tmp_path, text, says):
    with pytest.raises(FieldError, match=says):
        read(tmp_path / "a.xml", text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"type": "FeatureCollection", "features": [', "was it cut off"),
        ('{"a": 1}', "it is like none of"),
        ("[]", "it is like none of"),
        ('{"type": "FeatureCollection", "features": [3]}', "holds no list of features"),
        ('[{"type": "Feature", "geometry": {"type": "Polygon"}}]', "feature 1: its geometry"),
    ],
)
def test_bad_json(tmp_path, photograph, text, says):
    with pytest.raises(FieldError, match=says):
        read(tmp_path / "a.json", text, photographs=photograph)


def places(content, way=()):
    """Ways to all values of nested lists and dicts."""
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, (*way, key))


def with_junk(content, way, junk):
    """A copy with one other value."""
    copy = json.loads(json.dumps(content))
    inner = copy
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = junk
    return copy


GEOJSON = [feature(SQUARE, PYRITE), feature([SQUARE], {"name": "Sp"}, "MultiPolygon")]


@pytest.mark.parametrize("content", [GEOJSON, COCO, LABELME], ids=["geojson", "coco", "labelme"])
@pytest.mark.parametrize("junk", [None, -1, 1e300, float("nan"), "x", [], {}, [[]], 10**12])
def test_whatever_a_value_is_the_file_is_read_or_refused(tmp_path, photograph, content, junk):
    (tmp_path / "n.csv").write_text(NAMES)
    refused = 0
    for way in places(content):
        try:
            changed = with_junk(content, way, junk)
            read(tmp_path / "a.json", changed, names=tmp_path / "n.csv", photographs=photograph)
        except FieldError as error:
            assert "a.json" in str(error)
            refused += 1
    assert refused


@pytest.mark.parametrize("junk", ["", "x", "-1", "nan", "inf", "1e400", "1,2", "99999999999"])
def test_whatever_an_attribute_is_the_file_is_read_or_refused(tmp_path, photograph, junk):
    refused = 0
    for found in re.finditer(r'="[^"]*"', CVAT):
        try:
            read(tmp_path / "a.xml", f'{CVAT[: found.start()]}="{junk}"{CVAT[found.end() :]}')
        except FieldError:
            refused += 1
    assert refused


def test_another_format_than_was_said(tmp_path):
    with pytest.raises(FieldError, match="it looks like coco; correct --from"):
        read(tmp_path / "c.json", COCO, format="labelme")
