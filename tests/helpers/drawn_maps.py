"""A small class map that a person can read: what outlines and layers are tested on."""

import numpy as np

# A ring with a grain inside, two squares that meet at a corner, void at the frame.
DRAWN = """
................v
.1111111...66...v
.1.....1...66...v
.1.666.1.....66.v
.1.666.1.....66.v
.1.....1........v
.1111111....1111v
.............111v
"""


def class_map(drawn=DRAWN):
    codes = {".": 0, "1": 1, "6": 6, "v": 255}
    return np.array([[codes[c] for c in line] for line in drawn.split()], np.uint8)
