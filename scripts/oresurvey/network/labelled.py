"""Which classes an annotation distinguishes, as a vector in the order of a network's output."""

from dataclasses import dataclass, field

import numpy as np

from oresurvey.survey.mineral_codes import BACKGROUND


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


NAMED, DECLARED, OPEN = WAYS = ("named", "declared", "open")


@dataclass(frozen=True)
class Naming:
    """Which of the minerals that a model knows its maps of a deposit may name.

    Attributes
    ----------
    only_labelled : bool
        False: all of them, whatever is known of a deposit.
    as_unknown : bool
        What the annotation of the training deposits distinguishes counts for nothing.
    declared : dict of str to list of int
        Minerals that may occur in a deposit, see `may_occur`: they go before the annotation.
    """

    only_labelled: bool = True
    as_unknown: bool = False
    declared: dict[str, list[int]] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """How the deposits of a sheet are known: by name, by a list of minerals, by nothing."""
        if not self.as_unknown:
            return NAMED
        return DECLARED if self.only_labelled else OPEN

    def codes(self, about: dict, deposit: str) -> list[int] | None:
        """Codes that maps of a deposit may name; None for all that the model knows.

        Parameters
        ----------
        about : dict
            Content of ``model.json``. Declared minerals that it does not have are left out.
        deposit : str
        """
        if not self.only_labelled:
            return None
        if deposit in self.declared:
            return sorted({BACKGROUND} | set(self.declared[deposit]) & set(about["codes"]))
        return None if self.as_unknown else about.get("labelled", {}).get(deposit)
