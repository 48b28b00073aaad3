"""Links between the pages of a survey: names of files as a browser wants them."""

import hashlib
from collections.abc import Iterable
from urllib.parse import quote

from oresurvey.files.folder_names import folder_name

LONGEST_BYTES = 150
"""Of a file name without its ending; file systems allow 255, and temporary names are longer."""


def href(path: str) -> str:
    """A relative path as a link; a folder may have a per cent sign in its name."""
    return quote(path, safe="/")


def _told_apart(name: str, deposit: str) -> str:
    """A shortened name with some digits of the whole one's digest."""
    kept = name.encode()[:LONGEST_BYTES].decode(errors="ignore")
    return f"{kept}-{hashlib.sha256(deposit.encode()).hexdigest()[:8]}"


def page_names(deposits: Iterable[str]) -> dict[str, str]:
    """File name of each deposit's page, without ending.

    Parameters
    ----------
    deposits : iterable of str
        All of the survey.

    Returns
    -------
    dict of str to str
        As `files.folder_names.folder_name`; with a digest where that is too long for a file, or
        differs from another one in upper and lower case only.
    """
    names = {deposit: folder_name(deposit) for deposit in sorted(set(deposits))}
    folded = [name.casefold() for name in names.values()]
    return {
        deposit: (
            _told_apart(name, deposit)
            if len(name.encode()) > LONGEST_BYTES or folded.count(name.casefold()) > 1
            else name
        )
        for deposit, name in names.items()
    }


def deposit_links(deposits: Iterable[str]) -> dict[str, str]:
    """Link to each deposit's page from the survey page."""
    return {name: href(f"deposits/{page}.html") for name, page in page_names(deposits).items()}
