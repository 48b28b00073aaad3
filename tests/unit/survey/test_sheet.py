"""Sheets: what a good one becomes, and what a bad one is told."""

import pytest

from oresurvey.errors import SheetError
from oresurvey.files.folder_names import folder_name
from oresurvey.survey.field import Field
from oresurvey.survey.sheet import read_sheet

HEADER = ["deposit", "section", "field", "image"]
ROW = ["Birch", "B1", "B1a", "B1a.png"]


def write(folder, rows, name="sheet.tsv"):
    between = "\t" if name.endswith(".tsv") else ","
    path = folder / name
    path.write_text("".join(between.join(row) + "\n" for row in rows), encoding="utf-8")
    return path


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


def test_a_column_that_the_catalog_writes_is_refused(tmp_path):
    sheet = write(tmp_path, [[*HEADER, "calibration_sha256"], [*ROW, "x"]])
    with pytest.raises(SheetError, match="the catalog writes a column 'calibration_sha256' itself"):
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
        ("um_per_px", "1,25", "'1,25'; give micrometres per pixel as a number"),
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
        ("sheet.xlsx", b"", r"must end in \.tsv or \.csv"),
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
