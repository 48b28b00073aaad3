"""How a network is trained; the defaults are the recipe of Khvostikov et al. (2021)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from oresurvey.errors import ConfigurationError
from oresurvey.survey.settings.section import (
    AS_WRITTEN,
    Count,
    NonNegative,
    Positive,
    Section,
    Share,
    Whole,
    need_one,
)


class Loss(Section):
    """Terms of the loss with their factors."""

    iou: Positive | None = None
    """1 - soft intersection over union."""
    dice: Positive | None = None
    """1 - soft Dice coefficient."""
    cross_entropy: Positive | None = None
    """Mean of -log P of the annotated class."""
    focal: Positive | None = None
    """Cross-entropy times (1 - P)^2."""

    @model_validator(mode="after")
    def _has_a_term(self) -> "Loss":
        need_one(self)
        return self


class Augmentation(Section):
    """What may happen to a patch."""

    flips: bool = True
    """Mirror."""
    quarter_turns: bool = True
    """Turn by 90, 180, 270 degrees."""
    gain: NonNegative = 0
    """Exposure, up to this many stops up or down."""
    gamma: NonNegative = 0
    """Tone curve, exponent 2^u with u up to this either way."""
    colour: NonNegative = 0
    """White balance, standard deviation in stops per channel."""
    rotation_deg: Annotated[float, Field(ge=0, le=45), AS_WRITTEN] = 0
    """Small rotation."""
    scale: Share = 0
    """Magnification 2^u, u up to this either way."""

    @property
    def tones(self) -> bool:
        """Whether pixels get other values."""
        return bool(self.gain or self.gamma or self.colour)

    @property
    def warps(self) -> bool:
        """Whether patches have to be resampled."""
        return bool(self.rotation_deg or self.scale)


SHAPE = ("filters", "levels", "pyramid", "input_scale", "exposure", "patch_px")
"""What a model that is taught (`from`) takes over: its weights and its light fit nothing else."""
TAUGHT: Mapping[str, Any] = MappingProxyType(
    {
        "unlabelled": "open",
        "keep_known": 1,
        "loss": Loss(iou=1, cross_entropy=1),
        "learning_rate": 0.002,
        "schedule": "cosine",
        "steps_per_epoch": 100,
        "epochs": 8,
        "freeze_norm_after": 0,
        "average_weights": 0.99,
        "keep": "last",
        "augment": Augmentation(gain=0.1, gamma=0.05, colour=0.015),
    }
)
"""What is set for a model that is taught, where nothing is said."""

Code = Annotated[int, Field(strict=False)]
"""A mineral code as a key, which is a text where a configuration was JSON in between."""


Window = Annotated[int, Field(ge=2, le=31)]


class Training(Section):
    """A training; the defaults are the recipe of Khvostikov et al. (2021)."""

    filters: Count = 8
    """Filters of the first level; they double downwards."""
    levels: Annotated[int, Field(ge=2, le=7)] = 5
    """Resolution levels of the network."""
    # None and not an empty list: records of trainings without it stay as they were.
    pyramid: Annotated[list[Window], Field(min_length=1)] | None = None
    """Windows of a pyramid pooling module (Zhao et al. 2017) at the lowest level, in its cells: the
    network then sees the means of what lies around. None by default."""
    input_scale: Literal[1, 0.5, 0.25, 0.125] = 1  # type: ignore[valid-type]
    """Scale at which the network sees photographs; each half costs a quarter and sees twice the
    context."""
    exposure: Literal["none", "brightest", "minerals", "light"] = "none"
    """How every photograph is first brought to one light. brightest: one factor, by its brightest
    pixels; minerals: one factor, so that its colours agree with those of the annotated minerals;
    light: exposure, white balance and uneven illumination, by the same colours. See
    docs/models/light.md."""
    patch_px: Annotated[int, Field(ge=16)] = 256
    """Side of a patch in pixels of the network's input."""
    sampling: Literal["area", "distance", "uniform"] = "area"
    """Where patches are cut: exact area maps (2021), distance-based maps (2020), or uniformly."""
    balance_exponent: NonNegative = 2
    """How strongly classes are preferred that were rare in the patches so far."""
    loss: Loss = Loss(iou=1)
    class_weights: dict[Code, NonNegative] = {}
    """Weight of a class in the loss, by mineral code; 1 where not named."""
    unlabelled: Literal["leave_out", "fold", "open"] = "leave_out"
    """Classes that a deposit's annotation does not name: leave_out - the network is compared among
    the named ones only; fold - their probability counts as background there; open - an annotated
    mineral excludes them, the background holds few of them (hidden). For maps of deposits that
    trained no model, use open. See docs/models/classes.md."""
    hidden: Share = 0.1
    """For unlabelled: open. How likely a mineral that a deposit's annotation does not name is in
    its background: 0 - never, 1 - nothing is said of it."""
    learning_rate: Positive = 0.001
    """Of Adam at the start."""
    schedule: Literal["plateau", "cosine"] = "plateau"
    """plateau: ten times lower when validation stands still; cosine: down over the budget."""
    plateau_factor: Annotated[float, Field(gt=0, lt=1), AS_WRITTEN] = 0.1
    """Factor of the learning rate at a plateau."""
    plateau_patience: Count = 3
    """Validations without a better score that make a plateau."""
    batch: Count = 12
    """Patches per step."""
    steps_per_epoch: Count = 375
    """Steps between validations."""
    epochs: Count = 26
    """Epochs at most."""
    minutes: Positive | None = None
    """Minutes of training at most, validation left out; none by default."""
    start_from: str | None = None
    """Folder of a trained model, or the name of another model of this configuration: the network
    starts with its weights, so that what it has learnt is kept and fewer steps are needed. Of as
    many filters and levels; minerals that it does not know start from chance."""
    parent: Annotated[str | None, Field(alias="from")] = None
    """Folder of a trained model, or the name of another model of this configuration, that is taught
    what these fields show: it keeps its minerals, its deposits and their light, and `keep_known`
    of what it knows. Its shape is taken over, and what is not set is set for a short training. See
    docs/models/adapt.md."""
    keep_known: NonNegative | None = None
    """With from: how much what the old model says of these photographs counts beside what is
    annotated in them, where the annotation says nothing or background."""
    # Balanced batches differ much from one another: with statistics that follow them a validation
    # score was seen to fall from .84 to .69 and back within minutes.
    freeze_norm_after: Whole | None = None
    """Epochs after which batch normalisation keeps its statistics, so that the network trains as it
    will predict; never by default."""
    average_weights: Annotated[float, Field(ge=0, lt=1), AS_WRITTEN] = 0
    """Momentum of a running average of the weights, which is validated and kept; .99 needs far
    fewer steps for the same score. 0: none."""
    keep: Literal["best", "last"] = "best"
    """best: the best validated epoch; last: the last one, so that validation fields choose nothing.
    """
    fold: Whole | None = None
    """Cross-validation: annotated fields with this number in the sheet's column fold validate, all
    others with split train or validation train."""
    deposits: Annotated[list[str], Field(min_length=1)] | None = None
    """Deposits whose annotated fields train and validate; all by default. The others are scored all
    the same: what a model says of a deposit it never saw."""
    best_by: Literal["mean_iou", "overall_accuracy"] = "mean_iou"
    """The kept epoch is best in this, on validation fields, averaged over deposits."""
    seed: Whole = 1
    """Seed of weights and patches."""
    members: Annotated[int, Field(ge=1, le=16)] = 1
    """Networks that differ in their seed alone, trained one after the other and joined into one
    whose scores are their means: steadier, and as many times as slow."""
    workers: Count = 2
    """Threads that cut patches; they change no patch."""
    deterministic: bool = False
    """Same weights from the same seed, bit by bit, also after a kill; slower. Needs epochs, not
    minutes, and its history has no times."""
    augment: Augmentation = Augmentation()

    @model_validator(mode="after")
    def _fits(self) -> "Training":
        align = 2 ** (self.levels - 1)
        if self.patch_px % align:
            raise PydanticCustomError(
                "patch_px",
                "patch_px {px} does not divide by {align}, which a network of {levels} levels "
                "needs; use a multiple of {align}",
                {"px": self.patch_px, "align": align, "levels": self.levels},
            )
        if self.parent is not None and self.start_from is not None:
            raise PydanticCustomError(
                "one_of",
                "give from or start_from: from keeps what a model knows, start_from "
                "only its weights",
            )
        if self.parent is None and self.keep_known is not None:
            raise PydanticCustomError(
                "keep_known", "keep_known needs from: the model whose knowledge is kept"
            )
        if self.pyramid and len(set(self.pyramid)) < len(self.pyramid):
            raise PydanticCustomError("pyramid", "pyramid names a window twice; leave one out")
        if self.deterministic and self.minutes is not None:
            raise PydanticCustomError(
                "deterministic",
                "what a deterministic training learns in so many minutes depends on the machine; "
                "leave out minutes, and give epochs",
            )
        return self

    @property
    def start(self) -> str | None:
        """The model that it starts with, whose knowledge it keeps or not; None: from chance."""
        return self.parent if self.parent is not None else self.start_from

    def taught_by(self, about: Mapping[str, Any]) -> "Training":
        """The same in the shape of the model that it is taught from, and short.

        Parameters
        ----------
        about : mapping
            The ``model.json`` of that model, or the settings of its training.

        Raises
        ------
        ConfigurationError
            If another shape is asked for.
        """
        shape = {key: about.get(key) for key in SHAPE}
        for key in self.model_fields_set.intersection(SHAPE):
            if getattr(self, key) != shape[key]:
                raise ConfigurationError(
                    f"train.{key}: {getattr(self, key)} is not that of {self.parent}, "
                    f"{shape[key]}; leave it out: a model that is taught keeps its shape"
                )
        short = {key: value for key, value in TAUGHT.items() if key not in self.model_fields_set}
        return self.changed(**shape, **short)

    def of_members(self) -> list["Training"]:
        """Settings of each member: another seed, an equal part of the minutes."""
        minutes = None if self.minutes is None else self.minutes / self.members
        return [
            self.changed(members=1, seed=self.seed + number, minutes=minutes)
            for number in range(self.members)
        ]

    def changed(self, **settings: Any) -> "Training":
        """The same with some settings otherwise."""
        return self.model_copy(update=settings)
