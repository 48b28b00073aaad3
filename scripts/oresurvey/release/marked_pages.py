"""Pages with a part that a command writes, between two marks of its own."""

from pathlib import Path

from oresurvey.files.tables import write_text


def put_between_marks(page: Path, name: str, content: str) -> None:
    """Put a text between ``<!-- NAME: begin -->`` and ``<!-- NAME: end -->`` of a page.

    Parameters
    ----------
    page : Path
        Holds both marks once, each in a line of its own; nothing else of it changes.
    name : str
    content : str

    Raises
    ------
    ValueError
        Naming the page and the mark that it lacks.
    """
    begin, end = (f"<!-- {name}: {which} -->" for which in ("begin", "end"))
    text = page.read_text(encoding="utf-8")
    for mark in (begin, end):
        if text.count(mark) != 1:
            raise ValueError(f"{page} holds the mark {mark} {text.count(mark)} times, not once")
    head, rest = text.split(begin)
    tail = rest.split(end)[1]
    write_text("\n".join([head + begin, content.strip("\n"), end + tail]), page)
