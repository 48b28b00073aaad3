"""Sheets of folders as people have them: every file a row, or left out with a reason."""

from contextlib import nullcontext
from importlib.util import find_spec

import numpy as np
import pytest
from picture_files import mask, picture
from PIL import Image
from tifffile import imwrite

from oresurvey.catalog.new_sheet import folder
from oresurvey.catalog.new_sheet.from_folder import TIME, sheet_from_folder
from oresurvey.errors import SheetError
from oresurvey.survey.sheet import OPTIONAL, REQUIRED

NAMES = ["deposit", "section", "field"]


def touch(where, *names):
    """Files that are no pictures, each of its own content."""
    for name in names:
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(name)
    return where


def reasons(made) -> dict[str, str]:
    return {str(one.path): one.reason for one in made.left_out}


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Birch/B1/a.jpg", ("Birch", "Birch-B1", "Birch-B1-a")),
        ("Birch/a.jpg", ("Birch", "Birch-a", "Birch-a")),
        ("Birch/a.TIFF", ("Birch", "Birch-a", "Birch-a")),
        ("Birch/B1/a.BMP", ("Birch", "Birch-B1", "Birch-B1-a")),
        ("2024/Birch/B1/a.jpg", ("Birch", "Birch-B1", "Birch-B1-a")),
        ("a.jpg", ("photographs", "photographs-a", "photographs-a")),
    ],
)
def test_folders_name_the_field(tmp_path, name, row):
    made = sheet_from_folder(touch(tmp_path / "photographs", name))
    assert tuple(made.table.columns) == (*REQUIRED, *OPTIONAL)
    assert [tuple(cells) for cells in made.table[NAMES].values] == [row]
    assert made.table["image"].tolist() == [str(tmp_path / "photographs" / name)]
    assert (made.table[list(OPTIONAL)] == "").all(axis=None)
    assert (made.left_out, made.litter, made.notes) == ([], 0, [])


def test_every_file_is_a_row_litter_or_left_out(tmp_path):
    touch(
        tmp_path,
        *("Lode/A/a.png", "Lode/A/b.JPG", "Lode/notes.docx", "Lode/A/a.czi", "Lode/A/a.heic"),
        *(
            "Lode/A/a.nef",
            "Lode/A/a.gif",
            "Lode/A/Thumbs.db",
            "Lode/A/._a.png",
            "Lode/~$notes.docx",
        ),
        *("Lode/A/@eaDir/a.png/THUMB.jpg", "$RECYCLE.BIN/S-1/$R1.jpg", ".thumbnails/a.png"),
        *("Lode/.DS_Store", "Lode/desktop.ini", "over.jpg"),
    )
    (tmp_path / "elsewhere").symlink_to(tmp_path / "Lode")
    made = sheet_from_folder(tmp_path)
    assert made.table["field"].tolist() == ["Lode-A-a", "Lode-A-b"]
    found = reasons(made)
    raw = found.pop("Lode/A/a.nef")
    assert find_spec("rawpy") or raw.startswith("a camera's raw file, which needs packages of its")
    for name in ("a.czi", "a.heic"):
        assert found.pop(f"Lode/A/{name}").startswith("cannot be read as an image: it begins like")
    assert "export it as TIFF" in found.pop("Lode/A/a.gif")
    assert found.pop("Lode/notes.docx") == "no photograph"
    assert found.pop("over.jpg") == "above the folders of the deposits (deposit/section)"
    assert found.pop("elsewhere").startswith("a link to a folder")
    assert (found, made.litter) == ({}, 8)


def test_what_extra_packages_read_is_a_photograph_where_they_are(tmp_path, monkeypatch):
    touch(tmp_path, "Lode/A/a.czi")
    monkeypatch.setattr(folder, "Photograph", lambda path: nullcontext())
    assert sheet_from_folder(tmp_path).table["field"].tolist() == ["Lode-A-a"]


@pytest.mark.parametrize(
    ("names", "fields"),
    [
        (("Birch/a.jpg", "Birch/a.png"), ["Birch-a-jpg", "Birch-a-png"]),
        (("Birch/B/a.jpg", "Oak/B/a.jpg"), ["Birch-B-a", "Oak-B-a"]),
        (("Birch/B/a.JPG", "Birch/B/a.jpg"), ["Birch-B-a-jpg", "Birch-B-a-jpg-2"]),
        (("Birch/1-2.jpg", "Birch/1/2.jpg"), ["Birch-1-2-jpg", "Birch-1-2-jpg-2"]),
        (("B/S/10x/a.jpg", "B/S/20x/a.jpg", "B/S/a.jpg"), ["B-S-10x-a", "B-S-20x-a", "B-S-a"]),
    ],
)
def test_names_are_made_unique(tmp_path, names, fields):
    made = sheet_from_folder(touch(tmp_path / "photographs", *names))
    assert made.table["field"].tolist() == fields


def test_deposits_that_differ_in_case_are_one(tmp_path):
    """The commoner spelling; one section stays one."""
    touch(tmp_path, "LODE/S1/a.jpg", "Lode/S1/b.jpg", "Lode/S2/c.jpg")
    made = sheet_from_folder(tmp_path)
    assert set(made.table["deposit"]) == {"Lode"}
    assert made.table["section"].tolist() == ["Lode-S1", "Lode-S1", "Lode-S2"]
    assert "the folders LODE and Lode are one deposit, Lode" in made.notes


def test_sections_of_two_deposits_never_have_one_name(tmp_path):
    touch(tmp_path, "Vein/1-2/a.jpg", "Vein-1/2/a.jpg")
    made = sheet_from_folder(tmp_path)
    assert made.table[["deposit", "section"]].values.tolist() == [
        ["Vein", "Vein-1-2"],
        ["Vein-1", "Vein-1-2-2"],
    ]
    assert made.table["field"].is_unique


@pytest.mark.parametrize(
    ("levels", "row"),
    [
        (None, ["West", "West-A", "West-A-20x-a", ""]),
        ("deposit/section/*", ["West", "West-A", "West-A-a", ""]),
        ("*/deposit/section", ["A", "A-20x", "A-20x-a", ""]),
        ("section/deposit", ["A", "A-West", "A-West-20x-a", ""]),
        ("deposit", ["West", "West-a", "West-a-A-20x-a", ""]),
        ("deposit/section/session", ["West", "West-A", "West-A-a", "20x"]),
    ],
)
def test_levels(tmp_path, levels, row):
    touch(tmp_path, "West/A/20x/a.jpg", "West/A/b.jpg")
    table = sheet_from_folder(tmp_path, levels).table
    assert table[[*NAMES, "session"]].values.tolist()[0] == row


def test_different_depths_are_noted_and_what_is_too_high_is_listed(tmp_path):
    touch(tmp_path, "2024/over.jpg", "2024/West/A/a.jpg", "2024/West/A/20x/a.jpg")
    made = sheet_from_folder(tmp_path)
    assert made.table["section"].tolist() == ["West-A", "West-A"]
    assert list(reasons(made)) == ["2024/over.jpg"]
    [note] = made.notes
    assert "different depths (1 in 1 folder, 1 in 3 folders, 1 in 4 folders)" in note
    assert "*/deposit/section" in note


@pytest.mark.parametrize(
    "levels", ["section", "deposit/deposit", "deposit/Section", "deposit//a", "deposit/image", ""]
)
def test_levels_that_mean_nothing(tmp_path, levels):
    touch(tmp_path, "West/A/a.jpg")
    if not levels:
        assert len(sheet_from_folder(tmp_path, levels).table) == 1
        return
    with pytest.raises(SheetError, match=r"levels: .*; write one word for each level of folders"):
        sheet_from_folder(tmp_path, levels)


@pytest.mark.parametrize(
    "name", ["all/A/a.jpg", "01.фев/A/a.jpg", "West/A/a\nb.jpg", "b\udcff/a.jpg"]
)
def test_names_that_no_sheet_can_have_are_listed(tmp_path, name):
    touch(tmp_path, "West/A/a.jpg")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x")
    made = sheet_from_folder(tmp_path, "deposit/section")
    assert made.table["field"].tolist() == ["West-A-a"]
    assert "rename the file or folder" in reasons(made)[name]


def test_copies_and_second_formats_are_left_out(tmp_path):
    """What loses nothing is kept; another scene of the same name is no second format."""
    one = picture(tmp_path / "L/A/1.jpg", seed=1, quality=92)
    picture(tmp_path / "L/A/1.tif", seed=1)
    picture(tmp_path / "L/A/1.png", seed=1, size=(120, 160))
    picture(tmp_path / "L/B/1.jpg", seed=2)
    picture(tmp_path / "L/B/1.tif", seed=3)
    (tmp_path / "L/C").mkdir()
    (tmp_path / "L/C/copy.jpg").write_bytes(one.read_bytes())
    made = sheet_from_folder(tmp_path)
    kept = [path.removeprefix(f"{tmp_path}/") for path in made.table["image"]]
    assert kept == ["L/A/1.tif", "L/B/1.jpg", "L/B/1.tif"]
    assert reasons(made) == {
        "L/A/1.jpg": "the same exposure as 1.tif beside it, which is kept",
        "L/A/1.png": "the same exposure as 1.tif beside it, which is kept",
        "L/C/copy.jpg": "the same file as L/A/1.jpg",
    }


def test_files_of_one_size_that_differ_in_one_byte_are_no_copies(tmp_path):
    """Wherever it is; a copy of one of them is found."""
    whole = bytearray(b"\xff\xd8\xff" + bytes(1_000_000))
    for name, place in (("a", 500), ("b", 600_000), ("c", 999_999), ("d", 600_000)):
        changed = whole.copy()
        changed[place] = 1
        (tmp_path / "L").mkdir(exist_ok=True)
        (tmp_path / f"L/{name}.jpg").write_bytes(changed)
    for name in "ef":
        (tmp_path / f"L/{name}.jpg").touch()
    made = sheet_from_folder(tmp_path)
    assert made.table["field"].tolist() == [f"L-{name}" for name in "abcef"]
    assert reasons(made) == {"L/d.jpg": "the same file as L/b.jpg"}


def test_what_files_state(tmp_path):
    pixels = np.zeros((40, 60, 3), np.uint8)
    (tmp_path / "L/A").mkdir(parents=True)
    imwrite(
        tmp_path / "L/A/a.tif", pixels, imagej=True, resolution=(1 / 0.65,) * 2,
        metadata={"unit": "um"},
    )  # fmt: skip
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:05:03 12:30:00"
    picture(tmp_path / "L/A/b.jpg", seed=2, exif=exif, dpi=(300, 300))
    table = sheet_from_folder(tmp_path).table
    assert table["um_per_px"].tolist() == ["0.65", ""]
    assert table[TIME].tolist() == ["", "2024-05-03T12:30:00"]


@pytest.mark.parametrize(
    ("photograph", "named"),
    [
        ("L/A/a.jpg", "L/A/a_mask.png"),
        ("L/A/a.jpg", "L/A/a-mask.TIF"),
        ("L/A/a.jpg", "L/A/A.mask.tif"),
        ("L/A/a.jpg", "L/A/masks/a.png"),
        ("L/A/imgs/a.jpg", "L/A/masks/a.png"),
        ("L/imgs/A/a.jpg", "L/masks/A/a_mask.png"),
        ("imgs/L/A/a.jpg", "Masks/L/A/a.png"),
        ("L/A/a.jpg", "L/A/маски/a.png"),
    ],
)
def test_masks_are_known_by_their_names(tmp_path, photograph, named):
    picture(tmp_path / photograph)
    mask(tmp_path / named)
    made = sheet_from_folder(tmp_path)
    assert made.table[[*NAMES, "mask", "split"]].values.tolist() == [
        ["L", "L-A", "L-A-a", str(tmp_path / named), "train"]
    ]
    assert made.left_out == []
    assert "none validates" in made.notes[0]


def test_masks_that_cannot_be_used_are_listed_and_their_photographs_kept(tmp_path):
    for number, stem in enumerate("abcde"):
        picture(tmp_path / f"L/A/{stem}.jpg", seed=number)
    mask(tmp_path / "L/A/nobody_mask.png")
    picture(tmp_path / "L/A/a_mask.jpg")
    picture(tmp_path / "L/A/b_mask.png")
    mask(tmp_path / "L/A/c_mask.png", size=(60, 80))
    mask(tmp_path / "L/A/d_mask.png")
    mask(tmp_path / "L/A/d_mask.tif")
    made = sheet_from_folder(tmp_path)
    assert len(made.table) == 5
    assert made.table["field"][made.table["mask"] != ""].tolist() == ["L-A-d"]
    found = reasons(made)
    assert "no photograph has that name" in found["L/A/nobody_mask.png"]
    assert "a mask as JPEG" in found["L/A/a_mask.jpg"]
    assert "no mask of mineral codes" in found["L/A/b_mask.png"]
    assert "no mask of mineral codes" in found["L/A/c_mask.png"]
    assert found["L/A/d_mask.tif"] == "a second mask of d.jpg, beside d_mask.png"


def test_splits_are_proposed_by_section_for_masks_only(tmp_path):
    """Four sections of two fields: one of them validates, whatever the order."""
    for section in range(4):
        for field in range(2):
            picture(tmp_path / f"L/S{section}/{field}.png", seed=10 * section + field)
            mask(tmp_path / f"L/S{section}/{field}_mask.png")
    picture(tmp_path / "L/S4/0.png", seed=99)
    table = sheet_from_folder(tmp_path).table
    splits = table.groupby("section")["split"].agg(["nunique", "first", "size"])
    assert (splits["nunique"] == 1).all()
    assert sorted(splits["first"]) == ["", "train", "train", "train", "validation"]
    assert splits["first"]["L-S4"] == ""
    assert sheet_from_folder(tmp_path).table.equals(table)


def test_photographs_without_sections_are_split_in_blocks(tmp_path):
    """Of those taken one after another: neighbours may overlap."""
    for number in range(8):
        exif = Image.Exif()
        exif[0x0132] = f"2024:05:03 12:0{7 - number}:00"
        picture(tmp_path / f"L/{number}.png", seed=number, exif=exif)
        mask(tmp_path / f"L/{number}_mask.png")
    made = sheet_from_folder(tmp_path)
    splits = "".join(split[0] for split in made.table["split"])
    assert splits in {"vvtttttt", "ttvvtttt", "ttttvvtt", "ttttttvv"}
    assert any("put those that overlap" in note for note in made.notes)


@pytest.mark.parametrize("name", ["photographs/a.czi", "photographs/Birch/notes.txt"])
def test_folder_without_photographs_is_named(tmp_path, name):
    touch(tmp_path, name)
    with pytest.raises(SheetError, match=r"photographs: no photograph \(\.bmp, .*\) in it; .*: "):
        sheet_from_folder(tmp_path / "photographs")


@pytest.mark.parametrize("parent", ["", "a" * 300])
def test_folder_that_is_not_there(tmp_path, parent):
    with pytest.raises(SheetError, match="photographs is not there; give the folder of the"):
        sheet_from_folder(tmp_path / parent / "photographs")
    touch(tmp_path, "a.jpg")
    with pytest.raises(SheetError, match=r"a\.jpg is a file; give the folder"):
        sheet_from_folder(tmp_path / "a.jpg")
