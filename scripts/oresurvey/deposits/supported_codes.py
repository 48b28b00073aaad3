"""Which minerals the maps of a deposit can name."""

from collections.abc import Iterable

from oresurvey.network.labelled import Naming


def supported_codes(
    deposits: Iterable[str], about: dict | None, naming: Naming
) -> dict[str, set[int]] | None:
    """Codes that the maps of each deposit can name; None for annotations, which may name any.

    Parameters
    ----------
    deposits : iterable of str
    about : dict or None
        Content of ``model.json``; None for the annotation.
    naming : Naming
    """
    if about is None:
        return None
    named = {name: naming.codes(about, name) for name in deposits}
    return {name: set(about["codes"] if codes is None else codes) for name, codes in named.items()}


DECLARED, ANNOTATED, OPEN = "declared", "annotated", "open"


def how_known(deposit: str, about: dict, naming: Naming) -> str:
    """How it is known which minerals occur in a deposit, as far as its maps obey it.

    Parameters
    ----------
    deposit : str
    about : dict
        Content of ``model.json``.
    naming : Naming

    Returns
    -------
    str
        `DECLARED`: somebody listed them. `ANNOTATED`: the annotation that trained the model
        distinguishes them. `OPEN`: not at all, so maps may name whatever the model knows.
    """
    if naming.codes(about, deposit) is None:
        return OPEN
    return DECLARED if deposit in naming.declared else ANNOTATED
