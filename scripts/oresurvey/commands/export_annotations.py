"""Write masks or class maps for QuPath, COCO, Labelme, CVAT or a painting program.

A person corrects them there, and convert-mask reads them back. Every grain, a contiguous patch of
one mineral, is an object, outlined along the edges of its pixels. The last argument is what is
written: a file for one map, or a folder.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.annotations.reading import photograph_of, photograph_size
from oresurvey.annotations.writing import (
    ENDINGS,
    NEED_PHOTOGRAPH,
    TOGETHER,
    Picture,
    checked,
    must_be_new,
    write_pictures,
)
from oresurvey.commands.arguments import add_path
from oresurvey.errors import OreSurveyError
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.minerals import read_minerals

EXAMPLES = (
    "results/my_survey/mine/fields/Alder/Alder-1/classes.tif alder-1.geojson --to geojson",
    "results/my_survey/mine/fields/Alder/Alder-1/classes.tif alder-1.png --to indexed",
    "masks/vein-1.png masks/vein-2.png vein.json --to coco --photographs photographs/Vein",
)
FAILED = 2
CLASS_MAP = "classes.tif"


def add_arguments(parser: ArgumentParser) -> None:
    """Maps, what is written, the format, and what of the maps."""
    parser.add_argument(
        "maps", type=Path, nargs="+", metavar="MAP", help="mask of codes, or classes.tif"
    )
    parser.add_argument(
        "output", type=Path, metavar="OUTPUT", help="file to write, or a folder for several"
    )
    parser.add_argument(
        "--to",
        dest="format",
        choices=ENDINGS,
        required=True,
        help="geojson for QuPath; coco with polygons or coco-rle with compressed run lengths; "
        "labelme; cvat for images 1.1; indexed: PNG whose palette has the colours of the minerals, "
        "to paint on; colours: PNG in RGB with a legend; numbers: PNG of classes from 1 on with a "
        "table of names",
    )
    add_path(parser, "--minerals", "config/minerals.tsv", "table of minerals")
    parser.add_argument(
        "--photographs",
        type=Path,
        metavar="PATH",
        help="the photograph, or the folder in which photographs have the names of the maps; coco, "
        "labelme and cvat name it, so they need it",
    )
    parser.add_argument(
        "--connectivity",
        type=int,
        choices=(4, 8),
        default=8,
        help="8: pixels of one mineral that touch at a corner are one grain; 4: only at a side; "
        "8 by default",
    )
    parser.add_argument(
        "--no-background", action="store_true", help="leave background out: only ore is written"
    )


def _picture(path: Path, options: Namespace, minerals) -> Picture:
    # All class maps have one name; their folder is named after the field.
    stem = path.resolve().parent.name if path.name == CLASS_MAP else path.stem
    photograph = photograph_of(options.photographs, [stem], path)
    size = photograph_size(photograph) if photograph else None
    return checked(Picture(stem, read_mask(path), photograph), minerals, size)


def run(options: Namespace) -> int:
    """Write the files and print their names."""
    if options.format in NEED_PHOTOGRAPH and options.photographs is None:
        raise OreSurveyError(f"{options.format} names the photograph; add --photographs")
    ending = ENDINGS[options.format]
    is_file = options.output.suffix.lower() == ending
    is_folder = options.output.is_dir() or not (options.output.suffix or options.output.exists())
    if not is_file and not is_folder:
        raise OreSurveyError(f"{options.output}: give a name that ends in {ending}, or a folder")
    if is_file and len(options.maps) > 1 and options.format not in TOGETHER:
        raise OreSurveyError(f"{options.output}: several maps need a folder")
    if options.photographs and options.photographs.is_file() and len(options.maps) > 1:
        raise OreSurveyError(
            f"{options.photographs} is one photograph, and there are {len(options.maps)} maps; "
            "give the folder of their photographs with --photographs"
        )
    minerals = read_minerals(options.minerals)
    pictures = [_picture(path, options, minerals) for path in options.maps]
    stems = [picture.stem.casefold() for picture in pictures]
    if len(set(stems)) < len(stems):
        twice = next(stem for stem in stems if stems.count(stem) > 1)
        raise OreSurveyError(f"two maps have the name {twice}; write them into two folders")

    def path_of(stem: str) -> Path:
        path = options.output if is_file else options.output / f"{stem}{ending}"
        if path not in written:
            must_be_new(path)
        written.append(path)
        return path

    written: list[Path] = []
    background = not options.no_background
    for path in write_pictures(
        pictures, minerals, options.format, path_of, options.connectivity, background
    ):
        print(path)
    return 0
