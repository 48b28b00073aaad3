"""Painted mask -> mask of codes: python scripts/convert_mask.py [--help]."""

import argparse
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from oresurvey.errors import OreSurveyError
from oresurvey.files.tables import replace_file
from oresurvey.photographs.mask_colours import codes_of_colours
from oresurvey.photographs.photograph import read_photograph
from oresurvey.survey.minerals import read_minerals


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the mask was written."""
    parser = argparse.ArgumentParser(description="Write a mask of colours as a mask of codes.")
    parser.add_argument("mask", type=Path, help="PNG or TIFF in the colours of the minerals")
    parser.add_argument("codes", type=Path, help="PNG to write")
    parser.add_argument("--minerals", default="config/minerals.tsv", help="table of minerals")
    options = parser.parse_args(arguments)
    try:
        if options.codes.suffix.lower() != ".png":
            raise OreSurveyError(f"{options.codes}: give a name that ends in .png")
        minerals = read_minerals(options.minerals)
        codes = codes_of_colours(read_photograph(options.mask), minerals, options.mask)
    except OreSurveyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    replace_file(options.codes, lambda fresh: Image.fromarray(codes).save(fresh, format="PNG"))
    for code, pixels in zip(*np.unique(codes, return_counts=True), strict=True):
        print(f"{minerals.symbol(int(code))}\t{code}\t{100 * pixels / codes.size:.2f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
