"""Corrections in the viewer: every action changes exactly the pixels that it should."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from viewer_fields import many_grains, ore, viewed
from viewer_pages import inner_pixel, largest, on_screen, open_viewer, settle, wait_until

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.files.digests import file_sha256
from oresurvey.maps.geotiff import values_sha256
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID

EIGHT = np.ones((3, 3))
SLOWEST_MS = 100
TABLE = Path(__file__).parents[2] / "config" / "minerals.tsv"


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    """A field a corner of which shows no section."""
    codes = ore()
    codes[:20, :30] = VOID
    return viewed(tmp_path_factory.mktemp("field"), codes)


class Editor:
    """The editor of an open page, and the map as NumPy says that it should be by now."""

    def __init__(self, page, field, words=""):
        self.page, self.field, self.expected = page, field, field.codes.copy()
        # Nothing is waited for that only moves.
        page.emulate_media(reduced_motion="reduce")
        open_viewer(page, field, words)
        page.click("#open-editor")
        page.wait_for_selector("#editor:not([hidden])")
        if not page.input_value("#by"):
            page.fill("#by", "A. Geologist")
        page.locator("#picture").focus()
        settle(page)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def said(self):
        return self.page.locator("#said").text_content()

    def at(self, *pixel):
        return on_screen(self.page, *pixel)

    def look_at(self, x, y, across=60):
        """Put a pixel under the cross."""
        self.page.evaluate(f"location.hash = '#left=classes&at={x + 0.5},{y + 0.5},{across}'")
        settle(self.page)
        self.page.locator("#picture").focus()

    def whole(self):
        self.page.click("#home")
        self.page.locator("#picture").focus()
        settle(self.page)

    def drag(self, *pixels):
        self.page.mouse.move(*self.at(*pixels[0]))
        self.page.mouse.down()
        for pixel in pixels[1:]:
            self.page.mouse.move(*self.at(*pixel))
        self.page.mouse.up()

    def saved(self):
        with self.page.expect_download() as saved:
            self.press("Control+s")
        assert saved.value.suggested_filename == f"{self.field.field.field}.corrections.json"
        return json.loads(saved.value.path().read_text("utf-8"))

    def leave(self):
        """Leave the page once all of it is kept: before, a person is asked."""
        self.page.wait_for_selector("#editor[data-kept=yes]", state="attached")
        self.page.goto("about:blank")

    def check(self, mask=None, code=None):
        """The file is what is expected, after `mask` was given a code; void is never changed."""
        if mask is not None:
            new = self.field.codes if code is None else np.full_like(self.expected, code)
            here = mask & (self.field.codes != VOID)
            self.expected = np.where(here, new, self.expected)
        assert np.array_equal(corrected(self.field.codes, self.saved()), self.expected)


def corrected(codes, file):
    """A map with the runs of a file, which must be sorted, apart, and say what was there."""
    flat, end = codes.ravel().copy(), 0
    for start, length, code, was in file["runs"]:
        assert start >= end and length > 0 and code != was
        assert (flat[start : start + length] == was).all()
        flat[start : start + length] = code
        end = start + length
    return flat.reshape(codes.shape)


def patch(codes, x, y, connectivity=EIGHT):
    """Pixels of one code that hang together with one."""
    labels, _ = ndimage.label(codes == codes[y, x], connectivity)
    return labels == labels[y, x]


def near_line(shape, a, b, brush):
    """Pixels whose middle is no farther than half a brush from a line."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    (ax, ay), (bx, by) = a, b
    squared = (bx - ax) ** 2 + (by - ay) ** 2
    along = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / max(squared, 1), 0, 1)
    return np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) <= brush / 2 + 1e-9


def inside(shape, corners):
    """Pixels whose middle is in a polygon or on it, by the even-odd rule."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    odd, on = np.zeros(shape, bool), np.zeros(shape, bool)
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        side = (x - ax) * (by - ay) - (y - ay) * (bx - ax)
        between = ((x - ax) * (x - bx) <= 0) & ((y - ay) * (y - by) <= 0)
        on |= (side == 0) & between
        if ay != by:
            odd ^= ((ay <= y) != (by <= y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return odd | on


def test_shapes_are_those_of_numpy(page, field):
    """Strokes, outlines, what hangs together and the blocks of a reduced field, at random."""
    open_viewer(page, field)
    rng = np.random.default_rng(3)
    shape = height, width = 37, 53
    ends = [(*rng.integers(-9, 62, (2, 2)).tolist(), int(rng.integers(1, 25))) for _ in range(150)]
    strokes = page.evaluate("all => all.map((one) => strokeSpans(53, 37, ...one))", ends)
    for (a, b, brush), spans in zip(ends, strokes, strict=True):
        assert np.array_equal(marked(spans, shape), near_line(shape, a, b, brush)), (a, b, brush)
    outlines = [rng.integers(-5, 58, (rng.integers(3, 9), 2)).tolist() for _ in range(150)]
    found = page.evaluate("all => all.map((one) => outlineSpans(53, 37, one))", outlines)
    for corners, spans in zip(outlines, found, strict=True):
        assert np.array_equal(marked(spans, shape), inside(shape, corners)), corners
    codes = rng.integers(0, 2, shape).astype(np.uint8)
    for connectivity, around in ((8, EIGHT), (4, None)):
        spans = page.evaluate(
            """([codes, connectivity]) => {
              const same = (i) => codes[i] === codes[1000], seen = new Uint8Array(37 * 53);
              return connectedSpans(1000, same, 53, 37, connectivity, seen);
            }""",
            [codes.ravel().tolist(), connectivity],
        )
        labels, _ = ndimage.label(codes == codes.flat[1000], around)
        assert np.array_equal(marked(spans, shape), labels == labels.flat[1000])
    now = rng.integers(0, 3, (13, 18)).astype(np.uint8)
    for scale in (1, 3, 4):
        wide, high = -(-width // scale), -(-height // scale)
        shown = np.resize(now, (high, wide))
        full, again = page.evaluate(
            """([now, scale]) => {
              const full = fullRuns(changedRuns(new Uint8Array(now.length), now), 53, 37, scale);
              return [full, shownRuns(full, 53, 37, scale)];
            }""",
            [shown.ravel().tolist(), scale],
        )
        expected = np.kron(shown, np.ones((scale, scale), np.uint8))[:height, :width]
        empty = {"runs": full}
        assert np.array_equal(corrected(np.zeros(shape, np.uint8), empty), expected)
        back = np.zeros(shown.size, np.uint8)
        for start, length, code, _ in again:
            assert not back[start : start + length].any()
            back[start : start + length] = code
        assert np.array_equal(back.reshape(shown.shape), shown)


def marked(spans, shape):
    """Pixels of spans, each there once."""
    times = np.zeros(shape[0] * shape[1], int)
    for start, end in zip(spans[::2], spans[1::2], strict=True):
        assert start < end
        times[start:end] += 1
    assert times.max(initial=0) <= 1
    return times.reshape(shape) > 0


def test_grains_by_mouse_and_keys(page, field):
    editor = Editor(page, field)
    page.mouse.move(1, 1)
    # A click selects, a mineral's button names.
    x, y = inner_pixel(field, largest(field, 6))
    page.mouse.click(*editor.at(x, y))
    assert editor.said().startswith("Selected: Py")
    page.click("#code-8")
    editor.check(patch(editor.expected, x, y), 8)
    # The pointer over a grain, and a key; Shift for codes from 10 on; a mineral that no map has.
    x, y = inner_pixel(field, largest(field, 1))
    page.mouse.move(*editor.at(x, y))
    editor.press("Shift+Digit4")
    editor.check(patch(field.codes, x, y), 14)
    # Enter at the cross, then a key; "unknown".
    page.mouse.move(1, 1)
    x, y = inner_pixel(field, largest(field, 2))
    editor.look_at(x, y)
    editor.press("Enter", "u")
    editor.check(patch(field.codes, x, y), 255)
    # The next grain of a filter, and a key; then all that it finds; Space with a chosen mineral.
    editor.whole()
    page.select_option("#filter-mineral", "2")
    editor.press("Escape")
    row = field.grains.query("code == 2").index[0]
    page.locator("#picture").focus()
    editor.press("n", "7")
    settle(page)
    mask = np.zeros(field.codes.shape, bool)
    x, y = inner_pixel(field, row)
    editor.check(patch(field.codes, x, y), 7)
    page.locator("#picture").focus()
    editor.press("5", "a")
    editor.check(field.codes == 2, 5)
    page.click("#name-found")
    assert "no pixel changes" in editor.said()
    page.locator("#picture").focus()
    # What was corrected is one grain where it hangs together; "as mapped" takes it back.
    editor.press("Escape")
    editor.look_at(x, y)
    mask = patch(np.where(editor.expected == field.codes, 250, editor.expected), x, y)
    editor.press("Enter", ",", ",", ".", "x")
    editor.check(mask, None)
    # The corner without section is no grain.
    editor.whole()
    page.mouse.click(*editor.at(27, 17))
    assert editor.said() == "No section is here."
    editor.check()
    for _ in range(20):
        editor.press("Control+z")
    assert page.locator("#undo").is_disabled()
    assert editor.saved()["runs"] == []
    for _ in range(20):
        editor.press("Control+Shift+z")
    editor.check()


def test_brush_outline_cut_and_join(page, field):
    editor = Editor(page, field)
    shape = field.codes.shape
    editor.press("d", "w", "w", "6")  # A brush of 13 px.
    a, b, c = (60, 80), (111, 143), (64, 170)
    editor.drag(a, b, c)
    editor.check(near_line(shape, a, b, 13) | near_line(shape, b, c, 13), 6)
    # Shift, a line from there, also over what shows no section.
    page.keyboard.down("Shift")
    page.mouse.click(*editor.at(33, 22))
    page.keyboard.up("Shift")
    editor.check(near_line(shape, c, (33, 22), 13), 6)
    # Erase by a smaller one; by keys: a dab, and a line to the next place.
    editor.press("x", "q", "q", "q")
    editor.drag((70, 60), (130, 150))
    editor.check(near_line(shape, (70, 60), (130, 150), 7), None)
    page.mouse.move(1, 1)
    editor.press("1")
    editor.look_at(200, 150)
    editor.press("Enter")
    editor.press(*["Shift+ArrowRight"] * 5, *["Shift+ArrowDown"] * 2)
    settle(page)
    editor.press(" ")
    editor.check(near_line(shape, (200, 150), (205, 152), 7), 1)
    # An outline: drawn; clicked; by keys. The frame cuts it.
    editor.whole()
    editor.press("o", "9")
    corners = [(300, 100), (380, 120), (350, 190), (320, 140), (290, 180)]
    editor.drag(*corners)
    editor.check(inside(shape, corners), 9)
    corners = [(20, 200), (90, 205), (50, 290)]
    for corner in (*corners, (21, 200)):
        page.mouse.click(*editor.at(*corner))
        page.wait_for_timeout(400)  # Two clicks would be a double one.
    editor.check(inside(shape, corners), 9)
    page.mouse.move(1, 1)
    editor.press("u")
    for x, y in [(210, 10), (250, 10), (250, 40)]:
        editor.look_at(x, y)
        editor.press("Enter")
    editor.press(" ")
    editor.check(inside(shape, [(210, 10), (250, 10), (250, 40)]), 255)
    # Escape forgets, and two corners are no outline.
    editor.press("Enter", "Escape", " ")
    assert "three corners" in editor.said()
    editor.check()
    # A cut, by mouse: the smaller part.
    editor.whole()
    x, y = inner_pixel(field, largest(field, 8))
    grain = patch(field.codes, x, y)
    box = field.grains.iloc[largest(field, 8)]
    top, bottom, column = box.top_px - 3, box.bottom_px + 3, x + 3
    assert np.array_equal(editor.expected[grain], field.codes[grain])
    editor.press("c", "3")
    editor.drag((column, top), (column, bottom))
    beside = grain.copy()
    beside[:, column] = False
    labels, parts = ndimage.label(beside, EIGHT)
    assert parts > 1
    sizes = np.bincount(labels.ravel())[1:]
    editor.check((labels > 0) & (labels != 1 + sizes.argmax()), 3)
    # By keys, with the mineral of the grain itself: the line turns unknown.
    other = largest(field, 1)
    x, y = inner_pixel(field, other)
    box = field.grains.iloc[other]
    grain = patch(field.codes, x, y) & (editor.expected == field.codes)
    row = round(box.y_px)
    editor.press("1")
    for end in (box.left_px - 2, box.right_px + 2):
        editor.look_at(end, row)
        editor.press("Enter")
    middle = round((box.left_px + box.right_px) / 2)
    grain = patch(np.where(grain, 1, 0), middle, row)
    line = np.zeros(shape, bool)
    line[row] = True
    editor.check(grain & line, 255)
    # Join: by mouse; what does not touch is refused.
    editor.whole()
    pairs = field.contacts.query("code_a == 2 and code_b == 6 or code_a == 6 and code_b == 2")
    pair = pairs[pairs["length_px"] > 5].iloc[-1]
    one, two = (int(number) - 1 for number in (pair["grain_a"], pair["grain_b"]))
    (x, y), to = inner_pixel(field, one), inner_pixel(field, two)
    for cx, cy in ((x, y), to):
        assert editor.expected[cy, cx] == field.codes[cy, cx], "take another pair"
    editor.press("j")
    for pixel in ((x, y), to):
        page.mouse.click(*editor.at(*pixel))
        page.wait_for_timeout(400)
    grain = patch(field.codes, x, y) & (editor.expected == field.codes)
    editor.check(patch(np.where(grain, 1, 0), x, y), field.codes[to[1], to[0]])
    before = editor.page.locator("#work").text_content()
    for row in field.grains.query("code == 8").index[[0, -1]]:
        page.mouse.click(*editor.at(*inner_pixel(field, row)))
        page.wait_for_timeout(400)
    assert "do not touch" in editor.said()
    assert editor.page.locator("#work").text_content() == before


def test_what_was_made_survives_a_reload_and_undo_leads_to_the_map(page, field):
    editor = Editor(page, field)
    editor.press("d", "6")
    editor.drag((100, 100), (150, 130))
    editor.drag((200, 100), (250, 130))
    editor.press("8")
    editor.drag((120, 90), (120, 150))
    editor.press("z")
    first = editor.saved()
    assert first["photograph_sha256"] == file_sha256(field.field.image)
    assert first["map_sha256"] == values_sha256(field.folder / "classes.tif")
    assert (first["schema"], first["by"]) == ("oresurvey-corrections/1", "A. Geologist")
    assert (first["field"], first["deposit"], first["section"]) == field_place(field)
    assert (first["width"], first["height"], first["model"]) == (400, 300, "small")
    assert (first["changes"], first["scale"]) == (2, 1)
    assert first["minerals"] == {
        str(code): {0: "BG", 1: "Ccp", 2: "Gn", 6: "Py", 8: "Sp"}[code]
        for code in sorted({code for *_, code, was in first["runs"] for code in (code, was)})
    }
    assert first["made"].endswith("Z") and len(first["made"]) == 20
    editor.leave()
    open_viewer(page, field)
    assert "(2)" in page.locator("#open-editor").text_content()
    again = Editor(page, field)
    assert page.input_value("#by") == "A. Geologist"
    second = again.saved()
    assert {**second, "made": ""} == {**first, "made": ""}
    again.press("y")
    assert len(again.saved()["runs"]) > len(first["runs"])
    again.press("z", "z", "z", "z")
    assert page.locator("#undo").is_disabled()
    assert again.saved()["runs"] == []
    again.leave()
    third = Editor(page, field)
    assert third.saved()["runs"] == []
    third.press("y", "y")
    assert third.saved()["runs"] == first["runs"]
    # Closed, the page is as without it.
    third.press("e")
    assert page.locator("#editor").is_hidden()


def field_place(field):
    return field.field.field, field.field.deposit, field.field.section


def altered(file, **what):
    return json.dumps({**file, **what})


def hostile(file):
    """What is no file of this photograph, and a word of the reason."""
    run, deep = file["runs"][0], "[" * 100_000
    return {
        "nothing": ("", "no JSON"),
        "no JSON": ("<script>alert(1)</script>", "no JSON"),
        "deep": (deep, "no JSON"),
        "a list": ("[1]", "no file of corrections"),
        "null": ("null", "no file of corrections"),
        "schema": (altered(file, schema="oresurvey-corrections/2"), "of the kind"),
        "photograph": (altered(file, photograph_sha256="0" * 64), "another photograph"),
        "no digest": (altered(file, map_sha256=7), "SHA-256"),
        "size": (altered(file, width=300, height=400), "300 × 400"),
        "outside": (altered(file, runs=[[119_999, 2, *run[2:]]]), "outside"),
        "negative": (altered(file, runs=[[-1, 2, *run[2:]]]), "four whole numbers"),
        "half": (altered(file, runs=[[0.5, 2, *run[2:]]]), "four whole numbers"),
        "text": (altered(file, runs=["<img src=x onerror=alert(1)>"]), "four whole numbers"),
        "overlap": (altered(file, runs=[[10, 5, *run[2:]], [14, 2, *run[2:]]]), "overlaps"),
        "order": (altered(file, runs=[[50, 5, *run[2:]], [14, 2, *run[2:]]]), "overlaps"),
        "code": (altered(file, runs=[[10, 5, 200, run[3]]]), "does not name"),
        "was": (altered(file, runs=[[10, 5, run[2], 77]]), "does not name"),
        "mineral": (altered(file, minerals={**file["minerals"], "99": "Xx"}), "no mineral of"),
        "other": (altered(file, minerals={**file["minerals"], "6": "Sp"}), "is “Sp” there"),
        "no runs": (altered(file, runs={"0": 1}), "no runs"),
        "person": (altered(file, by={"a": 1}), "no text"),
        "proto": (altered(file, minerals={"__proto__": "x"}), "no mineral of"),
    }


def test_files_are_taken_in_or_refused_with_a_reason(page, field):
    editor = Editor(page, field)
    editor.press("d", "6")
    editor.drag((100, 100), (150, 130))
    editor.drag((200, 100), (250, 130))
    file = editor.saved()

    def load(text, name="a.json"):
        editor.page.set_input_files(
            "#file", {"name": name, "mimeType": "application/json", "buffer": text.encode()}
        )

    def says(part):
        wait_until(
            page, "part => document.getElementById('said').textContent.includes(part)", arg=part
        )

    for name, (text, reason) in hostile(file).items():
        load(text, f"{name}.json")
        says(f"{name}.json is not taken")
        assert reason in editor.said(), name
        assert "Nothing was changed" in editor.said()
    assert editor.saved()["runs"] == file["runs"]
    huge = page.evaluate(
        """async () => {
          const part = new Uint8Array(1e8);
          const data = new DataTransfer();
          data.items.add(new File([part, part, part], "huge.json"));
          dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
          await new Promise((done) => setTimeout(done, 100));
          return document.getElementById("said").textContent;
        }"""
    )
    assert "300 MB" in huge
    # Taken back, the file brings all of it again, as one change that counts as two.
    editor.press("z", "z")
    assert editor.saved()["runs"] == []
    load(json.dumps(file))
    says("px changed")
    again = editor.saved()
    assert (again["runs"], again["changes"]) == (file["runs"], 2)
    assert page.locator("#lost").is_hidden()
    editor.press("z")
    assert editor.saved()["runs"] == []


def test_corrections_of_an_earlier_map_are_brought_over_where_they_hold(page, tmp_path):
    first = ore()
    second = first.copy()
    # A band that the new map has otherwise, and one where it says what the person said.
    second[:, 100:120] = np.where(first[:, 100:120] == 0, 2, first[:, 100:120])
    second[150:180, 200:220] = 6
    earlier = viewed(tmp_path, first)
    editor = Editor(page, earlier)
    editor.press("d", "6")
    editor.drag((60, 165), (300, 165))
    file = editor.saved()
    made = corrected(first, file)
    editor.leave()
    # The page of the same photograph with another map, opened from where the earlier one was.
    later = viewed(tmp_path, second, photographed=first)
    now = Editor(page, later)
    assert "listed" in now.said()
    holds = (made != first) & (first == second)
    lost = (made != first) & (first != second) & (second != made)
    assert lost.any() and ((made == second) & (made != first)).any()
    now.expected = np.where(holds, made, second)
    now.check()
    rows = page.locator("#lost-list li")
    labels, count = ndimage.label(lost & (first == 0), EIGHT)
    assert rows.count() == count
    assert (
        f"{np.bincount(labels.ravel())[1:].max()} px: BG → Py, but now Gn"
        in rows.all_inner_texts()[0]
    )
    rows.first.locator("button").click()
    settle(page)
    page.click("#take-lost")
    now.expected = np.where(lost, made, now.expected)
    now.check()
    assert page.locator("#lost").is_hidden()
    # The file of the earlier map, by hand.
    for _ in range(3):
        now.press("z")
    assert now.saved()["runs"] == []
    page.set_input_files(
        "#file",
        {"name": "old.json", "mimeType": "text/plain", "buffer": json.dumps(file).encode()},
    )
    page.wait_for_selector("#lost:not([hidden])")
    now.expected = np.where(holds, made, second)
    now.check()


def test_corrections_that_the_survey_took_in_stay_in_the_file(page, tmp_path):
    """The file belongs to the map of the model, and replaces the one that the survey has."""
    model, now = ore(), ore()
    now[40:60, 40:90] = np.where(model[40:60, 40:90] == 6, UNIDENTIFIED, 6)
    field = viewed(tmp_path, now, uncorrected=model)
    editor = Editor(page, field)
    taken = (now != model).sum()
    assert editor.said().startswith(f"The survey's map has {taken} px corrected")
    editor.press("d", "8")
    editor.drag((30, 50), (60, 50))
    stroke = near_line(now.shape, (30, 50), (60, 50), 9)
    expected = np.where(stroke, 8, np.where(now == UNIDENTIFIED, VOID, now))
    file = editor.saved()
    assert file["map_sha256"] == values_sha256(tmp_path / "uncorrected.tif")
    assert np.array_equal(corrected(model, file), expected)
    editor.press("z", "z")
    assert editor.saved()["runs"] == []
    editor.press("y")
    editor.leave()
    again = Editor(page, field)
    assert np.array_equal(corrected(model, again.saved()), np.where(now == UNIDENTIFIED, VOID, now))


def test_points_are_counted_without_the_map(page, field):
    editor = Editor(page, field)
    editor.press("t")
    assert page.input_value("#left") == "photograph"
    page.fill("#asked", "200")
    page.locator("#picture").focus()
    total = int(page.locator("#count-title").text_content().split(" of ")[1].split(",")[0])
    # A square grid; the corner without section has none.
    assert 185 <= total <= 205
    settle(page)
    page.mouse.move(600, 500)
    assert page.locator("#grain-rows table").count() == 0
    editor.press("6", "6", "1", "u", "6", "b", "x", "8")
    assert f"Point 6 of {total}, no name yet. 5 have a name." == editor.said()
    file = editor.saved()
    assert file["runs"] == [] and file["points"]["asked"] == 200
    assert [code for *_, code in file["points"]["named"]] == [6, 6, 1, 255, 8]
    (x, y, _), (x2, y2, _) = file["points"]["named"][:2]
    assert y == y2 and x2 - x == pytest.approx(np.sqrt(400 * 300 / 200), abs=1)
    shown = page.locator("#count-rows tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(one => one.textContent))"
    )
    # 2 of 4: by Wilson's formula 15.0 to 85.0 %.
    assert shown[0] == ["Py", "2", "50.0", "15.0 – 85.0"]
    assert [row[0] for row in shown] == ["Py", "Ccp", "Sp"]
    # Kept, and the same grid from the file.
    editor.leave()
    again = Editor(page, field)
    assert again.saved()["points"] == file["points"]
    file["points"]["named"].append([0, 1, 6])
    for text, says in ((json.dumps(file), "none of this grid"),):
        page.set_input_files(
            "#file", {"name": "a.json", "mimeType": "text/plain", "buffer": text.encode()}
        )
        wait_until(
            page, "part => document.getElementById('said').textContent.includes(part)", arg=says
        )
    assert again.saved()["points"] == {**file["points"], "named": file["points"]["named"][:-1]}


def test_a_reduced_field_is_corrected_in_blocks(page, tmp_path):
    reduced = viewed(tmp_path, ore()[:299, :399], most_px=40_000)
    editor = Editor(page, reduced)
    editor.press("d", "6")
    editor.drag((20, 20), (199, 149))
    file = editor.saved()
    assert file["scale"] == 2
    blocks = near_line((150, 200), (20, 20), (199, 149), 9)
    shown = reduced.codes[np.minimum(np.arange(150) * 2 + 1, 298)]
    shown = shown[:, np.minimum(np.arange(200) * 2 + 1, 398)]
    changed = np.kron(blocks & (shown != 6), np.ones((2, 2), bool))[:299, :399]
    found = np.zeros(reduced.codes.size, np.uint8)
    was = np.zeros_like(found)
    for start, length, code, before in file["runs"]:
        found[start : start + length], was[start : start + length] = code, before
    assert np.array_equal(found.reshape(changed.shape) == 6, changed)
    before = np.kron(shown, np.ones((2, 2), np.uint8))[:299, :399]
    assert np.array_equal(was.reshape(changed.shape)[changed], before[changed])
    editor.press("z")
    page.set_input_files(
        "#file",
        {"name": "a.json", "mimeType": "text/plain", "buffer": json.dumps(file).encode()},
    )
    wait_until(page, "document.getElementById('said').textContent.includes('changed')")
    assert editor.saved()["runs"] == file["runs"]


def test_ten_thousand_grains_without_lag(page, tmp_path):
    field = viewed(tmp_path, many_grains())
    editor = Editor(page, field)
    page.select_option("#filter-mineral", "6")
    page.locator("#picture").focus()
    x, y = on_screen(page, 300, 300)
    slowest = page.evaluate(
        """async ([x, y]) => {
          const picture = document.getElementById("picture");
          const canvas = OpenSeadragon.getViewer("picture").canvas, took = {};
          const press = (key, code = "") =>
            picture.dispatchEvent(new KeyboardEvent("keydown", {key, code, bubbles: true}));
          const point = (kind, dx, dy) => canvas.dispatchEvent(new PointerEvent(kind, {
            clientX: x + dx, clientY: y + dy, pointerId: 7, pointerType: "pen", bubbles: true,
          }));
          // From the event to the end of the frame that shows it.
          const timed = async (name, act) => {
            for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
            const from = performance.now();
            act();
            const work = performance.now() - from;
            await new Promise(requestAnimationFrame);
            const frame = performance.now();
            await new Promise((done) => setTimeout(done));
            took[name] = Math.min(took[name] ?? Infinity, work + performance.now() - frame);
          };
          // The least of three: other work of the machine is not the editor's.
          for (let k = 0; k < 3; k++) {
            press("g");
            press("3", "Digit3");
            press("z");
            await timed("all found", () => press("a"));
            await timed("undo", () => press("z"));
            await timed("redo", () => press("y"));
            point("pointermove", 0, 0);
            await timed("name", () => press(`${k + 2}`, `Digit${k + 2}`));
            press("d");
            for (let more = 0; more < 20; more++) press("w");
            await timed("brush", () => point("pointerdown", 0, 0));
            await timed("stroke", () => point("pointermove", 80, 60));
            await timed("end", () => point("pointerup", 80, 60));
            press("o");
            point("pointerdown", 0, 0);
            for (let at = 0; at < 90; at++) point("pointermove", at, 40 * Math.sin(at / 9) + 80);
            await timed("outline", () => point("pointerup", 90, 80));
            press("c");
            point("pointerdown", -9, -9);
            point("pointermove", -3, 9);
            await timed("cut", () => point("pointerup", -3, 9));
            for (let back = 0; back < 9; back++) press("z");
          }
          press("a");
          return took;
        }""",
        [x, y],
    )
    print({name: round(ms, 1) for name, ms in slowest.items()})
    assert max(slowest.values()) < SLOWEST_MS, slowest
    assert len(editor.saved()["runs"]) > 10_000


def test_a_finger_draws_and_two_move(browser, field):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    editor = Editor(page, field)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#map").bounding_box()["height"] > 400
    x, y = inner_pixel(field, largest(field, 6))
    page.touchscreen.tap(*editor.at(x, y))
    wait_until(page, "document.getElementById('said').textContent.startsWith('Selected')")
    page.tap("#code-2")
    editor.check(patch(field.codes, x, y), 2)
    page.tap("#tool-brush")
    session = context.new_cdp_session(page)

    def touch(kind, *pixels):
        points = [dict(zip("xy", editor.at(*pixel), strict=True)) for pixel in pixels]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = editor.at(0, 0)
    touch("touchStart", (150, 100))
    touch("touchMove", (230, 160))
    touch("touchEnd")
    wait_until(page, "document.getElementById('work').textContent.startsWith('2 ')")
    assert editor.at(0, 0) == before
    editor.check(near_line(field.codes.shape, (150, 100), (230, 160), 9), 2)
    # A second finger: what the first one drew is taken back.
    touch("touchStart", (150, 100))
    touch("touchStart", (150, 100), (250, 200))
    touch("touchMove", (140, 90), (260, 210))
    touch("touchEnd")
    settle(page)
    assert editor.at(0, 0) != before
    editor.check()
    context.close()
    assert not complaints


def alike(image, start, levels, allowed):
    """What looks like a pixel, by SciPy and scikit-image."""
    sums = ndimage.uniform_filter(image.astype(float), (3, 3, 0), mode="nearest")
    sums = np.rint(9 * sums)

    def far(one, other):
        return (np.abs(one - other) > 9 * levels).any(axis=-1)

    like = ~far(sums, sums[start]) & allowed
    around = np.pad(sums, ((1, 1), (1, 1), (0, 0)), mode="edge")
    edge = far(around[:-2, 1:-1], around[2:, 1:-1]) | far(around[1:-1, :-2], around[1:-1, 2:])
    flat = like & ~edge
    flat[start] = True
    parts, _ = ndimage.label(flat)
    core = parts == parts[start]
    found = core | (ndimage.binary_dilation(core) & like)
    holes, count = ndimage.label(~found)
    frame = {*holes[[0, -1]].ravel().tolist(), *holes[:, [0, -1]].ravel().tolist()}
    for hole in set(range(1, count + 1)) - frame:
        if (holes == hole).sum() <= 30:
            found |= (holes == hole) & allowed
    return found


def test_what_looks_alike_is_what_scipy_finds(page, field):
    open_viewer(page, field)
    rng = np.random.default_rng(4)
    sizes = []
    for levels, smooth in ((20, 4), (30, 4), (30, 2), (40, 2), (12, 8), (30, 1), (45, 0.5)):
        noise = ndimage.gaussian_filter(rng.normal(0, 1, (60, 80, 3)), (smooth, smooth, 0))
        image = np.clip(128 + 25 * noise / noise.std(), 0, 255).astype(np.uint8)
        allowed = rng.random((60, 80)) < 0.97
        start = (int(rng.integers(60)), int(rng.integers(80)))
        allowed[start] = True
        pixels = np.dstack([image, np.full((60, 80), 255, np.uint8)]).ravel().tolist()
        found = page.evaluate(
            "([pixels, start, levels, allowed]) =>"
            " [...alikePixels(Uint8ClampedArray.from(pixels), 80, 60, start, levels, allowed)]",
            [pixels, start[0] * 80 + start[1], levels, allowed.astype(int).ravel().tolist()],
        )
        expected = alike(image, start, levels, allowed)
        np.testing.assert_array_equal(np.array(found).reshape(60, 80), expected)
        sizes.append(expected.sum())
    # Neither nothing nor all.
    assert sum(30 < size < 4000 for size in sizes) >= 3


def test_a_photograph_without_a_map_is_annotated(page, tmp_path):
    """Three patches, one click each; what is saved becomes a mask, and points are counted."""
    rng = np.random.default_rng(5)
    truth = np.full((300, 400), 8, np.uint8)
    truth[40:160, 50:200], truth[180:280, 230:380] = 1, 6
    colour = {8: (90, 90, 95), 1: (230, 200, 90), 6: (240, 235, 200)}
    image = np.stack([np.vectorize({c: rgb[k] for c, rgb in colour.items()}.get)(truth)
                      for k in range(3)], -1)  # fmt: skip
    image = np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    Image.fromarray(image).save(tmp_path / "new 1.png")
    given = ["annotate", str(tmp_path / "new 1.png"), str(tmp_path)]
    assert oresurvey([*given, "--minerals", str(TABLE)]) == 0
    page.emulate_media(reduced_motion="reduce")
    page.goto((tmp_path / "new 1.html").as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    settle(page)
    assert page.locator("#tool-alike").get_attribute("aria-pressed") == "true"
    assert page.locator("#confidence").count() == 0 and page.locator("#place").inner_text() == ""
    work = "document.getElementById('work').textContent"
    for held, (code, x, y) in enumerate(((1, 120, 100), (6, 300, 230), (8, 20, 200)), start=1):
        page.keyboard.press(str(code))
        page.mouse.click(*on_screen(page, x, y))
        wait_until(page, f"{work}.startsWith('{held} change')")
    page.fill("#by", "A. Geologist")
    page.locator("#picture").focus()
    with page.expect_download() as saved:
        page.keyboard.press("Control+s")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    back = [str(path), str(tmp_path / "mask.png"), "--photographs", str(tmp_path / "new 1.png")]
    assert oresurvey(["convert-mask", *back, "--minerals", str(TABLE)]) == 0
    mask = read_mask(tmp_path / "mask.png")
    # Edges are a few pixels wide, in WebP and in means of 3 x 3.
    inner = ndimage.minimum_filter(truth, 7) == ndimage.maximum_filter(truth, 7)
    np.testing.assert_array_equal(mask[inner], truth[inner])
    assert ((mask == truth) | (mask == VOID)).mean() > 0.99
    # More alike, and what was taken last is taken again.
    page.keyboard.press("z")
    page.keyboard.press("z")
    before = page.locator("#work").inner_text()
    page.mouse.click(*on_screen(page, 300, 230))
    wait_until(page, f"{work}.startsWith('2 change')")
    grown = page.locator("#work").inner_text()
    for _ in range(30):
        page.keyboard.press("w")
    wait_until(page, f"{work} !== {grown!r}")
    page.keyboard.press("z")
    wait_until(page, f"{work} === {before!r}")
    # Points need no map either.
    page.keyboard.press("t")
    page.keyboard.press("1")
    page.keyboard.press("6")
    assert "2 of" in page.locator("#count-title").inner_text()
    assert page.locator("#count-rows tr").count() == 3
