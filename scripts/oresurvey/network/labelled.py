"""Which classes an annotation distinguishes, as a vector in the order of a network's output."""

import numpy as np


def labelled_vector(codes, labelled_codes) -> np.ndarray:
    """1 for each class of the network that an annotation distinguishes; (C,) float32.

    Parameters
    ----------
    codes : sequence of int
        In the order of the network's output; the background, always distinguished, leads.
    labelled_codes : collection of int
    """
    known = np.isin(codes, list(labelled_codes)).astype(np.float32)
    known[0] = 1.0
    return known
