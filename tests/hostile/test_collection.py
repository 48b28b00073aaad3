"""What only the whole collection shows: duplicates, leaks between splits, outliers."""

import shutil

import pandas as pd
import pytest
from PIL import Image, ImageEnhance, ImageFilter
from scene import scene

import inspect_fields
import write_catalog
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.digests import file_sha256
from oresurvey.survey.catalog_columns import ADDED
from oresurvey.survey.duplicates import mark_duplicates
from oresurvey.survey.field import Field
from oresurvey.survey.rows import as_rows, paths_of

GOOD = [f"good-{k}" for k in range(8)]


def picture(seed):
    return Image.fromarray(scene(seed)[0])


def make_fields(folder) -> list[Field]:
    """Eight good fields, one of them annotated, and what was made of their photographs."""

    def add(name, mask=None, split=None, suffix=".png"):
        fields.append(Field("Birch", name, name, folder / f"{name}{suffix}", mask, split))
        return fields[-1].image

    fields: list[Field] = []
    mask = folder / "mask.png"
    Image.fromarray(scene(0)[1]).save(mask)
    for seed, name in enumerate(GOOD):
        picture(seed).save(add(name, *((mask, "train") if seed == 0 else ())))
    # First by name, and yet the annotated field keeps the photograph.
    shutil.copy(folder / "good-0.png", add("a copy"))
    shutil.copy(folder / "good-1.png", add("good-1 again"))
    picture(0).save(add("saved again", mask, "validation", ".jpg"), quality=80)
    picture(2).save(add("saved again too", suffix=".jpg"), quality=80)
    picture(20).filter(ImageFilter.GaussianBlur(5)).save(add("out of focus"))
    ImageEnhance.Brightness(picture(21)).enhance(0.4).save(add("dark"))
    red, green, blue = picture(22).split()
    Image.merge("RGB", (red, green, blue.point(lambda v: v // 2))).save(add("yellow"))
    return fields


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    """``fields.csv`` of these fields, by field."""
    folder = tmp_path_factory.mktemp("fields")
    fields = make_fields(folder)

    def digest(path):
        return file_sha256(path) if path else ""

    rows = mark_duplicates({field.field: as_rows([field], digest)[0] for field in fields})
    paths = paths_of(fields)
    manifest, table = str(folder / "b.json"), str(folder / "fields.csv")
    verdicts = Verdicts(folder / "verdicts", "code")
    inspect_fields.main(list(rows.values()), paths, list(range(15)), 64, 1000.0, verdicts, manifest)
    write_catalog.main([manifest], paths, 64, table)
    return pd.read_csv(table, keep_default_na=False).set_index("field")


def test_good_fields_are_accepted_without_a_remark(catalog):
    untouched = [name for name in GOOD if name not in ("good-0", "good-2")]
    assert (catalog.loc[untouched, "status"] == "accepted").all()
    assert (catalog.loc[untouched, "warnings"] == "").all()


@pytest.mark.parametrize(("name", "kept"), [("a copy", "good-0"), ("good-1 again", "good-1")])
def test_the_same_file_counts_once(catalog, name, kept):
    assert catalog.loc[name, "status"] == "quarantined"
    assert f"is the same file as that of field {kept}, which is kept" in catalog.loc[name, "reason"]
    assert catalog.loc[kept, "status"] == "accepted"


def test_a_photograph_saved_again_is_told(catalog):
    for name, other in (("good-2", "saved again too"), ("saved again too", "good-2")):
        assert catalog.loc[name, "status"] == "accepted"
        assert f"looks the same as {other}," in catalog.loc[name, "warnings"]
        assert "a leak" not in catalog.loc[name, "warnings"]


def test_a_photograph_on_both_sides_of_the_split_is_a_leak(catalog):
    told = catalog.loc["good-0", "warnings"]
    assert "looks the same as saved again," in told
    assert "their splits are train, validation: a leak" in told
    assert "train, validation: a leak" in catalog.loc["saved again", "warnings"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("out of focus", "less sharp than the others of Birch: edge_width_px is "),
        ("dark", "darker than the others of Birch: mean_level is "),
        ("yellow", "less blue than the others of Birch: cast_blue_pct is "),
    ],
)
def test_unlike_the_others(catalog, name, says):
    assert catalog.loc[name, "status"] == "accepted"
    assert says in catalog.loc[name, "warnings"]


def test_columns_at_the_end(catalog):
    assert list(catalog.columns[-len(ADDED) :]) == list(ADDED)
