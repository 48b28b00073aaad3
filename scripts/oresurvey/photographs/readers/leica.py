"""Leica LIF: the one picture that it holds, read at once."""

from pathlib import Path

from oresurvey.photographs.readers.samples import Samples, WholeSamples
from oresurvey.photographs.readers.several import ONE, UnclearPagesError, refuse_several

LISTED = 5
LARGEST_BYTES = 4 * 2**30


def open_lif(path: Path) -> Samples:
    """Open a LIF of one picture.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Samples

    Raises
    ------
    UnclearPagesError
        If it holds several, as projects of LAS X do, or one that is too large to be read at once.
    OSError
        If it cannot be read.
    """
    from liffile import LifFile, LifFileError

    try:
        with LifFile(path) as file:
            images = list(file.images)
            if len(images) != 1:
                names = ", ".join(image.name for image in images[:LISTED])
                more = ", and more" if len(images) > LISTED else ""
                raise UnclearPagesError(f"has {len(images)} images ({names}{more}); {ONE}")
            image = images[0]
            sizes = dict(image.sizes)
            flat = {axis: sizes.pop(axis, 1) for axis in "YXS"}
            refuse_several({"Z": sizes.pop("Z", 1), "T": sizes.pop("T", 1),
                            "C": sizes.pop("C", 1), **sizes})  # fmt: skip
            if image.nbytes > LARGEST_BYTES:
                raise UnclearPagesError(
                    f"is read at once, and is {image.nbytes / 2**30:.0f} GB large; export it as a "
                    "tiled TIFF"
                )
            pixels = image.asarray().reshape(list(flat.values()))
            found = WholeSamples(pixels)
            sides = [image.coords.get(axis) for axis in "XY"]
            if all(side is not None and len(side) > 1 for side in sides):
                metres = [abs(float(side[-1] - side[0])) / (len(side) - 1) for side in sides]
                found.um_per_px = (1e6 * metres[0], 1e6 * metres[1])
            return found
    except LifFileError as error:
        raise OSError(str(error)) from None
