"""Write a mask that was painted in colours as a mask of codes.

The colours are those of the table of minerals. Printed: symbol, code and share (per cent of the
pixels) of every mineral found.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np
from PIL import Image

from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.files.tables import replace_file
from oresurvey.photographs.mask_colours import codes_of_colours
from oresurvey.photographs.photograph import read_photograph
from oresurvey.survey.minerals import read_minerals

EXAMPLES = ("painted.png codes.png --minerals config/minerals.tsv",)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Painted mask, mask to write, minerals."""
    parser.add_argument(
        "mask", type=Path, metavar="MASK", help="PNG or TIFF in the colours of the minerals"
    )
    parser.add_argument("codes", type=Path, metavar="CODES", help="PNG to write, 8 bit")
    add_path(parser, "--minerals", "config/minerals.tsv", "table of minerals")


def run(options: Namespace) -> int:
    """Write the mask of codes."""
    if options.codes.suffix.lower() != ".png":
        raise OreSurveyError(f"{options.codes}: give a name that ends in .png")
    minerals = read_minerals(options.minerals)
    codes = codes_of_colours(read_photograph(options.mask), minerals, options.mask)
    replace_file(options.codes, lambda fresh: Image.fromarray(codes).save(fresh, format="PNG"))
    for code, pixels in zip(*np.unique(codes, return_counts=True), strict=True):
        print(f"{minerals.symbol(int(code))}\t{code}\t{100 * pixels / codes.size:.2f} %")
    return 0
