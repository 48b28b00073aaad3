"""The schema of the configuration and the settings in config/README.md, from their classes."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from oresurvey.files.tables import write_text
from oresurvey.release.marked_pages import put_between_marks
from oresurvey.survey.settings.schema import configuration_schema

MODELS = {
    "Network": ("models: NAME", "a network"),
    "Training": ("models: NAME: train", ""),
    "Colour": ("models: NAME", "a baseline, with `type: colour`"),
    "Clusters": ("models: NAME", "a baseline, with `type: clusters`"),
    "Majority": ("models: NAME", "a baseline, with `type: majority`"),
}
"""Definition of the schema -> where it is written, and of what."""
HEAD = "# Written by `oresurvey write-settings` from scripts/oresurvey/survey/settings.\n"
LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
}


def plain(value) -> str:
    """A value as it is written in a configuration."""
    return yaml.safe_dump(value, default_flow_style=True, width=1000).removesuffix("...\n").strip()


def allowed(schema: dict) -> str:
    """Which values a key may have, in words; nothing where any will do."""
    if "enum" in schema:
        return " or ".join(f"`{plain(one)}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{plain(schema['const'])}`"
    words = {"integer": "whole number", "boolean": "true or false", "array": "list"}
    word = words.get(schema.get("type", ""), schema.get("type", ""))
    limits = [text.format(schema[key]) for key, text in LIMITS.items() if key in schema]
    return ", ".join([word, *limits])


def row(key: str, schema: dict, required: bool) -> str:
    """A line of a table of settings."""
    default = f"`{plain(schema['default'])}`" if "default" in schema else ""
    if required:
        default = "must be given"
    meaning = schema["description"].replace("*", r"\*").replace("|", r"\|")
    return f"| `{key}` | {allowed(schema)} | {default} | {meaning} |"


def resolved(schema: dict, root: dict) -> dict:
    """A part of the schema with what it refers to."""
    target = root["$defs"].get(schema.get("$ref", "").rsplit("/", 1)[-1], {})
    return target | {key: value for key, value in schema.items() if key != "$ref"}


def is_section(schema: dict) -> bool:
    """Whether the keys of an object are known by name."""
    return schema.get("type") == "object" and "properties" in schema


def table(section: dict, root: dict) -> list[str]:
    """The settings of a section; those of its own sections follow as `section.key`."""
    lines = ["| key | values | default | |", "|---|---|---|---|"]
    for key, about in section["properties"].items():
        inner = resolved(about, root)
        if about.get("$ref", "").endswith(tuple(MODELS)):
            continue
        if is_section(inner):
            lines += [
                row(f"{key}.{name}", resolved(one, root), name in inner.get("required", ()))
                for name, one in inner["properties"].items()
            ]
        else:
            lines.append(row(key, inner, key in section.get("required", ())))
    return lines


def settings(root: dict) -> Iterator[str]:
    """Lines of the page: single keys first, then a heading and a table for each section."""
    keys = {key: resolved(one, root) for key, one in root["properties"].items()}
    del keys["models"]
    listed = {
        key: items
        for key, one in keys.items()
        if is_section(items := resolved(one.get("items", {}), root))
    }
    single = {key: one for key, one in keys.items() if not is_section(one) and key not in listed}
    yield from table({"properties": single, "required": root["required"]}, root)
    for name, (place, of_what) in MODELS.items():
        one = root["$defs"][name]
        yield from ("", f"## `{place}`{f': {of_what}' if of_what else ''}", "")
        yield from (one["description"], "", *table(one, root))
    for key, one in keys.items():
        if key in single:
            continue
        yield from ("", f"## `{key}`", "", one["description"], "")
        yield from table(listed.get(key, one), root)
        if isinstance(one.get("additionalProperties"), dict):
            other = resolved(one["additionalProperties"], root)
            yield from ("", f"## `{key}: NAME`", "", other["description"], "", *table(other, root))


def write_settings(schema: Path, page: Path) -> None:
    """Write the schema of the configuration, and all its settings between the marks of a page."""
    found = configuration_schema()
    text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=100)
    write_text(f"{HEAD}{text}", schema)
    put_between_marks(page, "settings", "\n".join(["", *settings(found), ""]))
