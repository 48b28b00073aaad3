"""Files of figures: there, and not blank."""

import xml.etree.ElementTree as ET

import numpy as np
from PIL import Image


def check(path, kinds=("svg", "png")):
    """The files are there and no others; the picture has a sensible size and is not blank."""
    assert {one.name for one in path.parent.iterdir()} == {f"{path.name}.{kind}" for kind in kinds}
    with Image.open(f"{path}.png") as picture:
        pixels = np.asarray(picture.convert("L"))
    assert 150 < pixels.shape[0] < 4000 and 300 < pixels.shape[1] < 6000
    assert pixels.min() < 128 < pixels.max()
    if "svg" in kinds:
        text = "".join(ET.parse(f"{path}.svg").getroot().itertext())
        return " ".join(text.split())
    return ""
