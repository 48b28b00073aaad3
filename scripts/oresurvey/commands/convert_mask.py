"""Convert annotations of labelling programs to masks of codes.

Read are QuPath's and plain GeoJSON, COCO, Labelme, CVAT for images 1.1, images painted in colours
(with a palette or without) and images of numbers, such as those of ilastik and napari. Minerals are
named by their symbol, label or name in the table of minerals, or by --names. What is not painted
becomes 255, not annotated.

The last argument is what is written: a PNG for one mask, or else a folder, in which every mask has
the name of its photograph. What was drawn on crops that suggest wrote becomes part of the mask of
their field. Printed: symbol, code and share (per cent of the pixels) of every
mineral found, and remarks.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np

from oresurvey.annotations.crops import Place, read_places
from oresurvey.annotations.drawn import CENTRES, CORNERS
from oresurvey.annotations.legends import legend_of_minerals, read_legend
from oresurvey.annotations.names import MineralNames
from oresurvey.annotations.reading import FORMATS, RESTS, How, Mask, read_masks
from oresurvey.annotations.writing import must_be_new, write_indexed
from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.survey.minerals import Minerals, read_minerals

EXAMPLES = (
    "painted.png codes.png --minerals config/minerals.tsv",
    "vein-1.geojson vein-2.geojson masks --photographs photographs/Vein",
    "labels.tif codes.png --names names.csv",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Files, what is written, and how names and colours are read."""
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="annotations of a labelling program"
    )
    parser.add_argument(
        "masks", type=Path, metavar="MASKS", help="PNG to write, 8 bit, or a folder for masks"
    )
    parser.add_argument(
        "--from",
        dest="format",
        choices=FORMATS,
        help="format of the files; by default as they look. codes are numbers that are the codes "
        "of the table of minerals already, with 0 for what was not painted",
    )
    add_path(parser, "--minerals", "config/minerals.tsv", "table of minerals")
    parser.add_argument(
        "--names", type=Path, metavar="FILE", help="table with the columns name,mineral"
    )
    parser.add_argument(
        "--legend",
        type=Path,
        metavar="FILE",
        help="table with the columns colour,mineral, or a labelmap.txt; by default the colours of "
        "the table of minerals, and white for void",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        metavar="LEVELS",
        help="take the nearest colour of the legend within so many levels of 0 to 255; what is "
        "further away is void. By default any other colour is an error",
    )
    parser.add_argument(
        "--rest", choices=RESTS, default="void", help="what is not painted; void by default"
    )
    parser.add_argument(
        "--photographs",
        type=Path,
        metavar="PATH",
        help="the photograph, or the folder of the photographs, whose sizes masks must have; "
        "GeoJSON needs it, as it does not say how large an image is",
    )
    parser.add_argument(
        "--vertices",
        choices=(CORNERS, CENTRES),
        default=CORNERS,
        help="what the point (0, 0) of a polygon is: the corner of the first pixel, as in all of "
        "these programs, or its centre, as in outlines that OpenCV found; corners by default",
    )


def _written(mask: Mask, path: Path, minerals: Minerals) -> None:
    must_be_new(path, unless_ours=True)
    write_indexed(mask.codes, minerals, path)
    for code, pixels in zip(*np.unique(mask.codes, return_counts=True), strict=True):
        print(f"{minerals.symbol(int(code))}\t{code}\t{100 * pixels / mask.codes.size:.2f} %")
    for remark in mask.remarks:
        print(f"{path}: {remark}")


def _in_whole(mask: Mask, place: Place, path: Path) -> Mask:
    """A mask of a crop as part of the mask of its field, which may be there from other crops."""
    must_be_new(path, unless_ours=True)
    return Mask(place.mask, place.put(mask.codes, place.start(path)), mask.remarks)


def _convert(
    file: Path, options: Namespace, how: How, taken: dict[Path, Path], places: dict[str, Place]
) -> None:
    """Write the masks of one file; `taken` has what was written, and whose it is."""
    masks = read_masks(file, how)
    one = options.masks.suffix.lower() == ".png"
    if one and len(masks) != 1:
        raise OreSurveyError(
            f"{file} is of {len(masks)} photographs; give a folder in place of {options.masks}"
        )
    for mask in masks:
        place = places.get(mask.stem)
        stem = place.mask if place else mask.stem
        path = options.masks if one else options.masks / f"{stem}.png"
        if place:
            mask = _in_whole(mask, place, path)
        elif path in taken:
            raise OreSurveyError(
                f"{file}: {path} was written from {taken[path]}; convert them into two folders"
            )
        if not one:
            print(path)
        _written(mask, path, how.names.minerals)
        taken[path] = file


def run(options: Namespace) -> int:
    """Write the masks; a file that cannot be read does not stop the others."""
    is_mask = options.masks.suffix.lower() == ".png"
    is_folder = options.masks.is_dir() or not (options.masks.suffix or options.masks.exists())
    if not is_mask and not is_folder:
        raise OreSurveyError(f"{options.masks}: give a name that ends in .png, or a folder")
    if is_mask and len(options.files) > 1:
        raise OreSurveyError(f"{options.masks}: several files need a folder, not one .png")
    minerals = read_minerals(options.minerals)
    how = How(
        names=MineralNames(minerals, options.names),
        legend=read_legend(options.legend) if options.legend else legend_of_minerals(minerals),
        format=options.format,
        tolerance=options.tolerance,
        rest=RESTS[options.rest],
        vertices=options.vertices,
        photographs=options.photographs,
    )
    failed = 0
    taken: dict[Path, Path] = {}
    places = read_places(options.photographs)
    for file in options.files:
        try:
            _convert(file, options, how, taken, places)
        except OreSurveyError as error:
            print(f"error: {error}", file=sys.stderr)
            failed += 1
    return FAILED if failed else 0
