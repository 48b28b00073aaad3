"""The page of a change of model: opens from disk, shows its pictures, and names stay text."""

from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from compare_models import main as write_tables
from find_map_changes import main as find_changes
from oresurvey.files.folder_names import folder_name
from oresurvey.files.tables import write_csv, write_json
from oresurvey.maps.geotiff import MapWriter
from oresurvey.model_change.page import write_comparison as write_page

MINERALS = "config/minerals.tsv"
PY, SP = 6, 8
EVIL = "<script>window.hacked=1</script>"
DEPOSITS = (EVIL, '=cmd "x" \N{PICK} Рудник №1')
SIZE = (40, 60)


def codes_of(model, number):
    """Pyrite on the left, sphalerite on the right; the new model moves the boundary."""
    codes = np.full(SIZE, PY, np.uint8)
    codes[:, 30 + number + (8 if model == "new" else 0) :] = SP
    return codes


def fields_of():
    """(deposit, section, field) of two sections in each deposit."""
    return [(d, f"{d[:4]} {k}", f"{EVIL}{n}{k}") for n, d in enumerate(DEPOSITS) for k in (1, 2)]


def modal_of(model):
    """``modal.csv`` of one model."""
    rows = []
    for number, (deposit, section, field) in enumerate(fields_of()):
        for code, mineral in ((PY, "Py"), (SP, "Sp")):
            pct = 100 * float((codes_of(model, number) == code).mean())
            rows += [
                ("field", deposit, section, field, code, mineral, pct),
                ("section", deposit, section, "", code, mineral, pct),
            ]
    columns = ["level", "deposit", "section", "field", "code", "mineral", "pct"]
    return pd.DataFrame(rows, columns=columns).assign(basis="total")


def write_model(folder, model):
    """Maps, manifest and tables of one model; paths of the tables, path of the manifest."""
    entries = []
    for number, (deposit, section, field) in enumerate(fields_of()):
        place = {
            "deposit": deposit, "section": section, "field": field, "split": "test",
            "um_per_px": None,
        }  # fmt: skip
        maps = folder / model / f"{number}"
        with MapWriter(maps / "classes.tif", SIZE[1], SIZE[0]) as out:
            out.write(codes_of(model, number), 0, 0)
        entries.append({"field": field, "folder": str(maps), "sha256": model, "row": place})
    write_json({"fields": entries}, folder / model / "b0.json")
    modal = modal_of(model)
    sizes = {f"{size}_{unit}": 5.0 for size in ("d50", "p80") for unit in ("um", "px")}
    pair = {"code_a": PY, "mineral_a": "Py", "code_b": SP, "mineral_b": "Sp"}
    tables = {
        "modal": modal,
        "grain_size": modal.assign(**sizes, d50_at_least=False, p80_at_least=False),
        "association": modal[modal["code"] == PY].assign(**pair, association_pct=100.0),
    }
    for name, table in tables.items():
        write_csv(table, folder / model / f"{name}.csv")
    paths = {name: str(folder / model / f"{name}.csv") for name in tables}
    return paths, str(folder / model / "b0.json")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The folder of a comparison of two models, its names chosen to do harm."""
    folder = tmp_path_factory.mktemp("compared")
    paths = {}
    for number, (_, _, field) in enumerate(fields_of()):
        Image.fromarray(np.full((*SIZE, 3), 120, np.uint8)).save(folder / f"{number}.png")
        # By the annotation the new model is right.
        Image.fromarray(codes_of("new", number)).save(folder / f"{number}_mask.png")
        paths[field] = [str(folder / f"{number}.png"), str(folder / f"{number}_mask.png")]
    sides = [write_model(folder, model) for model in ("old", "new")]
    changes = str(folder / "changes.json")
    find_changes(sides[0][1], sides[1][1], list(paths), paths, changes)
    out = folder / "comparison" / "old-vs-new"
    write_tables(sides[0][0], sides[1][0], ("old", "new"), [changes], MINERALS, "test", str(out))
    tables = sorted(str(path) for path in out.glob("*.csv"))
    write_page(
        {"tables": tables, "changes": [changes], "summaries": ("", "")},
        {"minerals": MINERALS, "examples": 1, "viewers": ["new"]},
        ("old", "new"),
        paths,
        str(out / "index.html"),
    )
    return out


@pytest.fixture
def opened(page, compared):
    page.goto((compared / "index.html").as_uri())
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    return page


def test_pictures_are_there_and_described(opened):
    pictures = opened.locator("img").evaluate_all(
        "all => all.map(image => [image.complete && image.naturalWidth > 0, image.alt])"
    )
    # The matrix, and of each deposit two figures and one example of four pictures.
    assert len(pictures) == 1 + 2 * (2 + 4)
    assert all(loaded and alt for loaded, alt in pictures)


def test_names_are_text(opened):
    assert opened.evaluate("window.hacked") is None
    headings = opened.locator("section h3").all_inner_texts()
    assert sorted(headings) == sorted(DEPOSITS)


def test_it_says_which_model_is_right(opened):
    """Only the pixels between the two boundaries differ: 8 of 60 columns, all right after."""
    said = opened.locator("#short ~ p").all_inner_texts()
    assert said[0] == "13 % of the area changes its mineral: Sp becomes Py on 13 %."
    assert "new is right in 100 %, old in 0 %, neither in 0 %" in said[1]


def test_links_lead_to_the_viewers_of_the_report_alone(opened):
    links = opened.locator("a", has_text="Viewer of").evaluate_all(
        "all => all.map(link => link.getAttribute('href'))"
    )
    first = [f"{folder_name(d)}/{folder_name(f)}" for d, _, f in fields_of()[::2]]
    # The address is read back as the folder's name, percent signs and all.
    expected = {f"../../new/report/viewers/{path}.html" for path in first}
    assert {unquote(link) for link in links} == expected


def test_changed_pixels_have_the_colour_of_the_new_mineral(compared):
    deposit, _, field = fields_of()[0]
    folder = compared / "examples" / folder_name(deposit) / folder_name(field)
    changed = np.array(Image.open(folder / "changed.png"))
    assert (changed[:, 30:38] == (0xF6, 0xEC, 0xAE)).all()  # Py in minerals.tsv
    grey = np.delete(changed, range(30, 38), axis=1)
    assert (grey == grey[..., :1]).all()


def test_a_narrow_window_is_not_scrolled_sideways(opened):
    opened.set_viewport_size({"width": 390, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
