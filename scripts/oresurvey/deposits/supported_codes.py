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
