"""Why a field should be annotated, in words with numbers."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Protocol

from oresurvey.suggestions.coverage import ENOUGH_PX
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID

FARTHER = 1.2
"""Times the feature distance of the middle field from which on a field is called far."""
LOWER = 0.01
"""Below the mean confidence of the middle field from which on a field is called less sure."""
RARE_PCT = 1.0
"""Share of the ore of a deposit up to which a mineral is called rare."""
LARGE_PART = 0.2
"""Part of all pixels of a rare mineral from which on it is a reason."""
NAMED = 3
"""Minerals in one reason."""
NO_ORE = (BACKGROUND, UNIDENTIFIED, VOID)
OF_GAIN = 0.1
"""Part of what a field adds from which on a mineral is named."""


class Mapped(Protocol):
    """What is asked of a field."""

    @property
    def section(self) -> str:
        """Its section."""

    @property
    def class_pixels(self) -> dict[int, int]:
        """Pixels by code."""

    @property
    def confidence(self) -> float:
        """Mean confidence."""

    @property
    def distance(self) -> float | None:
        """Mean feature distance."""


def _less_sure(field: Mapped, fields: Sequence[Mapped]) -> str:
    middle = median(one.confidence for one in fields)
    if not field.confidence <= middle - LOWER:
        return ""
    return f"mean confidence {field.confidence:.2f}, of the middle field {middle:.2f}"


def _farther(field: Mapped, fields: Sequence[Mapped]) -> str:
    known = [one.distance for one in fields if one.distance is not None]
    middle = median(known) if known else 0.0
    if field.distance is None or not middle > 0 or field.distance < FARTHER * middle:
        return ""
    times = field.distance / middle
    return f"{times:.1f} times as far from what trained the model as the middle field"


def _rare(field: Mapped, fields: Sequence[Mapped], symbols: Mapping[int, str]) -> str:
    ore: dict[int, int] = {}
    for one in fields:
        for code, pixels in one.class_pixels.items():
            if code not in NO_ORE:
                ore[code] = ore.get(code, 0) + pixels
    rare = {c: n for c, n in ore.items() if 0 < n <= RARE_PCT / 100 * sum(ore.values())}
    parts = {c: field.class_pixels.get(c, 0) / n for c, n in rare.items()}
    large = sorted((c for c in parts if parts[c] >= LARGE_PART), key=lambda c: (-parts[c], c))
    named = [f"{100 * parts[c]:.0f} % of the {symbols[c]}" for c in large if c in symbols]
    return f"{', '.join(named[:NAMED])} that the maps of the deposit show" if named else ""


def _uncovered(
    gains: Mapping[int, float], before: Sequence[Mapped], symbols: Mapping[int, str]
) -> tuple[str, str]:
    """Minerals of which the field would teach most: those hardly seen before, and the others."""
    total = sum(gains.values())
    large = sorted((c for c in gains if gains[c] >= OF_GAIN * total), key=lambda c: (-gains[c], c))
    new: list[str] = []
    more: list[str] = []
    for code in large:
        if code in symbols and code not in NO_ORE:
            seen = sum(one.class_pixels.get(code, 0) for one in before)
            (new if seen < ENOUGH_PX else more).append(symbols[code])
    before_it = "on the maps of what is annotated or chosen before"
    return (
        f"less than {ENOUGH_PX:.0f} px of {', '.join(new[:NAMED])} {before_it}" if new else "",
        f"unsure of {', '.join(more[:NAMED])}" if more and not new else "",
    )


def reasons_for(
    field: Mapped,
    fields: Sequence[Mapped],
    gains: Mapping[int, float],
    before: Sequence[Mapped],
    symbols: Mapping[int, str],
) -> tuple[str, ...]:
    """Reasons for a field; at least one.

    Parameters
    ----------
    field : Mapped
    fields : sequence of Mapped
        All of its deposit.
    gains : dict of int to float
        What the field adds, by mineral.
    before : sequence of Mapped
        Fields that are annotated, or stand before it in the list.
    symbols : dict of int to str
    """
    words = (
        _less_sure(field, fields),
        _farther(field, fields),
        _rare(field, fields, symbols),
        *_uncovered(gains, before, symbols),
        "" if any(one.section == field.section for one in before) else "the first of its section",
    )
    found = tuple(word for word in words if word)
    return found or ("more of what the model is unsure of",)
