"""Catalog: every field of the sheet is accepted, or quarantined with a reason one can act on."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from oresurvey.catalog.blank import BlankMeter
from oresurvey.catalog.verdicts import Verdict, Verdicts
from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.files.steady import steady
from oresurvey.log import LOG
from oresurvey.photographs.empty_areas import EmptyMeter, check_visible
from oresurvey.photographs.flat_field import flattened
from oresurvey.photographs.kinds import too_few_bits
from oresurvey.photographs.mask_codes import codes_of
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.photographs.sizes import LARGEST_MPX, large_enough
from oresurvey.photographs.visible import Visible, VisiblePhotograph
from oresurvey.survey.catalog_columns import CALIBRATION, EMPTY
from oresurvey.survey.field import Field
from oresurvey.survey.rows import DUPLICATE_OF, as_field

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
    sha256, mask_sha256, calibration_sha256 : str
        Digests of the files; empty without a file.
    class_pixels : dict of int to int
        Annotated pixels of every code that are visible, void left out; empty without a mask.
    visible : Visible or None
        None where all of the photograph is visible.
    """

    status: str
    reason: str = ""
    width: int | None = None
    height: int | None = None
    sha256: str = ""
    mask_sha256: str = ""
    class_pixels: dict[int, int] | None = None
    calibration_sha256: str = ""
    visible: Visible | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What to note of a field that can be used; None for another one."""
        if self.width is None or self.height is None or self.class_pixels is None:
            return None
        return Verdict(self.width, self.height, self.class_pixels, self.visible)


def too_small(photograph: str | Path, width: int, height: int, smallest_px: float) -> str:
    """Why a photograph cannot be used for its size; empty when it can.

    Models differ in their patch, so that the same photograph may do for one and not for another.
    """
    if large_enough(width, height, smallest_px):
        return ""
    return (
        f"photograph {photograph} is {width} x {height} px, smaller than a patch of "
        f"{smallest_px:g} px: so few minerals seldom show the light; photograph a larger field, or "
        "one calibration photograph for all (docs/models/light.md), or train with a smaller "
        "train.patch_px"
    )


def too_large(photograph: str | Path, width: int, height: int, largest_mpx: float) -> str:
    """Why a photograph is not even decoded; empty when it is."""
    if width * height <= largest_mpx * 1e6:
        return ""
    return (
        f"photograph {photograph} is {width} x {height} px, more than {largest_mpx:g} million; if "
        "it is meant to be so large, raise catalog.largest_mpx (with instances.split: watershed, "
        "cut the panorama into fields, or do not split)"
    )


def _unfit(photograph: Path, size: tuple[int, int], smallest_px: float, largest_mpx: float) -> str:
    """Why a photograph cannot be used for its width and height; empty when it can."""
    return too_small(photograph, *size, smallest_px) or too_large(photograph, *size, largest_mpx)


def _decode(photograph: Photograph | VisiblePhotograph, watchers: list) -> str:
    """Read a photograph to its last row, and show every strip to some who watch.

    Returns
    -------
    str
        Why it shows nothing; "" if it does.
    """
    blank, visible = BlankMeter(), photograph.visible
    for y in range(0, photograph.height, STRIP_PX):
        end = min(y + STRIP_PX, photograph.height)
        strip = photograph.read(y, end, 0, photograph.width)
        blank.add(strip, visible.rows(y, end) if visible else None)
        for watcher in watchers:
            watcher.add(strip)
    return too_few_bits(photograph.used_bits) or blank.reason()


def _inspect(
    photograph: Photograph, field: Field, codes, watch
) -> tuple[dict[int, int], Visible | None]:
    """Read a photograph and its mask to the end.

    Returns
    -------
    dict of int to int
        Annotated pixels of every code that are visible.
    Visible or None
    """
    mask, found, wrong = None, {}, None
    if field.mask:
        try:
            mask = read_mask(field.mask, (photograph.height, photograph.width))
            found = codes_of(field.mask, mask, codes)
        except FieldError as error:
            # A photograph is measured although its mask is bad.
            mask, wrong = None, error
    watches, empty = [] if watch is None else [watch], EmptyMeter(photograph)
    for one in watches:
        one.begin(photograph, mask)
    reason = _decode(photograph, [*watches, empty])
    visible, doubt = empty.find()
    if visible:
        check_visible(visible, field.image)
        part = VisiblePhotograph(photograph, visible)
        if field.mask and mask is not None:
            mask = visible.voided(mask)
            found = codes_of(field.mask, mask, codes)
        for one in watches:
            one.begin(part, mask)
        # Again: what is empty was measured with the rest.
        reason = _decode(part, watches)
    for one in watches:
        one.remark(doubt)
    if reason:
        raise FieldError(f"photograph {photograph.path} {reason}")
    if wrong:
        raise wrong
    return found, visible


def inspect_field(
    field: Field, codes, smallest_px: float, largest_mpx: float = LARGEST_MPX, watch=None
) -> Inspection:
    """Read one photograph and its mask to the end.

    Parameters
    ----------
    field : Field
    codes : collection of int
        Codes that a mask may hold beside void.
    smallest_px : float
        Shortest side that can be used.
    largest_mpx : float
        Millions of pixels above which nothing is decoded: a small file may claim any size.
    watch : catalog.meters.FieldWatch, optional
        Told what is read: ``begin(photograph, mask)`` and, for every strip, ``add(strip)``; both
        again where some of it is empty; and at the end ``remark(text)``.

    Returns
    -------
    Inspection
        Never raises for a bad photograph or mask.
    """
    found = Inspection(
        "accepted",
        sha256=file_sha256(field.image),
        mask_sha256=file_sha256(field.mask) if field.mask else "",
        calibration_sha256=file_sha256(field.calibration) if field.calibration else "",
    )
    try:
        with Photograph(field.image) as photograph:
            # Known before the rows are read: the table shows the size of a bad photograph too.
            size = photograph.width, photograph.height
            found = replace(found, width=photograph.width, height=photograph.height)
            reason = _unfit(field.image, size, smallest_px, largest_mpx)
            if reason:
                raise FieldError(reason)
            # Only asked whether it can be used: what is measured is the photograph as it is.
            flattened(photograph, field.calibration)
            pixels, visible = _inspect(photograph, field, codes, watch)
            return replace(found, class_pixels=pixels, visible=visible)
    except FieldError as error:
        reason = f"field {field.field}: {error}"
        return replace(found, status="quarantined", reason=reason)


def _as_noted(
    field: Field, row: dict, verdict: Verdict, smallest_px: float, largest_mpx: float
) -> Inspection:
    """What `inspect_field` finds of a field whose verdict is noted."""
    size, digests = (verdict.width, verdict.height), (row["image_digest"], row["mask_digest"])
    calibration = row.get("calibration_digest", "")
    reason = _unfit(field.image, size, smallest_px, largest_mpx)
    if reason:
        reason = f"field {field.field}: {reason}"
        return Inspection("quarantined", reason, *size, *digests, None, calibration)
    pixels, visible = verdict.class_pixels, verdict.visible
    return Inspection("accepted", "", *size, *digests, pixels, calibration, visible)


def inspect_row(
    row: dict,
    paths: dict,
    codes,
    smallest_px: float,
    largest_mpx: float = LARGEST_MPX,
    watch=None,
    verdicts: Verdicts | None = None,
) -> tuple[Field, Inspection]:
    """The field of a row (`survey.rows.as_rows`) and what is found out about it.

    Parameters
    ----------
    row : dict
    paths : dict
        As from `survey.rows.paths_of`.
    codes, smallest_px, largest_mpx, watch
        As `inspect_field`.
    verdicts : Verdicts, optional
        Asked before an annotated field is read, unless there is a watch; gets what was found.

    Raises
    ------
    ChangedFileError
        If a file is read and is not that of the row's digest.
    """
    field = as_field(row, paths)
    noted = verdicts.of(field, row) if verdicts and field.mask and watch is None else None
    if noted and set(noted.class_pixels) <= set(codes):
        found = _as_noted(field, row, noted, smallest_px, largest_mpx)
    else:
        with (
            steady(field.image, row["image_digest"]),
            steady(field.mask, row["mask_digest"]),
            steady(field.calibration, row.get("calibration_digest", "")),
        ):
            found = inspect_field(field, codes, smallest_px, largest_mpx, watch)
        if verdicts and field.mask and found.verdict:
            verdicts.note(field, row, found.verdict)
    if found.status == "accepted" and row.get(DUPLICATE_OF):
        reason = (
            f"field {field.field}: photograph {field.image} is the same file as that of field "
            f"{row[DUPLICATE_OF]}, which is kept; delete one of the two rows, or correct the path"
        )
        found = replace(found, status="quarantined", reason=reason, class_pixels=None)
    return field, found


def accepted_fields(
    rows: list[dict],
    paths: dict,
    codes,
    smallest_px: float,
    largest_mpx: float = LARGEST_MPX,
    verdicts: Verdicts | None = None,
) -> Iterator[tuple[Field, Inspection]]:
    """Fields of rows that the catalog accepts; the others are logged.

    Parameters as `inspect_row`.
    """
    for row in rows:
        field, found = inspect_row(row, paths, codes, smallest_px, largest_mpx, verdicts=verdicts)
        if found.status == "accepted":
            yield field, found
        else:
            LOG.warning("left out: %s", found.reason)


def catalog_row(field: Field, inspection: Inspection) -> dict:
    """One row of ``catalog/fields.csv``: the sheet's columns and what the inspection found."""
    row = {key: value for key, value in asdict(field).items() if key != "extra"}
    row |= {"image": str(field.image), "mask": str(field.mask) if field.mask else ""}
    found = asdict(inspection)
    del found["class_pixels"], found["visible"]
    if field.calibration:
        row["calibration"] = str(field.calibration)
    found[EMPTY] = inspection.visible.empty_pct if inspection.visible else None
    # Tables of sheets without these columns have none of them.
    for cells, column in (
        *((row, "session"), (row, "calibration")),
        *((found, CALIBRATION), (found, EMPTY)),
    ):
        if not cells[column]:
            del cells[column]
    return row | field.extra | found
