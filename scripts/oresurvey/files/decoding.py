"""Text of files that people save: UTF-8, UTF-16, or a Cyrillic code page that is in no doubt."""

import math
import re
from contextlib import suppress

CODE_PAGES = {"cp1251": "Windows-1251", "cp866": "DOS 866"}
"""8-bit code pages that spreadsheets save Russian in, and what people call them."""
OTHERS = ("koi8-r", "mac_cyrillic")
"""Russian code pages that are not read, and may be meant all the same."""
FEWEST_LETTERS = 10
"""Cyrillic letters of different words below which a code page is not guessed."""
LEAST_MEAN = -3.9
"""Mean logarithm of the frequencies of the letters below which a text is not taken for Russian.
Russian has -3.1, with a standard deviation of 0.3 for ten letters; letters at random have -4.1."""
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
# Letters of another form at the end of a word, and nowhere else, tell these from Russian.
_FOREIGN = {
    "cp1253": re.compile(r"[Ά-Ϋ]?(?:[ά-ώ](?<![ςΰ]))*[ά-ώ](?<![σΰ])|[Ά-Ϋ]+"),
    "cp1255": re.compile(r"(?:[א-ת](?<![ךםןףץ]))*[א-ת]"),
}
"""Words of Greek and of Hebrew, in the code pages whose bytes could be Russian letters too."""
_OTHER = frozenset("«»–—№°±µ·§×\u00a0")
"""What is no letter and no ASCII, and is in Russian tables all the same. Quotation marks of other
kinds are where the capitals of another code page are, and so are dashes before a letter."""
_DASHED = re.compile(r"[–—][^\W\d_]")


def _foreign_words(text: str) -> set[str]:
    """Words that are not of ASCII."""
    return {word for word in _WORD.findall(text) if not word.isascii() and word != "µ"}


def _is_of(text: str, word: re.Pattern) -> bool:
    """Whether a text has words of one alphabet, and no other characters than such texts have."""
    rest = {char for char in text if not char.isascii() and not char.isalpha()}
    if rest - _OTHER or _DASHED.search(text):
        return False
    # An accent, a Latin letter inside, or a capital in the middle: another alphabet.
    return all(word.fullmatch(one) for one in _foreign_words(text))


def _likelihood(text: str) -> float:
    """Logarithm of the likelihood of a text's Cyrillic words in Russian; -inf if it is no such."""
    if not _is_of(text, _RUSSIAN):
        return -math.inf
    letters = "".join({word.casefold() for word in _foreign_words(text)})
    logs = [math.log(_PER_MILLE[letter] / 1000) for letter in letters]
    enough = len(logs) >= FEWEST_LETTERS and sum(logs) >= LEAST_MEAN * len(logs)
    return sum(logs) if enough else -math.inf


def _decoded(whole: bytes, names) -> dict[str, str]:
    """Text by the code pages that have all of its bytes."""
    found = {}
    for name in names:
        with suppress(UnicodeDecodeError):
            found[name] = whole.decode(name)
    return found


def _code_page(whole: bytes) -> str | None:
    """The one code page in which bytes are Russian; None where there is doubt."""
    if any(_is_of(text, _FOREIGN[name]) for name, text in _decoded(whole, _FOREIGN).items()):
        return None
    texts = _decoded(whole, (*CODE_PAGES, *OTHERS))
    score = {name: _likelihood(text) for name, text in texts.items()}
    best = max(CODE_PAGES, key=lambda name: score.get(name, -math.inf))
    others = [score[name] for name in texts if texts[name] != texts.get(best)]
    if score.get(best, -math.inf) - max(others, default=-math.inf) >= MARGIN:
        return best
    return None


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
