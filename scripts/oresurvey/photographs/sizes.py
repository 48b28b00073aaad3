"""Sizes of photographs that can be used.

Apart from the catalog, which says why one cannot: its words are no part of what a map is made by.
"""

SMALLEST_PX = 64
"""Shortest side that any model can use; each may want more, see `large_enough`."""
LARGEST_MPX = 1000.0
"""Millions of pixels of the largest photograph, unless ``catalog.largest_mpx`` says otherwise."""

SHARED = 2
"""So many times smaller than a patch a photograph may be whose light is found with others
(docs/models/light.md, small photographs)."""
MOST_SPLIT_PX = 2**25
"""Pixels of the largest field whose grains are split by a watershed. One grain may fill a field,
and its distances, their summits and the watershed take some 100 bytes a pixel: 3 GB for a field of
this size."""


def large_enough(width: int, height: int, smallest_px: float) -> bool:
    """Whether a photograph can be used for its size.

    Models differ in their patch, so that the same photograph may do for one and not for another.
    """
    return min(width, height) >= smallest_px


def smallest_mapped_px(patch_px: float, shares_light: bool) -> float:
    """Shortest side of a photograph that a model can map.

    A field smaller than the patch that trained the model is mapped nearly as the same part of a
    larger field, once its light is known. By itself it shows too few minerals to find it by; with
    others that name the same calibration photograph it need not.

    Parameters
    ----------
    patch_px : float
        The shortest side that its patch fits into.
    shares_light : bool
        Whether the field names a calibration photograph.
    """
    return max(SMALLEST_PX, patch_px / SHARED) if shares_light else patch_px


def largest_mpx(allowed: float, split: str) -> float:
    """Millions of pixels of the largest photograph that can be surveyed.

    Parameters
    ----------
    allowed : float
        ``catalog.largest_mpx``.
    split : str
        ``instances.split``; a watershed takes the whole field into memory.
    """
    return allowed if split == "none" else min(allowed, MOST_SPLIT_PX / 1e6)
