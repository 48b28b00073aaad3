"""Sheets: what a good one becomes, and what a bad one is told."""

import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from oresurvey.errors import SheetError
from oresurvey.files.folder_names import folder_name
from oresurvey.survey.cells.sampling import depth_of, sampling_of
from oresurvey.survey.cells.written import escaped
from oresurvey.survey.field import Field
from oresurvey.survey.sheet import read_sheet, read_whole_sheet

HEADER = ["deposit", "section", "field", "image"]
ROW = ["Birch", "B1", "B1a", "B1a.png"]


def write(folder, rows, name="sheet.tsv"):
    between = "\t" if name.endswith(".tsv") else ","
    return write_text(folder, rows, between, name=name)


def write_text(folder, rows, between, encoding="utf-8", name="sheet.csv", before=""):
    text = before + "".join(between.join(row) + "\r\n" for row in rows)
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def write_book(folder, rows, name="sheet.xlsx", title="Sheet1"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def columns(path, *names):
    """Cells of fields, in the order of their names."""
    return [tuple(getattr(field, name) for name in names) for field in read_sheet(path)]


@pytest.mark.parametrize("name", ["sheet.tsv", "sheet.csv"])
def test_full_row(tmp_path, name):
    header = [*HEADER, "mask", "split", "um_per_px", "selection", "sample_type", "operator"]
    row = [*ROW, "m/B1a.png", "train", "1.25", "random", "particles", "Łukasz"]
    assert read_sheet(write(tmp_path, [header, row], name)) == [
        Field(
            "Birch",
            "B1",
            "B1a",
            tmp_path / "B1a.png",
            mask=tmp_path / "m" / "B1a.png",
            split="train",
            um_per_px=1.25,
            selection="random",
            sample_type="particles",
            extra={"operator": "Łukasz"},
        )
    ]


OPTIONAL = ["mask", "split", "um_per_px", "selection", "session", "calibration"]


@pytest.mark.parametrize("optional", [[], OPTIONAL])
def test_what_is_left_out_is_unknown(tmp_path, optional):
    """An empty cell says as much as a column that is not there."""
    sheet = write(tmp_path, [[*HEADER, *optional], [*ROW, *[""] * len(optional)]])
    assert read_sheet(sheet) == [Field(*ROW[:3], tmp_path / ROW[3])]


def test_session_and_calibration(tmp_path):
    """The path is relative to the sheet; both are columns of their own and no others."""
    sheet = write(
        tmp_path, [[*HEADER, "session", "calibration"], [*ROW, "3 May, 20x", "m/mirror.png"]]
    )
    [field] = read_sheet(sheet)
    assert (field.session, field.calibration) == ("3 May, 20x", tmp_path / "m" / "mirror.png")
    assert field.extra == {}


@pytest.mark.parametrize("column", ["calibration_sha256", "empty_pct"])
def test_a_column_that_the_catalog_writes_is_refused(tmp_path, column):
    sheet = write(tmp_path, [[*HEADER, column], [*ROW, "x"]])
    with pytest.raises(SheetError, match=f"the catalog writes a column '{column}' itself"):
        read_sheet(sheet)


def test_extra_columns_are_carried_through(tmp_path):
    sheet = write(tmp_path, [["depth m", *HEADER, "note"], ["120", *ROW, " a, b "]])
    assert read_sheet(sheet)[0].extra == {"depth m": "120", "note": "a, b"}


def test_spreadsheet_leftovers(tmp_path):
    """A byte order mark, blanks around cells, CRLF and empty lines are what spreadsheets leave."""
    text = "\ufeffdeposit\t section\tfield\timage\r\n\t\t\t\r\n Birch\tB1 \tB1a\tB1a.png\r\n\r\n"
    (tmp_path / "sheet.tsv").write_bytes(text.encode())
    assert read_sheet(tmp_path / "sheet.tsv") == [Field(*ROW[:3], tmp_path / ROW[3])]


def test_quoted_cells(tmp_path):
    (tmp_path / "sheet.csv").write_text('deposit,section,field,image\n"Birch, east",B1,B1a,a.png\n')
    assert read_sheet(tmp_path / "sheet.csv")[0].deposit == "Birch, east"


def test_order_of_rows_means_nothing(tmp_path):
    rows = [["Birch", "B1", name, f"{name}.png"] for name in ("c", "a", "b")]
    one = read_sheet(write(tmp_path, [HEADER, *rows]))
    other = read_sheet(write(tmp_path, [HEADER, *rows[::-1]]))
    assert one == other
    assert [field.field for field in one] == ["a", "b", "c"]


@pytest.mark.parametrize("written", ["$FRAMES/a.png", "${FRAMES}/a.png"])
def test_environment_variables_in_paths(tmp_path, monkeypatch, written):
    monkeypatch.setenv("FRAMES", str(tmp_path / "elsewhere"))
    sheet = write(tmp_path, [HEADER, [*ROW[:3], written]])
    assert read_sheet(sheet)[0].image == tmp_path / "elsewhere" / "a.png"


@pytest.mark.parametrize("column", ["image", "mask", "calibration"])
def test_variable_that_is_not_set(tmp_path, monkeypatch, column):
    monkeypatch.delenv("FRAMES", raising=False)
    cells = dict(zip(HEADER, ROW, strict=True)) | {column: "$FRAMES/a.png"}
    sheet = write(tmp_path, [list(cells), list(cells.values())])
    with pytest.raises(SheetError, match=r"row 2: the environment variable FRAMES in .* is not"):
        read_sheet(sheet)


@pytest.mark.parametrize("column", HEADER)
def test_missing_required_column(tmp_path, column):
    at = HEADER.index(column)
    sheet = write(tmp_path, [row[:at] + row[at + 1 :] for row in (HEADER, ROW)])
    with pytest.raises(SheetError, match=rf"sheet\.tsv, row 1: the column '{column}' is missing"):
        read_sheet(sheet)


@pytest.mark.parametrize("column", HEADER)
def test_empty_required_cell(tmp_path, column):
    bad = [" " if name == column else cell for name, cell in zip(HEADER, ROW, strict=True)]
    sheet = write(tmp_path, [HEADER, [*ROW[:2], "other", ROW[3]], bad])
    with pytest.raises(SheetError, match=rf"sheet\.tsv, row 3: {column} is empty"):
        read_sheet(sheet)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("split", "training", "'training'; use one of train, validation, test"),
        ("split", "Train", "'Train'; use one of train, validation, test"),
        ("selection", "best", "'best'; use one of systematic, random, chosen"),
        ("sample_type", "rock", "'rock'; use one of ore, particles"),
        ("um_per_px", "1,250.5", "'1,250.5'; give micrometres per pixel as a number"),
        ("um_per_px", "0.00125 mm", "'0.00125 mm'; give micrometres per pixel as a number"),
        ("um_per_px", "0.8 px/um", "'0.8 px/um'; give micrometres per pixel as a number"),
        ("um_per_px", "0", "'0'; give micrometres"),
        ("um_per_px", "-1", "'-1'; give micrometres"),
        ("um_per_px", "nan", "'nan'; give micrometres"),
        ("um_per_px", "inf", "'inf'; give micrometres"),
    ],
)
def test_unknown_value(tmp_path, column, value, says):
    sheet = write(tmp_path, [[*HEADER, "mask", column], [*ROW, "mask.png", value]])
    with pytest.raises(SheetError, match=rf"sheet\.tsv, row 2: {column} is {says}"):
        read_sheet(sheet)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (["Birch", "B2", "B1a", "b.png"], "field 'B1a' is there already in row 2"),
        (["Birch", "B2", "b1A", "b.png"], "field 'b1A' differs from row 2 in upper and lower case"),
        (["Oak", "B1", "B1b", "b.png"], "section 'B1' belongs to deposit 'Birch' in row 2 and to"),
        (["Birch", "B1", "B1b"], "3 cells under 4 columns"),
        (["Birch", "B1", "B1b", "b.png", "c"], "5 cells under 4 columns"),
    ],
)
def test_rows_that_contradict(tmp_path, second, says):
    sheet = write(tmp_path, [HEADER, ROW, [""] * 4, second])
    with pytest.raises(SheetError, match=rf"sheet\.tsv, row 4: {says}"):
        read_sheet(sheet)


def test_same_field_name_in_other_case_of_another_deposit(tmp_path):
    """Folders of two deposits do not meet."""
    sheet = write(tmp_path, [HEADER, ROW, ["Oak", "O1", "b1A", "b.png"]])
    assert [field.folder for field in read_sheet(sheet)] == ["Birch/B1a", "Oak/b1A"]


def test_split_needs_a_mask(tmp_path):
    sheet = write(tmp_path, [[*HEADER, "split"], [*ROW, "train"]])
    with pytest.raises(SheetError, match="row 2: split is 'train' but there is no mask"):
        read_sheet(sheet)


def test_column_twice(tmp_path):
    sheet = write(tmp_path, [[*HEADER, "field"], [*ROW, "other"]])
    with pytest.raises(SheetError, match="row 1: the column 'field' is there twice"):
        read_sheet(sheet)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("sheet.xlsx", b"", "row 1: the column 'deposit' is missing"),
        ("sheet.xlsx", b"PK\x03\x04", "cannot be read as a workbook .*; save it as .xlsx"),
        ("sheet.xls", b"\xd0\xcf\x11\xe0", r"is an old workbook \(\.xls\)"),
        ("sheet.tsv", None, "is not there; make one with"),
        ("sheet.tsv", "deposit\tsection\tfield\timage\nKöln\t".encode("latin-1"), "not UTF-8"),
        ("sheet.tsv", b"", "row 1: the column 'deposit' is missing"),
        ("sheet.tsv", b"deposit\tsection\tfield\timage\n", "has no rows"),
    ],
)
def test_file_that_is_no_sheet(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetError, match=rf"sheet .*{name}.*{says}"):
        read_sheet(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("B1_a-2.x", "B1_a-2.x"),
        ("Норильск", "Норильск"),
        ("a b", "a%20b"),
        ("../a", "%2E.%2Fa"),  # 2E is the full stop, 2F the slash in ASCII
        (".hidden", "%2Ehidden"),
        ("-rf", "%2Drf"),
        ("a%20b", "a%2520b"),
    ],
)
def test_names_as_folders(name, expected):
    assert folder_name(name) == expected


SCALED = [*HEADER, "um_per_px"]
RUSSIAN = [
    SCALED,
    ["Восток", "шлиф 1", "шлиф 1-1", "1.jpg", "1,25"],
    ["Восток", "шлиф 1", "шлиф 1-2", "2.jpg", "1,25"],
]
READ = [("Восток", "шлиф 1", "шлиф 1-1", 1.25), ("Восток", "шлиф 1", "шлиф 1-2", 1.25)]
POINT = [[cell.replace(",", ".") for cell in row] for row in RUSSIAN]
BESIDE = [[*row, "", ""] for row in RUSSIAN]
CAPITAL = [[name.capitalize() for name in SCALED], *RUSSIAN[1:]]
UNIT = [SCALED, *([*row[:4], "1.25 мкм/пикс"] for row in RUSSIAN[1:])]
NOTED = [["# sheet of 2024", "", "", "", ""], ["", "", "", "", ""], *RUSSIAN]
NUMBERED = [[first, *row] for first, row in zip("#12", RUSSIAN, strict=True)]
OLD_HEADER = [[f"#{SCALED[0]}", *SCALED[1:]], *RUSSIAN]


@pytest.mark.parametrize(
    ("name", "rows", "between", "encoding", "before"),
    [
        ("utf8.csv", POINT, ",", "utf-8-sig", ""),
        ("comma_country.csv", RUSSIAN, ";", "utf-8-sig", ""),
        ("ansi.csv", RUSSIAN, ";", "cp1251", ""),
        ("dos.csv", RUSSIAN, ";", "cp866", ""),
        ("tabs.txt", RUSSIAN, "\t", "cp1251", ""),
        ("unicode.txt", RUSSIAN, "\t", "utf-16", ""),
        ("UPPER.CSV", POINT, ",", "utf-8-sig", ""),
        ("commas.tsv", POINT, ",", "utf-8-sig", ""),
        ("semicolons.tsv", RUSSIAN, ";", "utf-8-sig", ""),
        ("bars.csv", RUSSIAN, "|", "utf-8", ""),
        ("sep.csv", RUSSIAN, ";", "utf-8-sig", "sep=;\r\n"),
        ("beside.csv", BESIDE, ";", "utf-8-sig", ""),
        ("capital.csv", CAPITAL, ";", "utf-8-sig", ""),
        ("unit.csv", UNIT, ";", "utf-8-sig", ""),
        ("noted.csv", NOTED, ";", "utf-8-sig", ""),
        ("numbered.csv", NUMBERED, ";", "utf-8-sig", ""),
        ("old_header.csv", OLD_HEADER, ";", "utf-8-sig", ""),
        ("no suffix", POINT, ",", "utf-8", ""),
    ],
)
def test_what_spreadsheets_save_is_read(tmp_path, name, rows, between, encoding, before):
    sheet = write_text(tmp_path, rows, between, encoding, name, before)
    assert columns(sheet, "deposit", "section", "field", "um_per_px") == READ
    guessed = [said for said in read_whole_sheet(sheet).remarks if "check its names" in said]
    assert len(guessed) == (encoding in ("cp1251", "cp866"))


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Köln", "cp1252"), ("Żabno", "cp1250"), ("Ορυχείο μία", "cp1253"), ("шлиф", "cp1251"),
     ("Сибай", "mac_cyrillic"), ("北方矿床", "gb18030"), ("鉱山", "shift_jis"),
     ("Надра України", "cp1251")],
)  # fmt: skip
def test_a_code_page_in_doubt_is_not_guessed(tmp_path, name, encoding):
    sheet = write_text(tmp_path, [HEADER, [name, *ROW[1:]]], ",", encoding)
    with pytest.raises(SheetError, match=r"is not UTF-8 text .*; save it as UTF-8"):
        read_sheet(sheet)


@pytest.mark.parametrize("title", ["Лист1", "SHEET"])
def test_workbook(tmp_path, title):
    """Numbers as people see them: no 7.0, and zeros in front where the format has them."""
    rows = [
        [*SCALED, "day", "note"],
        ["Birch", 7, 0.1 + 0.2, "a.jpg", 1.25, date(2024, 2, 1), None],
    ]
    path = write_book(tmp_path, rows, title=title)
    [field] = read_sheet(path)
    assert (field.section, field.field, field.um_per_px) == ("7", "0.3", 1.25)
    assert field.extra == {"day": "2024-02-01", "note": ""}
    assert field.image == tmp_path / "a.jpg"


def test_workbook_with_several_sheets(tmp_path):
    """One called "sheet" is the sheet, else the first; formats have zeros in front."""
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["notes"])
    book.create_sheet("Sheet ").append(HEADER)
    book.worksheets[1].append(["Birch", 7, "B7a", "a.jpg"])
    book.worksheets[1]["B2"].number_format = "000"
    book.save(tmp_path / "s.xlsx")
    assert columns(tmp_path / "s.xlsx", "section", "field") == [("007", "B7a")]


def test_merged_cells_say_one_thing(tmp_path):
    book = Workbook()
    for row in (HEADER, ["Birch", "B1", "B1a", "a.jpg"], [None, None, "B1b", "b.jpg"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "s.xlsx")
    assert columns(tmp_path / "s.xlsx", "deposit", "section", "field") == [
        ("Birch", "B1", "B1a"),
        ("Birch", "B1", "B1b"),
    ]


def test_whole_columns_merged_into_one_cell(tmp_path):
    """All memory would go into a column of one cell."""
    path = write_book(tmp_path, [HEADER, ROW])
    with zipfile.ZipFile(path) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    merged = b'<mergeCells count="1"><mergeCell ref="F1:G1048576"/></mergeCells><pageMargins'
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b"<pageMargins", merged)
    with zipfile.ZipFile(path, "w") as parts:
        for name, part in content.items():
            parts.writestr(name, part)
    with pytest.raises(SheetError, match=r"too many cells are merged: F1:G1048576"):
        read_sheet(path)


def test_workbook_under_another_name(tmp_path):
    path = write_book(tmp_path, [HEADER, ROW]).rename(tmp_path / "sheet.csv")
    assert columns(path, "field") == [("B1a",)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([*ROW[:2], date(2024, 2, 1), "a.jpg"], r"row 2: field is a date \(2024-02-01, cell C2\)"),
        ([*ROW, date(2025, 1, 25)], r"row 2: um_per_px is a date \(2025-01-25, cell E2\)"),
        ([*ROW, "=1+1"], "cell E2: the value of the formula was not saved; open the workbook"),
        ([*ROW[:2], "1,23E+15", "a.jpg"], "row 2: field is '1,23E.15', a long number that a"),
        ([*ROW[:2], 123456789012345678, "a.jpg"], "row 2: field is '1.23456789012346e.17', a long"),
        ([*ROW[:2], "#REF!", "a.jpg"], "row 2: field is '#REF!', an error of a spreadsheet"),
    ],
)
def test_bad_cell_of_a_workbook(tmp_path, row, says):
    with pytest.raises(SheetError, match=rf"sheet\.xlsx, {says}"):
        read_sheet(write_book(tmp_path, [SCALED, row + [None] * (5 - len(row))]))


@pytest.mark.parametrize(
    ("column", "cell"),
    [("um_per_px", "янв.25"), ("um_per_px", "Jan-25"), ("um_per_px", "25.01.2025"),
     ("field", "01.фев"), ("section", "1-Feb"), ("deposit", "Mar-25"), ("field", "1-Sept")],
)  # fmt: skip
def test_what_became_a_date(tmp_path, column, cell):
    cells = dict(zip(SCALED, [*ROW, "1.25"], strict=True)) | {column: cell}
    sheet = write(tmp_path, [SCALED, list(cells.values())])
    with pytest.raises(SheetError, match=rf"row 2: {column} is '{cell}', a date that a spread"):
        read_sheet(sheet)


@pytest.mark.parametrize(
    "name",
    ["2024-05-03", "01.02.2024", "SEP-12", "Mar", "1-2", "Marl-25", "Сера-10", "Лист-10", "1E5"],
)
def test_what_is_no_slip_of_a_spreadsheet(tmp_path, name):
    assert columns(write(tmp_path, [HEADER, [*ROW[:2], name, "a.jpg"]]), "field") == [(name,)]


@pytest.mark.parametrize(
    ("cell", "scale"),
    [("1.25", 1.25), ("1,25", 1.25), ("0,5 µm", 0.5), ("0.5μm/px", 0.5), ("2\u00a0мкм", 2.0),
     ("1.5 um per pixel", 1.5), ("3e-1", 0.3)],
)  # fmt: skip
def test_scales_as_people_write_them(tmp_path, cell, scale):
    sheet = write_text(tmp_path, [SCALED, [*ROW, cell]], ";")
    assert columns(sheet, "um_per_px") == [(scale,)]


@pytest.mark.parametrize(
    ("cell", "file"),
    [(".\\a b.png", "a b.png"), ("m\\a.png", "m/a.png"), ("'a.png'", "a.png"),
     ("a$$b.png", "a$b.png"), ("$$RECYCLE.BIN/a.png", "$RECYCLE.BIN/a.png")],
)  # fmt: skip
def test_paths_as_people_write_them(tmp_path, cell, file):
    assert read_sheet(write(tmp_path, [HEADER, [*ROW[:3], cell]]))[0].image == tmp_path / file


@pytest.mark.parametrize(
    ("cell", "says"),
    [("file://[a/b.png", r"is no address \(Invalid IPv6 URL\); write the path"),
     ("file:///a%00b.png", "is the address of .* the control character")],
)  # fmt: skip
def test_an_address_that_is_none(tmp_path, cell, says):
    with pytest.raises(SheetError, match=rf"row 2: 'file:.*' {says}"):
        read_sheet(write(tmp_path, [HEADER, [*ROW[:3], cell]]))


@pytest.mark.parametrize("name", ["'a.png'", "a\\b.png", "%20.png", "$a.png", " a.png"])
def test_names_of_files_that_are_there(tmp_path, name):
    """What could be an address or a path of Windows is a file's name if there is such a file."""
    (tmp_path / name).touch()
    for cell in (escaped(name), (tmp_path / name).as_uri()):
        sheet = write(tmp_path, [HEADER, [*ROW[:3], cell]])
        assert read_sheet(sheet)[0].image == tmp_path / name


def test_a_column_of_ones_own_that_is_nearly_a_known_one(tmp_path):
    """It was carried through before there was another reading of it, and is; but not silently."""
    sheet = read_whole_sheet(write(tmp_path, [[*HEADER, "Session"], [*ROW, "May"]]))
    assert sheet.fields[0].session == "" and sheet.fields[0].extra == {"Session": "May"}
    [remark] = sheet.remarks
    assert "row 1: the column 'Session' is not read as session" in remark


SAMPLING = [*HEADER, "hole", "depth_m", "section_selection", "overlap_group"]


def sampled(tmp_path, *cells):
    """A sheet of one deposit: section, hole, depth, how it was selected, group of each row."""
    rows = [["Birch", of[0], f"f{k}", "a.png", *of[1:]] for k, of in enumerate(cells)]
    return read_whole_sheet(write(tmp_path, [SAMPLING, *rows]))


def test_what_the_sheet_says_of_sections_and_overlaps(tmp_path):
    """One row of a section is enough; what nobody filled in is no key."""
    sheet = sampled(
        tmp_path,
        ("B1", "DH-1", "12,5 m", "random", "g"),
        ("B1", "", "", "", "g"),
        ("B2", "DH-2", "-3.25", "", ""),
    )
    assert sampling_of(sheet.fields) == {
        "hole": {"B1": "DH-1", "B2": "DH-2"},
        "section_selection": {"B1": "random"},
        "overlap_group": {"f0": "g", "f1": "g"},
    }
    assert [depth_of(f.extra["depth_m"]) for f in sheet.fields][::2] == [12.5, -3.25]
    assert sheet.remarks == []
    assert sampling_of(read_sheet(write(tmp_path, [HEADER, ROW]))) == {}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("B1", "A", "12-13", "", ""), "row 2: depth_m is '12-13'; give metres"),
        (("B1", "A", "deep", "", ""), "row 2: depth_m is 'deep'; give metres"),
        (("B1", "A", "1", "by eye", ""), "row 2: section_selection is 'by eye'; use one of"),
        (("B1", "1-Feb", "1", "", ""), "row 2: hole is '1-Feb', a date"),
        (("B2", "B", "1", "", ""), "row 3: hole of section 'B2' is 'A', and 'B' in row 2"),
        (("B2", "A", "2", "", ""), "row 3: depth_m of section 'B2' is '1', and '2' in row 2"),
    ],
)
def test_a_bad_cell_about_a_section_names_row_and_column(tmp_path, cells, said):
    with pytest.raises(SheetError, match=re.escape(said)):
        sampled(tmp_path, cells, ("B2", "A", "1", "", ""))


def test_remarks_on_holes(tmp_path):
    rows = [
        ["Birch", "B1", "f1", "a.png", "DH-1"], ["Birch", "B2", "f2", "a.png", ""],
        ["Alder", "A1", "g1", "a.png", "DH-1"],
    ]  # fmt: skip
    assert read_whole_sheet(write(tmp_path, [[*HEADER, "hole"], *rows])).remarks == [
        "deposit 'Birch': no hole is named of B2; they count together as one hole",
        "hole 'DH-1' is named in Alder, Birch: taken for a hole of each",
    ]
