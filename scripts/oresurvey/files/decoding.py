"""Text of files that people save: UTF-8, UTF-16, or a Cyrillic code page that is in no doubt."""

import math
import re

CODE_PAGES = {"cp1251": "Windows-1251", "cp866": "DOS 866", "koi8-r": "KOI8-R",
              "mac_cyrillic": "Macintosh Cyrillic"}  # fmt: skip
"""8-bit code pages of Russian, and what people call them."""
FEWEST_LETTERS = 6
"""Cyrillic letters of different words below which a code page is not guessed."""
LEAST_MEAN = -4.0
"""Mean logarithm of the frequencies of the letters, below which a text is not taken for Russian:
Russian has -3.1, and letters that are all as frequent -3.8."""
MARGIN = 5.0
"""Logarithm of how much likelier the best code page must be than the next: 150 to 1."""

_PER_MILLE = {
    **{"о": 110, "е": 85, "а": 80, "и": 74, "н": 67, "т": 63, "с": 55, "р": 47, "в": 45, "л": 44},
    **{"к": 35, "м": 32, "д": 30, "п": 28, "у": 26, "я": 20, "ы": 19, "ь": 17, "г": 17, "з": 16},
    **{"б": 16, "ч": 14, "й": 12, "х": 10, "ж": 9, "ш": 7, "ю": 6, "ц": 5, "щ": 4, "э": 3, "ф": 3},
    **{"ъ": 0.4, "ё": 0.4},
}  # fmt: skip
"""Frequencies of the letters in Russian texts (Lyashevskaya & Sharov 2009)."""
_WORD = re.compile(r"[^\W\d_]+")
_RUSSIAN = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+")
_OTHER = frozenset("«»„“”‘’–—…№°±µ·§×\u00a0")
"""What is no letter and no ASCII, and is in Russian texts all the same."""


def _likelihood(text: str) -> float:
    """Logarithm of the likelihood of a text's Cyrillic words in Russian; -inf if it is no such."""
    words = set()
    for word in _WORD.findall(text):
        if word.isascii() or word == "µ":
            continue
        # An accent, a Latin letter inside, or a capital in the middle: another alphabet.
        if not _RUSSIAN.fullmatch(word):
            return -math.inf
        words.add(word.casefold())
    rest = {char for char in text if not char.isascii() and not char.isalpha()}
    letters = "".join(words)
    if rest - _OTHER or len(letters) < FEWEST_LETTERS:
        return -math.inf
    logs = [math.log(_PER_MILLE[letter] / 1000) for letter in letters]
    return sum(logs) if sum(logs) >= LEAST_MEAN * len(logs) else -math.inf


def _code_page(whole: bytes) -> str | None:
    """The one code page in which bytes are Russian; None where there is doubt."""
    found = []
    for name in CODE_PAGES:
        try:
            found.append((_likelihood(whole.decode(name)), name))
        except UnicodeDecodeError:
            continue
    found.sort(reverse=True)
    if not found or found[0][0] == -math.inf:
        return None
    if len(found) > 1 and found[0][0] - found[1][0] < MARGIN:
        return None
    return found[0][1]


def encoding_of(whole: bytes) -> str:
    """The encoding of a text.

    Parameters
    ----------
    whole : bytes

    Returns
    -------
    str
        "utf-8-sig" or "utf-16" with a byte order mark, "utf-8", or one of `CODE_PAGES`.

    Raises
    ------
    UnicodeDecodeError
        If it is none of these without doubt.

    Notes
    -----
    Any byte is a letter in a code page, so one is taken only if every word is Russian throughout
    (no Latin letter, no capital within), its letters are about as frequent as in Russian, and no
    other code page makes such words of the same bytes.
    """
    if whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole.decode("utf-16")
        return "utf-16"
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        page = _code_page(whole)
        if page is None:
            raise
        return page
    return "utf-8-sig" if whole.startswith(b"\xef\xbb\xbf") else "utf-8"
