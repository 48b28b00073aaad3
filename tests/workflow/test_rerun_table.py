"""The table of what runs again after which change (docs/run/verify.md), row by row, by dry runs."""

from collections import Counter
from collections.abc import Callable

import changes
import pytest
from survey_project import PAGES, ROOT, Project

STAGES = {
    "catalog": ("catalog_batch", "catalog_table"),
    "training": ("probability_maps", "train_model"),
    "calibration": ("calibrate_model", "convert_network"),
    "card": ("write_card",),
    "maps": ("predict_batch",),
    "colours, figures": (
        *("class_shares", "heat_map", "training_figures", "colour_batch", "evaluation_figures"),
        "viewers_batch",
    ),
    "grains": ("instances_batch", "annotation_instances_batch", "rim_guard_batch"),
    "scores": ("evaluate_model",),
    "tables": (
        *("modal_table", "element_assay", "grain_size_tables", "association_tables"),
        *("compare_deposits", "deposit_drift", "suggest_minerals"),
    ),
    "report": ("write_report", "write_deposit_pages", "grain_layer", *(PAGES & {"print_report"})),
}
"""Columns of the table, and the rules that they stand for."""


def setting(section: str, **settings) -> Callable[[Project], None]:
    return lambda survey: changes.reconfigure(survey, section, **settings)


CHANGES: dict[str, Callable[[Project], None]] = {
    "a comment or a docstring of the code": lambda survey: (
        changes.comment_in_module(survey),
        changes.comment_in_scripts(survey),
        changes.docstring_of_module(survey),
        changes.docstring_of_constant(survey),
    ),
    "modules of the code, moved or renamed": changes.moved_modules,
    "a `git checkout` that writes every file anew": changes.checked_out_anew,
    "times of photographs, tables, results": lambda survey: (
        changes.touched_photographs_and_masks(survey),
        changes.touched_tables(survey),
        changes.touched_results(survey),
    ),
    "what an error of the sheet says": changes.message_of_the_sheets_reader,
    "a sentence of the models' card": changes.sentence_of_the_card,
    "order of the rows": changes.reversed_sheet,
    "`inference.tile_px`": setting("inference", tile_px=512),
    "`batch_fields`": setting("", batch_fields=4),
    "a mineral's colour": changes.recoloured_mineral,
    "a mineral's name": changes.renamed_mineral,
    "a mineral's symbol": changes.mineral_with_another_symbol,
    "a mineral's code": changes.mineral_with_another_code,
    "a mineral, new": changes.new_mineral,
    "a mask": changes.edited_mask,
    "a photograph without a mask": changes.other_photograph,
    "section of a photograph": changes.section_of_a_field,
    "a photograph, new, of a known or a new deposit": changes.new_deposit,
    "a photograph, taken out": changes.removed_field,
    "a deposit, renamed": changes.renamed_deposit,
    "a setting of the training": setting("train", learning_rate=0.01),
    "`inference.unidentified_below`": setting("inference", unidentified_below=0.5),
    "`instances.connectivity`": setting("instances", connectivity=4),
    "`deposits.permutations`": setting("deposits", permutations=999),
    "code of the training, as `training/train.py`": lambda survey: changes.change_code(
        survey, "training/train"
    ),
    "code of the calibration, as `training/temperature.py`": lambda survey: changes.change_code(
        survey, "training/temperature"
    ),
    "code of the maps, as `inference/field.py`": lambda survey: changes.change_code(
        survey, "inference/field"
    ),
    "code of a table, as `deposits/grain_size/saltykov.py`": lambda survey: changes.change_code(
        survey, "deposits/grain_size/saltykov"
    ),
}
"""First cell of a row -> the change that it speaks of."""


def rows_of_page() -> dict[str, list[str]]:
    """First cell of every row to its other cells."""
    text = (ROOT / "docs" / "run" / "verify.md").read_text(encoding="utf-8")
    text = text.split("<!-- reruns: begin -->")[1].split("<!-- reruns: end -->")[0]
    header, _, *lines = text.strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in (header, *lines)]
    assert cells[0][1:] == list(STAGES)
    return {row[0]: row[1:] for row in cells[1:]}


@pytest.fixture(scope="session")
def everything(finished) -> Counter:
    """Jobs of every rule, if all run again."""
    return Counter(job.rule for job in finished.dry_run("--forceall"))


def measured(jobs: Counter, everything: Counter) -> list[str]:
    """Cells of a row: all jobs of a stage, some of them, or none."""
    cells = []
    for rules in STAGES.values():
        run, known = (sum(of[rule] for rule in rules) for of in (jobs, everything))
        cells.append("" if not run else "all" if run >= known else "some")
    return cells


def test_every_rule_has_a_column(everything):
    assert set(everything) == {rule for rules in STAGES.values() for rule in rules}


def test_every_row_is_proven():
    assert list(rows_of_page()) == list(CHANGES)


@pytest.mark.parametrize("row", CHANGES)
def test_row_of_the_table(survey, everything, row):
    CHANGES[row](survey)
    jobs = Counter(job.rule for job in survey.dry_run())
    cells = measured(jobs, everything)
    assert cells == rows_of_page().get(row), f"| {' | '.join([row, *cells])} |"


def test_other_cores_change_nothing(survey):
    assert survey.dry_run("--cores", "7") == []
