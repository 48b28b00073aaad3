"""Calibration photographs of a sheet, checked before any work: a bad one would cost many fields."""

from collections.abc import Iterable
from pathlib import Path

from oresurvey.errors import FieldError, SheetError
from oresurvey.photographs.flat_field import FlatPhotograph, flat_field
from oresurvey.photographs.photograph import Photograph
from oresurvey.survey.field import Field


def _opened(path: Path) -> Photograph | None:
    """A photograph; None where it cannot be opened, which the catalog says of the field."""
    try:
        return Photograph(path)
    except FieldError:
        return None


def check_calibrations(fields: Iterable[Field], sheet: str) -> None:
    """Read every calibration photograph once, and lay it over the first field that names it.

    The other fields are compared by the catalog, field by field.

    Parameters
    ----------
    fields : iterable of Field
    sheet : str
        Its path, for messages.

    Raises
    ------
    SheetError
        If one is missing or damaged, saturated, too dark, shows no uniform surface or has another
        shape than the field's photograph: naming sheet, field and file, and what to do.
    """
    checked: set[Path] = set()
    for field in fields:
        if field.calibration is None or field.calibration in checked:
            continue
        checked.add(field.calibration)
        try:
            flat = flat_field(field.calibration)
            if photograph := _opened(field.image):
                with photograph:
                    FlatPhotograph(photograph, flat)
        except FieldError as error:
            raise SheetError(f"sheet {sheet}, field {field.field!r}: {error}") from None
