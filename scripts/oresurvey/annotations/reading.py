"""A file of a labelling program: what it is, and what it says of each photograph."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from zipfile import is_zipfile

import numpy as np

from oresurvey.annotations import coco, cvat, geojson, images, labelme
from oresurvey.annotations.corrected_fields import check_minerals
from oresurvey.annotations.corrections import Corrections, corrections_of, is_corrections
from oresurvey.annotations.drawn import CORNERS, MALFORMED, Drawing, Labelled
from oresurvey.annotations.legends import Legend
from oresurvey.annotations.names import SKIP, MineralNames
from oresurvey.annotations.paint import painted
from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.photographs.formats import file_must_exist, suffix_kind
from oresurvey.photographs.mask_codes import other_size
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.sizes import LARGEST_MPX
from oresurvey.survey.mineral_codes import BACKGROUND, VOID

CODES = "codes"
"""Numbers that are the codes of the table of minerals already, with 0 for "not painted"."""
VECTORS = ("geojson", "coco", "labelme", "cvat")
CORRECTIONS = "corrections"
TEXTS = (*VECTORS, CORRECTIONS)
FORMATS = (*TEXTS, images.COLOURS, images.NUMBERS, CODES)
RESTS = {"void": VOID, "background": BACKGROUND}


@dataclass(frozen=True)
class How:
    """How files are read.

    Attributes
    ----------
    names : MineralNames
    legend : Legend
    format : str or None
        One of `FORMATS`; None: as the file looks.
    tolerance : float or None
        See `annotations.images.read_labelled`.
    rest : int
        Code of what is not painted.
    vertices : str
        See `annotations.paint.burn`.
    photographs : Path or None
        The photograph, or the folder of the photographs, whose sizes masks must have.
    """

    names: MineralNames
    legend: Legend
    format: str | None = None
    tolerance: float | None = None
    rest: int = VOID
    vertices: str = CORNERS
    photographs: Path | None = None


@dataclass(frozen=True)
class Mask:
    """What was read.

    Attributes
    ----------
    stem : str
        File name of the photograph, without its ending; that of the file where none is known.
    codes : (H, W) uint8
    remarks : list of str
        What a person should know.
    """

    stem: str
    codes: np.ndarray
    remarks: list[str]


def _format_of_json(content) -> str | None:
    if isinstance(content, list):
        is_features = bool(content) and all(
            isinstance(one, dict) and one.get("type") == "Feature" for one in content
        )
        return "geojson" if is_features else None
    if not isinstance(content, dict):
        return None
    if content.get("type") in ("FeatureCollection", "Feature"):
        return "geojson"
    if "images" in content and "annotations" in content:
        return "coco"
    if is_corrections(content):
        return CORRECTIONS
    return "labelme" if isinstance(content.get("shapes"), list) else None


def _beginning(path: Path) -> str:
    """First letter of a text; "" of another file."""
    with open(path, "rb") as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1].decode("ascii", "ignore") if start[:1] in b"{[<" else ""


def _parsed(path: Path, start: str):
    try:
        text = path.read_text(encoding="utf-8-sig")
        return ET.fromstring(text) if start == "<" else json.loads(text)
    except (ValueError, ET.ParseError) as error:
        raise FieldError(
            f"{path} cannot be read: {error}; was it cut off? export it again"
        ) from None


def read_drawings(path: Path, format: str | None) -> Sequence[Drawing | Corrections]:
    """Drawings of a file of polygons, or the corrections that it holds.

    Raises
    ------
    FieldError
        If it is of no known format, or of another than was said.
    """
    start = _beginning(path)
    if not start:
        raise FieldError(f"{path} is no {format}: it holds no text; correct --from")
    content = _parsed(path, start)
    if start == "<":
        found = "cvat" if content.tag == "annotations" else None
    else:
        found = _format_of_json(content)
    if found is None or (format and format != found):
        known = f"it looks like {found}" if found else f"it is like none of {', '.join(TEXTS)}"
        raise FieldError(f"{path}: {known}; correct --from, or export it again")
    try:
        if found == "cvat":
            return cvat.read(content, path)
        if found == "coco":
            return coco.read(content, path)
        if found == CORRECTIONS:
            return [corrections_of(content, path)]
        return [geojson.read(content, path) if found == "geojson" else labelme.read(content, path)]
    except FieldError:
        raise
    except MALFORMED as error:
        raise FieldError(f"{path}: its {found} cannot be read ({error}); export it again") from None


def photograph_of(photographs: Path | None, stems: list[str], path: Path) -> Path | None:
    """Photograph of one of these names, with or without an ending.

    Parameters
    ----------
    photographs : Path or None
        The photograph itself, or a folder; None: none is asked for.
    stems : list of str
    path : Path
        File whose photograph it is, for messages.

    Raises
    ------
    FieldError
        If the folder of photographs has none, or several.
    """
    if photographs is None or photographs.is_file():
        return photographs
    if not photographs.is_dir():
        raise FieldError(f"{photographs}: no file or folder; correct --photographs")
    # A name may hold dots, and QuPath writes photograph.png.geojson for some.
    wanted = {stem.casefold() for stem in stems if stem}
    found = sorted(
        one
        for one in photographs.iterdir()
        if suffix_kind(one) in ("read", "extra")
        and wanted & {one.name.casefold(), one.stem.casefold()}
    )
    if len(found) != 1:
        many = f"{len(found)} photographs" if found else "no photograph"
        raise FieldError(
            f"{path}: {photographs} holds {many} of the name {stems[0]!r}; name the photograph "
            "itself with --photographs FILE"
        )
    return found[0]


def photograph_size(path: Path) -> tuple[int, int]:
    """Height and width of a photograph, upright."""
    with Photograph(path) as photograph:
        return photograph.height, photograph.width


def _counts(labelled: Labelled) -> dict[str, int]:
    pixels = np.bincount(labelled.values[labelled.values >= 0], minlength=len(labelled.names))
    return {name: int(count) for name, count in zip(labelled.names, pixels, strict=True) if count}


def _codes_of_numbers(counts: Mapping[str, int], how: How, path: Path) -> dict[str, int]:
    """Codes of numbers; 0 is the rest unless the table of names has it."""
    found = {} if how.names.given("0") is not None else {"0": how.rest}
    others = {name: count for name, count in counts.items() if name not in found}
    if how.format == CODES:
        unknown = [name for name in others if int(name) not in (*how.names.minerals.codes, VOID)]
        if unknown:
            raise FieldError(
                f"{path} holds the numbers {', '.join(unknown[:12])}, which the table of minerals "
                "does not name; correct them, or add the minerals"
            )
        return found | {name: int(name) for name in others}
    unnamed = [name for name in others if how.names.given(name) is None]
    if unnamed:
        raise FieldError(
            f"{path} holds the numbers {', '.join(unnamed[:12])}, which nothing names; write "
            "names.csv with the columns name,mineral and a row for each number, and add --names "
            "names.csv; if they are the codes of the table of minerals, with 0 for what was not "
            f"painted, use --from {CODES}"
        )
    return found | how.names.codes(others, "pixels", path)


def _labelled_mask(path: Path, how: How) -> Mask:
    kind = images.NUMBERS if how.format == CODES else how.format
    labelled, kind = images.read_labelled(path, kind, how.legend, how.tolerance)
    counts = _counts(labelled)
    if kind == images.COLOURS:
        code_of = how.names.codes(counts, "pixels", path)
    else:
        code_of = _codes_of_numbers(counts, how, path)
    # The last one is what was not painted: numbers below zero count from the end.
    table = np.full(len(labelled.names) + 1, how.rest, np.int64)
    for place, name in enumerate(labelled.names):
        code = code_of.get(name, how.rest)
        table[place] = how.rest if code == SKIP else code
    codes = table[labelled.values]
    photograph = photograph_of(how.photographs, [path.stem, path.name], path)
    if photograph:
        _same_size(path, codes.shape, photograph)
    return Mask((photograph or path).stem, codes.astype(np.uint8), labelled.remarks)


def _same_size(path: Path, size: tuple[int, int], photograph: Path) -> None:
    wanted = photograph_size(photograph)
    if tuple(size) != wanted:
        raise FieldError(f"{path} {other_size(size, wanted)} (photograph {photograph})")


def _drawn_mask(drawing: Drawing, how: How) -> Mask:
    path = drawing.file
    # Programs on Windows part folders by backslashes, which this takes too.
    name = PureWindowsPath(drawing.photograph).name
    stems = [name or path.stem, Path(name).stem, *(() if name else (path.stem, path.name))]
    photograph = photograph_of(how.photographs, stems, path)
    size = drawing.size
    if photograph:
        if size:
            _same_size(path, size, photograph)
        size = photograph_size(photograph)
    if size is None:
        raise FieldError(
            f"{path} does not say how large its photograph is; name the photograph, or the folder "
            "of the photographs, with --photographs"
        )
    height, width = size
    if min(size) < 1 or height * width > LARGEST_MPX * 1e6:
        raise FieldError(
            f"{path} is of an image of {width} x {height} px, as no photograph is; export it again"
        )
    codes, remarks = painted(drawing, how.names, size, how.vertices)
    codes = np.where(codes < 0, how.rest, codes).astype(np.uint8)
    stem = photograph.stem if photograph else Path(name).stem or path.stem
    return Mask(stem, codes, remarks)


def _corrected_mask(found: Corrections, how: How, path: Path) -> Mask:
    check_minerals(found, how.names.minerals, path)
    photograph = photograph_of(how.photographs, [found.field], path)
    if photograph:
        _same_size(path, found.size, photograph)
        if file_sha256(photograph) != found.photograph_sha256:
            raise FieldError(
                f"{path} corrects a map of another photograph than {photograph}, or that file has "
                f"changed since; name the photograph of field {found.field}"
            )
    return Mask(found.field, found.mask(how.rest), [])


def read_masks(path: str | Path, how: How) -> list[Mask]:
    """Masks that a file holds, one for every photograph.

    Parameters
    ----------
    path : path
    how : How

    Raises
    ------
    OreSurveyError
        If the file, a name or a size is wrong; nothing of the file can be used then.
    """
    path = Path(path)
    file_must_exist(path, "annotation")
    if is_zipfile(path):
        raise FieldError(f"{path} is a ZIP archive; unpack it, and convert the file in it")
    if how.format in TEXTS or (how.format is None and _beginning(path)):
        drawings = read_drawings(path, how.format)
        if len(drawings) > 1 and how.photographs and how.photographs.is_file():
            raise FieldError(
                f"{path} is of {len(drawings)} photographs; give the folder of them with "
                f"--photographs in place of {how.photographs}"
            )
        masks = [
            _drawn_mask(one, how) if isinstance(one, Drawing) else _corrected_mask(one, how, path)
            for one in drawings
        ]
    else:
        masks = [_labelled_mask(path, how)]
    return [_with_remark(mask, how) for mask in masks]


def _with_remark(mask: Mask, how: How) -> Mask:
    if (mask.codes != mask.codes.flat[0]).any() or mask.codes.flat[0] not in (VOID, how.rest):
        return mask
    if mask.codes.flat[0] == VOID:
        remark = "nothing in it is annotated"
    else:
        remark = "all of it is background; if nobody annotated it, leave --rest background out"
    return Mask(mask.stem, mask.codes, [*mask.remarks, remark])
