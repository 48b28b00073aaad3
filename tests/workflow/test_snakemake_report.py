"""`snakemake --report`: figures and tables by category, with captions, and the rule graph."""

import json
import re
from collections import Counter

import pytest
from survey_project import Project

EVIL = "</script><script>window.hacked=1</script>"


def variable(page: str, name: str):
    """What a script of the report assigns to a variable."""
    start = re.search(rf'<script id="[^"]+">\s*var {name} = ', page).end()
    return json.JSONDecoder().raw_decode(page, start)[0]


@pytest.fixture(scope="module")
def reported(fitted, tmp_path_factory) -> Project:
    """The finished survey of baselines with its report; a note in its sheet is a script."""
    project = fitted.copy(tmp_path_factory.mktemp("reported") / "project")
    head, *rows = (project.folder / "sheet.tsv").read_text().splitlines()
    noted = [f"{head}\tnote", *(f"{row}\t{EVIL}" for row in rows)]
    (project.folder / "sheet.tsv").write_text("\n".join(noted) + "\n")
    project.run("--report", "report.html")
    return project


@pytest.fixture(scope="module")
def page(reported) -> str:
    return (reported.folder / "report.html").read_text(encoding="utf-8")


def test_categories(page):
    categories = variable(page, "categories")
    assert set(categories) == {"Catalog", "Training", "Evaluation", "Deposits", "Model change"}
    assert set(categories["Deposits"]) == {
        *("Overview", "Modal", "Grain sizes", "Association", "Comparison", "Drift", "Workbook"),
    }
    changes = {"Modal shares", "Maps", "Which is right", "Figures", "Example fields"}
    assert changes <= set(categories["Model change"])


def test_figures_and_tables_are_in_it(page):
    kinds = Counter(path.rsplit(".")[-1] for path in variable(page, "results"))
    assert kinds["csv"] > 40 and kinds["png"] > 10 and kinds["svg"] >= 5 and kinds["xlsx"] == 1


def test_everything_has_a_caption_and_labels(page):
    for path, shown in variable(page, "results").items():
        assert re.search(r"<p>\w", shown["caption"]), path
        assert set(shown["labels"]) == {"model", "shows", "as"}, path
        assert shown["data_uri"].startswith("data:"), path


def test_captions_say_what_not_to_conclude(page):
    results = variable(page, "results")
    modal = results["results/colour/deposits/modal.csv"]
    assert "interval is over sections" in modal["caption"]
    assert "is no proof that the mineral is there" in modal["caption"]
    figure = results["results/colour/report/figures/modal.png"]
    assert "Two overlapping intervals are no test" in figure["caption"]
    assert figure["labels"] == {"model": "colour", "shows": "modal", "as": "figure"}


def test_labels_of_deposits_are_names(page):
    shown = variable(page, "results")
    labels = [one["labels"]["shows"] for path, one in shown.items() if "/comparison/" in path]
    assert {"Alder Creek/change", "Birch Hill/sections", "transitions"} <= set(labels)


def test_rule_graph(page):
    graph = json.dumps(variable(page, "rulegraph_spec"))
    for rule in ("catalog_batch", "fit_baseline", "predict_batch", "modal_table", "write_report"):
        assert f'"{rule}"' in graph


def test_a_note_of_the_sheet_is_no_script(page):
    assert "window.hacked" in page  # as data: the parameters of a job hold the rows of the sheet
    assert "<script>window.hacked" not in page
