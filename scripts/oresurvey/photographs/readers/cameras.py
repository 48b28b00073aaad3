"""Pictures of telephones and cameras: HEIC, and raw files, which are developed; read at once."""

from pathlib import Path

import numpy as np

from oresurvey.photographs.readers.samples import Samples, WholeSamples


def open_heic(path: Path) -> Samples:
    """Open a HEIC, upright.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    import pi_heif

    try:
        # Copied: its memory is the library's.
        pixels = np.array(pi_heif.open_heif(path, convert_hdr_to_8bit=True))
    except (ValueError, RuntimeError, EOFError) as error:
        raise OSError(str(error)) from None
    # Grey has no third axis. Transparency is left out.
    return WholeSamples(np.ascontiguousarray(pixels[..., :3] if pixels.ndim == 3 else pixels))


def open_raw(path: Path) -> Samples:
    """Open a camera's raw file and develop it: the camera's white balance, sRGB, 8 bit, upright.

    Nothing is brightened: another field of one section would be brightened otherwise.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    import rawpy

    try:
        with rawpy.imread(str(path)) as raw:
            pixels = raw.postprocess(
                use_camera_wb=True,
                no_auto_bright=True,
                # White is the camera's, and not the brightest sample of each photograph.
                adjust_maximum_thr=0,
                output_color=rawpy.ColorSpace.sRGB,
                output_bps=8,
            )
    except rawpy.LibRawError as error:
        raise OSError(str(error)) from None
    found = WholeSamples(pixels)
    found.remarks.append(
        "is a camera's raw file, developed with the camera's white balance in sRGB; other programs "
        "develop other colours, so develop all photographs of a deposit in one way"
    )
    return found
