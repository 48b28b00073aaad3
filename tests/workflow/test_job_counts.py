"""How many jobs of which rule each named target starts, for two configurations."""

from collections import Counter

import pytest
import yaml
from survey_project import PAGES, ROOT

from oresurvey.survey.batches import ANNOTATED_FIELDS, split_into_batches
from oresurvey.survey.sheet import read_sheet

CATALOG = Counter(catalog_batch=1, catalog_table=1, class_shares=1)
MODEL = Counter(catalog_batch=1, probability_maps=2, train_model=1, calibrate_model=1)
TRAIN = MODEL + Counter(class_shares=1, write_card=1, training_figures=1, heat_map=1)
PREDICT = MODEL + Counter(convert_network=1, predict_batch=1)
GRAINS = PREDICT + Counter(instances_batch=1, annotation_instances_batch=2)
SUMS = ("modal_table", "grain_size_tables", "association_tables", "compare_deposits")
"""Rules that sum up a model, or the annotation."""
TABLES = GRAINS + Counter(
    dict.fromkeys((*SUMS, "element_assay"), 2),
    rim_guard_batch=3,
    deposit_drift=1,
    suggest_minerals=1,
    evaluate_model=1,
)
REPORT = {
    "colour_batch": 1,
    "viewers_batch": 1,
    "evaluation_figures": 1,
    "grain_layer": 1,
    **dict.fromkeys(PAGES, 1),
}
EVERYTHING = CATALOG | TRAIN | TABLES | Counter(REPORT)

DEMO = {
    "catalog": CATALOG,
    "train": TRAIN,
    "predict": PREDICT + Counter(colour_batch=1),
    "grains": GRAINS,
    "tables": TABLES,
    "evaluate": PREDICT + Counter(evaluate_model=1, evaluation_figures=1, write_card=1),
    "viewers": PREDICT + Counter(instances_batch=1, viewers_batch=1),
    "report": EVERYTHING,
    "compare": Counter(),
    "all": EVERYTHING,
}
"""The demo has one model and 13 fields, fewer than the 16 of one batch; 9 are annotated, in two."""


@pytest.fixture(scope="module")
def demo(unstarted, tmp_path_factory):
    """The demo configuration on small photographs."""
    project = unstarted.copy(tmp_path_factory.mktemp("demo") / "project")
    survey = yaml.safe_load((ROOT / "config" / "config.yaml").read_text())
    survey["demo"]["size"] = "tiny"
    project.configure(survey)
    return project


@pytest.mark.parametrize("target", DEMO)
def test_jobs_of_the_demo(demo, target):
    assert Counter(job.rule for job in demo.dry_run(target)) == DEMO[target]


@pytest.fixture(scope="module")
def two_models(demo, tmp_path_factory):
    """The demo's photographs in batches of four, two models that cut patches alike."""
    project = demo.copy(tmp_path_factory.mktemp("two") / "project")
    survey = yaml.safe_load((project.folder / "survey.yaml").read_text())
    train = survey["models"]["small"]["train"]
    survey["models"]["other"] = {"train": train | {"seed": 2, "filters": 4}}
    survey["report"] = {"model": "other", "baseline": "small"}
    survey["batch_fields"] = 4
    project.configure(survey)
    project.dry_run("catalog")  # The demo's photographs are made by whoever comes first.
    return project


@pytest.fixture(scope="module")
def batches(two_models):
    """Number of batches of all, annotated, mapped fields, and of those that hold scored ones."""
    fields = read_sheet(two_models.folder / "results" / "demo" / "photographs" / "sheet.tsv")
    annotated = [field.field for field in fields if field.mask]
    scored = {field.field for field in fields if field.split in ("validation", "test")}
    every = split_into_batches([field.field for field in fields], 4)
    # All annotated fields of the demo train or validate: each of them is mapped.
    dealt = split_into_batches(annotated, ANNOTATED_FIELDS)
    return {
        "all": len(every),
        "annotated": len(dealt),
        "scored": sum(not scored.isdisjoint(members) for members in every.values()),
    }


def expected(target: str, count: dict[str, int]) -> Counter:
    """Jobs of a target with two models that share their probability maps."""
    shares = Counter(catalog_batch=count["all"], class_shares=1)
    tabled = Counter(catalog_table=1, class_shares=1)
    models = Counter(probability_maps=count["annotated"], train_model=2, calibrate_model=2)
    cards = Counter(write_card=2)
    converted = models + Counter(convert_network=2)
    predict = converted + Counter(catalog_batch=count["all"], predict_batch=2 * count["all"])
    grains = predict + Counter(
        instances_batch=2 * count["all"], annotation_instances_batch=count["annotated"]
    )
    scored = converted + Counter(catalog_batch=count["scored"])
    scored += Counter(predict_batch=2 * count["scored"])
    scored += Counter(evaluate_model=2)
    tables = grains + Counter(dict.fromkeys((*SUMS, "element_assay"), 3))
    tables += Counter(rim_guard_batch=2 * count["all"] + count["annotated"])
    # Shares are corrected by the confusion of scored fields, unless a deposit is a stranger.
    tables += Counter(evaluate_model=2, deposit_drift=2, suggest_minerals=2)
    # Which minerals may occur, the pages of the model of the report say.
    unasked = Counter(suggest_minerals=1)
    figures = Counter(training_figures=1, evaluation_figures=1)
    report = Counter(colour_batch=count["all"], grain_layer=1, heat_map=1)
    report += Counter(dict.fromkeys(PAGES, 1)) + Counter(viewers_batch=count["all"])
    one = Counter(probability_maps=count["annotated"], train_model=1, calibrate_model=1)
    one += Counter(convert_network=1, catalog_batch=count["all"], predict_batch=count["all"])
    one += Counter(instances_batch=count["all"], viewers_batch=count["all"])
    compared = grains + Counter(dict.fromkeys(SUMS, 2), rim_guard_batch=2 * count["all"])
    compared += Counter(evaluate_model=2, deposit_drift=2)
    changes = Counter(map_change_batch=count["all"], compare_models=1, comparison_page=1)
    # The page of the survey says what changed against the other model.
    told = changes - Counter(comparison_page=1)
    return {
        "catalog": shares + Counter(catalog_table=1),
        "train": models + cards + shares + Counter(training_figures=2, heat_map=1),
        "predict": predict + Counter(colour_batch=2 * count["all"]),
        "grains": grains,
        "tables": tables,
        "evaluate": scored + cards + Counter(evaluation_figures=2),
        "viewers": one,
        # The report is about one model; tables are made of all.
        "report": tables - unasked + cards + figures + report + tabled + told,
        "compare": compared + changes,
        "all": tables - unasked + cards + figures + report + tabled + changes,
    }[target]  # fmt: skip


@pytest.mark.parametrize("target", DEMO)
def test_jobs_of_two_models(two_models, batches, target):
    assert batches["all"] > batches["annotated"] > 1
    assert Counter(job.rule for job in two_models.dry_run(target)) == expected(target, batches)
