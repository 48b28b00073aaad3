"""The survey page and the deposit pages in a browser: light, whole, safe, and fit to print."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pandas as pd
import pytest
from synthetic_survey import DEPOSITS, HOSTILE, MINERALS, only, synthetic_survey
from viewer_pages import wait_until

from oresurvey.presentation.card_page import write_card_page
from oresurvey.presentation.links import page_names
from oresurvey.presentation.tables import PRINTED_ROWS
from oresurvey.report.deposit_page import write_deposit_pages
from oresurvey.report.figures.all import draw_figures
from oresurvey.report.survey_page import PageSettings, write_survey_page

# The name of a hostile deposit has a gem stone in it, which no font of Matplotlib has.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph 128142:UserWarning")

HEAVIEST = 5_000_000
"""Bytes of the survey page with all that it shows, without the viewers."""
FOUR = ("Alder Creek", "Birch Hill", "Cedar Ridge", "Dry Fork")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1440, 1024, 390)
MADE_ELSEWHERE = ("survey.xlsx", "grains.gpkg", "card.html", ".csv", "survey.pdf")
"""Files that other rules write."""


class Links(HTMLParser):
    """Where the links and the pictures of a page point to."""

    def __init__(self, page: Path):
        super().__init__()
        self.links, self.pictures, self.anchors, self.alts = [], [], set(), []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "a":
            self.links.append(found["href"])
        if tag == "img":
            self.pictures.append(found["src"])
            self.alts.append(found.get("alt", ""))
        if "id" in found:
            self.anchors.add(found["id"])


def pointed_at(page: Path, link: str) -> Path:
    """The file that a link of a page points to."""
    return page.parent / unquote(urlsplit(link).path)


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Folder of a report of 200 fields."""
    folder = tmp_path_factory.mktemp("results") / "model" / "report"
    data = synthetic_survey(folder)
    tiny = np.zeros((8, 8, 3), np.uint8)
    drawn = draw_figures(
        folder / "figures", data.tables, {"Alder Creek": (tiny, tiny)}, MINERALS, [], None
    )
    settings = PageSettings("model", None, "today", 2.0, 8, "none", [("sheet", "<b>abc</b>")])
    empty = pd.DataFrame(columns=["split", "deposit", "mineral"])
    folders = {"evaluation_figures": "", "training_figures": ""}
    head = {"title": "Ridge", "author": "A. Author", "date": "May", "objective": "Why so?"}
    four, titled = only(data, FOUR), replace(settings, **head)
    write_survey_page(folder / "four.html", four, drawn, titled, empty, folders, MINERALS)
    # The last, since each draws the map of its deposits.
    write_survey_page(folder / "index.html", data, drawn, settings, empty, folders, MINERALS)
    write_card_page("# model\n\n- val_iou_6: 0.9", "model", MINERALS, folder / "card.html")
    write_deposit_pages(folder / "deposits", data, MINERALS, "model", 2.0)
    return folder


def pages_of(report: Path) -> list[Path]:
    return [report / "index.html", *sorted((report / "deposits").glob("*.html"))]


def show(page, path: Path) -> None:
    """Open a page and wait for all of its pictures, also those that are loaded late."""
    page.goto(path.as_uri())
    page.evaluate(
        """async () => {
            for (const one of document.images) one.loading = "eager";
            await Promise.all([...document.images].map((one) => one.decode().catch(() => 0)));
        }"""
    )


def test_there_is_a_page_for_every_deposit(report):
    assert len(pages_of(report)) == 1 + len(DEPOSITS)


def test_survey_page_is_light(report):
    page = report / "index.html"
    shown = {pointed_at(page, picture) for picture in Links(page).pictures}
    weight = page.stat().st_size + sum(path.stat().st_size for path in shown)
    print(f"survey page: {page.stat().st_size} bytes, with pictures {weight}")
    assert len(shown) > 20 and weight < HEAVIEST


def test_links_and_pictures_are_there(report):
    for page in pages_of(report):
        found = Links(page)
        for link in found.links:
            if link.startswith("#"):
                assert link[1:] in found.anchors, (page.name, link)
            elif not urlsplit(link).path.endswith(MADE_ELSEWHERE):
                assert pointed_at(page, link).is_file(), (page.name, link)
        assert all(pointed_at(page, one).is_file() for one in found.pictures)
        assert all(found.alts)


def test_survey_page_leads_to_every_deposit_and_every_viewer(report):
    page = report / "index.html"
    targets = {pointed_at(page, link).resolve() for link in Links(page).links}
    assert {path.resolve() for path in pages_of(report)[1:]} <= targets
    viewers = {path.resolve() for path in report.glob("fields/*/*/index.html")}
    assert len(viewers) == 198 and viewers <= targets


def test_pictures_load_and_nothing_is_complained_of(report, page):
    for path in pages_of(report):
        show(page, path)
        sizes = page.evaluate("[...document.images].map((one) => one.naturalWidth)")
        assert sizes and min(sizes) > 0, path.name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_is_text(report, page, name):
    dialogs = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    page.goto((report / "index.html").as_uri())
    assert page.locator(".one h3 a", has_text=name).first.text_content() == name
    page.goto((report / "deposits" / f"{page_names(DEPOSITS)[name]}.html").as_uri())
    assert page.locator("h1").text_content() == name
    assert page.locator("main script, b b, i b").count() == 0 and not dialogs


def test_reason_and_provenance_are_text(report, page):
    page.goto((report / "index.html").as_uri())
    assert "<i>cut short</i>" in page.locator("#quarantined ~ .scroll").first.text_content()
    assert "<b>abc</b>" in page.locator("#provenance ~ .scroll").first.text_content()


def test_folded_tables_open_in_print_unless_they_are_long(report, page):
    """Instead of a long one, a line says where it is."""
    page.goto((report / "index.html").as_uri())
    seen = """() => [...document.querySelectorAll("details:has(table)")].map((one) => {
        const table = one.querySelector("table");
        const after = one.nextElementSibling;
        return {
            rows: table.querySelectorAll("tbody tr").length,
            table: table.checkVisibility() ? table.getBoundingClientRect().height : 0,
            line: after?.matches(".paper") && after.checkVisibility() ? after.textContent : "",
        };
    })"""
    on_screen = page.evaluate(seen)
    page.emulate_media(media="print")
    in_print = page.evaluate(seen)
    assert all(one["table"] == 0 and not one["line"] for one in on_screen)
    short = [one for one in in_print if one["rows"] <= PRINTED_ROWS]
    much = [one for one in in_print if one["rows"] > PRINTED_ROWS]
    assert short and all(one["table"] > 0 and not one["line"] for one in short)
    assert len(much) > 1 and all(one["table"] == 0 for one in much)
    assert all("rows, in the workbook" in one["line"] for one in much)


def test_figures_keep_their_place_before_they_are_read(report, page):
    """Else what one reads moves away when a figure above it comes."""
    page.goto((report / "index.html").as_uri())
    ratios = page.evaluate("""async () => {
        const images = [...document.querySelectorAll("figure img")];
        images.forEach((one) => (one.loading = "eager"));
        await Promise.all(images.map((one) => one.decode()));
        return images.map((one) => [
            one.getAttribute("width") / one.getAttribute("height"),
            one.naturalWidth / one.naturalHeight,
            one.getBoundingClientRect().width / one.getBoundingClientRect().height,
        ]);
    }""")
    assert len(ratios) > 10
    for told, natural, shown in ratios:
        assert told == pytest.approx(natural, rel=0.01) and shown == pytest.approx(told, rel=0.01)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(report, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in [report / "four.html", *pages_of(report)[:4]]:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name


def test_the_first_screen_answers(report, page):
    """Of four deposits: bars, sentence and mark, below title, author, date and objective."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto((report / "four.html").as_uri())
    head = page.locator("h1").text_content(), page.locator(".how").first.text_content()
    assert head[0] == "Ridge" and "A. Author · May" in head[1]
    assert page.locator(".objective").text_content() == "Objective: Why so?"
    cards = page.locator(".one")
    assert cards.count() == 4
    for at in range(4):
        for part in ("h3", ".mark", "p >> nth=0", ".bars tr:last-child .bar i"):
            box = cards.nth(at).locator(part).first.bounding_box()
            assert box["height"] > 0 and box["y"] + box["height"] < 900, (at, part)
        weakest = cards.nth(at).locator("p", has_text="Weakest:").text_content()
        source = "its own labels" if at == 0 else "labels of other deposits"
        words = "pyrite and marcasite: 25 % missed, 25 % of it called chalcopyrite"
        assert weakest == f"Weakest: {words} (by {source})."
    first = page.locator("#first").bounding_box()
    assert first["y"] < 900


def test_bars_are_as_long_as_the_shares_beside_them(report, page):
    page.goto((report / "four.html").as_uri())
    rows = page.evaluate(
        """() => [...document.querySelectorAll(".bars tr")].map((row) => [
            row.querySelector("i").getBoundingClientRect().width,
            row.querySelector(".bar div").getBoundingClientRect().width,
            row.querySelector(".n").textContent,
        ])"""
    )
    end = float(page.locator(".glance + .how").text_content().split("end at ")[1].split(" ")[0])
    assert len(rows) == 16
    for bar, whole, text in rows:
        assert end * bar / whole == pytest.approx(float(text.split()[0]), abs=0.6)


def test_one_thing_has_one_number(report, page):
    """Share and interval of every mineral: in the bars, in the table, and in what to check."""
    page.goto((report / "four.html").as_uri())
    cells = """(query) => [...document.querySelector(query).querySelectorAll("tr")].map(
        (row) => [...row.querySelectorAll("th, td")].map((cell) => cell.firstChild?.textContent))"""
    head, *rows = page.evaluate(cells, "#shares ~ .scroll table")
    shares = {
        (row[0], name.removesuffix(", %")): text.strip()
        for row in rows
        for name, text in zip(head[1:], row[1:], strict=True)
    }
    bars = page.evaluate(
        """() => [...document.querySelectorAll(".one")].flatMap((card) =>
            [...card.querySelectorAll(".bars tr")].map((row) => [
                card.querySelector("h3").textContent, row.querySelector("th").textContent,
                row.querySelector(".n").firstChild.textContent.trim(),
            ]))"""
    )
    assert len(shares) == 16 and {(a, b): text for a, b, text in bars} == shares
    told = page.locator("ol.worth li", has_text="deposits differ").all_text_contents()
    for text in told:
        assert sum(f"{share} % of the ore of {of[0]}" in text for of, share in shares.items()) == 2


def test_a_bad_coordinate_is_named_on_the_page_and_the_map_is_drawn(report, page):
    page.goto((report / "index.html").as_uri())
    warning = page.locator(".warn").first.text_content()
    assert "field f7: latitude is '6O.1'; write decimal degrees" in warning
    assert page.locator("#map ~ figure img").first.get_attribute("src") == "figures/map.svg"


def column(page, table, at):
    """Texts of a column, from above."""
    return table.locator(f"tbody tr td:nth-child({at + 1})").all_inner_texts()


def test_tables_sort_by_number_and_by_word(report, page):
    page.goto((report / "four.html").as_uri())
    table = page.locator("#shares ~ .scroll table").first
    before = [float(text.split()[0]) for text in column(page, table, 1)]
    sorters = table.locator("button.sort")
    sorters.nth(1).click()
    assert [float(text.split()[0]) for text in column(page, table, 1)] == sorted(before)
    assert table.locator("th").nth(1).get_attribute("aria-sort") == "ascending"
    sorters.nth(1).press("Enter")
    assert [float(text.split()[0]) for text in column(page, table, 1)] == sorted(before)[::-1]
    sorters.nth(0).click()
    assert column(page, table, 0) == sorted(FOUR)
    assert page.locator("[aria-sort]").count() == 1


def test_tables_are_saved_and_copied_as_they_are_shown(report, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto((report / "four.html").as_uri())
    table = page.locator("#shares ~ .scroll table").first
    tools = page.locator("#shares ~ .tools").first
    with page.expect_download() as begun:
        tools.locator("button", has_text="Save as CSV").click()
    assert begun.value.suggested_filename == "Shares_within_the_ore.csv"
    saved = pd.read_csv(begun.value.path(), encoding="utf-8-sig")
    shown = [column(page, table, at)[0].split("\n")[0].strip() for at in range(5)]
    assert list(saved.columns) == table.locator("th").all_inner_texts()
    assert saved.iloc[0].tolist() == shown and len(saved) == 4
    tools.locator("button", has_text="Copy").click()
    wait_until(page, "document.querySelector('#shares ~ .tools button').textContent == 'Copied'")
    first = page.evaluate("navigator.clipboard.readText()").splitlines()[1].split("\t")
    assert first == shown


def test_no_cell_becomes_a_formula(report, page):
    page.goto((report / "index.html").as_uri())
    with page.expect_download() as begun:
        page.locator("#shares ~ .tools button", has_text="Save as CSV").first.click()
    names = pd.read_csv(begun.value.path(), encoding="utf-8-sig")["Deposit"].tolist()
    assert "'=cmd|' /C calc'!A0" in names and not [name for name in names if name[0] == "="]


def test_heads_stay_and_wide_tables_say_so(report, page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto((report / "index.html").as_uri())
    page.locator("#fields ~ details").first.locator("summary").click()
    scroll = page.locator("#fields ~ details .scroll").first
    scroll.evaluate("(one) => one.scrollTo(0, 500)")
    head, frame = (one.bounding_box() for one in (scroll.locator("th").first, scroll))
    assert head["y"] == pytest.approx(frame["y"], abs=2)
    assert scroll.locator("+ .tools span").is_visible()


def test_every_page_has_the_way_back(report, page):
    for path in pages_of(report)[1:3]:
        page.goto(path.as_uri())
        assert page.locator("nav a").first.text_content() == "← Survey page"
        assert pointed_at(path, page.locator("nav a").first.get_attribute("href")).is_file()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_has_a_violation_by_axe(report, page, colours):
    """By axe-core (deque.com/axe), with everything that is folded open."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix tests/browser")
    page.emulate_media(color_scheme=colours)
    for path in (report / "four.html", report / "card.html", pages_of(report)[-1]):
        page.goto(path.as_uri())
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        told = [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]
        assert not told, (path.name, told)
