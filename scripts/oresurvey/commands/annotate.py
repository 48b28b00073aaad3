"""Write pages in which photographs are annotated, without a survey and without a map.

Each page holds its photograph and works from disk: choose a mineral, and click what looks alike;
draw, outline, or count points. What it saves becomes a mask by convert-mask.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.report.viewer.blank import blank_content
from oresurvey.report.viewer.page import write_viewer
from oresurvey.survey.minerals import read_minerals

EXAMPLES = (
    "photographs/Alder/alder-1.jpg pages",
    "photographs/Alder/*.jpg pages --um-per-px 1.25",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Photographs, folder, minerals, scale."""
    parser.add_argument(
        "photographs", type=Path, nargs="+", metavar="PHOTOGRAPH", help="JPEG, PNG, TIFF, BMP"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="for the pages")
    add_path(parser, "--minerals", "config/minerals.tsv", "table of minerals")
    parser.add_argument(
        "--um-per-px", type=float, metavar="X", help="micrometres per pixel; unknown by default"
    )


def run(options: Namespace) -> int:
    """Write the pages and print their names."""
    if options.um_per_px is not None and not options.um_per_px > 0:
        raise OreSurveyError("--um-per-px: give a number above 0")
    minerals = read_minerals(options.minerals)
    stems = [path.stem.casefold() for path in options.photographs]
    if len(set(stems)) < len(stems):
        twice = next(stem for stem in stems if stems.count(stem) > 1)
        raise OreSurveyError(f"two photographs have the name {twice}; write them into two folders")
    for path in options.photographs:
        page = options.folder / f"{path.stem}.html"
        write_viewer(blank_content(path, minerals, options.um_per_px), "", page)
        print(page)
    return 0
