"""What is made again after a change: all that depends on what changed, and nothing else.

Every test starts from a copy of the finished tiny survey.
"""

import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import rasterio
from changes import (
    add_unannotated,
    change_code,
    checked_out_anew,
    comment_in_module,
    comment_in_scripts,
    docstring_of_module,
    edited_mask,
    message_of_the_sheets_reader,
    new_field,
    other_photograph,
    recoloured_mineral,
    reversed_sheet,
    sentence_of_the_card,
    touched_code,
    touched_photographs_and_masks,
    touched_results,
    touched_tables,
)
from survey_project import BAD, GOOD, PAGES, SURVEY, TRAIN, Project

from oresurvey.maps.geotiff import values_sha256
from oresurvey.survey.batches import split_into_batches

EVALUATION = {"evaluate_model", "evaluation_figures"}
AFTER_SHARES = {"modal_table", "element_assay", "suggest_minerals", "compare_deposits"} | PAGES
DEPOSITS = AFTER_SHARES | {"grain_size_tables", "association_tables"}
SURVEY_PAGE = PAGES - {"write_deposit_pages"}
REPORT = DEPOSITS | {"grain_layer", "viewers_batch"}
FROM_MAPS = {"colour_batch", "instances_batch", "rim_guard_batch", "deposit_drift"}
AFTER_INFERENCE = FROM_MAPS | EVALUATION | REPORT
AFTER_CALIBRATION = {"write_card", "convert_network", "predict_batch"} | AFTER_INFERENCE
AFTER_TRAINING = {"calibrate_model", "training_figures"} | AFTER_CALIBRATION
AFTER_MAPS = {"train_model", "heat_map"} | AFTER_TRAINING


def rules(jobs) -> set[str]:
    return {job.rule for job in jobs}


def batch_of(field: str, fields) -> str:
    """Wildcard of the batch that a field is in."""
    batches = split_into_batches(sorted(fields), SURVEY["batch_fields"])
    return next(f"batch={name}" for name, members in batches.items() if field in members)


def test_second_run_has_nothing_to_do(survey):
    assert "Nothing to be done" in survey.run()


@pytest.mark.parametrize(
    "change",
    [
        comment_in_module,
        docstring_of_module,
        comment_in_scripts,
        message_of_the_sheets_reader,
        touched_code,
        touched_photographs_and_masks,
        touched_tables,
        touched_results,
        checked_out_anew,
    ],
    ids=lambda change: change.__name__.replace("_", " "),
)
def test_nothing_is_made_again(survey, change):
    change(survey)
    assert survey.dry_run() == []


def test_a_sentence_of_the_card_trains_and_calibrates_nothing(survey):
    """The pages show the card, and what the model is weak at by it."""
    sentence_of_the_card(survey)
    assert rules(survey.dry_run()) == {"write_card"} | PAGES


def test_moved_photographs_are_listed_anew_and_not_computed_again(survey):
    (survey.folder / "photographs").rename(survey.folder / "archive")
    jobs = survey.dry_run(photographs="archive")
    assert rules(jobs) == {"catalog_table"} | PAGES
    survey.run("catalog", photographs="archive")
    fields = pd.read_csv(survey.folder / "results" / "catalog" / "fields.csv")
    assert set(fields["image"]) == {f"archive/{field}.jpg" for field in [*GOOD, *BAD]}
    assert not fields["reason"].str.contains("photographs/").any()
    assert fields["reason"].str.contains("photograph archive/cut-off.jpg").any()


def test_order_of_the_rows_changes_the_provenance_only(survey):
    reversed_sheet(survey)
    assert rules(survey.dry_run()) == SURVEY_PAGE


def test_another_colour_trains_and_predicts_nothing(survey):
    recoloured_mineral(survey)
    assert rules(survey.dry_run()) == {
        "class_shares",
        "training_figures",
        "colour_batch",
        "evaluation_figures",
        "grain_layer",
        "viewers_batch",
        *PAGES,
    }


def test_geojson_on_request_makes_itself_alone(survey):
    """The report prints the digest of the configuration."""
    survey.configure(SURVEY | {"report": SURVEY["report"] | {"geojson": True}})
    assert rules(survey.dry_run()) == {"grain_geojson"} | SURVEY_PAGE


def test_another_patch_size_makes_maps_training_and_all_that_follows_again(survey):
    survey.configure(SURVEY | {"models": {"first": {"train": TRAIN | {"patch_px": 64}}}})
    jobs = survey.dry_run()
    assert {"probability_maps"} | AFTER_MAPS <= rules(jobs)


def test_another_loss_keeps_the_maps(survey):
    survey.configure(SURVEY | {"models": {"first": {"train": TRAIN | {"loss": {"dice": 1}}}}})
    assert rules(survey.dry_run()) == {"train_model"} | AFTER_TRAINING


def test_unannotated_field_recomputes_one_batch_and_trains_nothing(survey):
    field = new_field(splits_a_batch=False)
    add_unannotated(survey, field)
    jobs = survey.dry_run()
    count = Counter(job.rule for job in jobs)
    assert not {"probability_maps", "train_model", "annotation_instances_batch"} & rules(jobs)
    for rule in ("catalog_batch", "predict_batch", "colour_batch", "instances_batch"):
        assert count[rule] == 1, rule
    its_batch = batch_of(field, [*GOOD, *BAD, field])
    assert all(its_batch in job.wildcards for job in jobs if job.rule.endswith("_batch"))


def test_another_photograph_recomputes_its_batch_and_trains_nothing(survey):
    other_photograph(survey)
    jobs = survey.dry_run()
    assert not {"probability_maps", "train_model", "annotation_instances_batch"} & rules(jobs)
    predicted = [job for job in jobs if job.rule == "predict_batch"]
    assert [batch_of("birch-3", [*GOOD, *BAD]) in job.wildcards for job in predicted] == [True]


def test_another_mask_trains_again(survey):
    edited_mask(survey)
    assert {"probability_maps", "annotation_instances_batch"} | AFTER_MAPS <= rules(
        survey.dry_run()
    )


def with_second_model(**settings) -> dict:
    models = {"first": {"train": TRAIN}, "second": {"train": TRAIN | settings}}
    return SURVEY | {"models": models, "report": {"model": "second", "baseline": "first"}}


@pytest.mark.parametrize(
    "settings",
    [{"seed": 2}, {"patch_px": 128}, {"patch_px": 64}, {"exposure": "brightest"}],
    ids=str,
)
def test_second_model_leaves_the_first_alone(survey, settings):
    survey.configure(with_second_model(**settings))
    jobs = survey.dry_run()
    assert [job for job in jobs if "model=first" in job.wildcards] == []
    assert not {"catalog_batch", "class_shares", "annotation_instances_batch"} & rules(jobs)
    of_second = {job.rule for job in jobs if "model=second" in job.wildcards}
    assert of_second == {"train_model"} | AFTER_TRAINING
    assert rules(jobs) - of_second <= {
        "probability_maps",
        "heat_map",
        "map_change_batch",
        "compare_models",
        "comparison_page",
        "catalog_table",
    }
    assert {"map_change_batch", "compare_models", "comparison_page"} <= rules(jobs)


CODE = {
    "training/train": {"train_model"} | AFTER_TRAINING,
    "training/progress": set(),
    "log": set(),
    "training/temperature": {"calibrate_model"} | AFTER_CALIBRATION,
    "training/card": {"write_card"} | PAGES,
    "survey/sheet": set(),
    "inference/openvino_engine": {"convert_network", "predict_batch"} | AFTER_INFERENCE,
    "network/engine": {"convert_network", "predict_batch"} | AFTER_INFERENCE,
    "inference/field": {"predict_batch"} | AFTER_INFERENCE,
    "maps/abstention": {"predict_batch"} | AFTER_INFERENCE,
    # Rims of the annotation are of the fields whose grains were found.
    "instances/measure": {"instances_batch", "annotation_instances_batch", "rim_guard_batch"}
    | REPORT,
    "deposits/association/guard": {"rim_guard_batch", "association_tables", "compare_deposits"}
    | PAGES,
    "evaluation/tables": EVALUATION | AFTER_SHARES,
    "statistics/reliability": EVALUATION | AFTER_SHARES,
    "deposits/modal/shares": AFTER_SHARES,
    "deposits/modal/label_shift": AFTER_SHARES,
    "deposits/grain_size/saltykov": {"grain_size_tables", "compare_deposits"} | PAGES,
    "statistics/permanova": {"compare_deposits"} | PAGES,
    "deposits/modal/assay": {"element_assay"} | PAGES,
    "report/figures/modal": SURVEY_PAGE,
    "report/worth_a_look": SURVEY_PAGE,
    "report/figures/deposit": {"write_deposit_pages"},
    "report/trust/mark": PAGES,
    "report/pdf": PAGES - {"write_report", "write_deposit_pages"},
    "report/gis/geopackage": {"grain_layer"},
    "report/viewer/tiles": {"viewers_batch"} | PAGES,
    "probability_maps/heat_map": {"heat_map"},
}
"""Module of one stage -> rules that its change starts."""


@pytest.mark.parametrize("module", CODE)
def test_changed_code_of_a_stage_makes_it_and_what_follows_again(survey, module):
    change_code(survey, module)
    assert rules(survey.dry_run()) == CODE[module]


def test_changed_program_of_the_viewer_makes_the_viewers_again(survey):
    path = survey.folder / "scripts" / "oresurvey" / "report/viewer/programs" / "legend.js"
    path.write_text(path.read_text() + "// A remark.\n")
    assert rules(survey.dry_run()) == {"viewers_batch"} | PAGES


def test_changed_script_makes_its_rule_again(survey):
    path = survey.folder / "scripts" / "compare_models.py"
    path.write_text(path.read_text() + "\n\nREVISION = 2\n")
    assert survey.dry_run() == []
    path = survey.folder / "scripts" / "draw_evaluation.py"
    path.write_text(path.read_text() + "\n\nREVISION = 2\n")
    assert rules(survey.dry_run()) == {"evaluation_figures"} | SURVEY_PAGE


def kept(project: Project, pattern: str) -> dict[str, tuple[int, str]]:
    """Time and content of files below the results."""
    results = project.folder / "results"
    return {
        str(path.relative_to(results)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(results.glob(pattern))
    }


def test_next_night_leaves_model_and_maps_of_other_fields(finished, next_night):
    survey, _ = next_night
    assert kept(survey, "models/first/model.*") == kept(finished, "models/first/model.*") != {}
    # Colours go into classes.tif; confidence.tif is written by inference alone.
    before = kept(finished, "first/fields/*/*/confidence.tif")
    after = kept(survey, "first/fields/*/*/confidence.tif")
    made = {Path(name).parent.name for name in after.keys() - before.keys()}
    assert made == {new_field(splits_a_batch=True)}
    assert {name: after[name] for name in before} == before != {}


def test_next_night_colours_all_maps(next_night):
    survey, _ = next_night
    maps = sorted((survey.folder / "results").glob("first/fields/*/*/classes.tif"))
    assert len(maps) == len(GOOD) + 1
    for path in maps:
        with rasterio.open(path) as data:
            assert data.colormap(1)[6] == (0x12, 0x34, 0x56, 255)


def test_next_night_compares_the_models(next_night):
    results = next_night[0].folder / "results"
    for path in results.glob("first/fields/*/*/classes.tif"):
        other = results / "shipped" / path.relative_to(results / "first")
        assert values_sha256(other) == values_sha256(path)
    change = pd.read_csv(results / "comparison" / "shipped-vs-first" / "modal.csv")
    assert set(change["deposit"]) == {"Alder Creek", "Birch Hill"}
    assert (change["change_pct"] == 0).all()
    assert (results / "comparison" / "shipped-vs-first" / "index.html").is_file()


def test_next_night_reports_the_new_field_and_is_finished(next_night):
    survey, printed = next_night
    results = survey.folder / "results"
    assert len(pd.read_csv(results / "catalog" / "fields.csv")) == len(GOOD) + len(BAD) + 1
    modal = pd.read_csv(results / "first" / "deposits" / "modal.csv")
    assert new_field(splits_a_batch=True) in set(modal["field"])
    assert str(results / "first" / "report" / "index.html") in printed
    assert survey.dry_run() == []


def test_shipped_model_replaced_by_an_identical_file_changes_nothing(next_night, tmp_path):
    survey = next_night[0].copy(tmp_path / "project")
    for path in (survey.folder / "shipped").iterdir():
        if path.is_file():
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)
    assert survey.dry_run() == []


def test_new_shipped_model_maps_anew_and_leaves_the_other_alone(next_night, tmp_path):
    survey = next_night[0].copy(tmp_path / "project")
    with open(survey.folder / "shipped" / "model.keras", "ab") as weights:
        weights.write(b"another")
    jobs = survey.dry_run()
    of_shipped = {job.rule for job in jobs if "model=shipped" in job.wildcards}
    assert {"shipped_model", "convert_network", "predict_batch", "modal_table"} <= of_shipped
    # What the two have in common is the comparison, and the page that tells of it.
    of_both = {job.rule for job in jobs if "model=shipped" not in job.wildcards}
    assert of_both == {"map_change_batch", "compare_models", "comparison_page"} | SURVEY_PAGE
