"""What belongs into a results folder, and why something does not."""

from pathlib import Path

import pytest

from oresurvey.survey.batches import ANNOTATED_FIELDS, split_into_batches
from oresurvey.survey.field import Field
from oresurvey.survey.layout import SurveyLayout
from oresurvey.survey.minerals import Minerals
from oresurvey.survey.model import map_set_of
from oresurvey.survey.settings.models import Network
from oresurvey.survey.settings.settings import Report, Settings
from oresurvey.survey.settings.training import Training
from oresurvey.survey.survey import Survey

TRAIN = Training(patch_px=96, input_scale=0.5)
SETTINGS = Settings(
    sheet="sheet.tsv",
    models={"first": Network(train=TRAIN), "other": Network(weights="models/x")},
    report=Report(model="first"),
    batch_fields=2,
)


def field(name: str, deposit: str, mask: str | None = None, split: str | None = None) -> Field:
    return Field(
        deposit=deposit, section="s", field=name, image=f"{name}.jpg", mask=mask, split=split,
        um_per_px=None, selection=None, sample_type=None, extra={},
    )  # fmt: skip


FIELDS = [
    field("a1", "Alder Creek", "a1.png", "train"),
    field("a2", "Alder Creek", "a2.png", "test"),
    field("b1", "Birch"),
]


def layout_of(fields: list[Field]) -> SurveyLayout:
    by_name = {one.field: one for one in fields}
    return Survey(SETTINGS, {}, by_name, Minerals(()), {}, {}, Path("scripts")).layout


LAYOUT = layout_of(FIELDS)


@pytest.mark.parametrize(
    "path",
    [
        "catalog",
        "catalog/fields.csv",
        "catalog/batches",
        "models/first/model.keras",
        "probability_maps/area_96px_scale0.5/heat_maps/a1_6.png",
        "probability_maps/area_96px_scale0.5/Alder%20Creek/a1/index.json",
        "comparison/other-vs-first/modal.csv",
        "first/fields/Alder%20Creek/a2/classes.tif",
        "other/fields/Birch/b1",
        "annotation/fields/Alder%20Creek/a1",
        "annotation/deposits/modal.csv",
        "first/report/index.html",
        "first/report/viewers/Alder%20Creek/a1.html",
        "first/report/thumbnails/Alder%20Creek/a1.jpg",
        "first/report/thumbnails/Alder%20Creek/a1_map.png",
        "cross_validation/scores.csv",
        "ablation.csv",
        "unseen.csv",
    ],
)
def test_belongs(path):
    assert LAYOUT.stale(path) == ""


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("old", "no model 'old'"),
        ("old/report/index.html", "no model 'old'"),
        ("models/old", "no model 'old'"),
        ("first/fields/Cedar", "no such deposit"),
        ("first/fields/Cedar/c1/classes.tif", "no such deposit"),
        ("first/fields/Birch/a1", "no such field here"),
        ("first/report/viewers/Cedar", "no such deposit"),
        ("first/report/viewers/Birch/a1.html", "no such field here"),
        ("first/report/thumbnails/Birch/a1_map.png", "no such field here"),
        ("annotation/fields/Birch/b1", "no such field here"),
        ("first/batches/inference/b000000.json", "other batches"),
        ("catalog/batches/b000000.json", "other batches"),
        ("probability_maps/area_64px_scale0.5", "no model"),
        ("probability_maps/area_96px_scale0.5/Alder%20Creek/a2", "no such field here"),
        ("probability_maps/area_96px_scale0.5/batches/b01.json", "other batches"),
        ("comparison/old-vs-first", "not there"),
    ],
)
def test_is_stale(path, why):
    assert why in LAYOUT.stale(path)


def test_annotation_without_annotated_fields():
    layout = layout_of([FIELDS[2]])
    assert layout.stale("annotation/deposits/modal.csv") == "no field is annotated any more"


def test_batches_are_those_of_the_rules():
    names = [one.field for one in FIELDS]
    assert LAYOUT.batches == set(split_into_batches(names, 2))
    assert LAYOUT.annotated_batches == set(split_into_batches(["a1", "a2"], ANNOTATED_FIELDS))
    assert LAYOUT.training_batches == {"b"}


def test_folder_of_a_field():
    assert LAYOUT.is_field("first/fields/Birch/b1")
    assert not LAYOUT.is_field("first/fields/Birch")
    assert not LAYOUT.is_field("first/fields/Birch/b1/classes.tif")
    assert LAYOUT.is_field("probability_maps/area_96px_scale0.5/Alder%20Creek/a1")


def test_map_set_is_what_maps_depend_on():
    assert map_set_of(TRAIN) == "area_96px_scale0.5"
    assert map_set_of(TRAIN.changed(input_scale=1, seed=3)) == "area_96px_scale1"
