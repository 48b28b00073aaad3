"""A page of a headless Chromium that fails the test on any error and any request to a network."""

import shutil
from collections.abc import Iterator

import pytest

CHROMIUM = shutil.which("chromium")
FROM_DISK = ("file:", "data:", "blob:", "about:")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; they are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root, as in a container, cannot use Chromium's sandbox; the pages are our own.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser) -> Iterator:
    """A fresh window of 1280 x 900; what it complains of fails the test when it ends."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(FROM_DISK) else complaints.append(asked.url),
    )
    page.on("requestfailed", lambda asked: complaints.append(f"not loaded: {asked.url[:200]}"))
    yield page
    context.close()
    assert not complaints, complaints
