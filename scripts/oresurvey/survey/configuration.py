"""The configuration: checked against its schema, with defaults filled in."""

import copy
import difflib
import os
import re
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from oresurvey.errors import ConfigurationError

RESERVED = (
    "catalog",
    "models",
    "comparison",
    "probability_maps",
    "cross_validation",
    "annotation",
    "logs",
    "benchmarks",
    "records",
)
"""Folders of the results that are no models."""
TOLD_TO_SCRIPTS = ("paths", "how", "run")
"""Keys that a run puts beside the configuration for its scripts."""


def load_schema(path: str | Path) -> dict:
    """Read a YAML schema."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def _resolved(schema: dict, root: dict) -> dict:
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return target
    return schema


def _fill(value, schema: dict, root: dict):
    """Put the schema's defaults where the configuration says nothing."""
    schema = _resolved(schema, root)
    if not isinstance(value, dict):
        return value
    for choice in schema.get("allOf", ()):
        fits = Draft202012Validator(choice["if"]).is_valid(value)
        value = _fill(value, choice.get("then" if fits else "else", {}), root)
    known = schema.get("properties", {})
    for key, inner in known.items():
        inner = _resolved(inner, root)
        if key not in value and "default" in inner:
            value[key] = copy.deepcopy(inner["default"])
        if key in value:
            value[key] = _fill(value[key], inner, root)
    rest = schema.get("additionalProperties")
    if isinstance(rest, dict):
        for key in value.keys() - known.keys():
            value[key] = _fill(value[key], rest, root)
    return value


def _advice(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"


def _message(error, schema: dict) -> str:
    """One validation error as a sentence that names the key and says what to do."""
    where = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        return "; ".join(
            f"{f'{where}.' if where else ''}{key}: unknown key; {_advice(str(key), known)}"
            for key in error.instance
            if key not in known
        )
    if error.validator == "type" and list(error.absolute_path)[:-1] == ["deposits"]:
        known = list(schema["properties"]["deposits"]["properties"])
        return (
            f"{where}: unknown key; {_advice(str(error.absolute_path[-1]), known)}; what may occur "
            "in a deposit is written as NAME: {minerals: [...]}"
        )
    if error.validator == "required":
        missing = re.search(r"'(.+?)' is a required", error.message)
        key = missing[1] if missing else error.message
        return f"{f'{where}.' if where else ''}{key}: this key is missing; add it"
    if error.validator == "enum":
        choices = ", ".join(str(choice) for choice in error.validator_value)
        return f"{where}: {error.instance!r} is not offered; use one of {choices}"
    if error.validator == "oneOf":
        choices = ", ".join(choice["required"][0] for choice in error.validator_value)
        return f"{where}: give one of {choices}, and only one"
    if error.validator == "minProperties":
        choices = ", ".join(error.schema.get("properties", {}))
        return f"{where}: give at least {error.validator_value} of {choices or 'such keys'}"
    return f"{where or 'configuration'}: {error.message}"


def checked_configuration(config: dict, schema: dict) -> dict:
    """Check a configuration and fill in what it leaves to the defaults.

    Parameters
    ----------
    config : dict
        As read from YAML.
    schema : dict

    Returns
    -------
    dict
        A new one.

    Raises
    ------
    ConfigurationError
        Naming the key and what to write instead; all errors in one message.

    See Also
    --------
    read_configuration : what runs, records and commands take for the configuration.
    """
    errors = sorted(Draft202012Validator(schema).iter_errors(config), key=lambda e: str(e.path))
    if errors:
        # A misspelt key is the reason why a choice is missing, and says more.
        misspelt = [error.path for error in errors if error.validator == "additionalProperties"]
        told = [e for e in errors if e.validator != "oneOf" or e.path not in misspelt]
        # A model that is no object is refused by every choice that it has, in the same words.
        messages = dict.fromkeys(_message(error, schema) for error in told)
        raise ConfigurationError("configuration: " + "; ".join(messages))
    full = _fill(copy.deepcopy(dict(config)), schema, schema)
    for name in full["models"]:
        if not isinstance(name, str):
            raise ConfigurationError(
                f"configuration: models.{name}: YAML reads this name as a number; put it in quotes"
            )
        if name in RESERVED or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise ConfigurationError(
                f"configuration: models.{name}: this name is not allowed; use letters, digits, - "
                f"and _, and none of {', '.join(RESERVED)}"
            )
    for key in ("model", "baseline"):
        name = full["report"].get(key)
        if name is not None and name not in full["models"]:
            raise ConfigurationError(
                f"configuration: report.{key}: there is no model {name!r}; "
                f"models: {', '.join(full['models'])}"
            )
    if full["report"].get("baseline") == full["report"]["model"]:
        raise ConfigurationError("configuration: report.baseline: it is the model itself")
    for name, model in full["models"].items():
        other = model.get("weights_of")
        if other is not None and "train" not in full["models"].get(other, {}):
            trained = [key for key, one in full["models"].items() if "train" in one]
            raise ConfigurationError(
                f"configuration: models.{name}.weights_of: no model {other!r} is trained here; "
                f"models that are: {', '.join(trained) or 'none'}"
            )
        for key, given in (
            ("weights", model.get("weights")),
            ("train.start_from", model.get("train", {}).get("start_from")),
        ):
            if given is None:
                continue
            if key == "train.start_from" and given in full["models"]:
                if given == name or "type" in full["models"][given]:
                    raise ConfigurationError(
                        f"configuration: models.{name}.{key}: {given!r} is "
                        f"{'the model itself' if given == name else 'a baseline'}; give another "
                        "network of this configuration, or the folder of a trained one"
                    )
                continue
            folder = Path(os.path.expandvars(given))
            for part in ("model.keras", "model.json"):
                if not (folder / part).is_file():
                    raise ConfigurationError(
                        f"configuration: models.{name}.{key}: {folder / part} is not there; give "
                        "the folder of a trained network (a baseline is fitted anew: give its type)"
                    )
    return full


def read_configuration(config: dict, scripts: str | Path) -> tuple[dict, str | None]:
    """The configuration as jobs record it, and as it is compared with records.

    Parameters
    ----------
    config : dict
        As read from YAML, or as a run hands it on to its jobs.
    scripts : path
        Folder of the scripts, beside that of the schema.

    Returns
    -------
    survey : dict
        What is surveyed, defaults filled in. How a person is told of it is no part of it.
    notify : str or None
        The command that tells when a run has ended.

    Raises
    ------
    ConfigurationError
        See `checked_configuration`.
    """
    schema = load_schema(Path(scripts).parent / "config" / "schemas" / "config.schema.yaml")
    given = {key: value for key, value in config.items() if key not in TOLD_TO_SCRIPTS}
    survey = checked_configuration(given, schema)
    return survey, survey.pop("notify", None)
