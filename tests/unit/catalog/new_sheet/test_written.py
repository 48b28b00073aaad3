"""Sheets on disk: opened by any spreadsheet, read as they were meant, and grown without a loss."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from picture_files import mask, picture
from PIL import Image

from oresurvey.catalog.new_sheet.from_folder import sheet_from_folder
from oresurvey.commands.command_line import main as oresurvey
from oresurvey.survey.sheet import read_sheet

FORMATS = ["my sheet.xlsx", "sheet.tsv", "sheet.csv", "sheet.CSV", "sheet.txt"]


def make(*arguments) -> int:
    return oresurvey(["sheet", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two photographs, one annotated, under names that are hard to write down."""
    monkeypatch.chdir(tmp_path)
    picture(tmp_path / "my photographs/Восток, 1/=1/a $b .jpg", seed=1)
    exif = Image.Exif()
    exif[0x0132] = "2024:05:03 12:30:00"
    picture(
        tmp_path / "my photographs/Восток, 1/1-2/ 'c'.png",
        seed=2,
        exif=exif,
        dpi=(25_400 / 0.65,) * 2,
    )
    mask(tmp_path / "my photographs/Восток, 1/1-2/ 'c'_mask.png")
    return Path("my photographs")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read(tmp_path, folder, name, capsys):
    """Paths are relative to the sheet, which may be elsewhere."""
    (tmp_path / "sheets").mkdir()
    assert make(folder, f"sheets/{name}") == 0
    assert f"sheets/{name}: 2 fields of 1 deposit\n" in capsys.readouterr().out
    fields = read_sheet(tmp_path / "sheets" / name)
    assert [(field.deposit, field.section, field.field) for field in fields] == [
        ("Восток, 1", "Восток, 1-1-2", "Восток, 1-1-2- 'c'"),
        ("Восток, 1", "Восток, 1-=1", "Восток, 1-=1-a $b"),
    ]
    assert all(field.image.is_file() for field in fields)
    assert fields[0].mask.is_file() and fields[0].split == "train"
    assert fields[0].um_per_px == 0.65
    assert fields[0].extra == {"exif_datetime": "2024-05-03T12:30:00"}


@pytest.mark.parametrize("name", ["sheet.tsv", "sheet.csv"])
def test_text_has_the_mark_by_which_spreadsheets_know_cyrillic(folder, name):
    assert make(folder, name) == 0
    assert Path(name).read_bytes().startswith(b"\xef\xbb\xbfdeposit")


def test_names_in_a_workbook_are_text_and_scales_are_numbers(tmp_path, folder):
    picture(tmp_path / "my photographs/1-2/=1/a.png", seed=3, dpi=(25_400 / 0.65,) * 2)
    assert make(folder, "sheet.xlsx") == 0
    sheet = load_workbook("sheet.xlsx").active
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert (row["deposit"].value, row["deposit"].data_type) == ("1-2", "s")
    assert row["deposit"].number_format == "@"
    assert (row["um_per_px"].value, row["um_per_px"].data_type) == (0.65, "n")
    # What a person types into empty cells stays text too.
    assert sheet.column_dimensions["C"].number_format == "@"


@pytest.mark.parametrize("name", FORMATS)
def test_show_writes_nothing_and_lists_everything(tmp_path, folder, name, capsys):
    for number in range(30):
        (folder / f"{number}.docx").write_text("x")
    before = sorted(tmp_path.rglob("*"))
    assert make(folder, name, "--show") == 0
    said = capsys.readouterr().out
    assert sorted(tmp_path.rglob("*")) == before
    assert "2 photographs of 2 sections" in said and "nothing is written" in said
    assert all(f"{number}.docx" in said for number in range(30))
    assert "mask, split: 1 by their names; proposed are 1 train" in said
    assert "um_per_px: of 1 photograph, as the file states it: 0.65 um (1)" in said
    assert "exif_datetime: of 1 photograph, by EXIF" in said


def test_show_needs_no_sheet_and_writing_does(folder, capsys):
    assert make(folder, "--show") == 0
    for more in ([], ["--append"], ["--append", "--show"]):
        assert make(folder, *more) == 2
        assert "error: name the sheet: make sheet" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["sheet.tsv", "sheet.xlsx"])
def test_a_sheet_is_never_overwritten(folder, name, capsys):
    Path(name).write_text("a person's work")
    assert make(folder, name) == 2
    assert f"{name} is there already; give another name" in (said := capsys.readouterr().err)
    assert "APPEND=1" in said and "--append" in said
    assert Path(name).read_text() == "a person's work"


@pytest.mark.parametrize("name", ["sheet", "sheet.ods", "sheet.xls"])
def test_name_that_no_sheet_has(folder, name, capsys):
    assert make(folder, name) == 2
    assert "the name must end in .tsv, .csv, .txt or .xlsx" in capsys.readouterr().err
    assert not Path(name).exists()


def test_nothing_in_the_folder_can_have_a_row(tmp_path, capsys):
    picture(tmp_path / "p/all/a/a.png")
    assert make(tmp_path / "p", tmp_path / "sheet.tsv") == 2
    assert "no photograph in it can have a row" in capsys.readouterr().err
    assert not (tmp_path / "sheet.tsv").exists()


def test_names_that_look_the_same_are_noted(tmp_path, capsys):
    picture(tmp_path / "Восток/A/a.png", seed=1)
    picture(tmp_path / "Bосток/B/b.png", seed=2)
    assert make(tmp_path, tmp_path / "sheet.tsv") == 0
    assert "note: deposit 'Восток' looks like 'Bосток'" in capsys.readouterr().out


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_grows(folder, name, capsys):
    """Names, edits and columns of the person stay; new photographs are called as their fellows."""
    assert make(folder, name) == 0
    path = Path(name)
    if name.endswith("xlsx"):
        book = load_workbook(path)
        for row in book.active.iter_rows(min_row=2):
            row[0].value = "West"
        book.active.cell(1, 20, "operator")
        book.active.cell(2, 20, "Anna")
        book.save(path)
    else:
        text = path.read_bytes().decode("utf-8-sig")
        lines = text.splitlines()
        mark = "," if "csv" in name.lower() else "\t"
        lines = [
            line + mark + cell for line, cell in zip(lines, ("operator", "Anna", ""), strict=True)
        ]
        changed = [line.replace('"Восток, 1"' + mark, "West" + mark) for line in lines]
        changed = [line.replace("Восток, 1\t", "West\t") for line in changed]
        path.write_bytes("\r\n".join(changed).encode("utf-8-sig"))
    before = {field.field: field for field in read_sheet(path)}
    kept = path.read_bytes()

    picture(folder / "Восток, 1/1-2/new.png", seed=5)
    picture(folder / "Oak/O/new.png", seed=6)
    picture(folder / "Oak/O/copy.tif", seed=7)
    shutil.copyfile(folder / "Восток, 1/=1/a $b .jpg", folder / "Oak/O/again.jpg")
    capsys.readouterr()
    assert make(folder, name, "--append", "--show") == 0
    assert "3 fields; nothing is written" in capsys.readouterr().out
    assert path.read_bytes() == kept
    assert make(folder, name, "--append") == 0
    said = capsys.readouterr().out
    assert "3 fields of 2 deposits appended" in said
    assert "the same file as Восток, 1/=1/a $b .jpg: Oak/O/again.jpg" in said

    after = {field.field: field for field in read_sheet(path)}
    assert {key: after[key] for key in before} == before
    assert sum(field.extra.get("operator") == "Anna" for field in after.values()) == 1
    new = sorted((after[key].deposit, after[key].section) for key in set(after) - set(before))
    assert new == [("Oak", "Oak-O"), ("Oak", "Oak-O"), ("West", "Восток, 1-1-2")]
    if not name.endswith("xlsx"):
        assert path.read_bytes().startswith(kept + b"\r\n")
    assert make(folder, name, "--append") == 0
    assert "has all of them: nothing is appended" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_a_text_grows_in_its_own_alphabet(tmp_path, encoding, capsys):
    for number, name in enumerate("абв"):
        picture(tmp_path / f"Норильск/шлиф/{name}.png", seed=number, dpi=(25_400 / 0.65,) * 2)
    sheet = tmp_path / "sheet.csv"
    rows = ["deposit;section;field;image;um_per_px"]
    rows += ["Норильск;Норильск-шлиф;первая;Норильск/шлиф/а.png;1,25"]
    sheet.write_bytes("\r\n".join(rows).encode(encoding))
    assert make(tmp_path, sheet, "--append") == 0
    text = sheet.read_bytes().decode(encoding)
    assert text.splitlines()[:2] == rows
    assert text.splitlines()[2].endswith(";Норильск/шлиф/б.png;0,65")
    assert [field.um_per_px for field in read_sheet(sheet)] == [0.65, 0.65, 1.25]
    if encoding == "cp1251":
        before = sheet.read_bytes()
        picture(tmp_path / "Норильск/шлиф/é.png", seed=9)
        capsys.readouterr()
        assert make(tmp_path, sheet, "--append") == 2
        assert "its code page does not have all letters" in capsys.readouterr().err
        assert sheet.read_bytes() == before


def test_new_masks_follow_the_split_of_their_section(tmp_path, capsys):
    for number, section in enumerate(("A", "A", "B", "B")):
        picture(tmp_path / f"L/{section}/{number}.png", seed=number)
        mask(tmp_path / f"L/{section}/{number}_mask.png")
    sheet = tmp_path / "sheet.tsv"
    rows = ["deposit\tsection\tfield\timage\tmask\tsplit"]
    rows += ["L\tL-A\tone\tL/A/0.png\tL/A/0_mask.png\ttest", "L\tL-B\ttwo\tL/B/2.png\t\t"]
    sheet.write_text("\n".join(rows) + "\n")
    assert make(tmp_path, sheet, "--append") == 0
    splits = {field.field: field.split for field in read_sheet(sheet)}
    assert splits["L-A-1"] == "test" and splits["L-B-3"] in ("train", "validation")
    assert "a mask in the folder and none in the sheet: two" in capsys.readouterr().out


def test_columns_that_the_sheet_does_not_have_are_named(tmp_path, capsys):
    picture(tmp_path / "L/A/0.png", seed=0)
    picture(tmp_path / "L/A/1.png", seed=1)
    mask(tmp_path / "L/A/1_mask.png")
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("field\tdeposit\tsection\timage\none\tL\tL-A\tL/A/0.png\n")
    assert make(tmp_path, sheet, "--append") == 0
    assert "it has no column mask, split, so that is not in it" in capsys.readouterr().out
    assert [field.field for field in read_sheet(sheet)] == ["L-A-1", "one"]


@pytest.mark.parametrize("part", ["formula", "chart"])
def test_a_workbook_that_would_lose_something_is_left_alone(folder, part, capsys):
    from openpyxl.chart import BarChart

    assert make(folder, "sheet.xlsx") == 0
    book = load_workbook("sheet.xlsx")
    if part == "chart":
        book.active.add_chart(BarChart(), "A9")
        book.save("sheet.xlsx")
    before = Path("sheet.xlsx").read_bytes()
    picture(folder / "Oak/O/new.png", seed=6)
    if part == "formula":
        book.create_sheet("sums")["A1"] = "=1+1"
        book.save("sheet.xlsx")
        # The table itself can be read; the sums would lose their values.
        before = Path("sheet.xlsx").read_bytes()
    capsys.readouterr()
    assert make(folder, "sheet.xlsx", "--append") == 2
    assert ("has formulas" if part == "formula" else "holds more than cells") in (
        capsys.readouterr().err
    )
    assert Path("sheet.xlsx").read_bytes() == before


def test_a_sheet_that_cannot_be_read_back_is_not_written(tmp_path, monkeypatch, capsys):
    """Whatever the names: the reader has the last word."""
    from oresurvey.catalog.new_sheet import from_folder

    picture(tmp_path / "p/all/a.png")
    monkeypatch.setattr(from_folder, "unusable_cell", lambda column, cell: "")
    assert make(tmp_path / "p", tmp_path / "sheet.tsv") == 2
    said = capsys.readouterr().err
    assert "nothing is written, since it could not be read" in said and "sheet.tsv, row 2" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_the_same_folder_gives_the_same_rows(folder):
    assert sheet_from_folder(folder).table.equals(sheet_from_folder(folder).table)
