"""Printing: the same bytes again, and errors that say where to look."""

import sys

import pytest

from oresurvey.print_pdf import PrintError, print_page, same_again

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
pdf = next(one.split("=", 1)[1] for one in sys.argv if one.startswith("--print-to-pdf="))
open(pdf, "wb").write(b"%PDF /CreationDate (D:2026) " + sys.argv[-1].encode())
"""


def test_prints_the_page_from_disk(tmp_path):
    page, pdf = tmp_path / "a b.html", tmp_path / "out" / "a.pdf"
    page.write_text("x")
    print_page(browser(tmp_path, WRITES), page, pdf, "a.log")
    assert pdf.read_bytes() == b"%PDF /CreationDate (D:0000) " + page.as_uri().encode()
    assert [path.name for path in pdf.parent.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize(
    ("lines", "seconds", "words"),
    [
        ("sys.exit(3)", 60, "exit 3"),
        ("", 60, "exit 0"),
        ("time.sleep(30)", 0.5, "within 0.5 s"),
    ],
)
def test_errors_name_the_page_and_the_log(tmp_path, lines, seconds, words):
    with pytest.raises(PrintError) as error:
        print_page(browser(tmp_path, lines), "page.html", tmp_path / "a.pdf", "a.log", seconds)
    assert words in str(error.value)
    assert "page.html" in str(error.value) and "see a.log" in str(error.value)
    assert not (tmp_path / "a.pdf").exists()
