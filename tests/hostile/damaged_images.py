"""Photographs and masks with damaged bytes: inspected, whatever they are."""

import io
import os
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from limits import LONGEST_S, READ, time_limit
from PIL import Image

from oresurvey.catalog.inspection import inspect_field
from oresurvey.catalog.meters import FieldWatch
from oresurvey.survey.field import Field


def _images() -> list[bytes]:
    """A small photograph as files of every kind that is read."""
    pixels = (np.indices((96, 112)).sum(axis=0) % 251).astype(np.uint8)
    picture, files = Image.fromarray(pixels), []
    for form, options in (
        *(("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("BMP", {}), ("TIFF", {})),
        *(("TIFF", {"compression": name}) for name in ("tiff_lzw", "jpeg", "tiff_deflate")),
    ):
        for mode in ("L", "RGB", "P") if options != {"compression": "jpeg"} else ("L", "RGB"):
            if form == "JPEG" and mode == "P":
                continue
            file = io.BytesIO()
            picture.convert(mode).save(file, form, **options)
            files.append(file.getvalue())
    return files


IMAGES = _images()


@st.composite
def damaged_images(draw) -> bytes:
    """A file of an image with some bytes replaced, most of them near its beginning, or cut off."""
    whole = bytearray(draw(st.sampled_from(IMAGES)))
    for _ in range(draw(st.integers(0, 5))):
        last = len(whole) - 1
        at = draw(st.one_of(st.integers(0, min(300, last)), st.integers(0, last)))
        whole[at : at + 4] = draw(
            st.one_of(st.binary(max_size=4), st.integers(0, 255).map(lambda byte: bytes([byte])))
        )
        if not whole:
            break
    return bytes(
        whole[: draw(st.integers(0, len(whole)))] if draw(st.integers(0, 3)) == 0 else whole
    )


def of_images(settings, folder: Path) -> None:
    """The property of photographs and masks: inspected, never an error."""

    @settings
    @given(damaged_images(), st.booleans())
    def is_inspected(whole, as_mask):
        bad, good = folder / "bad", folder / "good.png"
        bad.write_bytes(whole)
        good.write_bytes(IMAGES[0])
        field = Field("Birch", "B1", "B1a", *((good, bad) if as_mask else (bad, None)))
        with time_limit(LONGEST_S):
            found = inspect_field(field, range(256), 64, 1.0, FieldWatch())
        assert (found.status == "quarantined") == bool(found.reason)
        READ[f"{'mask' if as_mask else 'photograph'}: {found.status}"] += 1
        assert sorted(os.listdir(folder)) == ["bad", "good.png"], "it wrote something"

    is_inspected()
    for name in ("bad", "good.png"):
        (folder / name).unlink()
