"""What the viewer of a field holds: its photograph, maps, grains and annotation, as JSON types."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import FORMULA_STARTS
from oresurvey.instances.splitting import Watershed, split_rows
from oresurvey.maps.abstention import CLASSES
from oresurvey.maps.corrected import model_map
from oresurvey.maps.geotiff import MapReader, values_sha256
from oresurvey.maps.rows import ArrayRows, Rows
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.photographs.visible import VISIBLE_PX
from oresurvey.report.viewer.colours import confidence_colours, photographed_colours, safe_colours
from oresurvey.report.viewer.grains import listed_grains, packed_contacts, packed_grains
from oresurvey.report.viewer.regions import RegionNumbers, shown_regions
from oresurvey.report.viewer.runs import packed_runs
from oresurvey.report.viewer.shown_scale import (
    MOST_PX,
    shown,
    shown_codes,
    shown_means,
    shown_photograph,
    shown_scale,
)
from oresurvey.report.viewer.tiles import pyramid, tiles
from oresurvey.suggestions.crops import suggested_crops
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID
from oresurvey.survey.minerals import Minerals

CONFIDENCE_SCALE = 2
"""Shown pixels along a side that share one confidence: it changes slowly."""
CONFIDENCE_QUALITY = 60


@dataclass(frozen=True)
class ViewerSettings:
    """What the viewers of a survey have in common.

    Attributes
    ----------
    minerals : Minerals
    connectivity : int
    splitting : Watershed or None
        How the grains were made.
    model : str
        Its name.
    most_px : int
        See `report.viewer.shown_scale.shown_scale`.
    """

    minerals: Minerals
    connectivity: int
    splitting: Watershed | None
    model: str
    most_px: int = MOST_PX


def _mineral_rows(
    minerals: Minerals, class_pixels: dict[str, int], annotated: set[int], photographed: dict
) -> dict[str, list[dict]]:
    """The legend (minerals), and what else a person may name (others), as JSON types.

    The legend has the classes of the map and of the annotation, the commonest first; the others are
    the rest of the table of minerals.
    """
    counted = {int(code): n for code, n in class_pixels.items()}
    area = sum(counted.values())
    safe = safe_colours(minerals)
    legend = sorted({*counted} | annotated - {VOID}, key=lambda code: (-counted.get(code, 0), code))
    rest = [code for code in minerals.codes if code not in legend]

    def row(code: int) -> dict:
        return {
            "code": code,
            "symbol": minerals.symbol(code),
            "name": minerals[code].name,
            "pct": 100 * counted.get(code, 0) / area if area else 0.0,
            "survey": minerals[code].colour,
            "safe": safe.get(code, minerals[code].colour),
            "photographed": photographed.get(code, minerals[code].colour),
        }

    return {"minerals": [*map(row, legend)], "others": [*map(row, rest)]}


def _annotation(path: Path, classes: MapReader, scale: int) -> tuple[dict, set[int]]:
    """Runs of the annotation and its codes; void where the class map is."""
    mask, height, width = read_mask(path), classes.height, classes.width
    if mask.shape != (height, width):
        raise FieldError(
            f"mask {path} is {mask.shape[1]} x {mask.shape[0]} px but the map {width} x {height}; "
            "run the target `predict` again"
        )
    if classes.nodata is not None:
        mask[classes.read_rows(0, height) == classes.nodata] = VOID
    codes = np.flatnonzero(np.bincount(mask.ravel(), minlength=256))
    return packed_runs(shown_codes(ArrayRows(mask), scale)), {*codes.tolist()}


def _of_model(folder: Path, scale: int) -> dict:
    """Digest of the map as the model has it; its runs, where a person corrected it since."""
    path = model_map(folder)
    digest = {"map_sha256": values_sha256(path)}
    if path.name == CLASSES:
        return digest
    with MapReader(path) as rows:
        return {**digest, "uncorrected": packed_runs(shown_codes(rows, scale))}


def empty_share(entry: dict) -> dict[str, float]:
    """empty_pct, the share of the photograph that shows no section; nothing where all does."""
    if VISIBLE_PX not in entry:
        return {}
    return {"empty_pct": 100 * (1 - entry[VISIBLE_PX] / (entry["width"] * entry["height"]))}


def _field_of_size(photograph: Photograph, rows: Rows) -> None:
    if (photograph.width, photograph.height) != (rows.width, rows.height):
        raise FieldError(
            f"photograph {photograph.path} is {photograph.width} x {photograph.height} px but its "
            f"map {rows.width} x {rows.height}; run the target `predict` again"
        )


def _part_to_annotate(photograph: Photograph, folder: Path) -> list[list[int]]:
    """Where to begin, as the command suggest says it."""
    found = suggested_crops(photograph, folder)
    return [[crop.x, crop.y, crop.width, crop.height] for crop in found]


def viewer_content(
    field: Field, entry: dict, settings: ViewerSettings, photograph_sha256: str = ""
) -> dict:
    """What the page's program needs, as JSON types.

    Parameters
    ----------
    field : Field
    entry : dict
        Of the field in the manifest of instances.
    settings : ViewerSettings
    photograph_sha256 : str
        Digest of the file of the photograph; found here where none is given.

    Returns
    -------
    dict
        Names; digests of the photograph's file and of the values of the model's map, to which
        corrections belong; uncorrected (runs of codes: that map, where it is not the one that is
        shown); sizes; photograph (see `report.viewer.tiles.pyramid`); regions (runs, see
        `report.viewer.regions`); grains and contacts (see `report.viewer.grains`); annotation (runs
        of codes, or None); suggested (x, y, width, height of the part to annotate first, in pixels
        of the photograph; none where it is annotated); confidence (see
        `report.viewer.tiles.tiles`); minerals, the legend;
        others, the rest of the table of minerals.

    Raises
    ------
    FieldError
        If photograph, maps, mask and tables do not belong together or one cannot be read.
    """
    folder = Path(entry["folder"])
    with ExitStack() as files:
        photograph = files.enter_context(Photograph(field.image))
        classes = files.enter_context(MapReader(folder / "classes.tif"))
        confidence = files.enter_context(MapReader(folder / "confidence.tif"))
        _field_of_size(photograph, classes)
        width, height = classes.width, classes.height
        scale = shown_scale(width, height, settings.most_px)
        wide, high = shown(width, scale), shown(height, scale)

        def strips() -> Iterator[np.ndarray]:
            return shown_photograph(photograph, scale)

        listed = listed_grains(folder / "grains.parquet")
        numbers = RegionNumbers(listed.table["grain"].to_numpy(), listed.grains)
        rows = split_rows(classes, settings.connectivity, settings.splitting)
        photographed = photographed_colours(strips(), shown_codes(classes, scale))
        annotation: dict | None = None
        annotated: set[int] = set()
        if field.mask:
            annotation, annotated = _annotation(field.mask, classes, scale)
        blocks = scale * CONFIDENCE_SCALE
        return {
            **{name: getattr(field, name) for name in ("deposit", "section", "field", "split")},
            "model": settings.model,
            "photograph_sha256": photograph_sha256 or file_sha256(field.image),
            **_of_model(folder, scale),
            "connectivity": settings.connectivity,
            **{"width": width, "height": height, "shown_scale": scale},
            **{"shown_width": wide, "shown_height": high},
            **empty_share(entry),
            "um_per_px": field.um_per_px,
            # The square as Python takes it, so that areas are those of the table to the last bit.
            "um2_per_px2": field.um_per_px**2 if field.um_per_px else None,
            "photograph": pyramid(strips, wide, high),
            "regions": packed_runs(shown_regions(rows, settings.connectivity, numbers, scale)),
            "grains": packed_grains(listed),
            "all_grains": listed.grains,
            "smallest_listed_px": listed.smallest_px,
            "contacts": packed_contacts(folder / "contacts.parquet", numbers),
            "annotation": annotation,
            "suggested": [] if field.mask else _part_to_annotate(photograph, folder),
            "confidence": tiles(
                shown_means(confidence, blocks),
                *(shown(width, blocks), shown(height, blocks)),
                CONFIDENCE_QUALITY,
            )
            | {"scale": CONFIDENCE_SCALE},
            "confidence_colours": confidence_colours(),
            **_mineral_rows(settings.minerals, entry["class_pixels"], annotated, photographed),
            "codes": {"unidentified": UNIDENTIFIED, "void": VOID},
            "formula_starts": "".join(FORMULA_STARTS),
        }
