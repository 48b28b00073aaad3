"""The card of a model as a page: its Markdown as HTML, with the symbols of the report."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

from oresurvey.presentation.render import render
from oresurvey.survey.minerals import Minerals

TEMPLATE = Path(__file__).parent / "templates" / "card.html"
_CODE = re.compile(r"`([^`]+)`")


def _inline(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def _measure(text: str, minerals: Minerals) -> str:
    """What the history of a training calls val_iou_7 or val_mean_iou_NAME, in words."""
    found = re.match(r"val_(open_)?(overall_accuracy|mean_iou|iou)(?:_(.+?))?: (.*)$", text)
    if not found:
        return text
    kind, what, of, value = found.groups()
    words = {"overall_accuracy": "overall accuracy", "mean_iou": "mean IoU", "iou": "IoU"}[what]
    if of and what == "iou" and of.isdecimal() and int(of) in minerals:
        of = minerals.symbol(int(of))
    where = f"{words} of {of}" if of else words
    return f"{where}, all minerals open: {value}" if kind else f"{where}: {value}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table(lines: list[str], symbols: dict[str, str]) -> Markup:
    head, rows = _cells(lines[0]), [_cells(line) for line in lines[2:]]
    if "mineral" in head:
        at = head.index("mineral")
        rows = [[*row[:at], symbols.get(row[at], row[at]), *row[at + 1 :]] for row in rows]
    top = Markup("").join(Markup('<th scope="col">{}</th>').format(cell) for cell in head)
    body = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(Markup("<td>{}</td>").format(_inline(cell)) for cell in row)
        )
        for row in rows
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="group" aria-label="Scores"><table><thead><tr>{}'
        "</tr></thead>\n<tbody>{}</tbody></table></div>"
    ).format(top, body)


def _kind(line: str) -> str:
    for start, kind in (("|", "table"), ("- ", "list"), ("#", "heading")):
        if line.startswith(start):
            return kind
    return "text" if line.strip() else ""


def _blocks(text: str, minerals: Minerals) -> Iterator[Markup]:
    """HTML of headings, lists, tables and paragraphs."""
    symbols = {one.paper_label: one.symbol for one in minerals.table}
    for kind, group in groupby(text.splitlines(), _kind):
        lines = list(group)
        if kind == "table":
            yield _table(lines, symbols)
        elif kind == "list":
            texts = (_inline(_measure(line[2:], minerals)) for line in lines)
            items = (Markup("<li>{}</li>\n").format(text) for text in texts)
            yield Markup("<ul>{}</ul>").format(Markup("").join(items))
        elif kind == "heading":
            for line in lines:
                level = len(line) - len(line.lstrip("#"))
                yield Markup("<h{0}>{1}</h{0}>").format(level, _inline(line.lstrip("# ")))
        elif kind == "text":
            yield Markup("<p>{}</p>").format(_inline(" ".join(lines)))


def card_html(text: str, minerals: Minerals) -> Markup:
    """A card as HTML; everything of it is escaped.

    Parameters
    ----------
    text : str
        Markdown: headings, lists, tables, paragraphs, fenced and inline code, as cards have them.
    minerals : Minerals
        Labels of the paper in the column "mineral", and codes in names of scores, become the
        symbols that the report uses.
    """
    found: list[Markup] = []
    # Odd parts are within fences.
    for at, part in enumerate(re.split(r"^```.*$", text, flags=re.MULTILINE)):
        if at % 2:
            found.append(Markup('<pre tabindex="0">{}</pre>').format(part.strip("\n")))
        else:
            found += _blocks(part, minerals)
    return Markup("\n").join(found)


def write_card_page(text: str, model: str, minerals: Minerals, path: str | Path) -> None:
    """Write the page of a card, beside the survey page."""
    render(TEMPLATE, path, card=card_html(text, minerals), model=model)
