"""What a model of the configuration can be."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from oresurvey.survey.settings.baselines import BaselineType, Clusters, Colour, Majority
from oresurvey.survey.settings.inference import ModelInference
from oresurvey.survey.settings.section import Section
from oresurvey.survey.settings.training import Training

Kind = Literal["shipped", "trained", "shared", "fitted"]
KINDS: dict[str, Kind] = {
    "weights": "shipped",
    "train": "trained",
    "weights_of": "shared",
    "type": "fitted",
}
"""What a model is, by the key that its section has: one of these."""


class Network(Section):
    """A network, trained here or with weights."""

    weights: str | None = None
    """Folder of a trained model (model.keras and model.json)."""
    train: Training | None = None
    weights_of: str | None = None
    """Name of a model that is trained here: its weights, with another inference."""
    inference: ModelInference | None = None
    type: BaselineType | None = None
    """A baseline in place of a network, with the options of its type."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Network":
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise PydanticCustomError(
                "one_of", "give one of {kinds}, and only one", {"kinds": ", ".join(KINDS)}
            )
        return self


def _tag(section) -> str:
    """Name of the class of a section: a type that there is not is one error of one class."""
    kind = section.get("type") if isinstance(section, dict) else getattr(section, "type", None)
    if kind is None:
        return Network.__name__
    if kind in ("colour", "clusters"):
        return (Colour if kind == "colour" else Clusters).__name__
    return Majority.__name__


AnyModel = Annotated[
    Annotated[Network, Tag("Network")]
    | Annotated[Colour, Tag("Colour")]
    | Annotated[Clusters, Tag("Clusters")]
    | Annotated[Majority, Tag("Majority")],
    Discriminator(_tag),
]
