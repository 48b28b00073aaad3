"""Catalog: what is accepted, what is quarantined and why, and the shares of the classes."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from oresurvey.catalog import inspection as catalog
from oresurvey.catalog.class_shares import class_shares
from oresurvey.catalog.inspection import accepted_fields, catalog_row, inspect_field, inspect_row
from oresurvey.catalog.meters import FieldWatch
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.digests import file_sha256
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.rows import DUPLICATE_OF, as_field, as_rows, paths_of

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
CODES = (0, 1, 6)


def photograph(path, height=20, width=30):
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def mask(path, height=20, width=30, codes=(0, 6)):
    """Rows of the codes in turn."""
    rows = np.resize(np.array(codes, np.uint8), height)
    Image.fromarray(np.repeat(rows[:, None], width, axis=1)).save(path)
    return path


def cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def inspected(image, annotation=None, smallest_px=16):
    return inspect_field(Field("Birch", "B1", "B1a", image, annotation), CODES, smallest_px)


def test_accepted(tmp_path):
    image = photograph(tmp_path / "a.png")
    found = inspected(image, mask(tmp_path / "m.png", codes=(0, 0, 6, 255)))
    # 20 rows of 30 px, a quarter of them 6, a quarter void.
    assert found.class_pixels == {0: 10 * 30, 6: 5 * 30}
    assert (found.status, found.reason) == ("accepted", "")
    assert (found.width, found.height) == (30, 20)
    assert found.sha256 == hashlib.sha256(image.read_bytes()).hexdigest()
    assert found.mask_sha256 == hashlib.sha256((tmp_path / "m.png").read_bytes()).hexdigest()


def test_accepted_without_mask(tmp_path):
    found = inspected(photograph(tmp_path / "a.jpg"))
    assert (found.status, found.mask_sha256, found.class_pixels) == ("accepted", "", {})


def test_sides_are_upright(tmp_path):
    """EXIF orientation 6: the stored rows are columns."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 20), "grey").save(tmp_path / "a.jpg", exif=exif)
    found = inspected(tmp_path / "a.jpg", mask(tmp_path / "m.png", height=30, width=20))
    assert (found.status, found.width, found.height) == ("accepted", 20, 30)


@pytest.mark.parametrize("height", [1023, 1024, 1025, 2049])
def test_photographs_of_several_strips(tmp_path, height):
    """Strips are 1024 rows; the last one may be a single row."""
    found = inspected(photograph(tmp_path / "a.png", height, 16))
    assert (found.status, found.height) == ("accepted", height)


def test_damage_below_the_first_strip_is_found(tmp_path):
    """Noise: half of the bytes are half of 4096 rows."""
    assert inspected(cut_off(photograph(tmp_path / "a.jpg", 4096, 16))).status == "quarantined"


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (
            lambda folder: (folder / "a.jpg", None),
            r"photograph .*a\.jpg is missing; put the file there or correct the sheet",
        ),
        (
            lambda folder: (cut_off(photograph(folder / "a.jpg", 200, 300)), None),
            r"photograph .*a\.jpg is damaged or cut off: .*; copy it again from the camera",
        ),
        (
            lambda folder: (photograph(folder / "a.png", 20, 15), None),
            r"photograph .*a\.png is 15 x 20 px, smaller than a patch of 16 px: so few "
            r"minerals seldom show the light; photograph a larger field, or one calibration "
            r"photograph for all \(docs/models/light\.md\), or train with a smaller "
            r"train\.patch_px",
        ),
        (
            lambda folder: (photograph(folder / "a.png"), folder / "m.png"),
            r"mask .*m\.png is missing; put the file there or correct the sheet",
        ),
        (
            lambda folder: (photograph(folder / "a.png"), mask(folder / "m.png", 20, 29)),
            r"mask .*m\.png is 29 x 20 px but the image is 30 x 20; export the mask at full size",
        ),
        (
            lambda folder: (photograph(folder / "a.png"), mask(folder / "m.png", codes=(0, 7, 9))),
            r"mask .*m\.png holds the codes 7, 9, which the table of minerals does not name; "
            r"correct the mask or add the minerals",
        ),
        (
            lambda folder: (photograph(folder / "a.png"), photograph(folder / "m.png")),
            r"mask .*m\.png has channels that differ, .*; export the codes of minerals\.tsv "
            r"in one channel, or convert its colours \(docs/read/catalog\.md\)",
        ),
    ],
    ids=["missing", "cut off", "small", "no mask", "mask size", "unknown codes", "colours"],
)
def test_quarantined_with_what_to_do(tmp_path, prepare, reason):
    found = inspected(*prepare(tmp_path))
    assert found.status == "quarantined"
    assert re.fullmatch(f"field B1a: {reason}", found.reason)
    assert found.class_pixels is None


def test_size_and_digest_are_noted_of_what_can_be_read(tmp_path):
    """A photograph is good although its mask is not."""
    found = inspected(photograph(tmp_path / "a.png"), mask(tmp_path / "m.png", 20, 29))
    assert (found.status, found.width, found.height) == ("quarantined", 30, 20)
    assert found.sha256 == file_sha256(tmp_path / "a.png") != ""


def test_smallest_side_is_allowed(tmp_path):
    assert inspected(photograph(tmp_path / "a.png", 16, 40)).status == "accepted"


def test_digest_of_nothing_is_empty(tmp_path):
    assert file_sha256(tmp_path / "none.png") == ""


def test_row_carries_the_sheet_and_the_finding(tmp_path):
    field = Field("Birch", "B1", "B1a", tmp_path / "a.png", extra={"operator": "Ada"})
    row = catalog_row(field, inspect_field(field, CODES, 16))
    assert row["operator"] == "Ada"
    assert (row["field"], row["mask"], row["status"]) == ("B1a", "", "quarantined")
    assert {"status", "reason", "width", "height", "sha256"} <= row.keys()
    assert not {"extra", "class_pixels"} & row.keys()


def test_class_shares_by_deposit_and_split():
    pixels = pd.DataFrame(
        [
            ("Birch", "train", "a", 0, 60),
            ("Birch", "train", "a", 6, 20),
            ("Birch", "train", "b", 0, 20),
            ("Birch", "test", "c", 6, 5),
            ("Oak", "train", "d", 1, 7),
        ],
        columns=["deposit", "split", "field", "code", "pixels"],
    )
    table = class_shares(pixels, MINERALS)
    found = table[["deposit", "split", "mineral", "pixels", "pct", "fields", "fields_with"]]
    assert found.values.tolist() == [
        ["Birch", "test", "Py", 5, 100.0, 1, 1],
        # 60 + 20 of 60 + 20 + 20 pixels in two fields; pyrite in one of them.
        ["Birch", "train", "BG", 80, 80.0, 2, 2],
        ["Birch", "train", "Py", 20, 20.0, 2, 1],
        ["Oak", "train", "Ccp", 7, 100.0, 1, 1],
    ]
    assert table.groupby(["deposit", "split"])["pct"].sum().tolist() == [100.0] * 3


def test_class_shares_without_annotation():
    """A survey with a shipped model needs no mask."""
    none = pd.DataFrame([], columns=["deposit", "split", "field", "code", "pixels"])
    table = class_shares(none, MINERALS)
    assert table.empty
    assert {"deposit", "split", "mineral", "pct"} <= set(table.columns)


def test_cells_of_a_calibration_photograph(tmp_path):
    """Only a field that names one has a digest of it, and columns for it."""
    plain = Field("Birch", "B1", "B1a", photograph(tmp_path / "a.png"))
    row = catalog_row(plain, inspect_field(plain, CODES, 16))
    assert not {"session", "calibration", "calibration_sha256"} & row.keys()
    mirror = tmp_path / "mirror.png"
    Image.fromarray(np.full((20, 30, 3), 180, np.uint8)).save(mirror)
    field = replace(plain, session="May", calibration=mirror)
    row = catalog_row(field, inspect_field(field, CODES, 16))
    assert (row["status"], row["session"], row["calibration"]) == ("accepted", "May", str(mirror))
    assert row["calibration_sha256"] == file_sha256(mirror)


def test_quarantined_for_its_calibration_photograph(tmp_path):
    image = photograph(tmp_path / "a.png")
    field = Field("Birch", "B1", "B1a", image, calibration=photograph(tmp_path / "other.png"))
    found = inspect_field(field, CODES, 16)
    says = rf"field B1a: calibration: photograph {tmp_path}/other\.png does not show a uniform"
    assert found.status == "quarantined" and re.match(says, found.reason)


@pytest.fixture
def noted(tmp_path):
    """Row and paths of an annotated field that the catalog has inspected, and its verdicts."""
    image, annotation = photograph(tmp_path / "a.png"), mask(tmp_path / "m.png", codes=(0, 6))
    fields = [Field("Birch", "B1", "B1a", image, annotation)]
    row, paths = as_rows(fields, file_sha256)[0], paths_of(fields)
    verdicts = Verdicts(tmp_path / "verdicts", "code")
    inspect_row(row, paths, CODES, 16, watch=FieldWatch(), verdicts=verdicts)
    return row, paths, verdicts


@pytest.fixture
def not_read(monkeypatch):
    """No photograph and no mask is opened."""

    def opened(*_):
        raise AssertionError("read once more")

    monkeypatch.setattr(catalog, "Photograph", opened)
    monkeypatch.setattr(catalog, "read_mask", opened)


def test_a_verdict_is_found_once(noted, not_read):
    row, paths, verdicts = noted
    # Other stages count void among the codes.
    [(field, found)] = accepted_fields([row], paths, (*CODES, 255), 16, verdicts=verdicts)
    assert field.field == "B1a"
    assert (found.status, found.reason, found.width, found.height) == ("accepted", "", 30, 20)
    assert found.class_pixels == {0: 300, 6: 300}
    assert (found.sha256, found.mask_sha256) == (row["image_digest"], row["mask_digest"])


@pytest.mark.parametrize(
    ("smallest_px", "largest_mpx", "more", "reason"),
    [
        (21, 1.0, {}, "is 30 x 20 px, smaller than a patch of 21 px"),
        (16, 0.0001, {}, "is 30 x 20 px, more than 0.0001 million"),
        (16, 1.0, {DUPLICATE_OF: "B1b"}, "is the same file as that of field B1b"),
    ],
    ids=["too small", "too large", "twice"],
)
def test_what_a_verdict_does_not_know(noted, not_read, smallest_px, largest_mpx, more, reason):
    """As without it: models differ in their patch."""
    row, paths, verdicts = noted
    _, found = inspect_row(row | more, paths, CODES, smallest_px, largest_mpx, verdicts=verdicts)
    assert found.status == "quarantined" and found.reason.startswith("field B1a: ")
    assert reason in found.reason and found.class_pixels is None


def test_another_calibration_photograph_is_another_verdict(noted):
    row, paths, verdicts = noted
    field = as_field(row, paths)
    assert verdicts.of(field, row) and not verdicts.of(field, row | {"calibration_digest": "a"})


@pytest.mark.parametrize("what", ["mask", "photograph", "codes", "code", "note"])
def test_what_another_verdict_was_on_is_read(noted, tmp_path, what):
    row, paths, verdicts = noted
    if what == "mask":
        mask(tmp_path / "m.png", codes=(1,))
    elif what == "photograph":
        photograph(tmp_path / "a.png", 20, 40)
    elif what == "code":
        verdicts = Verdicts(tmp_path / "verdicts", "other code")
    elif what == "note":
        [note] = (tmp_path / "verdicts").rglob("*.json")
        note.write_text("{")
    digests = {"image_digest": tmp_path / "a.png", "mask_digest": tmp_path / "m.png"}
    row = row | {key: file_sha256(path) for key, path in digests.items()}
    field, found = inspect_row(
        row, paths, (0, 1) if what == "codes" else CODES, 16, verdicts=verdicts
    )
    assert found == inspect_field(field, (0, 1) if what == "codes" else CODES, 16)
    said = {"photograph": "is 30 x 20 px but the image is 40 x 20", "codes": "holds the codes 6"}
    assert said.get(what, "") in found.reason
    assert (found.status == "accepted") == (what not in said)


def test_only_annotated_fields_that_can_be_used_are_noted(tmp_path):
    annotation = mask(tmp_path / "m.png", codes=(9,))
    fields = [
        Field("Birch", "B1", "bare", photograph(tmp_path / "a.png")),
        Field("Birch", "B1", "wrong", photograph(tmp_path / "b.png"), annotation),
    ]
    verdicts, paths = Verdicts(tmp_path / "verdicts", "code"), paths_of(fields)
    for row in as_rows(fields, lambda path: file_sha256(path) if path else ""):
        inspect_row(row, paths, CODES, 16, verdicts=verdicts)
    assert not (tmp_path / "verdicts").exists()
