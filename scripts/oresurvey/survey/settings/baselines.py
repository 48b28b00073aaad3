"""Baselines: models that are no networks, see docs/models/baselines.md."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from oresurvey.survey.settings.section import Section, Whole

BaselineType = Literal["colour", "clusters", "majority"]


class Majority(Section):
    """A baseline: the class most frequent in the training annotation, everywhere."""

    exposure: ClassVar[str] = "none"
    input_scale: ClassVar[int] = 1

    type: BaselineType
    """The most frequent class."""


class _ByColour(Section):
    type: BaselineType
    space: Literal["lab", "rgb"] = "lab"
    """lab: CIE L*a*b*, where equal distances look equally different; rgb: the camera's values."""
    statistics: Literal["gaussian", "nearest"] = "gaussian"
    """gaussian: mean, spread and share of each mineral, by Bayes' rule, as gangue and pits spread
    far wider than ore minerals; nearest: the nearest mean colour."""
    exposure: Literal["none", "brightest"] = "brightest"
    """brightest: every photograph is first brought to one exposure by its brightest pixels, as
    absolute grey says little; none: as it is."""
    input_scale: Literal[1, 0.5, 0.25] = 0.5  # type: ignore[valid-type]
    """Scale at which photographs are seen; cameras and JPEG keep one colour for 2 x 2 pixels, so
    0.5 loses none."""


class Colour(_ByColour):
    """A baseline: each pixel is named after its colour, by the colours of each mineral in the
    training annotation. See docs/models/baselines.md."""

    type: Literal["colour"]
    """Colour statistics of the minerals."""


class Clusters(_ByColour):
    """A baseline: the pixels of each photograph are sorted into clusters of similar colour, and
    each cluster is named after the mineral that its centre matches best. See
    docs/models/baselines.md."""

    type: Literal["clusters"]
    """Colour clusters of each photograph."""
    clusters: Annotated[int, Field(ge=2, le=256)] = 10
    """Clusters of a photograph: more than it has minerals, as gangue, resin and pits have several
    colours."""
    seed: Whole = 1
    """Seed of the first centres."""
