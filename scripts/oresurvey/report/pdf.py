"""Printing a page with a headless Chromium: a PDF that is the same when made again."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from oresurvey.errors import OreSurveyError
from oresurvey.log import LOG

SECONDS = 300
DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)([^)]*)\)")
NODE = re.compile(rb"\(node(\d{8})\)")
"""Name of an element of the page in the tags that readers for the blind use."""

LINK = re.compile(r'(<a\b[^>]*?)\s+href="(?!#|https?:)[^"]*"')
"""Link to a file on this disk, in a page whose attributes are all in double quotes."""


class PrintError(OreSurveyError, RuntimeError):
    """The browser made no PDF."""


def same_again(pdf: bytes) -> bytes:
    """A PDF without what differs from run to run; nothing in the file moves.

    Dates are overwritten with zeros, and the numbers of the tagged elements, which begin anywhere,
    with 1, 2, ... in their order.
    """
    pdf = DATE.sub(lambda found: found[1] + b"0" * len(found[2]) + b")", pdf)
    numbers = {number: k for k, number in enumerate(sorted(set(NODE.findall(pdf))), start=1)}
    return NODE.sub(lambda found: b"(node%08d)" % numbers[found[1]], pdf)


def without_links_to_files(page: str) -> str:
    """A page whose links to files are plain text.

    In a PDF they would be full paths of this disk, wrong wherever the file is passed on to. Links
    within the page stay.
    """
    return LINK.sub(r"\1", page)


def _command(browser: str, page: Path, pdf: Path, profile: str) -> list[str]:
    # Root, as in a container, cannot use the sandbox; the page is our own.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        *(browser, "--headless=new", *sandbox, "--disable-gpu", "--no-first-run"),
        *("--disable-background-networking", "--disable-dev-shm-usage", "--disable-extensions"),
        *(f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"),
        page.resolve().as_uri(),
    ]


def print_page(
    browser: str, page: str | Path, pdf: str | Path, log: str | Path, seconds: float = SECONDS
) -> None:
    """Print a page from disk, atomically; the same page gives the same bytes.

    Parameters
    ----------
    browser : str
        A Chromium, or a browser with its options.
    page, pdf, log : path
        The log is named in errors; it has what the browser said.
    seconds : float
        How long it may take.

    Raises
    ------
    PrintError
        When it takes longer, fails, or leaves no PDF.
    """
    page, pdf = Path(page), Path(pdf)
    pdf.parent.mkdir(parents=True, exist_ok=True)
    # Beside the page, as its pictures are named from there.
    printed = page.with_name(f".{page.name}.{os.getpid()}.new.html")
    try:
        text = page.read_text(encoding="utf-8")
        printed.write_text(without_links_to_files(text), encoding="utf-8")
        _print(browser, page, printed, pdf, str(log), seconds)
    finally:
        printed.unlink(missing_ok=True)


def _print(browser: str, page: Path, printed: Path, pdf: Path, log: str, seconds: float) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "page.pdf"
        command = _command(browser, printed, made, f"{folder}/profile")
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, text=True)
        except subprocess.TimeoutExpired:
            raise PrintError(
                f"{browser} did not print {page} within {seconds:g} s; print it from a browser, or "
                f"run again without {Path(browser).name} on the PATH; see {log}"
            ) from None
        LOG.info("%s said: %s", browser, done.stderr.strip())
        if done.returncode or not made.exists():
            raise PrintError(
                f"{browser} could not print {page} (exit {done.returncode}); print it from a "
                f"browser, or run again without {Path(browser).name} on the PATH; see {log}"
            )
        fresh = pdf.with_name(f".{pdf.name}.{os.getpid()}.new")
        try:
            fresh.write_bytes(same_again(made.read_bytes()))
            os.replace(fresh, pdf)
        finally:
            fresh.unlink(missing_ok=True)
