"""Configuration of baselines: each type has its own options, with defaults as in the code."""

import pytest
from valid_configuration import KEYS, checked

from oresurvey.baselines.model import TYPES
from oresurvey.errors import ConfigurationError


def test_every_type_is_offered():
    for key in ("network", "majority"):
        assert set(KEYS[f"models.*.{key}.type"]["enum"]) == TYPES.keys()


def test_the_majority_has_nothing_to_set():
    models = {"m": {"type": "majority"}}
    assert checked(models=models)["models"] == models


def test_options_of_a_type():
    model = {"type": "clusters", "clusters": 6, "space": "rgb", "exposure": "none"}
    full = checked(models={"m": model})["models"]["m"]
    assert full == model | {"seed": 1, "statistics": "gaussian", "input_scale": 0.5}


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("colour", "models.m: 'colour' is not a section with keys"),
        (
            {"type": "color"},
            "models.m.type: 'color' is not offered; use one of colour, clusters, majority",
        ),
        (
            {"type": ["colour"]},
            "models.m.type: ['colour'] is not offered; use one of colour, clusters, majority",
        ),
        ({"tipe": "colour"}, "models.m.tipe: unknown key; did you mean 'type'?"),
        (
            {"type": "colour", "statistic": "nearest"},
            "models.m.statistic: unknown key; did you mean 'statistics'?",
        ),
        (
            {"type": "colour", "statistics": "nearset"},
            "models.m.statistics: 'nearset' is not offered; use one of gaussian, nearest",
        ),
        (
            {"type": "colour", "train": {}},
            "models.m.train: unknown key; known keys: type, space",
        ),
        (
            {"type": "majority", "clusters": 3},
            "models.m.clusters: unknown key; known keys: type",
        ),
        (
            {"type": "clusters", "clusters": 1},
            "models.m.clusters: 1 is not at least 2",
        ),
    ],
)
def test_message_names_the_key(model, says):
    with pytest.raises(ConfigurationError) as error:
        checked(models={"m": model})
    assert str(error.value).startswith(f"configuration: {says}")
    assert str(error.value).count("models.m") == 1
