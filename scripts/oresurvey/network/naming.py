"""Which minerals the maps of a deposit may name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from oresurvey.survey.mineral_codes import BACKGROUND

NAMED, DECLARED, OPEN = WAYS = ("named", "declared", "open")
"""How the deposits of a whole sheet are known."""
ANNOTATED = "annotated"
"""How one deposit is known, beside `DECLARED` and `OPEN`."""


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

    def supported(self, deposits: Iterable[str], about: dict | None) -> dict[str, set[int]] | None:
        """Codes that the maps of each deposit can name; None for annotations, which may name any.

        Parameters
        ----------
        deposits : iterable of str
        about : dict or None
            Content of ``model.json``; None for the annotation.
        """
        if about is None:
            return None
        named = {name: self.codes(about, name) for name in deposits}
        return {
            name: set(about["codes"] if codes is None else codes) for name, codes in named.items()
        }

    def how_known(self, deposit: str, about: dict) -> str:
        """How it is known which minerals occur in a deposit, as far as its maps obey it.

        Parameters
        ----------
        deposit : str
        about : dict
            Content of ``model.json``.

        Returns
        -------
        str
            `DECLARED`: somebody listed them. `ANNOTATED`: the annotation that trained the model
            distinguishes them. `OPEN`: not at all, so maps may name whatever the model knows.
        """
        if self.codes(about, deposit) is None:
            return OPEN
        return DECLARED if deposit in self.declared else ANNOTATED
