"""What belongs into a results folder: models, batches and fields of the survey as it is now."""

from dataclasses import dataclass

ANNOTATION = "annotation"
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


@dataclass(frozen=True)
class SurveyLayout:
    """Names of folders and batches that are in use; a survey knows its own.

    Attributes
    ----------
    models, map_sets : frozenset of str
    deposits : frozenset of str
        Folder names.
    fields, annotated, training : frozenset of str
        ``DEPOSIT/FIELD``, as folders.
    batches, annotated_batches, training_batches : frozenset of str
    """

    models: frozenset[str]
    map_sets: frozenset[str]
    deposits: frozenset[str]
    fields: frozenset[str]
    annotated: frozenset[str]
    training: frozenset[str]
    batches: frozenset[str]
    annotated_batches: frozenset[str]
    training_batches: frozenset[str]

    def is_field(self, path: str) -> bool:
        """Whether a path below the results is the folder of a field of the sheet."""
        top, *rest = path.split("/")
        if top == "probability_maps":
            return "/".join(rest[1:]) in self.training
        return rest[:1] == ["fields"] and "/".join(rest[1:]) in self.fields

    def stale(self, path: str) -> str:
        """Why a file or folder of the results is no longer made; empty if it may be.

        Parameters
        ----------
        path : str
            Below the results, with ``/``.
        """
        top, *rest = path.split("/")
        if top == "catalog":
            return _batch_gone(rest[1:], self.batches) if rest[:1] == ["batches"] else ""
        if top == "models":
            return self._model_gone(rest[0]) if rest else ""
        if top == "probability_maps":
            return self._maps_gone(rest)
        if top == "comparison":
            return self._comparison_gone(rest)
        if top in RESERVED and top != ANNOTATION:
            return ""
        # The name of a model has no dot; a table at the top has.
        if "." in top and not rest:
            return ""
        return self._model_gone(top) or self._part_gone(top, rest)

    def _model_gone(self, name: str) -> str:
        known = name in self.models or name == ANNOTATION
        return "" if known else f"the configuration has no model {name!r}"

    def _part_gone(self, model: str, rest: list[str]) -> str:
        """Fields and batches of a model, or of the annotation."""
        annotated = model == ANNOTATION
        if annotated and not self.annotated:
            return "no field is annotated any more"
        if rest[:1] == ["batches"]:
            return _batch_gone(rest[2:], self.annotated_batches if annotated else self.batches)
        if rest[:1] == ["fields"]:
            return self._field_gone(rest[1:], self.annotated if annotated else self.fields)
        if rest[:2] in (["report", "viewers"], ["report", "thumbnails"]):
            return self._field_gone([*rest[2:3], *map(_field_of_page, rest[3:])], self.fields)
        return ""

    def _field_gone(self, rest: list[str], known: frozenset[str]) -> str:
        if rest and rest[0] not in self.deposits:
            return "the sheet has no such deposit"
        if len(rest) > 1 and "/".join(rest[:2]) not in known:
            return "the sheet has no such field here"
        return ""

    def _maps_gone(self, rest: list[str]) -> str:
        if not rest:
            return ""
        if rest[0] not in self.map_sets:
            return "no model of the configuration trains with such maps"
        if rest[1:2] == ["batches"]:
            return _batch_gone(rest[2:], self.training_batches)
        return "" if rest[1:2] == ["heat_maps"] else self._field_gone(rest[1:], self.training)

    def _comparison_gone(self, rest: list[str]) -> str:
        known = {f"{a}-vs-{b}" for a in self.models for b in self.models}
        return "" if not rest or rest[0] in known else "it compares a model that is not there"


def _field_of_page(name: str) -> str:
    """Folder name of the field that FIELD.html, FIELD.jpg or FIELD_map.png is about."""
    return name.removesuffix("_map.png").removesuffix(".html").removesuffix(".jpg")


def _batch_gone(rest: list[str], known: frozenset[str]) -> str:
    """Manifest BATCH.json of a batch that the fields are no longer dealt out to."""
    gone = rest and rest[0].removesuffix(".json") not in known
    return "fields are in other batches now" if gone else ""
