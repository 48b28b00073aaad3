"""A remark on a scale of the sheet that the photograph's own file contradicts."""

from oresurvey.photographs.stated_scale import stated_um_per_px
from oresurvey.survey.field import Field

SAME_SCALE_PCT = 2.0
"""Difference in per cent up to which two scales are the same: a stage micrometer is read so."""


def scale_remark(field: Field) -> str:
    """What to know of a field's scale; "" if its file states none, or the same.

    Parameters
    ----------
    field : Field
    """
    stated = stated_um_per_px(field.image) if field.um_per_px else None
    if stated is None or field.um_per_px is None:
        return ""
    apart = 100 * abs(field.um_per_px / stated.um_per_px - 1)
    if apart <= SAME_SCALE_PCT:
        return ""
    return (
        f"um_per_px is {field.um_per_px:g} in the sheet, and {stated.um_per_px:g} by "
        f"{stated.where} of the file; measure it with a stage micrometer, and correct the sheet if "
        "it is wrong"
    )
