"""Which classes an annotation distinguishes, as a vector in the order of a network's output."""

import numpy as np

from oresurvey.mineral_codes import BACKGROUND


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


def named_codes(
    about: dict,
    deposit: str,
    only_labelled: bool,
    declared: dict[str, list[int]] | None = None,
) -> list[int] | None:
    """Codes that maps of a deposit may name; None for all that the model knows.

    Parameters
    ----------
    about : dict
        Content of ``model.json``.
    deposit : str
    only_labelled : bool
        Whether a deposit that the model was trained on keeps to what its annotation distinguishes.
    declared : dict of str to list of int, optional
        Minerals that may occur in a deposit, see `may_occur`: they go before all else. What the
        model does not know is left out.
    """
    if declared and deposit in declared:
        return sorted({BACKGROUND} | set(declared[deposit]) & set(about["codes"]))
    return about.get("labelled", {}).get(deposit) if only_labelled else None
