"""Images whose pixels are classes: painted in colours, or numbered."""

from pathlib import Path

import numpy as np
from rasterio.enums import ColorInterp

from oresurvey.annotations.drawn import Labelled
from oresurvey.annotations.legends import Legend
from oresurvey.errors import FieldError
from oresurvey.photographs.formats import UNREADABLE, gdal, reason
from oresurvey.photographs.mask_codes import commonest_colours
from oresurvey.photographs.opening import open_image

COLOURS, NUMBERS = "colours", "numbers"
OPAQUE = 128
"""Pixels less opaque than this were not painted."""
MOST_CLASSES = 256
"""An image with more numbers counts objects and not classes."""


def _samples(path: Path) -> tuple[np.ndarray, np.ndarray | None, dict | None, bool]:
    """Bands without the transparency, that, the palette, and whether it is a JPEG."""
    with open_image(path, "mask") as data:
        try:
            with gdal():
                samples = data.read()
                kinds = data.colorinterp
                palette = data.colormap(1) if kinds[0] == ColorInterp.palette else None
        except UNREADABLE as error:
            raise FieldError(
                f"mask {path} cannot be read: {reason(error)}; export it again as PNG or TIFF"
            ) from None
        if kinds[-1] == ColorInterp.alpha and len(samples) > 1:
            return samples[:-1], samples[-1], palette, data.driver == "JPEG"
        # Of a TIFF's palette, GDAL calls the value for no data transparent.
        alpha = _opacity(samples[0], palette) if palette and data.driver == "PNG" else None
        return samples, alpha, palette, data.driver == "JPEG"


def _opacity(places: np.ndarray, palette: dict) -> np.ndarray:
    """Opacity of every pixel by its place in the palette, (H, W) uint8."""
    table = np.full(256, 255, np.uint8)
    for index, colour in palette.items():
        table[index % 256] = colour[3]
    return table[places]


def _rgb(samples: np.ndarray, palette: dict | None, path: Path) -> np.ndarray:
    """Colours, (H, W, 3) uint8."""
    if palette is not None:
        table = np.zeros((256, 3), np.uint8)
        for index, colour in palette.items():
            table[index % 256] = colour[:3]
        return table[samples[0]]
    if samples.dtype != np.uint8 or len(samples) not in (1, 3):
        raise FieldError(
            f"mask {path} holds {len(samples)} channels of {samples.dtype}, which are no colours; "
            "export it in RGB with 8 bits"
        )
    return np.moveaxis(np.repeat(samples, 4 - len(samples), axis=0)[:3], 0, 2)


def _other_colours(rgb: np.ndarray, unknown: np.ndarray) -> str:
    others = rgb[unknown].T[:, None]
    return f"{commonest_colours(others)} in {100 * unknown.mean():.2g} % of its pixels"


def _by_colour(
    path: Path, rgb: np.ndarray, clear: np.ndarray, legend: Legend, tolerance: float | None
) -> Labelled:
    packed = rgb.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colours, place = np.unique(packed, return_inverse=True)
    triples = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    values = legend.nearest(triples, tolerance or 0)[place.reshape(packed.shape)]
    values[clear] = -1
    unknown = (values < 0) & ~clear
    remarks = []
    if legend.unlabelled is not None and (values == legend.unlabelled).any():
        remarks.append(
            "black is background in this labelmap, which CVAT also writes where nothing was "
            "labelled; if that is so, write void:0,0,0 there in place of background:0,0,0"
        )
    if unknown.any():
        others = _other_colours(rgb, unknown)
        if tolerance is None:
            raise FieldError(
                f"mask {path} holds colours that the legend does not name{others}; name them "
                "(--legend legend.csv, columns colour,mineral), paint again without smoothing, or "
                "take the nearest colour (--tolerance 20); what is further away is not annotated"
            )
        remarks.append(f"void: colours further than {tolerance:g} levels from the legend{others}")
        # Not the rest, which a person may call background.
        values[unknown] = len(legend.names)
    return Labelled(path, values, [*legend.names, "void"], remarks)


def _by_number(path: Path, samples: np.ndarray, clear: np.ndarray) -> Labelled:
    if any(not np.array_equal(samples[0], other) for other in samples[1:]):
        raise FieldError(
            f"mask {path} has channels that differ, so it holds colours and no numbers"
            f"{commonest_colours(samples)}; use --from {COLOURS}"
        )
    numbers = samples[0]
    if numbers.dtype.kind == "f" and not np.array_equal(numbers, np.rint(numbers)):
        raise FieldError(
            f"mask {path} holds numbers with decimals, so no classes; export the labels as whole "
            "numbers"
        )
    found, place = np.unique(numbers, return_inverse=True)
    if len(found) > MOST_CLASSES:
        raise FieldError(
            f"mask {path} holds {len(found)} different numbers: it counts objects and does not "
            "name classes; export the classes (in ilastik the segmentation, no objects)"
        )
    values = place.reshape(numbers.shape)
    values[clear] = -1
    return Labelled(path, values, [str(int(number)) for number in found], [])


def _looks_painted(
    samples: np.ndarray, clear: np.ndarray, palette: dict | None, legend: Legend
) -> bool:
    """Whether channels differ, or the legend names every colour."""
    if palette is not None:
        used = np.unique(samples[0][~clear]).tolist()
        colours = np.array([palette.get(k, (0, 0, 0))[:3] for k in used]).reshape(-1, 3)
    elif len(samples) == 3 and samples.dtype == np.uint8:
        if any((samples[0] != band).any() for band in samples[1:]):
            return True
        colours = np.repeat(np.unique(samples[0])[:, None], 3, axis=1)
    else:
        return False
    return bool((legend.nearest(colours, 0) >= 0).all())


def read_labelled(
    path: Path, kind: str | None, legend: Legend, tolerance: float | None
) -> tuple[Labelled, str]:
    """An image of classes.

    Parameters
    ----------
    path : Path
        PNG or TIFF; a JPEG by colours within a tolerance only.
    kind : str or None
        `COLOURS`, `NUMBERS`, or None: colours where three channels differ, or the legend
        names every colour; else numbers.
    legend : Legend
    tolerance : float or None
        Levels that a colour may be away from one of the legend; None: any other colour is an error.

    Returns
    -------
    Labelled
        Transparent pixels are not painted.
    str
        `COLOURS` or `NUMBERS`.

    Raises
    ------
    FieldError
    """
    samples, alpha, palette, lossy = _samples(path)
    clear = np.zeros(samples.shape[1:], bool) if alpha is None else alpha < OPAQUE
    coloured = kind == COLOURS or (kind is None and _looks_painted(samples, clear, palette, legend))
    if lossy and (tolerance is None or not coloured):
        raise FieldError(
            f"mask {path} is a JPEG, which changes colours and numbers; export it as PNG or TIFF, "
            "or give the distance up to which a colour of the legend is meant (--tolerance 20)"
        )
    if coloured:
        return _by_colour(path, _rgb(samples, palette, path), clear, legend, tolerance), COLOURS
    return _by_number(path, samples, clear), NUMBERS
