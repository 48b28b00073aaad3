"""Sizes of photographs that can be used.

Apart from the catalog, which says why one cannot: its words are no part of what a map is made by.
"""

SMALLEST_PX = 64
"""Shortest side that any model can use; each may want more, see `large_enough`."""
LARGEST_MPX = 1000.0
"""Millions of pixels of the largest photograph, unless ``catalog.largest_mpx`` says otherwise."""


def large_enough(width: int, height: int, smallest_px: float) -> bool:
    """Whether a photograph can be used for its size.

    Models differ in their patch, so that the same photograph may do for one and not for another.
    """
    return min(width, height) >= smallest_px
