"""The settings in config/README.md, from the schema."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from oresurvey.release.marked_pages import put_between_marks

MODELS = {
    "network": ("models: NAME", "a network"),
    "train": ("models: NAME: train", ""),
    "colour": ("models: NAME", "a baseline, with `type: colour`"),
    "clusters": ("models: NAME", "a baseline, with `type: clusters`"),
    "majority": ("models: NAME", "a baseline, with `type: majority`"),
}
"""Definition of the schema -> where it is written, and of what."""
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


def is_section(schema: dict) -> bool:
    """Whether the keys of an object are known by name."""
    return schema.get("type") == "object" and "properties" in schema


def table(schema: dict) -> list[str]:
    """The settings of a section; those of its own sections follow as `section.key`."""
    lines = ["| key | values | default | |", "|---|---|---|---|"]
    for key, inner in schema["properties"].items():
        if "$ref" in inner:
            continue
        if is_section(inner):
            lines += [
                row(f"{key}.{name}", one, name in inner.get("required", ()))
                for name, one in inner["properties"].items()
            ]
        else:
            lines.append(row(key, inner, key in schema.get("required", ())))
    return lines


def settings(schema: dict) -> Iterator[str]:
    """Lines of the page: single keys first, then a heading and a table for each section."""
    single = {key: one for key, one in schema["properties"].items() if not is_section(one)}
    single.pop("models")
    listed = {key: one for key, one in single.items() if "properties" in one.get("items", {})}
    first = {key: one for key, one in single.items() if key not in listed}
    yield from table({"properties": first, "required": schema["required"]})
    for name, (place, of_what) in MODELS.items():
        one = schema["$defs"][name]
        yield from ("", f"## `{place}`{f': {of_what}' if of_what else ''}", "")
        yield from (one["description"], "", *table(one))
    for key, one in schema["properties"].items():
        inner = listed[key]["items"] if key in listed else one
        if key in listed or is_section(one):
            yield from ("", f"## `{key}`", "", one["description"], "", *table(inner))
        other = one.get("additionalProperties") if is_section(one) else None
        if isinstance(other, dict):
            yield from ("", f"## `{key}: NAME`", "", other["description"], "", *table(other))


def write_page(schema: Path, page: Path) -> None:
    """Put all settings of a schema between the marks of a page."""
    found = yaml.safe_load(schema.read_text(encoding="utf-8"))
    put_between_marks(page, "settings", "\n".join(["", *settings(found), ""]))
