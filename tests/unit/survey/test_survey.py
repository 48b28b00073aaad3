"""A survey: fields, models and batches as rules and commands ask for them."""

from pathlib import Path

import pytest
import yaml

from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import write_json
from oresurvey.survey.inputs import Inputs
from oresurvey.survey.layout import ANNOTATION
from oresurvey.survey.model import map_set_of
from oresurvey.survey.reading import read_survey
from oresurvey.survey.rows import DUPLICATE_OF
from oresurvey.survey.survey import Survey

ROOT = Path(__file__).parents[3]
SHEET = """deposit\tsection\tfield\timage\tmask\tsplit\tfold\tminerals
Alder Creek\ts\ta1\ta1.jpg\ta1.png\ttrain\t0\tPy, Ccp
Alder Creek\ts\ta2\ta2.jpg\ta2.png\tvalidation\t1\t
Birch Hill\tt\tb1\tb1.jpg\tb1.png\ttest\t\t
Birch Hill\tt\tb2\tb2.jpg\t\t\t\t
Cedar\tu\tc1\tc1.jpg\tc1.png\ttrain\t1\t
"""
MODELS = {
    "first": {"train": {"seed": 7}},
    "fold1": {"train": {"fold": 1}},
    "alder": {"train": {"deposits": ["Alder Creek"], "patch_px": 128, "input_scale": 0.25}},
    "unknown": {"weights_of": "fold1", "inference": {"as_unknown": True}},
    "same": {"weights_of": "first", "inference": {"flips": False}},
    "further": {"train": {"start_from": "first"}},
    "shipped": {"weights": "network"},
    "colours": {"type": "colour"},
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a survey with some keys changed, and read it."""
    monkeypatch.chdir(tmp_path)
    Path("network").mkdir()
    Path("network/model.keras").touch()
    about = {"labelled": {"Birch Hill": [1]}, "patch_px": 96, "input_scale": 0.5}
    write_json(about, "network/model.json")

    def written(sheet: str = SHEET, **more) -> Survey:
        Path("sheet.tsv").write_text(sheet, encoding="utf-8")
        base = {
            "sheet": "sheet.tsv",
            "results": "results/",
            "minerals": str(ROOT / "config" / "minerals.tsv"),
            "models": MODELS,
            "report": {"model": "first"},
        }
        Path("survey.yaml").write_text(
            yaml.safe_dump(base | more, sort_keys=False), encoding="utf-8"
        )
        return read_survey("survey.yaml", ROOT / "scripts")

    return written


def test_kinds_of_models(write):
    survey = write()
    assert {name: model.kind for name, model in survey.models.items()} == {
        **dict.fromkeys(("first", "fold1", "alder", "further"), "trained"),
        **dict.fromkeys(("unknown", "same"), "shared"),
        "shipped": "shipped",
        "colours": "fitted",
    }
    # The order of the kinds, and within them that of the configuration.
    assert survey.models_that_are("shared", "trained")[:3] == ["unknown", "same", "first"]


def test_fields_of_the_sheet(write):
    survey = write()
    assert survey.annotated == ["a1", "a2", "b1", "c1"]
    assert survey.training == ["a1", "a2", "c1"]
    assert survey.scored == ["a2", "b1"]
    assert survey.deposits["Alder%20Creek"] == "Alder Creek"
    assert survey.batches_of("first") == survey.batches == {"b": ["a1", "a2", "b1", "b2", "c1"]}
    assert survey.batches_of(ANNOTATION) == {"b": ["a1", "a2", "b1", "c1"]}
    assert survey.training_batches == {"b": ["a1", "a2", "c1"]}


def test_a_model_is_scored_on_nothing_that_it_was_trained_on(write):
    survey = write()
    assert survey.model("first").splits == {"a1": "train", "a2": "validation", "c1": "train"}
    assert survey.model("first").scored == {"a2": "validation", "b1": "test"}
    assert survey.model("fold1").splits == {"a1": "train", "a2": "validation", "c1": "validation"}
    assert survey.model("fold1").scored == {"a2": "validation", "b1": "test", "c1": "validation"}
    # Fields of deposits that it never saw keep the split of the sheet.
    assert survey.model("alder").splits == {"a1": "train", "a2": "validation"}
    rows = survey.scored_rows("fold1")
    assert {row["field"]: row["split"] for row in rows} == survey.model("fold1").scored


def test_what_a_model_has_of_another(write):
    survey = write()
    shared = survey.model("unknown")
    assert shared.training == survey.model("fold1").training
    assert shared.splits == survey.model("fold1").splits
    assert shared.fold == 1 and survey.model("same").fold is None
    assert survey.folds == ["fold1", "unknown"]
    assert survey.starting_files("further") == [
        "results/models/first/model.keras",
        "results/models/first/model.json",
    ]
    assert survey.starting_files("first") == []


def test_inference_is_that_of_the_survey_with_what_a_model_does_otherwise(write):
    survey = write(inference={"unidentified_below": 0.4})
    assert survey.model("same").inference.unidentified_below == 0.4
    assert survey.model("same").inference.flips is False
    assert survey.model("first").inference == survey.settings.inference


def test_deposits_whose_light_a_model_knows(write):
    survey = write()
    assert survey.model("first").trained_deposits == {"Alder Creek", "Cedar"}
    assert survey.model("alder").trained_deposits == {"Alder Creek"}
    assert survey.model("shipped").trained_deposits == {"Birch Hill"}
    assert survey.model("unknown").trained_deposits == set()
    assert survey.model("colours").trained_deposits is None
    assert survey.model("first").recognitions(["a1", "b1", "b2"]) == [
        "results/first/recognition/Birch%20Hill.json"
    ]
    assert survey.model("colours").recognitions(["b1"]) == []


def test_deciding_fields_stay_when_others_come(write):
    survey = write()
    assert survey.model("first").deciding_fields("Birch Hill", 12) == ["b1", "b2"]
    assert len(survey.model("first").deciding_fields("Birch Hill", 1)) == 1
    # Of a fold only what the model never saw.
    assert survey.model("fold1").deciding_fields("Alder Creek", 12) == ["a2"]


SESSIONS = """deposit\tsection\tfield\timage\tmask\tsplit\tsession\tcalibration
Alder Creek\ts\ta1\ta1.jpg\ta1.png\ttrain\tMay\tmirror.png
Alder Creek\ts\ta2\ta2.jpg\ta2.png\tvalidation\tMay\tmirror.png
Alder Creek\ts\ta3\ta3.jpg\t\t\tJune\tmirror.png
Alder Creek\ts\ta4\ta4.jpg\t\t\t\t
Birch Hill\tt\tb1\tb1.jpg\t\t\tMay\t
Birch Hill\tt\tb2\tb2.jpg\t\t\tMay\t
Birch Hill\tt\tb3\tb3.jpg\t\t\tJune\t
"""


def test_fields_of_each_session_decide_and_those_of_a_calibration_share(write):
    models = {name: MODELS[name] for name in ("first", "colours")}
    survey = write(SESSIONS, models=models)
    model = survey.model("first")
    assert len(model.deciding_fields("Birch Hill", 1)) == 2
    assert model.deciding_fields("Birch Hill", 16) == ["b1", "b2", "b3"]
    # Its light is known: only that of the calibration photograph is found.
    assert survey.deciding_rows("first", "Alder%20Creek", 16) == []
    assert model.sharing_fields("Alder Creek", 16) == ["a1", "a2", "a3"]
    assert len(model.sharing_fields("Alder Creek", 1)) == 2
    assert model.sharing_fields("Birch Hill", 16) == []
    assert model.recognitions(["a1"]) == ["results/first/recognition/Alder%20Creek.json"]
    assert model.recognitions(["a4"]) == []
    assert survey.model("colours").recognitions(["a1", "b1"]) == []
    rows = survey.sharing_rows("first", "Alder%20Creek", 16)
    assert [(row["session"], row["calibration_digest"]) for row in rows] == [
        ("May", "missing"), ("May", "missing"), ("June", "missing"),
    ]  # fmt: skip


def test_maps_that_a_training_uses_and_the_side_that_it_needs(write):
    survey = write()
    alder = survey.model("alder")
    assert alder.map_set == map_set_of(alder.training) in survey.map_sets
    assert alder.smallest_px == 129 / 0.25
    assert survey.model("shipped").smallest_px == 97 / 0.5
    assert survey.model("colours").smallest_px == 0


def test_files_of_a_model(write):
    survey = write()
    assert survey.model("colours").files[1] == "results/models/colours/statistics.csv"
    assert survey.model("first").files == [
        f"results/models/first/{part}" for part in ("model.keras", "history.csv", "card.md")
    ]


def test_naming_holds_what_is_declared_of_the_fields_alone(write):
    survey = write()
    declared = survey.naming("first", ["a1", "b1"])["declared"]
    assert list(declared) == ["Alder Creek"] and len(declared["Alder Creek"]) == 2
    assert survey.naming("first", ["b1"])["declared"] == {}
    assert survey.naming("unknown", [])["as_unknown"] is True
    assert survey.naming(ANNOTATION, ["a1"])["declared"] == declared


def test_rows_have_digests_and_name_what_is_there_twice(write):
    Path("a1.jpg").write_bytes(b"one")
    Path("b2.jpg").write_bytes(b"one")
    survey = write()
    annotated, twice = survey.rows(["a1", "b2"])
    assert annotated["image_digest"] == twice["image_digest"] != "missing"
    assert twice[DUPLICATE_OF] == "a1" and DUPLICATE_OF not in annotated
    assert survey.rows(["c1"])[0]["mask_digest"] == "missing"
    assert Path("results/catalog/.fingerprints.json").is_file()


def test_reading_a_survey_leaves_nothing_behind(write):
    write()
    assert not Path("results").exists()


def test_judging_rows_are_test_fields_that_trained_neither_model(write):
    survey = write()
    assert [row["field"] for row in survey.judging_rows("first", "fold1")] == ["b1"]


def test_judging_rows_without_test_fields_are_those_that_validated_both(write):
    survey = write(
        SHEET.replace("\ttest\t", "\ttrain\t").replace("b1.png\ttrain\t", "b1.png\ttrain\t0")
    )
    assert [row["field"] for row in survey.judging_rows("first", "fold1")] == ["a2"]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (
            {"models": {"first": {"train": {"deposits": ["Dale"]}}}},
            ("models.first.train.deposits", "'Dale'", "Alder Creek, Cedar"),
        ),
        ({"evaluation": {"show": ["a1"]}}, ("evaluation.show", "'a1'", "a2, b1")),
        ({"heat_maps": [{"field": "b1", "code": 1}]}, ("heat_maps", "'b1'", "a1, a2, c1")),
        ({"audit": {"deposits": ["Dale"]}}, ("audit.deposits", "'Dale'", "Birch Hill")),
        ({"deposits": {"ternary": [["Py", "Ccp", "Xx"]]}}, ("deposits.ternary", "'Xx'", "Py")),
    ],
)
def test_names_that_are_not_there(write, more, named):
    with pytest.raises(ConfigurationError) as error:
        write(**more)
    assert all(part in str(error.value) for part in named)


def test_fold_needs_numbered_fields(write):
    with pytest.raises(ConfigurationError, match=r"models\.fold1\.train\.fold: field 'c1'"):
        write(SHEET.replace("c1.png\ttrain\t1", "c1.png\ttrain\tone"))


def test_baselines_and_annotations_have_fewer_inputs(write):
    inputs = Inputs(write())
    assert inputs.familiarity("colours") == inputs.training_figures("colours") == {}
    assert inputs.about(ANNOTATION) == inputs.drift(ANNOTATION) == inputs.labels(ANNOTATION) == {}
    assert inputs.familiarity("first") == {"familiarity": "results/models/first/familiarity.csv"}
    assert inputs.drift("first") == {"drift": "results/first/deposits/drift.csv"}


def test_maps_that_jobs_read(write):
    survey = write(batch_fields=1)
    inputs = Inputs(survey)
    assert len(inputs.scored_maps("first")) == 2 and len(inputs.scored_maps("fold1")) == 3
    assert inputs.folds() == {name: inputs.scored_maps(name) for name in survey.folds}
    maps = survey.model("first").map_set
    assert inputs.training_maps("first") == [f"results/probability_maps/{maps}/batches/b.json"]
    assert inputs.mapped(ANNOTATION, "b") == "results/annotation/batches/instances/b.json"
    assert inputs.mapped("first", "b") == "results/first/batches/inference/b.json"
    assert len(inputs.manifests("first", "instances")) == 5
    assert len(inputs.manifests(ANNOTATION, "rims")) == 1


def test_shares_are_corrected_by_all_that_is_annotated(write):
    Path("points.csv").touch()
    labels = Inputs(write(audit={"sheet": "points.csv"})).labels("first")
    assert labels == {
        "confusion": "results/first/evaluation/field_confusion.csv",
        "annotation": ["results/annotation/batches/instances/b.json"],
        "audit": "points.csv",
    }


def test_without_annotation_there_is_nothing_to_score(write):
    bare = "deposit\tsection\tfield\timage\nAlder Creek\ts\ta1\ta1.jpg\n"
    inputs = Inputs(write(bare, models={"shipped": MODELS["shipped"]}, report={"model": "shipped"}))
    assert inputs.summary("shipped") == [] and inputs.scores("shipped") == {}
    assert inputs.labels("shipped") == {}
    with pytest.raises(ConfigurationError, match="leaves a fold out"):
        inputs.folds()


def test_a_change_of_model_is_on_the_page_of_the_new_one(write):
    inputs = Inputs(write(report={"model": "first", "baseline": "alder"}))
    assert inputs.change("first")[0] == "results/comparison/alder-vs-first/modal.csv"
    assert inputs.change("alder") == []
    assert Inputs(write()).change("first") == []


def taught_model(**train):
    return MODELS | {"taught": {"train": {"from": "network", **train}}}


def test_a_model_that_is_taught_has_the_shape_of_its_parent(write):
    """Its own settings stay; what is not said is set for a short training."""
    about = {"filters": 4, "levels": 3, "patch_px": 96, "input_scale": 0.5, "exposure": "light"}
    survey = write()
    write_json(about, "network/model.json")
    survey = write(models=taught_model(epochs=3))
    training = survey.model("taught").training
    assert {key: getattr(training, key) for key in about} == about
    assert (training.epochs, training.keep_known, training.unlabelled) == (3, 1, "open")
    assert training.recorded()["from"] == "network"
    assert survey.starting_files("taught") == ["network/model.keras", "network/model.json"]
    with pytest.raises(ConfigurationError, match=r"train.filters: 8 is not that of network, 4"):
        write(models=taught_model(filters=8)).models  # noqa: B018


def test_a_chain_of_taught_models_ends(write):
    chain = {"a": {"train": {"from": "first"}}, "b": {"train": {"from": "a", "epochs": 1}}}
    survey = write(models=MODELS | chain)
    assert survey.model("b").training.filters == survey.model("first").training.filters
    circle = {"a": {"train": {"from": "b"}}, "b": {"train": {"from": "a"}}}
    with pytest.raises(ConfigurationError, match=r"models\.a\.train\.from: .*starts with itself"):
        write(models=MODELS | circle)


def test_what_changed_since_the_parent_is_reported_by_itself(write):
    models = {"old": {"weights": "network"}, "new": {"train": {"from": "old"}}}
    assert write(models=models, report={"model": "new"}).settings.report.baseline == "old"
    assert write(models=models, report={"model": "old"}).settings.report.baseline is None
    models["new"]["train"]["from"] = "network"
    assert write(models=models, report={"model": "new"}).settings.report.baseline is None
