"""Pages: one HTML file that opens from disk, with no server and no network."""

from pathlib import Path

import jinja2
import pandas as pd

from oresurvey.files.tables import write_text

SHARED = Path(__file__).parent / "templates"
"""Templates and style sheet that those of several pages are made with."""


def text_of(value, figures: int = 4) -> str:
    """A value in a cell, numbers with so many significant figures; nothing where there is none."""
    if isinstance(value, float):
        if pd.isna(value):
            return ""
        # No powers of ten for what has more figures before the point.
        return f"{value:.0f}" if abs(value) >= 10**figures else f"{value:.{figures}g}"
    return "" if value is None or value is pd.NA else str(value)


def render(template: Path, path: str | Path, **content) -> None:
    """Fill in a template and write the page, atomically.

    Everything from the sheet is escaped. The style sheet is a part of the page, which needs no file
    beside it to be read.

    Parameters
    ----------
    template : Path
        It may extend and include those beside it and those of `SHARED`.
    path : path
        The page.
    **content
        What the template names; what it names and is not here is an error.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([template.parent, SHARED]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    write_text(environment.get_template(template.name).render(**content), path)
