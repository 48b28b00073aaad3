"""Maps of a field: class map and confidence, as tiled and compressed GeoTIFFs, by windows."""

import hashlib
import os
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window

from oresurvey.errors import FieldError
from oresurvey.maps.local_crs import LOCAL_CRS, map_transform
from oresurvey.photographs.formats import UNREADABLE, file_must_exist, gdal, reason


class MapWriter:
    """One map, written by windows, there only once it is whole.

    Use as a context manager: the file appears under its name when the block ends well; after an
    error nothing is left.

    Parameters
    ----------
    path : path
    width, height : int
        In pixels.
    tags : dict of str to str
        Provenance, kept in the TIFF tags.
    um_per_px : float or None
        Scale; puts the map into the local micrometres of `local_crs`, else it is in pixels.
    scale : float or None
        What one unit of the stored value means, e.g. 1 / 255 for a probability.
    nodata : int or None
        Value of pixels that a GIS leaves out.
    """

    def __init__(self, path, width, height, tags=None, um_per_px=None, scale=None, nodata=None):
        self.path = Path(path)
        self._fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        self._profile = {
            "driver": "GTiff",
            "width": width,
            "height": height,
            "count": 1,
            "dtype": "uint8",
            "tiled": True,
            "blockxsize": 512,
            "blockysize": 512,
            "compress": "deflate",
            # Level 6 takes nine times as long for a confidence map and saves 9 % (benchmarks).
            "zlevel": 1,
            "BIGTIFF": "IF_SAFER",
            "transform": map_transform(um_per_px),
            "crs": LOCAL_CRS if um_per_px else None,
        }
        if nodata is not None:
            self._profile["nodata"] = nodata
        self._tags, self._scale = tags or {}, scale

    def __enter__(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with gdal():
            self._data = rasterio.open(self._fresh, "w", **self._profile)
        self._data.update_tags(**self._tags)
        if self._scale:
            self._data.scales = (self._scale,)
        return self

    def write(self, values: np.ndarray, y: int, x: int) -> None:
        """Write (h, w) uint8 with its upper left corner at row `y`, column `x`."""
        self._data.write(values, 1, window=Window(x, y, values.shape[1], values.shape[0]))

    def __exit__(self, failed, *_):
        self._data.close()
        if failed:
            self._fresh.unlink(missing_ok=True)
        else:
            os.replace(self._fresh, self.path)


class MapReader:
    """One map, read strip by strip.

    Use as a context manager.

    Parameters
    ----------
    path : path

    Attributes
    ----------
    height, width : int
        In pixels.
    nodata : int or None
        As of `MapWriter`.

    Raises
    ------
    FieldError
        If the map is missing or unreadable, here or in `read_rows`.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        file_must_exist(self.path, "map")
        try:
            with gdal():
                self._data = rasterio.open(self.path)
        except UNREADABLE as error:
            raise self._unreadable(error) from None
        self.height, self.width = self._data.height, self._data.width
        nodata = self._data.nodata
        self.nodata = None if nodata is None else int(nodata)

    def _unreadable(self, error: Exception) -> FieldError:
        return FieldError(f"map {self.path} cannot be read: {reason(error)}; delete it and rerun")

    def read_rows(self, y0: int, y1: int) -> np.ndarray:
        """Rows y0 .. y1 (half-open); (y1 - y0, width) uint8."""
        try:
            with gdal():
                return self._data.read(1, window=Window(0, y0, self.width, y1 - y0))
        except UNREADABLE as error:
            raise self._unreadable(error) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._data.close()


def read_map(path: str | Path) -> np.ndarray:
    """A whole map; (H, W) uint8.

    Raises
    ------
    FieldError
        If it is missing or unreadable.
    """
    with MapReader(path) as data:
        return data.read_rows(0, data.height)


def values_sha256(path: str | Path) -> str:
    """Digest of the values of a map, whatever its colours and its compression."""
    digest = hashlib.sha256()
    with gdal(), rasterio.open(path) as data:
        for _, window in data.block_windows(1):
            digest.update(data.read(1, window=window).tobytes())
    return digest.hexdigest()


def read_tags(path: str | Path) -> dict[str, str]:
    """Tags of a map, as written by `MapWriter`."""
    with gdal(), rasterio.open(path) as data:
        return data.tags()


def map_about(path: str | Path) -> dict:
    """Size, scale and tags of a map: all that it says beside its values and its colours."""
    with gdal(), rasterio.open(path) as data:
        return {
            "size": [data.width, data.height],
            "transform": list(data.transform),
            "scales": list(data.scales),
            "tags": data.tags(),
        }


def colour_map(path: str | Path, palette: dict[int, tuple[int, int, int]]) -> bool:
    """Give a class map its colours; the values stay as they are.

    Parameters
    ----------
    path : path
    palette : dict of int to (r, g, b)

    Returns
    -------
    bool
        False when it had these colours already and was left alone.
    """
    path = Path(path)
    wanted = {code: (*palette.get(code, (0, 0, 0)), 255) for code in range(256)}
    with gdal(), rasterio.open(path) as data:
        if data.nodata is not None:
            # As GDAL gives it back.
            wanted[int(data.nodata)] = (*wanted[int(data.nodata)][:3], 0)
        try:
            if data.colormap(1) == wanted:
                return False
        except ValueError:
            pass
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_bytes(path.read_bytes())
    with gdal(), rasterio.open(fresh, "r+") as data:
        data.write_colormap(1, wanted)
    os.replace(fresh, path)
    return True
