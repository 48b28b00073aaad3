"""A model of the configuration: what it is, and which fields train it, validate it and score it."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from oresurvey.files.digests import digest_of
from oresurvey.files.tables import read_json
from oresurvey.survey.field import Field
from oresurvey.survey.places import Places
from oresurvey.survey.settings.inference import Inference
from oresurvey.survey.settings.models import KINDS, AnyModel, Kind, Network
from oresurvey.survey.settings.training import Training

TRAINING_SPLITS = ("train", "validation")
SCORED_SPLITS = ("validation", "test")


def map_set_of(train: Training) -> str:
    """Folder name of the probability maps that a training uses: what they depend on."""
    return f"{train.sampling}_{train.patch_px}px_scale{train.input_scale:g}"


def _some_of_each(names: list[str], group_of: Callable[[str], object], most: int) -> list[str]:
    """At most so many names of each group, sorted: the same ones whatever is added."""
    groups: dict[object, list[str]] = {}
    for name in sorted(names, key=digest_of):
        groups.setdefault(group_of(name), []).append(name)
    return sorted(name for group in groups.values() for name in group[:most])


@dataclass(frozen=True)
class Model:
    """One model of a survey.

    Attributes
    ----------
    name : str
    settings : Network, Colour, Clusters or Majority
        Its section of the configuration.
    training : Training or None
        How it is trained: its own section ``train`` or that of the model whose weights it has;
        None for a shipped model and a baseline.
    inference : Inference
        How it maps: the section of the survey with what this model does otherwise.
    fields : dict of str to Field
        The sheet.
    places : Places
    """

    name: str
    settings: AnyModel
    training: Training | None
    inference: Inference
    fields: dict[str, Field]
    places: Places

    @property
    def kind(self) -> Kind:
        """Trained here; with the weights of one that is; shipped; or a fitted baseline."""
        return next(kind for key, kind in KINDS.items() if getattr(self.settings, key, None))

    @property
    def is_network(self) -> bool:
        """A baseline is none: it has no weights, no epochs and no feature statistics."""
        return self.kind != "fitted"

    @property
    def fold(self) -> int | None:
        """The fold that it leaves out in a cross-validation; None for other models."""
        return self.training.fold if self.training else None

    @property
    def map_set(self) -> str:
        """Folder name of the probability maps that its training uses."""
        assert self.training
        return map_set_of(self.training)

    @property
    def folder(self) -> str:
        """Where a shipped model is now."""
        assert isinstance(self.settings, Network) and self.settings.weights
        return os.path.expandvars(self.settings.weights)

    @cached_property
    def _shipped(self) -> dict:
        """What a shipped model tells of itself."""
        return read_json(f"{self.folder}/model.json")

    @property
    def _annotated(self) -> dict[str, Field]:
        return {name: field for name, field in self.fields.items() if field.mask}

    @cached_property
    def splits(self) -> dict[str, str | None]:
        """Which annotated fields train it and which validate it, by field."""
        chosen = self.training.deposits if self.training else None
        of = {
            name: field
            for name, field in self._annotated.items()
            if field.split in TRAINING_SPLITS and (not chosen or field.deposit in chosen)
        }
        if self.fold is None:
            return {name: field.split for name, field in of.items()}
        return {
            name: "validation" if field.extra["fold"] == str(self.fold) else "train"
            for name, field in of.items()
        }

    @cached_property
    def scored(self) -> dict[str, str]:
        """Split of the fields that it is scored on: none that it was trained on."""
        if self.fold is None:
            splits = {name: field.split for name, field in self._annotated.items()}
            return {name: split for name, split in splits.items() if split in SCORED_SPLITS}
        return {
            name: "validation" if field.split in TRAINING_SPLITS else "test"
            for name, field in self._annotated.items()
            if self.splits.get(name, field.split) in SCORED_SPLITS
        }

    def scored_batches(self, batches: dict[str, list[str]]) -> list[str]:
        """Those of some batches that hold fields that it is scored on."""
        return [name for name, members in batches.items() if self.scored.keys() & set(members)]

    @property
    def smallest_px(self) -> int:
        """The shortest side of a photograph that its patch fits into with room to move; 0 for a
        baseline, which has none."""
        if not self.is_network:
            return 0
        about = self.training.recorded() if self.training else self._shipped
        return int((about.get("patch_px", 0) + 1) / about["input_scale"])

    def inference_settings(self, *names: str) -> dict:
        """Some of the settings of its inference: a change of another one is no reason to run."""
        return {name: getattr(self.inference, name) for name in names}

    @property
    def trained_deposits(self) -> set[str] | None:
        """Deposits whose light it knows; None for a baseline, which knows no light."""
        if not self.is_network:
            return None
        if self.inference.as_unknown:
            return set()
        if self.kind == "shipped":
            return set(self._shipped.get("labelled", {}))
        return {self.fields[name].deposit for name in self.splits}

    def recognitions(self, names: Iterable[str]) -> list[str]:
        """Files that say what it takes the deposits of some fields for, where it knows no light,
        and which light fields share that name one calibration photograph."""
        trained = self.trained_deposits
        if trained is None:
            return []
        found = [self.fields[name] for name in names]
        asked = {one.deposit for one in found if one.calibration or one.deposit not in trained}
        return [self.places.recognition(self.name, deposit) for deposit in sorted(asked)]

    def deciding_fields(self, deposit: str, most: int) -> list[str]:
        """Fields by which a deposit is recognised: the same ones whatever is added.

        So many of each session, where the sheet tells of any. In a cross-validation only fields
        that the model never saw.
        """
        own = self.fields if self.fold is None else self.scored
        inside = [name for name in own if self.fields[name].deposit == deposit]
        return _some_of_each(inside, lambda name: self.fields[name].session, most)

    def sharing_fields(self, deposit: str, most: int) -> list[str]:
        """Fields by which the light is found that those of one calibration photograph share."""
        inside = [
            name
            for name, field in self.fields.items()
            if field.deposit == deposit and field.calibration
        ]
        return _some_of_each(
            inside, lambda name: (self.fields[name].session, self.fields[name].calibration), most
        )

    @property
    def files(self) -> list[str]:
        """What its training or its fit leaves, or what comes with the weights."""
        own = (
            ("model.keras", "history.csv") if self.is_network else ("model.json", "statistics.csv")
        )
        return [self.places.of_model(self.name, part) for part in (*own, "card.md")]
