"""Kinds of image that are no photograph, and kinds that are used with a remark."""

import base64
import io

from PIL import ImageCms
from rasterio.enums import ColorInterp

from oresurvey.photographs.used_bits import FOURTEEN_BITS, FULL, TEN_BITS, TWELVE_BITS, UsedBits


def bits(data) -> int:
    """Bits of a sample, of 8 or 16 that it is stored in, unless the file names fewer."""
    named = data.tags(1, ns="IMAGE_STRUCTURE").get("NBITS")
    return int(named) if named else 8 * (1 + (data.dtypes[0] == "uint16"))


def refusal(data) -> str:
    """Why an open image file is no photograph, and what to do; "" if it may be one.

    Parameters
    ----------
    data : readers.gdal_file.GdalFile
    """
    kind, kinds = data.dtypes[0], data.colorinterp
    if kind not in ("uint8", "uint16"):
        return f"has {kind} samples; export it with 8 or 16 bits"
    if bits(data) < 8:
        return f"has {bits(data)}-bit samples, so hardly any grey levels; export it with 8 bits"
    if kinds[0] == ColorInterp.palette and kind != "uint8":
        return "has a palette for 16 bits, which no camera writes; export it as RGB"
    space = data.tags(ns="IMAGE_STRUCTURE").get("SOURCE_COLOR_SPACE", "")
    if space in ("CMYK", "YCCK", "CIELAB"):
        return f"holds colours for print ({space}) and no camera's; export it as RGB"
    count, alpha = data.count, kinds[-1] == ColorInterp.alpha
    if count - alpha not in (1, 3):
        return f"has {count} channels that are not grey, RGB or RGBA; export it as RGB"
    return ""


def too_few_bits(used: UsedBits | None) -> str:
    """Why samples of 16 bits cannot be separated; "" if they can, and for 8 bits.

    Parameters
    ----------
    used : UsedBits or None
    """
    if used and used.highest <= TEN_BITS:
        return (
            f"uses {used.highest.bit_length()} of its 16 bits (levels up to {used.highest} of "
            f"{FULL}), so it would be read as nearly black; export it with 8 bits, or stretched to "
            "all 16"
        )
    return ""


def _remarks_on_bits(used: UsedBits | None) -> list[str]:
    if used is None:
        return []
    bits_used = used.highest.bit_length()
    if used.full == TWELVE_BITS:
        above = f"; {used.outliers} samples above, hot or drawn in, are white" * bool(used.outliers)
        return [
            f"uses {bits_used} of its 16 bits (levels up to {used.highest}) and is read as of a "
            f"camera with 12 bits{above}; if that is wrong, export it with 8 bits"
        ]
    if used.highest <= FOURTEEN_BITS:
        return [
            f"uses {bits_used} of its 16 bits; if the camera has no more, export it stretched to "
            "all 16"
        ]
    if used.mostly <= TWELVE_BITS:
        return [
            f"is nearly black: all but a thousandth of its samples are at most {used.mostly} of "
            f"{FULL}; if the camera has 12 bits, export it with 8 bits, or stretched to all 16"
        ]
    return []


def _foreign_profile(data) -> str:
    """Name of a colour profile other than sRGB; "" without one."""
    stored = data.tags(ns="COLOR_PROFILE").get("SOURCE_ICC_PROFILE")
    if not stored:
        return ""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(base64.b64decode(stored)))
        name = " ".join(ImageCms.getProfileDescription(profile).split())
    except (ImageCms.PyCMSError, OSError, ValueError):
        return "of unknown kind"
    return "" if "srgb" in name.lower() else name[:60] or "without a name"


def remarks(data, used: UsedBits | None) -> list[str]:
    """What to know of a photograph that is used all the same.

    Parameters
    ----------
    data : readers.gdal_file.GdalFile
        Read to the end.
    used : UsedBits or None
    """
    found = list(data.remarks)
    whites = data.tags(ns="IMAGE_STRUCTURE").get("MINISWHITE")
    if data.colorinterp[0] == ColorInterp.palette and not whites:
        found.append("has a palette of at most 256 colours; export it in full colour")
    found += _remarks_on_bits(used)
    profile = _foreign_profile(data)
    if profile:
        found.append(
            f"has the colour profile {profile}, which is not applied; export all photographs with "
            "the same, best sRGB"
        )
    return found
