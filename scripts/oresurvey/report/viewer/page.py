"""The viewer of a field: one page that holds all of it, and opens from disk."""

from pathlib import Path

from oresurvey.presentation.render import render

TEMPLATE = Path(__file__).parent / "templates" / "viewer.html"
PROGRAMS = (
    *("decode", "field", "numbers", "palettes", "photograph", "matching", "painting", "outline"),
    *(
        "view",
        "suggested",
        "map",
        "divider",
        "layers",
        "legend",
        "scale_bar",
        "grain_panel",
        "export",
    ),
    *("filter_form", "address", "corrections", "shapes", "alike", "points"),
    *("corrections_file",),
    *("kept_work", "editor_work", "editor", "editor_pointer", "editor_panel"),
    *("keys", "sheet", "about", "main"),
)
"""JavaScript of the page, in ``programs/``, in the order in which it is put there."""

PARTS = Path(__file__).parent / "programs"
STYLE = PARTS / "viewer.css"
LIBRARY = Path(__file__).parent / "vendor" / "openseadragon"


def viewer_files() -> list[Path]:
    """Every file that a page is made of: its rule runs again when one changes."""
    scripts = [PARTS / f"{name}.js" for name in PROGRAMS]
    library = [LIBRARY / name for name in ("openseadragon.min.js", "LICENSE.txt")]
    return [TEMPLATE, STYLE, *scripts, *library]


def _library() -> str:
    """OpenSeadragon without the name of its source map, which is not there."""
    text = (LIBRARY / "openseadragon.min.js").read_text(encoding="utf-8")
    return text.partition("//# sourceMappingURL")[0]


def lean(program: str) -> str:
    """A program without its indentation, and without comments that have lines of their own."""
    kept, comment = [], False
    for line in map(str.strip, program.splitlines()):
        comment = comment or line.startswith("/*")
        if line and not comment and not line.startswith("//"):
            kept.append(line)
        comment = comment and not line.endswith("*/")
    return "\n".join(kept)


def write_viewer(content: dict, report_link: str, path: str | Path) -> None:
    """Write the page.

    Parameters
    ----------
    content : dict
        As from `report.viewer.content.viewer_content`.
    report_link : str
        Address of the survey page, from this one; "" where there is none.
    path : path
    """
    render(
        TEMPLATE,
        path,
        content=content,
        report_link=report_link,
        library=_library(),
        licence=(LIBRARY / "LICENSE.txt").read_text(encoding="utf-8"),
        style=lean(STYLE.read_text(encoding="utf-8")),
        programs=[lean((PARTS / f"{name}.js").read_text(encoding="utf-8")) for name in PROGRAMS],
    )
