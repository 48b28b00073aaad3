"""Which minerals the maps of a deposit can name."""

from collections.abc import Iterable


def supported_codes(
    deposits: Iterable[str], about: dict | None, only_labelled: bool
) -> dict[str, set[int]] | None:
    """Codes that the maps of each deposit can name; None for annotations, which may name any.

    Parameters
    ----------
    deposits : iterable of str
    about : dict or None
        Content of ``model.json``; None for the annotation.
    only_labelled : bool
        Whether maps name only what the annotation of their deposit distinguishes.
    """
    if about is None:
        return None
    labelled = about.get("labelled", {}) if only_labelled else {}
    return {name: set(labelled.get(name, about["codes"])) for name in deposits}
