"""The JSON schema of the configuration, written from its classes."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from oresurvey.survey.settings.section import Section
from oresurvey.survey.settings.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Plain(GenerateJsonSchema):
    """A schema without what only programs want: titles, and null for what is not set."""

    def field_title_should_be_set(self, schema) -> bool:
        return False

    def nullable_schema(self, schema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema) -> dict[str, Any]:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft) -> Any:
        # What a section leaves to the defaults of its keys is said there.
        if isinstance(dft, Section):
            return dft.model_dump(exclude_unset=True)
        return super().encode_default(dft)


def _tidied(value):
    """Descriptions in one line, whatever the line length of the code; no titles of classes."""
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _tidied(one) for key, one in value.items() if key != "title"}
    if isinstance(text := kept.get("description"), str):
        kept["description"] = " ".join(text.split())
    return kept


def configuration_schema() -> dict[str, Any]:
    """The schema, for editors that complete keys and for the page of settings.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12; a section is a definition named as its class.
    """
    return {"$schema": DIALECT} | _tidied(Settings.model_json_schema(schema_generator=_Plain))
