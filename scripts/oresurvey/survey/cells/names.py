"""Names of deposits, sections and fields: which can be used."""

import re
import unicodedata

LONGEST_NAME = 250

_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")
_NONCHARACTERS = "\ufffe\uffff"


def wrong_character(text: str) -> str:
    """Why a text holds what nobody types, in words to follow "field is "; "" if it does not."""
    if text.isprintable():
        return ""
    for char in text:
        if unicodedata.category(char) in _NO_TEXT or char in _NONCHARACTERS:
            return f"{text!r}, with the control character {char!r} in it; type it again"
    return ""


def without_lines(text: str) -> str:
    """A note without the line breaks and tabulators that a note may have."""
    return re.sub(r"[\n\r\t]", " ", text)


def unusable(text: str) -> str:
    """Why a text cannot be a name, in words to follow "field is "; "" if it can.

    Letters of any alphabet, spaces, quotation marks and emoji can.
    """
    if len(text) > LONGEST_NAME:
        return f"{len(text)} characters long; shorten it to {LONGEST_NAME}"
    return wrong_character(text)
