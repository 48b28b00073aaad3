"""Which minerals the maps of a deposit can name."""

from collections.abc import Iterable

from oresurvey.labelled_classes import named_codes


def supported_codes(
    deposits: Iterable[str],
    about: dict | None,
    only_labelled: bool,
    declared: dict[str, list[int]] | None = None,
) -> dict[str, set[int]] | None:
    """Codes that the maps of each deposit can name; None for annotations, which may name any.

    Parameters
    ----------
    deposits : iterable of str
    about : dict or None
        Content of ``model.json``; None for the annotation.
    only_labelled : bool
        Whether maps name only what the annotation of their deposit distinguishes.
    declared : dict of str to list of int, optional
        As of `labelled_classes.named_codes`.
    """
    if about is None:
        return None
    named = {name: named_codes(about, name, only_labelled, declared) for name in deposits}
    return {name: set(about["codes"] if codes is None else codes) for name, codes in named.items()}
