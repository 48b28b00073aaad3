"""A valid configuration, and every key that the schema has."""

from pathlib import Path

from oresurvey.survey.configuration import checked_configuration, load_schema

CONFIG = Path(__file__).parents[2] / "config"
SCHEMA = load_schema(CONFIG / "schemas" / "config.schema.yaml")


def survey():
    return {"sheet": "s.tsv", "models": {"m": {"train": {}}}, "report": {"model": "m"}}


def checked(**changes):
    return checked_configuration(survey() | changes, SCHEMA)


def keys_of(schema, name=""):
    """Every key that a schema names, with its own schema; a choice is a key of its own name."""
    for key, inner in schema.get("properties", {}).items():
        target = SCHEMA["$defs"][inner["$ref"].split("/")[-1]] if "$ref" in inner else inner
        yield f"{name}{key}", target
        yield from keys_of(target, f"{name}{key}.")
    for part in ("additionalProperties", "items"):
        if isinstance(schema.get(part), dict):
            yield from keys_of(schema[part], f"{name}*.")
    for choice in schema.get("allOf", ()):
        chosen = (choice.get("then") or choice["else"])["$ref"].split("/")[-1]
        yield f"{name}{chosen}", SCHEMA["$defs"][chosen]
        yield from keys_of(SCHEMA["$defs"][chosen], f"{name}{chosen}.")


KEYS = dict(keys_of(SCHEMA))
