"""Fields of a survey whose annotation would teach a model most, by what its tables say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from oresurvey.suggestions.coverage import Amounts, Covered, chosen
from oresurvey.suggestions.reasons import reasons_for
from oresurvey.survey.mineral_codes import VOID

LEAST_WEIGHT, LARGEST_WEIGHT = 0.5, 2.0
"""Bounds of the weight of a field by how far its features lie from the training."""
BY_HAND = "by_hand"
"""Key of a field of which a person corrected the map, in the manifest of the maps."""


@dataclass(frozen=True)
class MappedField:
    """What is known of a field.

    Attributes
    ----------
    deposit, section, field : str
    annotated : bool
        Whether it has a mask that counts, or a person corrected its map.
    class_pixels : dict of int to int
        Pixels that the map gives each code.
    confidence : float
        Mean of its map.
    distance : float or None
        Mean feature distance, see `network.feature_distance`; None where it is not known.
    """

    deposit: str
    section: str
    field: str
    annotated: bool
    class_pixels: dict[int, int]
    confidence: float
    distance: float | None = None


@dataclass(frozen=True)
class Suggestion:
    """A field to annotate.

    Attributes
    ----------
    field : MappedField
    gain : float
        What its annotation adds, see `suggestions.coverage`.
    reasons : tuple of str
        Why, in words.
    """

    field: MappedField
    gain: float
    reasons: tuple[str, ...]


def mapped_fields(instances: Iterable[dict], inference: Iterable[dict]) -> list[MappedField]:
    """Fields of the manifests of grains and maps, in the order of deposit and field."""
    maps = {entry["field"]: entry for entry in inference}
    found = [
        MappedField(
            deposit=entry["deposit"],
            section=entry["section"],
            field=entry["field"],
            annotated=bool(entry["split"]) or bool(maps[entry["field"]].get(BY_HAND)),
            class_pixels={int(code): n for code, n in entry["class_pixels"].items()},
            confidence=maps[entry["field"]]["mean_confidence"],
            distance=maps[entry["field"]].get("feature_distance"),
        )
        for entry in instances
        if entry["field"] in maps
    ]
    return sorted(found, key=lambda one: (one.deposit, one.field))


def _weights(fields: list[MappedField]) -> list[float]:
    """Of each field, by its feature distance in units of the median of the deposit."""
    known = [one.distance for one in fields if one.distance is not None]
    middle = median(known) if known else 0.0
    return [
        1.0
        if one.distance is None or not middle > 0
        else min(max(one.distance / middle, LEAST_WEIGHT), LARGEST_WEIGHT)
        for one in fields
    ]


def amounts_of(field: MappedField, weight: float) -> Amounts:
    """Expected wrong pixels by mineral, in the group of the section, times a weight."""
    doubt = (1 - field.confidence) * weight
    return {
        (code, field.section): pixels * doubt
        for code, pixels in field.class_pixels.items()
        if code != VOID and pixels
    }


def suggested_fields(
    fields: Iterable[MappedField], number: int, symbols: Mapping[int, str] | None = None
) -> list[Suggestion]:
    """Fields to annotate, the most helpful first.

    Deposits are ordered each for itself, so a deposit has the same order in every list.

    Parameters
    ----------
    fields : iterable of MappedField
        Annotated ones too: what they cover need not be covered again.
    number : int
        At most so many.
    symbols : dict of int to str, optional
        Of the minerals, for the reasons; without them no mineral is named.
    """
    of_deposit: dict[str, list[MappedField]] = {}
    for one in fields:
        of_deposit.setdefault(one.deposit, []).append(one)
    found = [
        one
        for deposit in sorted(of_deposit)
        for one in _of_deposit(of_deposit[deposit], number, symbols or {})
    ]
    # A gain within a deposit never grows, so this keeps its order.
    return sorted(found, key=lambda one: -one.gain)[:number]


def _of_deposit(
    fields: list[MappedField], number: int, symbols: Mapping[int, str]
) -> list[Suggestion]:
    amounts = [amounts_of(*pair) for pair in zip(fields, _weights(fields), strict=True)]
    annotated = [k for k, one in enumerate(fields) if one.annotated]
    bare = [k for k, one in enumerate(fields) if not one.annotated]
    choices = chosen([amounts[k] for k in bare], number, Covered(amounts[k] for k in annotated))
    before = [fields[k] for k in annotated]
    found = []
    for choice in choices:
        field = fields[bare[choice.index]]
        words = reasons_for(field, fields, choice.gains, before, symbols)
        found.append(Suggestion(field, choice.gain, words))
        before.append(field)
    return found
