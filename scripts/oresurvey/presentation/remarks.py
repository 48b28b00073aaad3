"""Remarks of the catalog as people read them: what is measured in words, with its unit."""

import re

MEASURES = {
    "edge_width_px": ("the width of its edges", " px"),
    "mean_level": ("its mean level", " of 255"),
    "cast_red_pct": ("its cast of red", " %"),
    "cast_blue_pct": ("its cast of blue", " %"),
    "clipped_pct": ("the part of it that is burned out", " %"),
    "dark_pct": ("the part of it that is black", " %"),
    "saturation_pct": ("its saturation", " %"),
}
"""By the column of ``catalog/fields.csv``: what it is, in words, and its unit."""
_SAID = re.compile(
    rf"\b({'|'.join(MEASURES)}) is ([-+\d.e]+?)(, their median )([-+\d.e]+?)(?=[.;,]?(?:\s|$))"
)


def plain_remark(text: str) -> str:
    """A remark of the catalog without names of columns.

    Examples
    --------
    >>> plain_remark("redder than the others of A: cast_red_pct is 16.9, their median 3")
    'redder than the others of A: its cast of red is 16.9 %, their median 3 %'
    """

    def said(found: re.Match) -> str:
        name, value, between, median = found.groups()
        words, unit = MEASURES[name]
        return f"{words} is {value}{unit}{between}{median}{unit}"

    return _SAID.sub(said, text)
