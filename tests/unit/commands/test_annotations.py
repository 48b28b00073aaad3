"""convert-mask and export-annotations, as they are typed."""

import json
from pathlib import Path

import numpy as np
import pytest
from drawn_labels import NESTED
from PIL import Image

from oresurvey.annotations.crops import Place, write_places
from oresurvey.commands.command_line import main as oresurvey
from oresurvey.maps.geotiff import MapWriter
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID

ROOT = Path(__file__).parents[3]
TABLE = ("--minerals", str(ROOT / "config" / "minerals.tsv"))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Two photographs, in the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("photographs").mkdir()
    for name in ("a", "b"):
        Image.new("RGB", NESTED.shape[::-1]).save(f"photographs/{name}.png")
    return tmp_path


def feature(name, left):
    ring = [[left, 0], [left + 2, 0], [left + 2, 3], [left, 3], [left, 0]]
    properties = {"objectType": "annotation", "classification": {"name": name}}
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def test_several_files_into_a_folder(capsys):
    for left, name in enumerate("ab"):
        Path(f"{name}.geojson").write_text(json.dumps([feature("Py", left)]))
    given = ["a.geojson", "b.geojson", "masks", "--photographs", "photographs"]
    assert oresurvey(["convert-mask", *given, *TABLE]) == 0
    for left, name in enumerate("ab"):
        mask = read_mask(f"masks/{name}.png")
        assert (mask[:3, left : left + 2] == 6).all()
        assert (mask == 6).sum() == 6
    assert capsys.readouterr().out.splitlines()[:3] == [
        "masks/a.png",
        "Py\t6\t10.71 %",
        "void\t255\t89.29 %",
    ]


def test_a_folder_may_have_a_dot_in_its_name():
    Path("masks.2024").mkdir()
    Path("a.geojson").write_text(json.dumps([feature("Py", 0)]))
    given = ["a.geojson", "masks.2024", "--photographs", "photographs"]
    assert oresurvey(["convert-mask", *given, *TABLE]) == 0
    given = ["masks.2024/a.png", "masks.2024", "--to", "geojson"]
    assert oresurvey(["export-annotations", *given, *TABLE]) == 0
    assert Path("masks.2024/a.geojson").is_file()


def test_one_bad_file_does_not_stop_the_others(capsys):
    Path("a.geojson").write_text(json.dumps([feature("pyrit", 0)]))
    Path("b.geojson").write_text(json.dumps([feature("Py", 0)]))
    given = ["a.geojson", "b.geojson", "masks", "--photographs", "photographs"]
    assert oresurvey(["convert-mask", *given, *TABLE]) == 2
    assert "error: a.geojson: names that the table of minerals does not have: 'pyrit'" in (
        capsys.readouterr().err
    )
    assert [path.name for path in Path("masks").iterdir()] == ["b.png"]


def test_what_a_person_made_is_not_written_over(capsys):
    Path("a.geojson").write_text(json.dumps([feature("Py", 0)]))
    given = ["a.geojson", "a.png", "--photographs", "photographs", *TABLE]
    # Its own mask may be written again.
    assert oresurvey(["convert-mask", *given]) == oresurvey(["convert-mask", *given]) == 0
    Image.fromarray(NESTED).save("a.png")
    assert oresurvey(["convert-mask", *given]) == 2
    np.testing.assert_array_equal(read_mask("a.png"), NESTED)
    assert "a.png is there already" in capsys.readouterr().err
    given = ["a.png", "a.geojson", "--to", "geojson"]
    assert oresurvey(["export-annotations", *given, *TABLE]) == 2
    assert "pyrit" not in Path("a.geojson").read_text()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["a.geojson", "codes.tif"], "codes.tif: give a name that ends in .png, or a folder"),
        (["a.geojson", "b.geojson", "codes.png"], "several files need a folder, not one .png"),
        (["c.json", "codes.png"], "c.json is of 2 photographs; give a folder"),
        (["c.json", "d.json", "masks"], "masks/a.png was written from c.json"),
    ],
)
def test_what_is_written_must_be_clear(given, says, capsys):
    images = [
        {"id": n, "file_name": f"{name}.png", "height": 3, "width": 4}
        for n, name in enumerate("ab")
    ]
    content = {"images": images, "annotations": [], "categories": []}
    for name in ("c.json", "d.json"):
        Path(name).write_text(json.dumps(content))
    assert oresurvey(["convert-mask", *given, *TABLE]) == 2
    assert says in capsys.readouterr().err


def test_a_class_map_opens_coloured_in_qupath_and_comes_back():
    classes = Path("results/mine/fields/Alder/a/classes.tif")
    with MapWriter(classes, *NESTED.shape[::-1], um_per_px=0.5) as writer:
        writer.write(NESTED, 0, 0)
    assert oresurvey(["export-annotations", str(classes), "out", "--to", "geojson", *TABLE]) == 0
    features = json.loads(Path("out/a.geojson").read_text())["features"]
    pyrite = next(f for f in features if f["properties"]["classification"]["name"] == "Py")
    assert pyrite["properties"] == {
        "objectType": "annotation",
        "classification": {"name": "Py", "color": [246, 236, 174]},
        "grain": pyrite["properties"]["grain"],
    }
    given = ["out/a.geojson", "a.png", "--photographs", "photographs/a.png"]
    assert oresurvey(["convert-mask", *given, *TABLE]) == 0
    np.testing.assert_array_equal(read_mask("a.png"), NESTED)


@pytest.mark.parametrize("format", ["coco", "cvat"])
def test_two_masks_in_one_file(format):
    Path("masks").mkdir()
    Image.fromarray(NESTED).save("masks/a.png")
    Image.fromarray(np.ascontiguousarray(NESTED[::-1])).save("masks/b.png")
    given = ["masks/a.png", "masks/b.png", "out", "--to", format, "--photographs", "photographs"]
    assert oresurvey(["export-annotations", *given, *TABLE]) == 0
    [path] = Path("out").iterdir()
    assert oresurvey(["convert-mask", str(path), "back", *TABLE]) == 0
    np.testing.assert_array_equal(read_mask("back/a.png"), NESTED)
    np.testing.assert_array_equal(read_mask("back/b.png"), NESTED[::-1])


def test_repainted_in_another_program():
    """Saved again in RGB and with a palette of its own, with one pixel repainted."""
    Image.fromarray(NESTED).save("a.png")
    assert oresurvey(["export-annotations", "a.png", "paint.png", "--to", "indexed", *TABLE]) == 0
    assert read_mask("paint.png").tolist() == NESTED.tolist()
    painted = Image.open("paint.png").convert("RGB")
    painted.putpixel((7, 0), painted.getpixel((1, 1)))
    painted.quantize(16).save("paint.png")
    assert oresurvey(["convert-mask", "paint.png", "b.png", *TABLE]) == 0
    expected = NESTED.copy()
    assert expected[0, 7] == VOID
    expected[0, 7] = 6
    np.testing.assert_array_equal(read_mask("b.png"), expected)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["a.png", "a.json", "--to", "labelme"], "labelme names the photograph; add --photographs"),
        (["a.png", "a.json", "--to", "geojson"], "give a name that ends in .geojson, or a folder"),
        (["a.png", "b/a.png", "out", "--to", "geojson"], "two maps have the name a"),
        (["a.png", "b/a.png", "o.geojson", "--to", "geojson"], "several maps need a folder"),
        (["c.png", "out", "--to", "geojson"], "c holds the codes [99]"),
        (["a.png", "out", "--to", "coco", "--photographs", "big.png"], "but the image is 9 x 9"),
        (
            ["a.png", "b/b.png", "out", "--to", "coco", "--photographs", "photographs/a.png"],
            "photographs/a.png is one photograph, and there are 2 maps; give the folder",
        ),
    ],
)
def test_what_cannot_be_exported(given, says, capsys):
    Path("b").mkdir()
    for path in ("a.png", "b/a.png", "b/b.png"):
        Image.fromarray(NESTED).save(path)
    Image.fromarray(np.full((3, 4), 99, np.uint8)).save("c.png")
    Image.new("RGB", (9, 9)).save("big.png")
    assert oresurvey(["export-annotations", *given, *TABLE]) == 2
    assert says in capsys.readouterr().err


def test_what_was_drawn_on_crops_becomes_part_of_the_mask_of_their_field(capsys):
    places = [
        Place("a 1_4_2", "a%201", 4, 2, 3, 3, 9, 7),
        Place("a 1_0_0", "a%201", 0, 0, 3, 3, 9, 7),
    ]
    Path("crops").mkdir()
    for place in places:
        Image.new("RGB", (3, 3)).save(f"crops/{place.crop}.png")
        Path(f"{place.crop}.geojson").write_text(json.dumps([feature("Py", 0)]))
    write_places(places, Path("crops"))
    given = ["a 1_4_2.geojson", "a 1_0_0.geojson", "masks", "--photographs", "crops"]
    assert oresurvey(["convert-mask", *given, *TABLE]) == 0
    wanted = np.full((7, 9), VOID)
    wanted[2:5, 4:6] = wanted[:3, :2] = 6
    np.testing.assert_array_equal(read_mask("masks/a%201.png"), wanted)
    assert not Path("masks/a 1_4_2.png").exists()
    # Later rounds add to it: what a crop leaves open stays as it was.
    Path("a 1_0_0.geojson").write_text(json.dumps([feature("Gn", 1)]))
    assert oresurvey(["convert-mask", *given[1:], *TABLE]) == 0
    wanted[:3, 1:3] = 2
    np.testing.assert_array_equal(read_mask("masks/a%201.png"), wanted)
    # A mask that another program wrote is not written over, nor one of another size extended.
    Image.new("L", (9, 7)).save("masks/a%201.png")
    assert oresurvey(["convert-mask", *given[1:], *TABLE]) == 2
    assert "is there already" in capsys.readouterr().err
    Path("masks/a%201.png").unlink()
    Image.new("RGB", (5, 3)).save("crops/a 1_0_0.png")
    assert oresurvey(["convert-mask", *given[1:], *TABLE]) == 2
    assert "a mask of 5 x 3 px, where crops.csv says 3 x 3" in capsys.readouterr().err
