"""The page of an audit: crops that show the point, no class, nothing that a name could run."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import draw_audit
from oresurvey.audit.crops import crop_range, write_crops
from oresurvey.audit.page import keys_of, page_content, write_page
from oresurvey.audit.points import POINT_COLUMNS
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.files.tables import write_json
from oresurvey.maps.geotiff import MapWriter
from oresurvey.photographs.overview import overview_of
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.minerals import Mineral, Minerals

MINERALS = Minerals(
    tuple(Mineral(code, f"M{code}", "", f"mineral {code}", "#102030", 1.0) for code in range(16))
)
EVIL = '=</script><script>alert("x")</script>'
SETTINGS = {"points": 8, "seed": 1, "deposits": []}


class Scripts(HTMLParser):
    """Text of every script of a page."""

    def __init__(self, text):
        super().__init__()
        self.texts, self._inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self._inside = tag == "script"
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.texts[-1] += data


@pytest.fixture
def photograph(tmp_path):
    """Pixels 20 x 12, every one of its own colour, and the path of their PNG."""
    y, x = np.mgrid[:12, :20]
    pixels = np.stack([10 * x, 20 * y, x + y], axis=2).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "f.png")
    return pixels, tmp_path / "f.png"


def entry(field="f", **other):
    about = {"deposit": "A", "section": "s", "field": field, "width": 20, "height": 12}
    return about | {"um_per_px": 0.5, "sha256": "x"} | other


def points_at(*places, field="f"):
    rows = [[n, "A", "s", field, x, y, 1, 9, 2, "", ""] for n, (x, y) in enumerate(places, 1)]
    return pd.DataFrame(rows, columns=POINT_COLUMNS)


@pytest.mark.parametrize(
    ("at", "size", "expected"),
    [(50, 100, (46, 54)), (0, 100, (0, 8)), (99, 100, (92, 100)), (2, 5, (0, 5))],
)
def test_a_crop_lies_within_the_field_with_the_point_in_it(at, size, expected):
    assert crop_range(at, size, 8) == expected


def test_an_overview_is_a_mean_of_blocks(photograph):
    pixels, path = photograph
    with Photograph(path) as opened:
        small = overview_of(opened, 10)
    # 20 px into 10: blocks of two by two.
    expected = pixels.reshape(6, 2, 10, 2, 3).mean(axis=(1, 3))
    assert np.array_equal(small, np.rint(expected).astype(np.uint8))


def test_an_overview_of_a_thin_photograph_has_a_row(tmp_path):
    Image.fromarray(np.full((2, 30, 3), 7, np.uint8)).save(tmp_path / "thin.png")
    with Photograph(tmp_path / "thin.png") as opened:
        assert overview_of(opened, 10).tolist() == [[[7, 7, 7]] * 10]


def test_a_crop_is_the_photograph_around_its_point(tmp_path, photograph, monkeypatch):
    monkeypatch.setattr(
        "oresurvey.audit.crops.crop_range", lambda at, size: crop_range(at, size, 8)
    )
    pixels, path = photograph
    points = points_at((9, 6), (19, 0))
    pictures = write_crops(points, [entry()], {"f": [str(path), None]}, tmp_path / "crops")
    for point in points.itertuples():
        picture = pictures[point.point]
        crop = np.asarray(Image.open(tmp_path / "crops" / picture.crop))
        assert crop.shape == (8, 8, 3)
        inside = crop[point.y_px - picture.y0, point.x_px - picture.x0]
        assert np.array_equal(inside, pixels[point.y_px, point.x_px])
    assert (pictures[2].x0, pictures[2].y0) == (12, 0)
    names = sorted(file.name for file in (tmp_path / "crops").iterdir())
    assert names == ["001.png", "002.png", "field_001.jpg"]


def test_a_photograph_that_is_not_of_its_map_is_refused(tmp_path, photograph):
    with pytest.raises(
        FieldError, match="field f: the photograph is 20 x 12 px but its map 21 x 12"
    ):
        write_crops(
            points_at((1, 1)), [entry(width=21)], {"f": [str(photograph[1]), None]}, tmp_path
        )


def test_keys_are_codes_and_then_letters_that_the_page_does_not_need():
    assert keys_of(MINERALS) == [*"0123456789", *"abcdef"]
    many = Minerals(tuple(Mineral(code, f"M{code}", "", "", "#000000", 1.0) for code in range(40)))
    keys = keys_of(many)
    assert keys[10:33] == list("abcdefghijklopqrstuvwxy")
    assert keys[33:] == [""] * 7


def page(tmp_path, photograph, field):
    points = points_at((3, 2), (5, 5), field=field)
    paths = {field: [str(photograph[1]), None]}
    pictures = write_crops(points, [entry(field)], paths, tmp_path / "crops")
    write_page(points, pictures, MINERALS, tmp_path / "index.html")
    return (tmp_path / "index.html").read_text(encoding="utf-8"), points, pictures


def test_a_hostile_name_is_text_in_the_page_and_guarded_in_its_rows(tmp_path, photograph):
    text, points, pictures = page(tmp_path, photograph, EVIL)
    scripts = Scripts(text).texts
    assert len(scripts) == 2
    content = json.loads(scripts[0])
    assert content == page_content(points, pictures, MINERALS)
    assert {row[POINT_COLUMNS.index("field")] for row in content["rows"]} == {f"'{EVIL}"}
    # Names become text, never markup.
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|outerHTML", scripts[1])


def test_the_page_needs_no_network(tmp_path, photograph):
    text, *_ = page(tmp_path, photograph, "f")
    addresses = set(re.findall(r"https?://[^\s\"']+", text))
    # The name of a language, not a place.
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_the_page_offers_all_minerals_and_holds_no_class_of_a_map(tmp_path, photograph):
    _, points, pictures = page(tmp_path, photograph, "f")
    content = page_content(points, pictures, MINERALS)
    assert [mineral["symbol"] for mineral in content["minerals"]] == [f"M{n}" for n in range(16)]
    assert content["header"] == POINT_COLUMNS
    assert not {"code", "predicted", "class"} & {*content, *content["pictures"][0]}
    other = page_content(points.assign(note="x"), pictures, MINERALS)
    assert content["key"] != other["key"]


@pytest.fixture
def survey(tmp_path, photograph):
    """Two fields of one photograph: manifests, model, minerals, paths."""
    codes = np.zeros((12, 20), np.uint8)
    codes[2:5, 3:9], codes[8:, 15:] = 1, 254
    pixels = {"0": 202, "1": 18, "254": 20}
    fields = []
    for field in ("f2", "f1"):
        with MapWriter(tmp_path / field / "classes.tif", 20, 12) as new:
            new.write(codes, 0, 0)
        fields.append(entry(field, folder=str(tmp_path / field), class_pixels=pixels))
    write_json({"fields": fields}, tmp_path / "batch.json")
    write_json({"sha256": "abc"}, tmp_path / "model.json")
    (tmp_path / "minerals.tsv").write_text(
        "code\tsymbol\tpaper_label\tname\tcolour\tdensity_g_cm3\n"
        "0\tBG\tBG\tbackground\t#000000\t\n1\tPredictedite\t\tpyrite\t#ffffff\t5.0\n"
    )
    return tmp_path, codes, {field: [str(photograph[1]), None] for field in ("f1", "f2")}


def run(survey, settings=SETTINGS):
    folder, codes, paths = survey
    made = [str(folder / name) for name in ("batch.json", "model.json", "minerals.tsv")]
    draw_audit.main([made[0]], made[1], settings, made[2], paths, str(folder / "audit"))
    return folder / "audit", codes


def test_an_audit_is_a_sheet_its_strata_a_page_and_crops(survey):
    folder, codes = run(survey)
    points, strata = pd.read_csv(folder / "points.csv"), pd.read_csv(folder / "strata.csv")
    assert list(points.columns) == POINT_COLUMNS
    assert list(strata.columns) == ["deposit", "stratum", "code", "mineral", "pixels", "points"]
    # Two fields each.
    assert strata.set_index("mineral")["pixels"].to_dict() == {
        "BG": 404, "Predictedite": 36, "unidentified": 40,
    }  # fmt: skip
    code_of = strata.set_index("stratum")["code"]
    assert (codes[points["y_px"], points["x_px"]] == points["stratum"].map(code_of)).all()
    assert "Predictedite" not in (folder / "points.csv").read_text()
    crops = {file.name for file in (folder / "crops").iterdir()}
    assert crops == {f"{n:03d}.png" for n in range(1, 9)} | {"field_001.jpg", "field_002.jpg"}
    assert len(json.loads(Scripts((folder / "index.html").read_text()).texts[0])["rows"]) == 8
    assert json.loads((folder / "points.csv.provenance.json").read_text())["settings"]["seed"] == 1


def test_the_same_seed_makes_the_same_files(survey):
    def files():
        folder, _ = run(survey)
        return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    assert files() == files()


def test_an_audit_of_chosen_deposits_refuses_one_that_no_map_is_of(survey):
    run(survey, SETTINGS | {"deposits": ["A"]})
    with pytest.raises(ConfigurationError, match=r"audit.deposits: no map is of 'a'; .*: A"):
        run(survey, SETTINGS | {"deposits": ["a"]})


def test_a_survey_without_maps_gets_a_page_that_says_so(survey):
    write_json({"fields": []}, survey[0] / "batch.json")
    folder, _ = run(survey)
    assert "No point was drawn" in (folder / "index.html").read_text()
    assert pd.read_csv(folder / "points.csv").empty
