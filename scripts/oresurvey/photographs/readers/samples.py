"""Files that another library than GDAL reads: what `GdalFile` offers, of windows of samples."""

from abc import ABC, abstractmethod

import numpy as np
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.windows import Window


class Samples(ABC):
    """An open file of one picture, grey or in colour.

    Parameters
    ----------
    height, width, count : int
        Bands are 1 (grey) or 3 (red, green, blue).
    dtype : str
        As "uint8".

    Attributes
    ----------
    remarks : list of str
        What to know of how it is read.
    orientation : int
        1: whatever the file says of it is done.
    um_per_px : (float, float) or None
        Micrometres that the file states, across and down.
    """

    driver = "none"
    orientation = 1
    subdatasets: tuple = ()

    def __init__(self, height: int, width: int, count: int, dtype: str):
        self.height, self.width, self.count = height, width, count
        self.shape = (height, width)
        self.dtypes = (dtype,) * count
        colours = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
        self.colorinterp = colours if count == 3 else (ColorInterp.gray,) * count
        self.block_shapes = ((1, width),) * count
        self.mask_flag_enums = ([MaskFlags.all_valid],) * count
        self.remarks: list[str] = []
        self.um_per_px: tuple[float, float] | None = None

    @abstractmethod
    def window(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Samples (y1 - y0, x1 - x0, bands) of a window."""

    def tags(self, *_, **__) -> dict:
        """None: of colour profiles and of fewer bits these files say nothing."""
        return {}

    def dataset_mask(self, window: Window) -> np.ndarray:
        """255 of every pixel: none is transparent, as rasterio has it; (rows, columns) uint8."""
        return np.full((round(window.height), round(window.width)), 255, np.uint8)

    def read(self, indexes, window=None) -> np.ndarray:
        """Samples (bands, rows, columns), as rasterio's."""
        rows, columns = window.toslices() if window else (slice(self.height), slice(self.width))
        y0, y1, _ = rows.indices(self.height)
        x0, x1, _ = columns.indices(self.width)
        return np.moveaxis(self.window(y0, y1, x0, x1), 2, 0)[[k - 1 for k in indexes]]

    def close(self) -> None:  # noqa: B027
        """Close the file; one that was read at once is closed already."""

    def colormap(self, _band: int) -> dict:
        """None has a palette."""
        return {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class WholeSamples(Samples):
    """A picture that is read at once: its library knows no windows.

    Parameters
    ----------
    pixels : (H, W) or (H, W, bands)
    """

    def __init__(self, pixels: np.ndarray):
        pixels = pixels if pixels.ndim == 3 else pixels[..., None]
        height, width, count = pixels.shape
        super().__init__(height, width, count, pixels.dtype.name)
        self._pixels = pixels

    def window(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """See `Samples.window`."""
        return self._pixels[y0:y1, x0:x1]
