"""Photographs and masks: read by windows, upright, in 8 bit.

GDAL (through rasterio) reads what `photographs.opening` opens; Pillow is asked for the EXIF
orientation only.
"""

import warnings
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.windows import Window

from oresurvey.errors import FieldError
from oresurvey.photographs.formats import UNREADABLE, gdal, reason
from oresurvey.photographs.kinds import bits, refusal
from oresurvey.photographs.mask_codes import commonest_colours, other_size
from oresurvey.photographs.opening import open_image
from oresurvey.photographs.used_bits import UsedBits, looked_at, used_bits

# Only headers are read through Pillow, so its guard against huge images guards nothing here.
Image.MAX_IMAGE_PIXELS = None

EXIF_ORIENTATION = 0x0112
OPAQUE = 128
"""A pixel whose opacity, 0..255, is less shows nothing."""

# EXIF orientation -> (rows and columns swapped, stored rows reversed, stored columns reversed).
_TURNS = {
    1: (False, False, False),
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, True, False),
    7: (True, True, True),
    8: (True, False, True),
}


def _orientation(path: Path) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                value = image.getexif().get(EXIF_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, KeyError):
        # A format that Pillow does not know carries no EXIF that photographs use.
        return 1
    return value if value in _TURNS else 1


class Photograph:
    """One photograph, upright, read by windows.

    Parameters
    ----------
    path : path
        Of a format that docs/read/formats.md lists; 8 or 16 bit; RGB, RGBA, grey or palette.

    Attributes
    ----------
    width, height : int
        In pixels, after the EXIF orientation.
    evenly_lit : bool
        False: as the camera saw it, see `photographs.flat_field`.
    visible : None
        All of it, see `photographs.visible`.
    conceals : str
        Why the file says that pixels of it show nothing: "transparent" or "no data"; "" if it
        says so of none.

    Raises
    ------
    FieldError
        If the file is missing, unreadable, or of a kind that is no photograph.
    """

    evenly_lit = False
    visible = None

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self._data = open_image(self.path, "photograph")
        refused = refusal(self._data)
        if refused:
            self.close()
            raise FieldError(f"photograph {self.path} {refused}")
        self._bands, self._palette = self._choose_bands()
        self._opacity = self._of_palette()
        self.conceals = self._why_concealed()
        self._swap, self._flip_rows, self._flip_columns = _TURNS[
            self._data.orientation or _orientation(self.path)
        ]
        size = (self._data.width, self._data.height)
        self.width, self.height = size[::-1] if self._swap else size

    def _choose_bands(self) -> tuple[list[int], np.ndarray | None]:
        count, kinds = self._data.count, self._data.colorinterp
        if kinds[0] == ColorInterp.palette:
            table = np.zeros((256, 3), np.uint8)
            for index, colour in self._data.colormap(1).items():
                table[index % 256] = colour[:3]
            return [1], table
        if count >= 3:
            return [1, 2, 3], None
        return [1, 1, 1], None

    def _of_palette(self) -> np.ndarray | None:
        """Opacity of the colours of a palette, (256,) uint8; None where all are opaque."""
        if self._palette is None:
            return None
        opacity = np.full(256, 255, np.uint8)
        for index, colour in self._data.colormap(1).items():
            opacity[index % 256] = colour[3]
        return opacity if (opacity < OPAQUE).any() else None

    def _why_concealed(self) -> str:
        flags = self._data.mask_flag_enums[0]
        if MaskFlags.alpha in flags or self._opacity is not None:
            return "transparent"
        return "" if MaskFlags.all_valid in flags else "no data"

    @property
    def file(self):
        """The open file, of which `photographs.kinds` tells more."""
        return self._data

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Pixels of one window.

        Parameters
        ----------
        y0, y1, x0, x1 : int
            Half-open ranges in the upright photograph.

        Returns
        -------
        (y1 - y0, x1 - x0, 3) uint8

        Raises
        ------
        FieldError
            If the file is damaged there.
        """
        return self._upright(self._to_rgb(self._samples(*self._stored(y0, y1, x0, x1))))

    def shown(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Whether the file says that pixels show something: neither transparent nor without data.

        Parameters and errors as of `read`.

        Returns
        -------
        (y1 - y0, x1 - x0) bool
        """
        if not self.conceals:
            return np.ones((y1 - y0, x1 - x0), bool)
        rows, columns = self._stored(y0, y1, x0, x1)
        if self._opacity is not None:
            opacity = self._opacity[self._samples(rows, columns)[0]]
        else:
            window = Window.from_slices(rows, columns)
            opacity = self._read(lambda: self._data.dataset_mask(window=window))
        return self._upright(opacity >= OPAQUE)

    def _stored(self, y0: int, y1: int, x0: int, x1: int) -> tuple[tuple[int, int], ...]:
        """Rows and columns of a window of the upright photograph, as it lies in the file."""
        rows, columns = ((x0, x1), (y0, y1)) if self._swap else ((y0, y1), (x0, x1))
        if self._flip_rows:
            rows = (self._data.height - rows[1], self._data.height - rows[0])
        if self._flip_columns:
            columns = (self._data.width - columns[1], self._data.width - columns[0])
        return rows, columns

    def _samples(self, rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
        """Samples (bands, rows, columns) of a window of the file, as they are stored."""
        window = Window.from_slices(rows, columns)
        return self._read(lambda: self._data.read(sorted(set(self._bands)), window=window))

    def _read(self, read: Callable[[], np.ndarray]) -> np.ndarray:
        try:
            with gdal():
                return read()
        except UNREADABLE as error:
            raise FieldError(
                f"photograph {self.path} is damaged or cut off: {reason(error)}; copy it again "
                "from the camera"
            ) from None

    def _upright(self, stored: np.ndarray) -> np.ndarray:
        """Pixels (h, w) or (h, w, 3) of a window as it lies in the file, turned upright."""
        turned = stored[:: -1 if self._flip_rows else 1, :: -1 if self._flip_columns else 1]
        return np.ascontiguousarray(turned.swapaxes(0, 1) if self._swap else turned)

    @cached_property
    def used_bits(self) -> UsedBits | None:
        """What levels it uses, of 16 bits that name no fewer; None for others. Reads the file.

        Raises
        ------
        FieldError
            As `read`.
        """
        if self._data.dtypes[0] != "uint16" or bits(self._data) < 16:
            return None
        counts, data = np.zeros(2**16, np.int64), self._data
        samples_of_row = data.width * len(set(self._bands))
        for rows in looked_at(data.height, samples_of_row, data.block_shapes[0][0]):
            counts += np.bincount(self._samples(rows, (0, data.width)).ravel(), minlength=2**16)
        return used_bits(counts)

    def _to_rgb(self, samples: np.ndarray) -> np.ndarray:
        if self._palette is not None:
            return self._palette[samples[0]]
        if samples.dtype == np.uint16:
            full = self.used_bits.full if self.used_bits else 2 ** bits(self._data) - 1
            wide = np.minimum(samples, full).astype(np.uint32) * 255 + full // 2
            samples = (wide // full).astype(np.uint8)
        if len(samples) == 1:
            return np.repeat(samples[0][..., None], 3, axis=2)
        return np.moveaxis(samples, 0, 2)

    def close(self) -> None:
        """Close the file."""
        self._data.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def read_photograph(path: str | Path) -> np.ndarray:
    """A whole photograph, upright.

    Returns
    -------
    (H, W, 3) uint8

    Raises
    ------
    FieldError
        As `Photograph` and `Photograph.read`.
    """
    with Photograph(path) as photograph:
        return photograph.read(0, photograph.height, 0, photograph.width)


def read_mask(path: str | Path, size: tuple[int, int] | None = None) -> np.ndarray:
    """An annotation.

    Parameters
    ----------
    path : path
        One channel of mineral codes, or the code repeated in three channels; 255 is void.
    size : (int, int), optional
        Height and width that it must have; told from the header, before any pixel is read.

    Returns
    -------
    (H, W) uint8

    Raises
    ------
    FieldError
        If the file is missing, unreadable, of another size, or holds colours instead of codes.
    """
    path = Path(path)
    no_codes = f"mask {path} holds values outside 0..255; export mineral codes in 8 bit"
    with open_image(path, "mask") as data:
        if data.driver == "JPEG":
            raise FieldError(
                f"mask {path} is a JPEG, which changes the codes; export the mask as PNG or TIFF"
            )
        if size is not None and data.shape != tuple(size):
            raise FieldError(f"mask {path} {other_size(data.shape, size)}")
        if np.dtype(data.dtypes[0]).kind not in "ui":
            raise FieldError(no_codes)
        count = data.count - (data.colorinterp[-1] == ColorInterp.alpha)
        try:
            with gdal():
                samples = data.read(list(range(1, count + 1)))
        except UNREADABLE as error:
            raise FieldError(
                f"mask {path} cannot be read: {reason(error)}; export it again as PNG or TIFF"
            ) from None
    if samples.max(initial=0) > 255 or samples.min(initial=0) < 0:
        raise FieldError(no_codes)
    if any(not np.array_equal(samples[0], other) for other in samples[1:]):
        raise FieldError(
            f"mask {path} has channels that differ, so it holds colours and not mineral codes"
            f"{commonest_colours(samples)}; export the codes of minerals.tsv in one channel, or "
            "convert its colours (docs/read/catalog.md)"
        )
    return samples[0].astype(np.uint8)
