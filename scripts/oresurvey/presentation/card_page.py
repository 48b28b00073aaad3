"""The card of a model as a page: its Markdown as HTML, with the symbols of the report."""

import re
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from oresurvey.presentation.render import render
from oresurvey.survey.minerals import Minerals

TEMPLATE = Path(__file__).parent / "templates" / "card.html"
TABLE = '<div class="scroll" tabindex="0" role="group" aria-label="Scores"><table>\n'


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


def _parser() -> MarkdownIt:
    """Markdown with tables, and no HTML of its own; what may be wide can be scrolled by keys."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("table_open", lambda *_: TABLE)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    parser.add_render_rule(
        "fence",
        lambda _, tokens, at, *__: (
            f'<pre tabindex="0">{escape(tokens[at].content.rstrip())}</pre>\n'
        ),
    )
    return parser


def _say(token: Token, text: str) -> None:
    """Put plain text in the place of what a token says."""
    token.children = [Token("text", "", 0, content=text)]


def card_html(text: str, minerals: Minerals) -> Markup:
    """A card as HTML; HTML in it is escaped.

    Parameters
    ----------
    text : str
        Markdown.
    minerals : Minerals
        Labels of the paper in the column "mineral", and codes in names of scores, become the
        symbols that the report uses.
    """
    symbols = {one.paper_label: one.symbol for one in minerals.table}
    parser = _parser()
    tokens = parser.parse(text)
    cell, of_minerals = 0, -1
    for token, inner in pairwise(tokens):
        if token.type == "thead_open":
            of_minerals = -1
        elif token.type == "tr_open":
            cell = -1
        elif token.type in ("th_open", "td_open"):
            cell += 1
            if token.type == "th_open":
                token.attrSet("scope", "col")
                of_minerals = cell if inner.content == "mineral" else of_minerals
            elif cell == of_minerals and inner.content in symbols:
                _say(inner, symbols[inner.content])
        elif inner.type == "inline" and inner.content.startswith("val_"):
            _say(inner, _measure(inner.content, minerals))
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def write_card_page(text: str, model: str, minerals: Minerals, path: str | Path) -> None:
    """Write the page of a card, beside the survey page."""
    render(TEMPLATE, path, card=card_html(text, minerals), model=model)
