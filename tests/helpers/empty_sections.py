"""Drawn sections of which something is empty: transparent, without data, round, with a bar."""

import numpy as np
import rasterio
from PIL import Image, ImageDraw

from oresurvey.photographs.visible import STRIP_PX, Visible, packed_rows


def section(height=480, width=640, seed=0):
    """Grains of several greys with the noise of a camera; (height, width, 3) uint8."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 200, (height // 40 + 1, width // 40 + 1, 3))
    whole = np.kron(coarse, np.ones((40, 40, 1), int))[:height, :width]
    return (whole + rng.normal(0, 3, whole.shape)).clip(0, 255).astype(np.uint8)


def quarter(shape):
    """The upper right quarter; bool."""
    found = np.zeros(shape, bool)
    found[: shape[0] // 2, shape[1] // 2 :] = True
    return found


def outside_circle(shape, share=0.49):
    """What a circle leaves whose radius is so much of the shorter side; bool."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    squares = (y - shape[0] / 2) ** 2 + (x - shape[1] / 2) ** 2
    return squares > (share * min(shape)) ** 2


def transparent(path, pixels, empty):
    """A PNG that is transparent there, and black beneath."""
    opacity = np.where(empty, 0, 255).astype(np.uint8)
    beneath = np.where(empty[..., None], 0, pixels).astype(np.uint8)
    Image.fromarray(np.dstack([beneath, opacity])).save(path)
    return path


def painted(path, pixels, empty, colour=(0, 0, 0), **options):
    """A picture with an area of one colour."""
    where = np.where(empty[..., None], np.array(colour), pixels).astype(np.uint8)
    Image.fromarray(where).save(path, **options)
    return path


def with_bar(path, pixels, bar_px=60, colour="black", ink="white", **options):
    """A picture whose lower rows are a bar with words and a scale in it."""
    picture = Image.fromarray(pixels.copy())
    height, width = pixels.shape[:2]
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height - bar_px, width, height), colour)
    draw.text((20, height - bar_px + 12), "Mag 20.0x   Section 7   12:03:44", ink, font_size=20)
    draw.rectangle((width - 200, height - 30, width - 60, height - 24), ink)
    picture.save(path, **options)
    return path


def tiff(path, pixels, empty, mask=False):
    """A TIFF whose empty pixels have no data: by an internal mask, or by the value 0."""
    height, width = empty.shape
    stored = pixels if mask else np.where(empty[..., None], 0, np.maximum(pixels, 1))
    about = {"driver": "GTiff", "width": width, "height": height, "count": 3, "dtype": "uint8"}
    if not mask:
        about["nodata"] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **about) as data:
        data.write(np.moveaxis(stored, 2, 0).astype(np.uint8))
        if mask:
            data.write_mask(~empty)
    return path


def visible_where(shown, fill=(90, 110, 130)):
    """`Visible` of an array (H, W) bool."""
    height, width = shown.shape
    strips = (packed_rows(shown[y : y + STRIP_PX]) for y in range(0, height, STRIP_PX))
    return Visible(height, width, {"transparent": int((~shown).sum())}, fill, tuple(strips))


class Part:
    """A picture in memory of which something is empty."""

    def __init__(self, picture, shown):
        self.visible = visible_where(shown)
        self.height, self.width = shown.shape
        self.pixels = picture.pixels.copy()
        self.pixels[~shown] = self.visible.fill

    def read(self, y0, y1, x0, x1):
        return self.pixels[y0:y1, x0:x1].copy()
