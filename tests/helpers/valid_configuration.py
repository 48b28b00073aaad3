"""A valid configuration, and every key that the schema has."""

from pathlib import Path

from oresurvey.survey.settings.configuration import checked_configuration
from oresurvey.survey.settings.schema import configuration_schema

CONFIG = Path(__file__).parents[2] / "config"
SCHEMA = configuration_schema()


def survey():
    return {"sheet": "s.tsv", "models": {"m": {"train": {}}}, "report": {"model": "m"}}


def checked(**changes):
    return checked_configuration(survey() | changes).recorded()


def resolved(schema):
    """A part of the schema with what it refers to."""
    target = SCHEMA["$defs"][schema["$ref"].split("/")[-1]] if "$ref" in schema else {}
    return target | {key: value for key, value in schema.items() if key != "$ref"}


def keys_of(schema, name=""):
    """Every key that a schema names, with its own schema; a choice is a key of its own name."""
    for key, inner in schema.get("properties", {}).items():
        yield f"{name}{key}", resolved(inner)
        yield from keys_of(resolved(inner), f"{name}{key}.")
    for part in ("additionalProperties", "items"):
        inner = schema.get(part)
        for choice in inner.get("oneOf", ()) if isinstance(inner, dict) else ():
            chosen = choice["$ref"].split("/")[-1].lower()
            yield f"{name}*.{chosen}", resolved(choice)
            yield from keys_of(resolved(choice), f"{name}*.{chosen}.")
        if isinstance(inner, dict):
            yield from keys_of(resolved(inner), f"{name}*.")


KEYS = dict(keys_of(SCHEMA))
