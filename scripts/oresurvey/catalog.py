"""Catalog: every field of the sheet is accepted, or quarantined with a reason one can act on."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.digests import file_sha256
from oresurvey.errors import FieldError
from oresurvey.job_log import LOG
from oresurvey.minerals import VOID, Minerals
from oresurvey.rasters import Photograph, read_mask
from oresurvey.sheets import Field
from oresurvey.survey import as_field

SMALLEST_PX = 64
"""Shortest side that any model can use; each may want more, see `too_small`."""
STRIP_PX = 1024
"""Rows decoded at a time, so that a panorama needs no more memory than a field."""


@dataclass(frozen=True)
class Inspection:
    """What the catalog found out about one field.

    Attributes
    ----------
    status : str
        "accepted" or "quarantined".
    reason : str
        Empty when accepted.
    width, height : int or None
        In pixels, upright.
    sha256, mask_sha256 : str
        Digests of the files; empty without a file.
    class_pixels : dict of int to int
        Annotated pixels of every code, void left out; empty without a mask.
    """

    status: str
    reason: str = ""
    width: int | None = None
    height: int | None = None
    sha256: str = ""
    mask_sha256: str = ""
    class_pixels: dict[int, int] | None = None


def too_small(photograph: str | Path, width: int, height: int, smallest_px: int) -> str:
    """Why a photograph cannot be used for its size; empty when it can.

    Models differ in their patch, so that the same photograph may do for one and not for another.
    """
    if min(width, height) >= smallest_px:
        return ""
    return (
        f"photograph {photograph} is {width} x {height} px, smaller than a patch of {smallest_px} "
        "px; photograph a larger field or lower train.patch_px"
    )


def _decode(photograph: Photograph, path: Path, smallest_px: int) -> None:
    """Read a photograph to its last row."""
    width, height = photograph.width, photograph.height
    reason = too_small(path, width, height, smallest_px)
    if reason:
        raise FieldError(reason)
    for y in range(0, height, STRIP_PX):
        photograph.read(y, min(y + STRIP_PX, height), 0, width)


def _annotated(field: Field, codes, width: int, height: int) -> dict[int, int]:
    """Pixels per code of the mask of a field."""
    mask = read_mask(field.mask)
    if mask.shape != (height, width):
        raise FieldError(
            f"mask {field.mask} is {mask.shape[1]} x {mask.shape[0]} px but the image is "
            f"{width} x {height}; export the mask at full size"
        )
    pixels = np.bincount(mask.ravel(), minlength=256)
    unknown = [code for code in np.flatnonzero(pixels) if code != VOID and code not in codes]
    if unknown:
        raise FieldError(
            f"mask {field.mask} holds the codes {', '.join(map(str, unknown))}, which the table of "
            "minerals does not name; correct the mask or add the minerals"
        )
    return {int(code): int(pixels[code]) for code in np.flatnonzero(pixels) if code != VOID}


def inspect_field(field: Field, codes, smallest_px: int) -> Inspection:
    """Read one photograph and its mask to the end.

    Parameters
    ----------
    field : Field
    codes : collection of int
        Codes that a mask may hold beside void.
    smallest_px : int
        Shortest side that can be used.

    Returns
    -------
    Inspection
        Never raises for a bad photograph or mask.
    """
    digests = {
        "sha256": file_sha256(field.image),
        "mask_sha256": file_sha256(field.mask) if field.mask else "",
    }
    width = height = None
    try:
        with Photograph(field.image) as photograph:
            # Known before the rows are read: the table shows the size of a bad photograph too.
            width, height = photograph.width, photograph.height
            _decode(photograph, field.image, smallest_px)
        found = _annotated(field, codes, width, height) if field.mask else {}
    except FieldError as error:
        reason = f"field {field.field}: {error}"
        return Inspection("quarantined", reason, width, height, **digests)
    return Inspection("accepted", "", width, height, **digests, class_pixels=found)


def accepted_fields(
    rows: list[dict], paths: dict, codes, smallest_px: int
) -> Iterator[tuple[Field, Inspection]]:
    """Fields of rows (`survey.as_rows`) that the catalog accepts; the others are logged.

    Parameters as `inspect_field`; `paths` as from `survey.paths_of`.
    """
    for row in rows:
        field = as_field(row, paths)
        found = inspect_field(field, codes, smallest_px)
        if found.status == "accepted":
            yield field, found
        else:
            LOG.warning("left out: %s", found.reason)


def catalog_row(field: Field, inspection: Inspection) -> dict:
    """One row of ``catalog/fields.csv``: the sheet's columns and what the inspection found."""
    row = {key: value for key, value in asdict(field).items() if key != "extra"}
    row |= {"image": str(field.image), "mask": str(field.mask) if field.mask else ""}
    found = asdict(inspection)
    found.pop("class_pixels")
    return row | field.extra | found


def class_shares(pixels: pd.DataFrame, minerals: Minerals) -> pd.DataFrame:
    """Share of every class among the annotated pixels (Table 1 of the 2021 paper).

    Parameters
    ----------
    pixels : DataFrame
        Columns deposit, split, field, code, pixels.
    minerals : Minerals

    Returns
    -------
    DataFrame
        deposit, split, code, mineral, paper_label, name, pixels, pct, fields (annotated fields of
        the group), fields_with (those that hold the class).
    """
    keys = ["deposit", "split"]
    sums = pixels.groupby([*keys, "code"], as_index=False).agg(
        pixels=("pixels", "sum"), fields_with=("field", "nunique")
    )
    groups = pixels.groupby(keys, as_index=False).agg(
        annotated=("pixels", "sum"), fields=("field", "nunique")
    )
    table = sums.merge(groups, on=keys)
    table["pct"] = 100.0 * table["pixels"] / table["annotated"]
    for column in ("symbol", "paper_label", "name"):
        table[column] = [getattr(minerals[code], column) for code in table["code"]]
    table = table.rename(columns={"symbol": "mineral"}).sort_values([*keys, "code"])
    return table[
        [
            "deposit",
            "split",
            "code",
            "mineral",
            "paper_label",
            "name",
            "pixels",
            "pct",
            "fields",
            "fields_with",
        ]
    ].reset_index(drop=True)
