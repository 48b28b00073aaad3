"""What a wrong configuration is told: the key, what is wrong with it, what to write instead."""

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from oresurvey.survey.settings.deposits import Deposits
from oresurvey.survey.settings.section import Section
from oresurvey.survey.settings.settings import Settings

KINDS_OF_VALUE = {
    "int_type": "whole number",
    "int_parsing": "whole number",
    "float_type": "number",
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "list",
    "dict_type": "section with keys",
    "model_type": "section with keys",
}
"""What a value must be, by the type of error."""
LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
LENGTHS = {"too_short": "min_length", "too_long": "max_length"}
QUOTES = "YAML reads this name as a number; put it in quotes"


def _sections_in(annotation: Any) -> Iterator[type[Section]]:
    """Classes of the sections that a value of some type may be."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections_in(inner)


def _section_at(place: tuple[int | str, ...]) -> type[Section]:
    """Class of the section that a place of the configuration is in."""
    section: type[Section] = Settings
    found: list[type[Section]] = []
    for part in place:
        if part in section.model_fields:
            found = list(_sections_in(section.model_fields[str(part)].annotation))
        # The name of a model is followed by that of its class, as there are several.
        section = next((one for one in found if len(found) == 1 or one.__name__ == part), section)
    return section


def _advice(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"


def _unknown(key: int | str, section: type[Section]) -> str:
    keys = [one.alias or name for name, one in section.model_fields.items()]
    return f"unknown key; {_advice(str(key), keys)}"


def _key_of(place: tuple[int | str, ...]) -> str:
    """A place as a person writes it: without the class of a model."""
    parts = [*place[:2], *place[3:]] if place[:1] == ("models",) else list(place)
    return ".".join(str(part) for part in parts if part != "[key]")


def _what_is_wrong(error: ErrorDetails) -> str:
    """One error, after the key, and what to write instead."""
    place, kind, about = error["loc"], error["type"], error.get("ctx", {})
    section = _section_at(place[:-1])
    if kind == "extra_forbidden" or (kind == "invalid_key" and section is not Deposits):
        return _unknown(place[-1], section)
    if kind == "invalid_key" or (place[-1:] == ("[key]",) and kind == "string_type"):
        return QUOTES
    if kind == "model_type" and section is Deposits:
        how = "what may occur in a deposit is written as NAME: {minerals: [...]}"
        return f"{_unknown(place[-1], section)}; {how}"
    if kind == "missing":
        return "this key is missing; add it"
    if kind == "literal_error":
        choices = about["expected"].replace("'", "").replace(" or ", ", ")
        return f"{error['input']!r} is not offered; use one of {choices}"
    if kind in LIMITS:
        words, limit = LIMITS[kind]
        return f"{error['input']!r} is not {words} {about[limit]:g}"
    if kind in KINDS_OF_VALUE:
        return f"{error['input']!r} is not a {KINDS_OF_VALUE[kind]}"
    if kind in LENGTHS:
        return f"give at {'least' if kind == 'too_short' else 'most'} {about[LENGTHS[kind]]}"
    return error["msg"]


def messages(error: ValidationError) -> list[str]:
    """What is wrong with a configuration, each mistake once.

    Parameters
    ----------
    error : pydantic.ValidationError
        Of `survey.settings.settings.Settings`.

    Returns
    -------
    list of str
        Each begins with the key; sorted by it.
    """
    found = error.errors(include_url=False)
    # A misspelt key is the reason why a choice is missing, and says more.
    misspelt = {one["loc"][:-1] for one in found if one["type"] == "extra_forbidden"}
    told = [one for one in found if one["type"] != "one_of" or one["loc"] not in misspelt]
    return sorted(
        f"{_key_of(one['loc']) or 'configuration'}: {_what_is_wrong(one)}" for one in told
    )
