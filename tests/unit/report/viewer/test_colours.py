"""Colours of the viewer: told apart by colour-blind readers, and those of the photograph."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from oresurvey.report.viewer.colours import (
    SAFE,
    SAFE_BACKGROUND,
    SAFE_UNIDENTIFIED,
    confidence_colours,
    photographed_colours,
    safe_colours,
)
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import Mineral, Minerals, read_minerals

VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear RGB as seen with all cones or without one kind. Source: Machado, Oliveira and Fernandes
(2009), IEEE Transactions on Visualization and Computer Graphics 15(6), 1291-1298, severity 1.0."""


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def seen(colour: str, vision: str) -> np.ndarray:
    """CIE Lab of a colour as it is seen; sRGB after IEC 61966-2-1."""
    value = rgb(colour)
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(VISION[vision]) @ linear, 0, 1)
    back = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb2lab(back[None])[0]


def least_distance(colours, vision: str) -> float:
    looks = [seen(colour, vision) for colour in colours]
    return min(deltaE_ciede2000(one, other) for one, other in combinations(looks, 2))


def test_simulation_mixes_what_colour_blind_readers_mix():
    # Without cones for long waves red and green are alike; blue and yellow are not.
    assert least_distance(["#a02020", "#5a5a20"], "protanopia") < 12
    assert least_distance(["#a02020", "#5a5a20"], "normal") > 30
    assert least_distance(["#0000ff", "#ffff00"], "protanopia") > 60


@pytest.mark.parametrize("vision", VISION)
def test_safe_colours_are_told_apart(vision):
    extremes = [SAFE_BACKGROUND, SAFE_UNIDENTIFIED]
    assert least_distance([*extremes, *SAFE[:10]], vision) >= 18
    assert least_distance([*extremes, *SAFE], vision) >= 12


def test_the_table_of_minerals_has_a_safe_colour_for_each():
    minerals = read_minerals(Path(__file__).parents[4] / "config" / "minerals.tsv")
    safe = safe_colours(minerals)
    assert len({*safe.values()}) == len(safe) == len(minerals.table) + 1
    assert safe[UNIDENTIFIED] == SAFE_UNIDENTIFIED
    assert [safe[code] for code in minerals.codes[1:]] == list(SAFE[: len(minerals.codes) - 1])


def test_minerals_beyond_the_safe_colours_keep_their_own():
    table = [Mineral(code, f"M{code}", "", "", f"#0000{code:02x}", 4.0) for code in range(20)]
    safe = safe_colours(Minerals(tuple(table)))
    assert safe[len(SAFE)] == SAFE[-1]
    assert safe[len(SAFE) + 1] == table[len(SAFE) + 1].colour


def test_photographed_colours_are_means_over_the_parts():
    first = np.array([[[10, 20, 30], [12, 20, 30]]], np.uint8)
    second = np.array([[[14, 20, 30], [255, 255, 0]]], np.uint8)
    codes = [np.array([[6, 6]], np.uint8), np.array([[6, 8]], np.uint8)]
    # (10 + 12 + 14) / 3 = 12 = 0x0c.
    assert photographed_colours([first, second], codes) == {6: "#0c141e", 8: "#ffff00"}


def test_confidence_goes_from_dark_to_light():
    light = [seen(colour, "normal")[0] for colour in confidence_colours()]
    assert len(light) == 256
    assert (np.diff(light) > -1).all()
    assert light[-1] - light[0] > 60
