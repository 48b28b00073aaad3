"""How class maps are made."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from oresurvey.survey.settings.section import Section, Share, need_one


class Inference(Section):
    """How class maps are made."""

    tile_px: Annotated[int, Field(ge=64)] = 2048
    """Side of a tile in pixels of the photograph: a window holds at most as many pixels, beside its
    margins. Bounds memory and does not change the result."""
    engine: Literal["auto", "openvino", "tensorflow"] = "auto"
    """What computes the network. auto: TensorFlow on a GPU, else OpenVINO, which is faster on
    processors; they give the same classes."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """bfloat16 is faster on processors that have it (OpenVINO only); benchmarks/README.md says what
    it does to the scores."""
    flips: bool = False
    """Each window is seen four times, mirrored along both sides, and the probabilities are
    averaged: four times the work of the network for what docs/models/accuracy.md says it brings."""
    only_labelled: bool = True
    """In a deposit that the model was trained on, choose among the minerals that its annotation
    distinguishes; false: among all that the model knows."""
    as_unknown: bool = False
    """Map every deposit as if its name had trained no model: all minerals open, its light found
    over its fields. To learn how good a model is on deposits that it never saw."""
    unidentified_below: Share = 0
    """Pixels with a lower confidence become unidentified, code 254 of class maps; they are no
    mineral and make no grain. Another value marks the maps again and predicts nothing. See
    docs/read/confidence.md."""

    def changed_by(self, other: "ModelInference | None") -> "Inference":
        """The same with what a model does otherwise."""
        return self.model_copy(update=other.recorded() if other else None)


class ModelInference(Section):
    """What this model does otherwise than the survey's inference section says."""

    flips: bool | None = None
    """See inference.flips."""
    only_labelled: bool | None = None
    """See inference.only_labelled."""
    as_unknown: bool | None = None
    """See inference.as_unknown."""
    precision: Literal["float32", "bfloat16"] | None = None
    """See inference.precision."""

    @model_validator(mode="after")
    def _says_something(self) -> "ModelInference":
        need_one(self)
        return self
