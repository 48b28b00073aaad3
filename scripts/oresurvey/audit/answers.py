"""What a person calls a mineral in an audit: symbol, label of the paper, name or code."""

import difflib

from oresurvey.survey.minerals import Minerals

CANNOT_TELL = "?"


def _as_whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


class Answers:
    """Answers that an audit can have.

    Parameters
    ----------
    minerals : Minerals
        A symbol goes before a label of the paper and that before a name, should they be the same.
    """

    def __init__(self, minerals: Minerals):
        self._codes = frozenset(minerals.codes)
        self._exact: dict[str, int] = {}
        for kind in ("symbol", "paper_label", "name"):
            for mineral in minerals.table:
                if text := getattr(mineral, kind).strip():
                    self._exact.setdefault(text, mineral.code)
        self._any_case: dict[str, set[int]] = {}
        for text, code in self._exact.items():
            self._any_case.setdefault(text.casefold(), set()).add(code)
        self._symbols = [mineral.symbol for mineral in minerals.table]

    def code(self, text: str) -> int | None:
        """Code of an answer; None where it is no mineral's, or, but for upper case, of several."""
        if text in self._exact:
            return self._exact[text]
        alike = self._any_case.get(text.casefold(), set())
        if len(alike) == 1:
            return min(alike)
        number = _as_whole(text)
        return number if number in self._codes else None

    def advice(self, text: str) -> str:
        """What to write instead of an answer that is no mineral's."""
        known = {word.casefold(): word for word in self._exact}
        close = difflib.get_close_matches(text.casefold(), known, n=1)
        meant = f"do you mean {known[close[0]]!r}? " if close else ""
        return f"{meant}write one of {', '.join(self._symbols)}, {CANNOT_TELL} if you cannot tell"
