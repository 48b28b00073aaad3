"""Printing: the same bytes again, and errors that say where to look."""

import sys

import pytest

from oresurvey.report.pdf import PrintError, print_page, same_again, without_links_to_files

PDF = (
    b"%%PDF /CreationDate (D:2026%s+00'00')/ModDate (D:2026%s+00'00') "
    b"/ID (node000001%s) (node000001%s)"
)


def made(date: bytes, first: int) -> bytes:
    return PDF % (date, date, b"%02d" % first, b"%02d" % (first + 1))


def browser(folder, lines: str) -> str:
    """A program that takes a browser's options."""
    path = folder / "browser"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{lines}\n")
    path.chmod(0o755)
    return str(path)


def test_runs_differ_in_dates_and_numbers_only():
    one, other = made(b"0101", 16), made(b"0202", 17)
    assert one != other
    assert same_again(one) == same_again(other)
    assert len(same_again(one)) == len(one)
    assert b"(node00000001) (node00000002)" in same_again(one)


WRITES = """
from urllib.request import urlopen
pdf = next(one.split("=", 1)[1] for one in sys.argv if one.startswith("--print-to-pdf="))
open(pdf, "wb").write(b"%PDF /CreationDate (D:2026) " + urlopen(sys.argv[-1]).read())
"""


def test_prints_the_page_from_disk(tmp_path):
    page, pdf = tmp_path / "a b.html", tmp_path / "out" / "a.pdf"
    page.write_text('<a href="survey.xlsx">x</a>')
    print_page(browser(tmp_path, WRITES), page, pdf, "a.log")
    assert pdf.read_bytes() == b"%PDF /CreationDate (D:0000) <a>x</a>"
    assert [path.name for path in pdf.parent.iterdir()] == ["a.pdf"]
    assert {path.name for path in tmp_path.iterdir()} == {"a b.html", "out", "browser"}


def test_links_to_files_are_left_out():
    """They would be full paths of the disk where it was printed."""
    page = (
        '<a class="x" href="../a%20b.csv" title="t">A</a> <a href="#b">B</a> '
        '<a href="https://example.org/">C</a> <img src="a.svg">'
    )
    assert without_links_to_files(page) == page.replace(' href="../a%20b.csv"', "")


@pytest.mark.parametrize(
    ("lines", "seconds", "words"),
    [
        ("sys.exit(3)", 60, "exit 3"),
        ("", 60, "exit 0"),
        ("time.sleep(30)", 0.5, "within 0.5 s"),
    ],
)
def test_errors_name_the_page_and_the_log(tmp_path, lines, seconds, words):
    page = tmp_path / "page.html"
    page.write_text("x")
    with pytest.raises(PrintError) as error:
        print_page(browser(tmp_path, lines), page, tmp_path / "a.pdf", "a.log", seconds)
    assert words in str(error.value)
    assert "page.html" in str(error.value) and "see a.log" in str(error.value)
    assert not (tmp_path / "a.pdf").exists()
