"""Kinds of bad sheets, and of strange ones that are good."""

import os
import unicodedata
from datetime import date

from kinds import ACCEPTED, REFUSED, Kind
from openpyxl import Workbook

HEADER = ["deposit", "section", "field", "image"]
ROW = ["Birch", "B1", "B1a", "B1a.png"]
OTHER = ["Birch", "B1", "B1b", "B1b.png"]


def raw(whole, name="sheet.tsv"):
    """A maker of a sheet of these bytes."""

    def make(folder):
        (folder / name).write_bytes(whole if isinstance(whole, bytes) else whole.encode())
        return folder / name

    return make


def rows(*cells, between="\t", end="\n", name="sheet.tsv", start="", code="utf-8"):
    """A maker of a sheet of these rows."""
    return raw((start + "".join(between.join(row) + end for row in cells)).encode(code), name)


def encoded(code):
    """A maker of a Russian sheet in some encoding."""
    return rows([*HEADER, "описание"], ["Норильск", *ROW[1:], "вкрапленные руды"], code=code)


def book(*cells):
    """A maker of a workbook, whose name means nothing."""

    def make(folder):
        workbook = Workbook()
        for row in cells:
            workbook.active.append(row)
        workbook.save(folder / "sheet.xlsx")
        return (folder / "sheet.xlsx").rename(folder / "sheet.tsv")

    return make


def named(field="B1a", deposit="Birch"):
    """A maker of a sheet whose second row has these names."""
    return rows(HEADER, OTHER, [deposit, f"{deposit} 2", field, "c.png"])


def pipe(folder):
    os.mkfifo(folder / "sheet.tsv")
    return folder / "sheet.tsv"


def directory(folder):
    (folder / "sheet.tsv").mkdir()
    return folder / "sheet.tsv"


NOTE = [*HEADER, "note"]
LONG = "Норильск-" * 24
DAY = date(2024, 2, 1)

SHEETS = [
    Kind("byte order mark", rows(HEADER, ROW, start="\ufeff"), ACCEPTED, "",
         "spreadsheets write it"),
    Kind("CRLF", rows(HEADER, ROW, end="\r\n"), ACCEPTED, "", "Windows writes it"),
    Kind("CR alone", rows(HEADER, ROW, end="\r"), ACCEPTED, "", "old Macs wrote it"),
    Kind("semicolons", rows(HEADER, ROW, between=";", name="sheet.csv"), ACCEPTED, "",
         "spreadsheets of countries with a decimal comma write them"),
    Kind("tabulators in .csv", rows(HEADER, ROW, name="sheet.csv"), ACCEPTED, "",
         "no comma in the header, so no doubt"),
    Kind("empty lines", rows(HEADER, [""], ROW, ["", "", "", ""], [""]), ACCEPTED, "",
         "they say nothing"),
    Kind("lines in a note", rows(NOTE, [*ROW, '"taken at\nnoon"']), ACCEPTED, "",
         "a note may have lines"),
    Kind("ragged rows", rows(HEADER, ROW, OTHER[:3]), REFUSED, "row 3: 3 cells under 4 columns",
         "which cell is missing?"),
    Kind("one cell more", rows(HEADER, [*ROW, "x"]), REFUSED, "row 2: 5 cells under 4 columns",
         "a comma in a name"),
    Kind("mixed types", rows([*HEADER, "um_per_px"], [*ROW, "1.25"], [*OTHER, "about 1"]), REFUSED,
         "row 3: um_per_px is 'about 1'", "no number"),
    Kind("decimal comma", rows([*HEADER, "um_per_px"], [*ROW, "1,25"]), ACCEPTED, "",
         "half of the world writes it"),
    Kind("comma and point in a number", rows([*HEADER, "um_per_px"], [*ROW, "1,250.5"]), REFUSED,
         "with a decimal point", "1250.5 or 1.25?"),
    Kind("unit in the cell", rows([*HEADER, "um_per_px"], [*ROW, "1.25 мкм"]), ACCEPTED, "",
         "micrometres are what is asked for"),
    Kind("another unit in the cell", rows([*HEADER, "um_per_px"], [*ROW, "0.8 px/um"]), REFUSED,
         "row 2: um_per_px is '0.8 px/um'", "the other way round"),
    Kind("scale that became a date", rows([*HEADER, "um_per_px"], [*ROW, "янв.25"]), REFUSED,
         "row 2: um_per_px is 'янв.25', a date", "a spreadsheet's reading of 1.25"),
    Kind("name that became a date", rows(HEADER, ROW, ["Birch", "B2", "01.фев", "x.png"]), REFUSED,
         "row 3: field is '01.фев', a date", "a spreadsheet's reading of 1-2"),
    Kind("number that was shortened as a name",
         rows(HEADER, ROW, ["Birch", "B2", "1,23E+15", "x.png"]), REFUSED,
         "row 3: field is '1,23E+15', a long number", "most of its digits are lost"),
    Kind("error of a spreadsheet as a name", rows(HEADER, ROW, ["Birch", "B2", "#Н/Д", "x.png"]),
         REFUSED, "row 3: field is '#Н/Д', an error", "a formula that found nothing"),
    Kind("number of a programmer", rows([*HEADER, "um_per_px"], [*ROW, "1_0"]), REFUSED,
         "row 2: um_per_px is '1_0'", "a slip"),
    Kind("open quotation mark", rows(HEADER, ROW, ['"Birch', "B1", "x", "x.png"]), REFUSED,
         "row 3: unexpected end of data; close or double", "would swallow the rest"),
    Kind("text after a quotation mark", rows(HEADER, ['"Birch" east', "B1", "x", "x.png"]), REFUSED,
         "row 2: '\t' expected after '\"'; close or double", "is the mark a part of the name?"),
    Kind("huge cell", rows(NOTE, [*ROW, "x" * 200_000]), REFUSED, "row 2",
         "no spreadsheet can hold it"),
    Kind("UTF-16", encoded("utf-16"), ACCEPTED, "", "a spreadsheet's «Unicode text»"),
    Kind("Windows-1251", encoded("cp1251"), ACCEPTED, "",
         "Russian throughout, and in no other code page; the run says so"),
    Kind("Windows-1252", rows(HEADER, ["Köln", *ROW[1:]], code="cp1252"), REFUSED,
         "save it as UTF-8", "which of the many alphabets?"),
    Kind("few letters of a code page", rows(HEADER, ["шлиф", *ROW[1:]], code="cp1251"), REFUSED,
         "save it as UTF-8", "too few to know the alphabet by"),
    Kind("workbook", book(HEADER, ROW), ACCEPTED, "", "spreadsheets write it"),
    Kind("workbook with numbers", book(HEADER, ["Birch", 1, 1.5, "B1a.png"]), ACCEPTED, "",
         "names may be numbers"),
    Kind("workbook with a date as a name", book(HEADER, ["Birch", "B1", DAY, "B1a.png"]), REFUSED,
         "row 2: field is a date (2024-02-01, cell C2)", "a spreadsheet's reading of 1-2"),
    Kind("workbook with a formula of no value", book(HEADER, ["Birch", "=1+1", "B1a", "B1a.png"]),
         REFUSED, "cell B2: the value of the formula was not saved", "no spreadsheet computed it"),
    Kind("damaged workbook", raw(b"PK\x03\x04" + bytes(60)), REFUSED,
         "cannot be read as a workbook", "no table"),
    Kind("old workbook", raw(b"\xd0\xcf\x11\xe0" + bytes(60)), REFUSED, "is an old workbook (.xls)",
         "another format, or a password"),
    Kind("semicolons in .tsv", rows(HEADER, ROW, between=";"), ACCEPTED, "",
         "the delimiter is what parts the known names of columns"),
    Kind("sep=;", rows(HEADER, ROW, between=";", start="sep=;\n"), ACCEPTED, "",
         "spreadsheets do not show this line"),
    Kind("comment before the header", rows(["# sheet of 2024"], HEADER, ROW), ACCEPTED, "",
         "a line that begins with # says nothing"),
    Kind("empty columns beside", rows([*HEADER, "", ""], [*ROW, "", ""]), ACCEPTED, "",
         "spreadsheets write them"),
    Kind("column without a name", rows([*HEADER, ""], [*ROW, "x"]), REFUSED,
         "row 2: 5 cells under 4 columns", "what is it?"),
    Kind("capital header", rows([name.title() for name in HEADER], ROW), ACCEPTED, "",
         "no other column is meant"),
    Kind("binary", raw(bytes(range(256))), REFUSED, "save it as UTF-8", "no table"),
    Kind("no bytes", raw(b""), REFUSED, "the column 'deposit' is missing", "no table"),
    Kind("header alone", rows(HEADER), REFUSED, "has no rows", "nothing to do"),
    Kind("no header", rows(ROW, OTHER), REFUSED, "row 1: the column 'deposit' is missing",
         "which column is which?"),
    Kind("column twice", rows([*HEADER, "field"], [*ROW, "x"]), REFUSED,
         "the column 'field' is there twice", "which counts?"),
    Kind("column of the catalog", rows([*HEADER, "status"], [*ROW, "x"]), REFUSED,
         "the catalog writes a column 'status' itself", "one of the two would be lost"),
    Kind("folder", directory, REFUSED, "is no file", "a slip"),
    Kind("pipe", pipe, REFUSED, "is no file", "would be waited for for ever"),
    Kind("missing", lambda folder: folder / "sheet.tsv", REFUSED, "is not there", "misspelt"),
    Kind("spaces in names", named("B 1 a", "Birch Hill"), ACCEPTED, "", "people write them"),
    Kind("quotation marks in names", named("B1 'a' or \"b\""), ACCEPTED, "", "people write them"),
    Kind("Cyrillic names", named("шлиф 7", "Норильск-1"), ACCEPTED, "", "people write them"),
    Kind("emoji in names", named("B1 ⛏️🪨"), ACCEPTED, "", "letters like others"),
    Kind("leading dash", named("-rf"), ACCEPTED, "", "no option: its folder is %2Drf"),
    Kind("formula as a name", named("=1+1"), ACCEPTED, "", "tables guard it by an apostrophe"),
    Kind("markup as a name", named("<script>alert(1)</script>"), ACCEPTED, "", "pages escape it"),
    Kind("braces in a name", named("{batch}"), ACCEPTED, "", "no wildcard of Snakemake"),
    Kind("dollars in a name", named("a $\\frac$ b"), ACCEPTED, "", "no formula in figures"),
    Kind("numbers as names", named("007", "1"), ACCEPTED, "", "zeros in front are kept"),
    Kind("NA as a name", named("NA", "NaN"), ACCEPTED, "", "no missing value"),
    Kind("reserved: NUL", named("NUL"), ACCEPTED, "", "its folder is %4EUL"),
    Kind("reserved: con.1", named("con.1"), ACCEPTED, "", "its folder is %63on.1"),
    Kind("reserved: .", named("."), ACCEPTED, "", "its folder is %2E"),
    Kind("reserved: ..", named("..", ".."), ACCEPTED, "", "its folder is %2E%2E"),
    Kind("path as a name", named("../../B1a", "/etc"), ACCEPTED, "", "a slash is %2F"),
    Kind("dot at the end", named("B1."), ACCEPTED, "", "Windows drops dots: %2E"),
    Kind("very long name", named(LONG), ACCEPTED, "", "its folder is cut, a digest at its end"),
    Kind("endless name", named("x" * 251), REFUSED, "row 3: field is 251 characters long",
         "no table can show it"),
    Kind("line break in a name", named('"B1\na"'), REFUSED, "row 3: field is 'B1\\na', with",
         "would break tables"),
    Kind("control character", named("B1\x07a"), REFUSED, "the control character '\\x07'",
         "nobody typed it"),
    Kind("line separator", named("B1\u2028a"), REFUSED, "the control character '\\u2028'",
         "nobody typed it"),
    Kind("NUL in a path", rows(HEADER, [*ROW[:3], "a\0b.png"]), REFUSED, "row 2: image is",
         "no path has it"),
    Kind("fields that differ in case", named("b1B"), REFUSED, "in upper and lower case only",
         "one folder on many file systems"),
    Kind("deposits that differ in case", named("x", "BIRCH"), REFUSED,
         "deposit 'BIRCH' differs from 'Birch' in row 2", "a slip that would part a deposit"),
    Kind("accents typed in two ways", rows(
        HEADER, [*ROW[:2], unicodedata.normalize("NFC", "é"), "x.png"],
        [*ROW[:2], unicodedata.normalize("NFD", "é"), "y.png"]), REFUSED,
         "or in how accents are typed", "one folder on some file systems"),
    Kind("deposit called all", named("x", "all"), REFUSED, "the word that tables have",
         "tables sum up under it"),
]  # fmt: skip
"""Sheets; those that are accepted have names that must be safe as folders."""
