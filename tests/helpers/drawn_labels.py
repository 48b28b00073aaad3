"""Random masks for Hypothesis: holes, islands, touching grains, grains that the frame cuts."""

import numpy as np
from hypothesis import strategies as st

from oresurvey.survey.mineral_codes import VOID

CODES = (0, 1, 6, 8, VOID)


@st.composite
def masks(draw) -> np.ndarray:
    """A mask of codes, (H, W) uint8, with something annotated in it.

    Random pixels have diagonal contacts and holes of one pixel; repeated, longer edges.
    """
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    picked = draw(
        st.lists(st.sampled_from(codes), min_size=height * width, max_size=height * width)
    )
    block = np.ones((draw(st.integers(1, 3)), draw(st.integers(1, 3))), np.uint8)
    mask = np.kron(np.array(picked, np.uint8).reshape(height, width), block)
    mask[0, 0] = 1 if (mask == VOID).all() else mask[0, 0]
    return mask


NESTED = np.array(
    [
        [1, 1, 1, 1, 1, 1, 1, 255],
        [1, 6, 6, 6, 6, 6, 1, 6],
        [1, 6, 0, 0, 0, 6, 1, 6],
        [1, 6, 0, 1, 0, 6, 1, 6],
        [1, 6, 0, 0, 6, 6, 1, 6],
        [1, 6, 6, 6, 0, 6, 1, 6],
        [1, 1, 1, 1, 1, 1, 8, 6],
    ],
    np.uint8,
)
"""Islands in holes in islands, holes that touch at corners, grains that the frame cuts."""
