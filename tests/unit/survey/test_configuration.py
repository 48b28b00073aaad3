"""Configuration: schema, defaults and messages."""

from datetime import date

import pytest
import yaml
from jsonschema import Draft202012Validator
from valid_configuration import CONFIG, KEYS, SCHEMA, checked, survey

from oresurvey.errors import ConfigurationError
from oresurvey.survey.layout import RESERVED
from oresurvey.survey.settings.configuration import (
    TOLD_TO_SCRIPTS,
    checked_configuration,
    read_configuration,
)


def test_keys_are_found_at_every_depth():
    deep = {"models.*.network.train.augment.gain", "models.*.clusters.seed"}
    assert {"sheet", "heat_maps.*.code"} | deep <= KEYS.keys()


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_described(key):
    assert KEYS[key].get("description", "").endswith(".")


@pytest.mark.parametrize("key", KEYS)
def test_misspelt_keys_are_refused_at_every_level(key):
    """Each object of the schema names its keys or says what any key holds."""
    if KEYS[key].get("type") == "object":
        assert "additionalProperties" in KEYS[key]


@pytest.mark.parametrize("key", KEYS)
def test_keywords_are_jsonschemas(key):
    """A misspelt keyword checks nothing; a comma in an unquoted description makes new ones."""
    known = {*Draft202012Validator.VALIDATORS, "description", "default"}
    assert KEYS[key].keys() <= known


@pytest.mark.parametrize("key", [key for key in KEYS if "default" in KEYS[key]])
def test_defaults_are_allowed(key):
    Draft202012Validator(KEYS[key] | {"$defs": SCHEMA["$defs"]}).validate(KEYS[key]["default"])


@pytest.mark.parametrize(
    "path",
    sorted([*CONFIG.glob("*.yaml"), *CONFIG.glob("experiments/*.yaml")]),
    ids=lambda path: path.name,
)
def test_shipped_configurations_are_valid(path):
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert checked_configuration(given).models.keys() == given["models"].keys()


def test_defaults_are_filled_in():
    full = checked(models={"m": {"train": {"patch_px": 128, "augment": {"gain": 0.2}}}})
    assert full["minerals"] == "config/minerals.tsv"
    assert full["batch_fields"] == SCHEMA["properties"]["batch_fields"]["default"]
    assert full["instances"] == {"connectivity": 8, "split": "none", "split_h_px": 1.5}
    train = full["models"]["m"]["train"]
    assert (train["patch_px"], train["batch"], train["loss"]) == (128, 12, {"iou": 1})
    assert (train["augment"]["gain"], train["augment"]["flips"]) == (0.2, True)
    assert "minutes" not in train  # no default: all epochs


def test_what_was_given_is_left_alone():
    given = survey()
    checked_configuration(given)
    assert given == survey()


def test_what_stands_above_the_report():
    """Nothing by default, so records of surveys without it stay; a date as YAML reads one."""
    assert {"title", "author", "date", "objective"}.isdisjoint(checked()["report"])
    head = {"title": "Ridge", "author": "A. Author", "objective": "Why so?"}
    for written in ("2026-05-01", date(2026, 5, 1)):
        report = checked(report={"model": "m", "date": written} | head)["report"]
        assert report["date"] == "2026-05-01" and report["title"] == "Ridge"
    with pytest.raises(ConfigurationError, match=r"report\.title"):
        checked(report={"model": "m", "title": ""})


def test_defaults_are_not_shared():
    full = checked(models={"m": {"train": {}}, "n": {"train": {}}})
    full["models"]["m"]["train"]["loss"]["dice"] = 1
    assert full["models"]["n"]["train"]["loss"] == {"iou": 1}
    assert checked()["models"]["m"]["train"]["loss"] == {"iou": 1}


def test_a_model_with_weights_is_not_trained(tmp_path):
    for name in ("model.keras", "model.json"):
        (tmp_path / name).touch()
    models = {"m": {"weights": str(tmp_path)}}
    assert checked(models=models)["models"] == models


@pytest.mark.parametrize("missing", ["model.keras", "model.json"])
def test_weights_that_are_not_there(tmp_path, missing):
    for name in {"model.keras", "model.json"} - {missing}:
        (tmp_path / name).touch()
    with pytest.raises(ConfigurationError, match=rf"models\.m\.weights: .*{missing} is not there"):
        checked(models={"m": {"weights": str(tmp_path)}})


def test_environment_variable_in_weights(tmp_path, monkeypatch):
    for name in ("model.keras", "model.json"):
        (tmp_path / name).touch()
    monkeypatch.setenv("TRAINED", str(tmp_path))
    assert "weights" in checked(models={"m": {"weights": "$TRAINED"}})["models"]["m"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"resluts": "x"}, "resluts: unknown key; did you mean 'results'?"),
        ({"xyz": 1}, "xyz: unknown key; known keys: sheet, minerals, results"),
        ({3: 1}, "3: unknown key; known keys: sheet"),
        ({"report": {"model": "m", "base": "n"}}, "report.base: unknown key; did you mean 'base"),
        (
            {"models": {"m": {"train": {"pathc_px": 1}}}},
            "models.m.train.pathc_px: unknown key; did you mean 'patch_px'?",
        ),
        (
            {"heat_maps": [{"field": "a", "code": 1, "codes": 2}]},
            "heat_maps.0.codes: unknown key; did you mean 'code'?",
        ),
        ({"report": {}}, "report.model: this key is missing; add it"),
        ({"heat_maps": [{"field": "a"}]}, "heat_maps.0.code: this key is missing; add it"),
        ({"instances": {"connectivity": 6}}, "instances.connectivity: 6 is not offered; use one"),
        ({"batch_fields": 0}, "batch_fields: 0 is not at least 1"),
        ({"batch_fields": "all"}, "batch_fields: 'all' is not a whole number"),
        ({"models": {}}, "models: give at least 1"),
        (
            {"models": {"m": {}}},
            "models.m: give one of weights, train, weights_of, type, and only one",
        ),
        (
            {"models": {"m": {"train": {}, "weights": "x"}}},
            "models.m: give one of weights, train, weights_of, type, and only one",
        ),
        (
            {"models": {"m": {"train": {}}, "n": {"weights_of": "k"}}},
            "models.n.weights_of: no model 'k' is trained here; models that are: m",
        ),
        (
            {"models": {"m": {"train": {}, "inference": {"engine": "openvino"}}}},
            "models.m.inference.engine: unknown key; known keys: flips, only_labelled, "
            "as_unknown, precision",
        ),
        (
            {"models": {"m": {"train": {"patch_px": 40}}}},
            "models.m.train: patch_px 40 does not divide by 16, which a network of 5 levels needs",
        ),
        (
            {"models": {"m": {"train": {"pyramid": [3, 3]}}}},
            "models.m.train: pyramid names a window twice",
        ),
        (
            {"models": {"m": {"train": {"deterministic": True, "minutes": 5}}}},
            "models.m.train: what a deterministic training learns in so many minutes depends",
        ),
        (
            {"models": {"m": {"train": {"loss": {}}}}},
            "models.m.train.loss: give at least 1 of iou, dice, cross_entropy, focal",
        ),
        (
            {"models": {"m": {"train": {"hidden": 2}}}},
            "models.m.train.hidden: 2 is not at most 1",
        ),
        (
            {"models": {"m": {"train": {"class_weights": {"Py": 2}}}}},
            "models.m.train.class_weights.Py: 'Py' is not a whole number",
        ),
        (
            {"deposits": {"smalest_grain_px": 3}},
            "deposits.smalest_grain_px: unknown key; did you mean 'smallest_grain_px'?",
        ),
        (
            {"deposits": {"Talnakh": {"minerals": ["Py", "Py"]}}},
            "deposits.Talnakh.minerals: Py is named twice; once is enough",
        ),
        ({"batch_fields": True}, "batch_fields: True is not a whole number"),
        ({"report": {"model": "n"}}, "report.model: there is no model 'n'; models: m"),
        (
            {"report": {"model": "m", "baseline": "n"}},
            "report.baseline: there is no model 'n'; models: m",
        ),
        ({"report": {"model": "m", "baseline": "m"}}, "report.baseline: it is the model itself"),
        ({"models": {2021: {"train": {}}}}, "models.2021: YAML reads this name as a number; put"),
    ],
)
def test_message_names_the_key(changes, says):
    with pytest.raises(ConfigurationError) as error:
        checked_configuration(survey() | changes)
    assert str(error.value).startswith(f"configuration: {says}")


def test_missing_sheet_is_named():
    with pytest.raises(ConfigurationError, match="sheet: this key is missing"):
        checked_configuration({"models": {"m": {"train": {}}}, "report": {"model": "m"}})


def test_all_mistakes_are_in_one_message():
    with pytest.raises(ConfigurationError) as error:
        checked(shet="a", resluts="b", batch_fields=0)
    for key in ("shet", "resluts", "batch_fields"):
        assert f"{key}: " in str(error.value)


@pytest.mark.parametrize("name", [*RESERVED, "a b", "../a", "a/b", "-a", "_a", ""])
def test_names_that_a_model_cannot_have(name):
    with pytest.raises(ConfigurationError, match=r"this name is not allowed; use letters"):
        checked(models={name: {"train": {}}}, report={"model": name})


def test_folders_of_the_results_are_reserved():
    """Contract: catalog, models, comparison and probability_maps are folders beside the models."""
    assert {"catalog", "models", "comparison", "probability_maps"} <= set(RESERVED)


@pytest.mark.parametrize("name", ["paper", "S1-2021", "quarter_scale", "2021a"])
def test_names_that_a_model_can_have(name):
    full = checked(models={name: {"train": {}}}, report={"model": name})
    assert list(full["models"]) == [name]


def test_runs_and_commands_read_the_same():
    """A run hands the configuration on with what its jobs are told; a command reads the file."""
    given = survey() | {"notify": "mail"}
    handed_on = given | {key: {} for key in TOLD_TO_SCRIPTS}
    assert read_configuration(given) == read_configuration(handed_on)
    assert read_configuration(given) == (checked_configuration(survey()), "mail")
    assert read_configuration(survey()) == (checked_configuration(survey()), None)
    assert given["notify"] == "mail"


def test_weights_are_a_folder_also_where_a_model_has_its_name(tmp_path, monkeypatch):
    """A training may start from another model by its name; shipped weights are files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    for part in ("model.keras", "model.json"):
        (tmp_path / "m" / part).touch()
    models = {"m": {"weights": "m"}, "n": {"train": {"start_from": "m"}}}
    assert checked(models=models)["models"]["m"]["weights"] == "m"
    for start, word in (("n", "itself"), ("c", "a baseline")):
        wrong = models | {"n": {"train": {"start_from": start}}, "c": {"type": "colour"}}
        with pytest.raises(ConfigurationError, match=word):
            checked_configuration(survey() | {"models": wrong})
