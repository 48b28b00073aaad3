"""Arrays as text for a page: bytes shuffled, deflated, in base64. ``decode.js`` unpacks them."""

import base64
import zlib

import numpy as np

TYPES = {"uint8": np.uint8, "uint32": np.uint32, "float32": np.float32}
"""Names of the types that a page can hold; ``decode.js`` knows the same."""


def packed(values: np.ndarray) -> dict:
    """An array of one dimension, as JSON types.

    Parameters
    ----------
    values : (n,) uint8, uint32 or float32

    Returns
    -------
    dict
        type : name of the type; data : base64 text.

    Notes
    -----
    First bytes of all numbers first, then all second bytes, and so on (the shuffle of HDF5 and
    Blosc): numbers that are near one another share their upper bytes, and deflate finds that.
    """
    name = values.dtype.name
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    shuffled = little.view(np.uint8).reshape(len(values), values.itemsize).T.tobytes()
    return {"type": name, "data": base64.b64encode(zlib.compress(shuffled, 9)).decode()}


def unpacked(pack: dict) -> np.ndarray:
    """The array of `packed`."""
    kind = np.dtype(TYPES[pack["type"]]).newbyteorder("<")
    shuffled = np.frombuffer(zlib.decompress(base64.b64decode(pack["data"])), np.uint8)
    values = np.ascontiguousarray(shuffled.reshape(kind.itemsize, -1).T).view(kind)
    return values.ravel().astype(TYPES[pack["type"]])
