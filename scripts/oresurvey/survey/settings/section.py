"""What the sections of a configuration have in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A section: no other keys than those it names, no value of another type, never changed."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    def recorded(self) -> dict[str, Any]:
        """All settings with their defaults, as records have them; what is not set is left out."""
        return self.model_dump(exclude_none=True, by_alias=True)


def need_one(section: Section) -> None:
    """Refuse a section of which nothing is set.

    Raises
    ------
    PydanticCustomError
        Naming the keys.
    """
    if not section.recorded():
        keys = ", ".join(type(section).model_fields)
        raise PydanticCustomError("too_few", "give at least 1 of {keys}", {"keys": keys})


def _as_written(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    check(value)
    return value


# A whole number stays one: 1 and 1.0 would be two configurations to whoever compares records.
AS_WRITTEN = WrapValidator(_as_written)

Count = Annotated[int, Field(ge=1)]
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0), AS_WRITTEN]
NonNegative = Annotated[float, Field(ge=0), AS_WRITTEN]
Share = Annotated[float, Field(ge=0, le=1), AS_WRITTEN]
