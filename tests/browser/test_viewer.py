"""The field viewer in a browser: what it shows is what the tables and the maps say."""

import numpy as np
import pandas as pd
import pytest
from viewer_fields import MINERALS, UM_PER_PX, many_grains, ore, viewed
from viewer_pages import (
    colour_at,
    hover,
    inner_pixel,
    is_near,
    largest,
    on_screen,
    open_viewer,
    screen,
    settle,
    wait_until,
)

from oresurvey.photographs.photograph import Photograph
from oresurvey.report.viewer.colours import confidence_colours, safe_colours
from oresurvey.suggestions.crops import suggested_crops
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Mineral, Minerals

RIGHT, WRONG = (0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    """A field whose annotation is the map, but for a band of pyrite and a band of void."""
    codes = ore()
    mask = codes.copy()
    mask[:, 100:140] = 6
    mask[:, 200:220] = 255
    return viewed(tmp_path_factory.mktemp("field"), codes, mask)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A field with neither annotation nor scale."""
    return viewed(tmp_path_factory.mktemp("bare"), ore(), um_per_px=None)


def cells_of(rows):
    """Texts of the cells of rows of a table."""
    return rows.evaluate_all("rows => rows.map(row => [...row.cells].map(c => c.textContent))")


def shown_rows(page):
    """The table of the grain, by what its rows are called."""
    rows = page.locator("#grain-rows table").first.locator("tr")
    return dict(
        rows.evaluate_all("rows => rows.map(row => [...row.cells].map(c => c.textContent))")
    )


def four(value):
    return float(f"{value:.4g}")


def number_of(text):
    return float(text.split()[0].replace(",", ""))


@pytest.mark.parametrize("code", [1, 6, 8])
def test_hovering_a_grain_shows_its_row(page, field, code):
    open_viewer(page, field)
    row = largest(field, code)
    hover(page, *inner_pixel(field, row))
    page.wait_for_selector("#grain-rows table")
    shown, grain = shown_rows(page), field.grains.iloc[row]
    assert shown["Number"] == str(grain.grain)
    assert shown["Mineral"].startswith(f"{grain.mineral}, ")
    assert f"({grain.area_px} px)" in shown["Area"].replace(",", "")
    for what, column in (("ECD", "ecd_um"), ("Perimeter", "perimeter_um")):
        unit = 1000 if " mm" in shown[what] else 1
        assert number_of(shown[what]) == pytest.approx(four(grain[column] / unit))
    axis = grain.major_axis_px * UM_PER_PX
    assert number_of(shown["Major axis"]) == pytest.approx(four(axis))
    assert number_of(shown["Mean confidence"]) == float(f"{grain.mean_confidence:.3g}")
    assert shown["Touches frame"] == ("yes" if grain.touches_frame else "no")


def test_neighbours_are_the_contacts(page, field):
    row = largest(field, 6)
    number = field.grains["grain"][row]
    contacts = field.contacts
    sides = [("a", "b"), ("b", "a")]
    touching = pd.concat(
        contacts.loc[
            contacts[f"grain_{one}"] == number, [f"mineral_{other}", "length_um"]
        ].set_axis(["mineral", "length_um"], axis=1)
        for one, other in sides
    )
    expected = touching.groupby("mineral")["length_um"].sum()
    open_viewer(page, field, f"#grain={number}")
    table = page.locator("#grain-rows table").nth(1)
    rows = cells_of(table.locator("tbody tr"))
    assert {name: number_of(length) for name, length, _ in rows} == {
        name: pytest.approx(four(length), rel=1e-3) for name, length in expected.items()
    }
    assert sum(float(share.split()[0]) for *_, share in rows) == pytest.approx(100, abs=0.1)


def test_a_click_keeps_a_grain_and_escape_lets_go(page, field):
    open_viewer(page, field)
    row, other = largest(field, 6), largest(field, 1)
    page.mouse.click(*on_screen(page, *inner_pixel(field, row)))
    hover(page, *inner_pixel(field, other))
    assert shown_rows(page)["Number"] == str(field.grains["grain"][row])
    page.wait_for_url(lambda address: "grain=" in address)
    page.keyboard.press("Escape")
    assert shown_rows(page)["Number"] == str(field.grains["grain"][other])


def touching(field, code):
    """Numbers of the grains that touch a mineral."""
    table = field.contacts
    pairs = [("a", "b"), ("b", "a")]
    return {
        number
        for one, other in pairs
        for number in table.loc[table[f"code_{other}"] == code, f"grain_{one}"]
    }


FILTERS = {
    "all": ({}, lambda f: f.grains["grain"] > 0),
    "mineral": ({"mineral": 6}, lambda f: f.grains["code"] == 6),
    "ECD": (
        {"ecd_min": 20, "ecd_max": 40.5},
        lambda f: f.grains["ecd_um"].between(20, 40.5),
    ),
    "area": ({"area_min": 156.25}, lambda f: f.grains["area_um2"] >= 156.25),
    "touching galena": ({"touching": 2}, lambda f: f.grains["grain"].isin(touching(f, 2))),
    "touching gangue": ({"touching": 0}, lambda f: f.grains["grain"].isin(touching(f, 0))),
    "frame": ({"frame": "cut"}, lambda f: f.grains["touches_frame"]),
    "all of them": (
        {"mineral": 1, "touching": 6, "area_max": 900, "frame": "inside"},
        lambda f: (
            (f.grains["code"] == 1)
            & f.grains["grain"].isin(touching(f, 6))
            & (f.grains["area_um2"] <= 900)
            & ~f.grains["touches_frame"]
        ),
    ),
}
BOUNDS = ("ecd_min", "ecd_max", "area_min", "area_max")


def fill_in(page, words):
    for key, value in words.items():
        if key in BOUNDS:
            page.fill(f"#{key.replace('_', '-')}", str(value))
        else:
            page.select_option(f"#filter-{key}", str(value))


@pytest.mark.parametrize("name", FILTERS)
def test_filters_find_what_a_query_finds(page, field, name):
    words, query = FILTERS[name]
    matching = field.grains[query(field)]
    assert len(matching) > 0
    open_viewer(page, field)
    fill_in(page, words)
    text = page.locator("#found").text_content()
    count, area = text.removesuffix(" in all").replace(",", "").split(" ", 1)
    assert int(count) == len(matching)
    value, unit = area.removeprefix("grains ").removeprefix("grain ").split()
    scale = {"µm²": 1, "mm²": 1e-6}[unit]
    assert float(value) == pytest.approx(matching["area_um2"].sum() * scale, rel=6e-4)


def test_an_address_opens_the_same_filter_view_and_layers(page, field):
    words = FILTERS["all of them"][0] | {"left": "confidence", "right": "annotation"}
    address = "#" + "&".join(f"{key}={value}" for key, value in words.items()) + "&at=100,80,60"
    open_viewer(page, field, address)
    shown = page.locator("#found").text_content()
    assert shown.startswith(f"{FILTERS['all of them'][1](field).sum()} grain")
    assert page.input_value("#left") == "confidence"
    assert page.input_value("#right") == "annotation"
    box = page.locator("#map").bounding_box()
    left, top = on_screen(page, 99.5, 79.5)
    assert left == pytest.approx(box["x"] + box["width"] / 2, abs=2)
    assert top == pytest.approx(box["y"] + box["height"] / 2, abs=2)
    # The address that it writes itself opens the same once more.
    page.locator("#opacity").fill("30")
    page.wait_for_url(lambda address: "opacity=0.30" in address)
    again = page.evaluate("location.hash")
    page.goto("about:blank")
    open_viewer(page, field, again)
    assert page.locator("#found").text_content() == shown
    assert page.input_value("#opacity") == "30"


def test_a_wrong_address_is_left_aside(page, field):
    open_viewer(page, field, "#left=x&opacity=7&mineral=x&at=1,2&grain=99999&palette=toString")
    assert page.input_value("#left") == "classes"
    assert page.locator("#found").text_content().startswith(f"{len(field.grains)} grains")


def test_next_walks_through_the_matching_grains(page, field):
    matching = field.grains.loc[field.grains["code"] == 2, "grain"].tolist()
    assert len(matching) > 2
    open_viewer(page, field)
    fill_in(page, {"mineral": 2})
    seen = []
    for _ in range(len(matching) + 1):
        page.click("#next")
        seen.append(int(shown_rows(page)["Number"]))
    assert seen == [*matching, matching[0]]
    page.click("#previous")
    assert shown_rows(page)["Number"] == str(matching[-1])
    settle(page)
    x, y = inner_pixel(field, matching[-1] - 1)
    box, (left, top) = page.locator("#map").bounding_box(), on_screen(page, x, y)
    assert box["x"] < left < box["x"] + box["width"]
    assert box["y"] < top < box["y"] + box["height"]


def test_grains_that_do_not_match_are_dimmed(page, field):
    open_viewer(page, field, "#left=classes&opacity=1")
    one, other = (inner_pixel(field, largest(field, code)) for code in (1, 6))
    before = [colour_at(page, *pixel) for pixel in (one, other)]
    fill_in(page, {"mineral": 6})
    page.mouse.move(1, 1)
    settle(page)
    assert colour_at(page, *other) == before[1]
    assert sum(colour_at(page, *one)) < 0.6 * sum(before[0])


def test_the_csv_is_the_table(page, field):
    open_viewer(page, field)
    fill_in(page, {"mineral": 1})
    with page.expect_download() as saved:
        page.click("#export")
    assert saved.value.suggested_filename == "alder-1a_grains.csv"
    table = pd.read_csv(saved.value.path(), encoding="utf-8-sig")
    expected = field.grains[field.grains["code"] == 1].reset_index(drop=True)
    assert sorted(table.columns) == sorted(expected.columns)
    expected["touches_frame"] = expected["touches_frame"].astype(int)
    pd.testing.assert_frame_equal(table[expected.columns], expected, rtol=2e-7, check_dtype=False)


def test_layers_change_the_picture(page, field):
    open_viewer(page, field, "#opacity=1")
    x, y = inner_pixel(field, largest(field, 8))
    assert is_near(colour_at(page, x, y), MINERALS[8].rgb)
    page.keyboard.press("1")
    settle(page)
    red, green, _ = colour_at(page, x, y)
    # As `viewed` paints it: 20 times the code, and the column.
    assert abs(red - 160) < 12 and abs(green - 255 * x / 400) < 12
    page.select_option("#left", "annotation")
    page.select_option("#left", "error")
    settle(page)
    picture = screen(page)
    background = np.argwhere(field.codes[:, 102:138] == 0)[40]
    assert is_near(colour_at(page, x, y, picture), RIGHT)
    assert is_near(colour_at(page, background[1] + 102, background[0], picture), WRONG)
    red, *_ = colour_at(page, 210, 150, picture)
    assert abs(red - 20 * field.codes[150, 210]) < 12, "void is not judged"


def test_confidence_has_its_colours(page, field):
    open_viewer(page, field, "#left=confidence&opacity=1")
    # The first picture may come before the tiles of the confidence are read.
    for _ in range(100):
        picture = screen(page)
        if colour_at(page, 200, 150, picture)[2] < 120:
            break
    for x in (40, 200, 380):
        step = field.confidence[150, x]
        near = [
            tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
            for colour in confidence_colours()[max(0, step - 6) : step + 7]
        ]
        assert any(is_near(colour_at(page, x, 150, picture), one, 4) for one in near)
    assert page.locator("#layer-key .bar").is_visible()


def test_side_by_side_shows_both_and_the_divider_moves(page, field):
    open_viewer(page, field, "#left=classes&right=photograph&divider=0.5&opacity=1")
    row = largest(field, 6)
    x, y = inner_pixel(field, row)
    box = page.locator("#map").bounding_box()
    part = (on_screen(page, x, y)[0] - box["x"]) / box["width"]
    divider = page.locator("#divider")
    for at, is_map in ((part + 0.1, True), (part - 0.1, False)):
        handle = divider.bounding_box()
        page.mouse.move(handle["x"] + 1, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + at * box["width"], box["y"] + 60)
        page.mouse.up()
        page.mouse.move(1, 1)
        settle(page)
        assert is_near(colour_at(page, x, y), MINERALS[6].rgb) == is_map
        assert int(divider.get_attribute("aria-valuenow")) == round(100 * at)
    divider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert is_near(colour_at(page, x, y), MINERALS[6].rgb)
    page.keyboard.press("s")
    assert divider.is_hidden()


def test_the_legend_switches_minerals_and_says_their_shares(page, field):
    open_viewer(page, field, "#opacity=1")
    x, y = inner_pixel(field, largest(field, 8))
    share = 100 * (field.codes == 8).mean()
    row = page.locator("#legend li", has=page.locator("#mineral-8"))
    assert f"{share:.2f} %" in row.text_content()
    page.uncheck("#mineral-8")
    settle(page)
    assert not is_near(colour_at(page, x, y), MINERALS[8].rgb, 10)
    page.click("#all-off")
    page.click("#all-on")
    settle(page)
    assert is_near(colour_at(page, x, y), MINERALS[8].rgb)


def test_palettes(page, field):
    open_viewer(page, field, "#opacity=1")
    row = largest(field, 8)
    x, y = inner_pixel(field, row)
    page.select_option("#palette", "safe")
    settle(page)
    safe = safe_colours(MINERALS)[8]
    assert is_near(colour_at(page, x, y), [int(safe[k : k + 2], 16) for k in (1, 3, 5)])
    page.keyboard.press("p")  # The palette list has the focus, and takes the key.
    page.select_option("#palette", "photographed")
    settle(page)
    here = np.argwhere(field.codes == 8)
    mean = (160, (255 * here[:, 1] / 400).astype(int).mean(), (255 * here[:, 0] / 300).mean())
    assert is_near(colour_at(page, x, y), mean, 3)


def test_keys(page, field):
    open_viewer(page, field)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    assert page.locator("#keys dt").count() > 10
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    page.keyboard.press("3")
    assert page.input_value("#left") == "annotation"
    page.keyboard.press("]")
    assert page.input_value("#opacity") == "70"
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.id") == "filter-mineral"
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "picture"
    before = on_screen(page, 0, 0)
    for key in ("+", "+", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        settle(page)
    assert on_screen(page, 0, 0)[0] < before[0] - 100
    page.keyboard.press("0")
    settle(page)
    assert on_screen(page, 0, 0) == pytest.approx(before, abs=1)
    x, y = inner_pixel(field, largest(field, 6))
    page.evaluate(f"location.hash = '#at={x + 0.5},{y + 0.5},40'")
    settle(page)
    page.locator("#picture").focus()
    page.keyboard.press("Enter")
    assert shown_rows(page)["Number"] == str(field.grains["grain"][largest(field, 6)])


def test_everything_is_reached_with_the_tab_key(page, field):
    open_viewer(page, field, "#left=classes&right=error&grain=5")
    wanted = set(
        page.evaluate(
            """() => [...document.querySelectorAll(
                "a, button, select, input, summary, [tabindex='0']"
              )].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
              .map((one) => one.id || one.textContent)"""
        )
    )
    seen = set()
    for _ in range(len(wanted) + 30):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert wanted <= seen
    assert {"picture", "divider", "opacity", "swipe", "let-go", "export"} <= wanted


def test_typing_no_number_is_marked_and_filters_nothing(page, field):
    open_viewer(page, field)
    page.fill("#ecd-min", "ten")
    assert page.get_attribute("#ecd-min", "aria-invalid") == "true"
    assert page.locator("#found").text_content().startswith(f"{len(field.grains)} grains")
    page.fill("#ecd-min", "20,5")
    expected = (field.grains["ecd_um"] >= 20.5).sum()
    assert page.locator("#found").text_content().startswith(f"{expected} grains")


def test_unidentified_pixels_are_not_judged_and_have_a_name(page, tmp_path):
    codes = ore()
    mask, codes[40:60, 50:80] = codes.copy(), UNIDENTIFIED
    field = viewed(tmp_path, codes, mask)
    open_viewer(page, field, "#left=error&opacity=1")
    assert not any(is_near(colour_at(page, 65, 50), one, 20) for one in (RIGHT, WRONG))
    page.keyboard.press("2")
    settle(page)
    assert is_near(colour_at(page, 65, 50), MINERALS[UNIDENTIFIED].rgb)
    hover(page, 65, 50)
    summary = page.locator("#summary", has_text="unidentified: no grain of the table")
    summary.wait_for(state="attached")
    assert "unidentified" in page.locator("#legend").text_content()


def test_a_field_with_neither_annotation_nor_scale_says_so(page, bare):
    open_viewer(page, bare, "#left=error")
    assert page.locator("#no-annotation").is_visible()
    names = page.locator("#left option").evaluate_all("all => all.map(one => one.value)")
    assert names == ["photograph", "classes", "confidence"]
    page.keyboard.press("4")
    assert page.input_value("#left") == "classes"
    assert "px (no scale known)" in page.locator("#scale-bar").text_content()
    fill_in(page, {"ecd_min": 20})
    expected = (bare.grains["ecd_px"] >= 20).sum()
    assert page.locator("#found").text_content().startswith(f"{expected} grain")


def test_the_scale_bar_has_a_round_length(page, field):
    open_viewer(page, field)
    bar = page.locator("#scale-bar")
    length, unit = bar.text_content().split()
    assert unit == "µm"
    wide = on_screen(page, 399, 0)[0] - on_screen(page, 0, 0)[0]
    shown = bar.locator("i").bounding_box()["width"]
    assert shown == pytest.approx(float(length) / UM_PER_PX * wide / 399, rel=0.02)
    assert length[0] in "125" and not length[1:].strip("0")


def test_a_reduced_field_shows_classes_and_grains_in_place(page, tmp_path):
    reduced = viewed(tmp_path, ore(), most_px=40_000)
    open_viewer(page, reduced, "#opacity=1")
    assert "400 × 300 px, shown at 1:2" in page.locator("#about").text_content()
    row = largest(reduced, 6)
    x, y = inner_pixel(reduced, row)
    hover(page, x // 2, y // 2)
    page.wait_for_selector("#grain-rows table")
    assert shown_rows(page)["Number"] == str(reduced.grains["grain"][row])
    area = reduced.grains["area_px"][row]
    assert f"({area} px)" in shown_rows(page)["Area"].replace(",", "")
    assert is_near(colour_at(page, x // 2, y // 2), MINERALS[6].rgb)


def test_ten_thousand_grains(page, tmp_path):
    field = viewed(tmp_path, many_grains())
    assert len(field.grains) == 10_000
    open_viewer(page, field)
    fill_in(page, {"mineral": 6, "touching": 8, "ecd_min": 12})
    query = (field.grains["code"] == 6) & (field.grains["ecd_um"] >= 12)
    expected = field.grains[query & field.grains["grain"].isin(touching(field, 8))]
    assert 1000 < len(expected) < 10_000
    assert page.locator("#found").text_content().startswith(f"{len(expected)} grains")
    row = 5678
    hover(page, *inner_pixel(field, row))
    page.wait_for_selector("#grain-rows table")
    assert shown_rows(page)["Number"] == "5679"


def test_a_phone(browser, field):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_viewer(page, field)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("#map").bounding_box()
    assert box["height"] > 550 and page.locator("#settings").is_hidden()
    row = largest(field, 6)
    page.touchscreen.tap(*on_screen(page, *inner_pixel(field, row)))
    number = field.grains["grain"][row]
    wait_until(
        page, f"document.getElementById('summary').textContent.startsWith('Grain {number},')"
    )
    page.tap("#sheet")
    assert page.locator("#grain-rows table").first.is_visible()
    assert page.locator("#map").bounding_box()["height"] > 300
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.tap("#sheet")
    assert page.locator("#grain-rows table").first.is_hidden()
    context.close()
    assert not complaints


def test_who_wants_no_motion_gets_none(browser, field):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    open_viewer(page, field)
    before = on_screen(page, 0, 0)
    page.keyboard.press("+")
    for _ in range(3):
        page.evaluate("() => new Promise(requestAnimationFrame)")
    moved = on_screen(page, 0, 0)
    settle(page)
    assert on_screen(page, 0, 0) == moved != before
    context.close()


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": "=cmd|' /C calc'!A0",
    "quotes": "\"'`</title>&amp;\u2028",
    "letters": "Рудник 💎 Ж",
    "long": "x" * 200,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(page, tmp_path, name):
    text = HOSTILE[name]
    table = [one for one in MINERALS.table if one.code != 6]
    table.append(Mineral(6, text, "", f"{text}</script>", "#f6ecae", 5.0))
    minerals = Minerals(tuple(sorted(table, key=lambda one: one.code)))
    field = viewed(tmp_path, ore(), minerals=minerals, place=(text, text, text))
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_viewer(page, field, "#mineral=6")
    assert page.locator("#title").text_content() == text
    assert text in page.locator("#place").text_content()
    hover(page, *inner_pixel(field, largest(field, 6)))
    page.wait_for_selector("#grain-rows table")
    assert shown_rows(page)["Mineral"] == f"{text}, {text}</script>"
    assert page.locator("#legend b", has_text=text).count() == 1
    with page.expect_download() as saved:
        page.click("#export")
    cells = pd.read_csv(saved.value.path(), encoding="utf-8-sig").iloc[0]
    expected = f"'{text}" if text.startswith("=") else text
    assert [cells[key] for key in ("deposit", "section", "field", "mineral")] == [expected] * 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert dialogs == []


def test_the_part_to_annotate_first_is_framed(page, field, tmp_path):
    large = viewed(tmp_path, ore(700, 900))
    with Photograph(large.field.image) as photograph:
        (crop,) = suggested_crops(photograph, large.folder)
    assert (crop.width, crop.height) == (512, 512)
    open_viewer(page, large)
    edge = (crop.x + crop.width, crop.y + crop.height // 2)

    def framed():
        x, y = map(round, on_screen(page, *edge))
        around = screen(page)[y - 16 : y + 17, x - 2 : x + 3].reshape(-1, 3)
        return all((around == colour).all(axis=1).any() for colour in ((255, 212, 0), (0, 0, 0)))

    assert not framed()
    page.keyboard.press("r")
    settle(page)
    assert framed() and page.locator("#suggested").is_checked()
    assert "suggested=yes" in page.evaluate("location.hash")
    page.locator("#suggested").uncheck()
    settle(page)
    assert not framed()
    # A link of the report opens it framed.
    open_viewer(page, large, "#suggested=yes")
    assert framed()
    # What is annotated has no such part.
    open_viewer(page, field, "#suggested=yes")
    page.keyboard.press("r")
    assert page.locator("#suggested-line").is_hidden()
    assert not page.locator("#suggested").is_checked()
