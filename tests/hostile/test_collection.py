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
    return cataloged(make_fields(folder), folder)


def cataloged(fields, folder) -> pd.DataFrame:
    """``fields.csv``, by field."""

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


def test_remarks_on_the_sheet_are_among_the_warnings(tmp_path):
    """A deposit with a Cyrillic letter, a lost decimal point, a scale that the file contradicts."""
    fields = []
    for number, (deposit, um_per_px) in enumerate(
        [("Birch", 0.65), ("Birch", 0.65), ("Birch", 65.0), ("\u0412irch", 0.65), ("Birch", 0.8)]
    ):
        image = tmp_path / f"{number}.png"
        picture(number).save(image, dpi=(25_400 / 0.65,) * 2 if number == 4 else None)
        fields.append(Field(deposit, f"s{number}", f"f{number}", image, um_per_px=um_per_px))
    catalog = cataloged(fields, tmp_path)
    assert (catalog["status"] == "accepted").all()
    warnings = catalog["warnings"].to_dict()
    assert warnings["f0"] == warnings["f1"] == ""
    assert "was a decimal point lost?" in warnings["f2"]
    assert "looks like 'Birch' of 4 fields but is another" in warnings["f3"]
    assert "um_per_px is 0.8 in the sheet, and 0.65 by the PNG resolution" in warnings["f4"]
