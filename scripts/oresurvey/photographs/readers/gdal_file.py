"""An open file of GDAL's, with what the project has to say of it."""


class GdalFile:
    """A dataset of rasterio's, which it offers as it is.

    Parameters
    ----------
    data : rasterio.DatasetReader

    Attributes
    ----------
    remarks : list of str
        What to know of how it is read; complete when all of it was read.
    orientation : int or None
        EXIF orientation; None where it is not known, and the file is to be asked.
    """

    def __init__(self, data, remarks=(), orientation: int | None = None):
        self._data, self.remarks, self.orientation = data, list(remarks), orientation

    def __getattr__(self, name: str):
        return getattr(self._data, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._data.close()
