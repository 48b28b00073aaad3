"""How grains and deposits are summed up, and what is known of a deposit."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from oresurvey.survey.settings.section import (
    AS_WRITTEN,
    Count,
    Positive,
    Section,
    Whole,
    need_one,
)


def _each_once(names: list[str]) -> list[str]:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise PydanticCustomError(
            "each_once", "{names} is named twice; once is enough", {"names": ", ".join(twice)}
        )
    return names


EachOnce = Annotated[
    list[str], AfterValidator(_each_once), Field(json_schema_extra={"uniqueItems": True})
]


class Instances(Section):
    """How grains are separated."""

    connectivity: Literal[4, 8] = 8
    """8 - pixels of one mineral that touch at a corner are one grain; 4 - only at a side."""
    split: Literal["none", "watershed"] = "none"
    """watershed: touching grains of one mineral are cut apart at their waists, a guess from shape
    that every table of sizes names; none: a contiguous patch is one grain."""
    split_h_px: Positive = 1.5
    """Depth of a waist in pixels: how far the distance to the outline must fall between two summits
    to make two grains. Smaller values split more."""


class Deposit(Section):
    """A deposit of the sheet, by its name: what is known of it."""

    minerals: Annotated[EachOnce, Field(min_length=1)] | None = None
    """Minerals that may occur, by symbol, label or name; maps name nothing else there. As the
    sheet's column minerals, and before it."""
    gangue_density_g_cm3: Positive | None = None
    """Mean density of the gangue: with it shares by mass and the assay are of the rock too. Before
    the density of the background in the table of minerals."""

    @model_validator(mode="after")
    def _says_something(self) -> "Deposit":
        need_one(self)
        return self


class Deposits(Section):
    """How deposits are summed up; and, by its name, what is known of a deposit."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Deposit] = Field(init=False)

    smallest_grain_px: Count = 12
    """Grains with fewer pixels are left out of grain sizes, textures and locking (they stay in
    modal shares)."""
    smallest_grain_um: Positive | None = None
    """The same as a diameter in micrometres, where there is a scale; the larger of both counts.
    None by default."""
    saltykov_classes: Annotated[int, Field(ge=0, le=100)] = 0
    """Classes of diameter for the unfolding of section sizes to sphere sizes (Saltykov 1958), table
    saltykov.csv; 0: none."""
    rim_px: Count = 2
    """Width in pixels of the widest false rim: what an opening by a square one pixel wider takes
    away is printed as rim share, and association is printed with and without it."""
    precision_pct: Positive = 2
    """Half-width of the interval, in points of per cent, that the column sections_needed aims at.
    """
    relative_precision_pct: Positive | None = None
    """The same in per cent of the share, for the column sections_needed_relative; 20 by default."""
    detection_limit_pct: Annotated[float, Field(gt=0, le=10), AS_WRITTEN] = 0.01
    """Detection limit of a share where no annotated fields free of the mineral give one, in per
    cent; zeros in comparisons become .65 of it."""
    permutations: Annotated[int, Field(ge=99)] = 9999
    """Permutations of a test between deposits where there are too many to try all."""
    seed: Whole = 1
    """Seed of permutations and of the bootstrap of the confusion."""
    ternary: list[Annotated[EachOnce, Field(min_length=3, max_length=3)]] = []
    """Triples of mineral symbols to draw as ternary plots; the three commonest ore minerals by
    default."""

    @property
    def by_name(self) -> dict[str, Deposit]:
        """What is known of single deposits."""
        return self.__pydantic_extra__
