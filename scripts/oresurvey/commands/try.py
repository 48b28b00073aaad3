"""Map one photograph, without a sheet.

Makes a page with its map, its grains, what is uncertain and what one photograph cannot tell, below
results/try, and ends with the path of the page. Nothing of a survey is changed. Exit status: 0; 2
if the photograph, the model or another argument cannot be used; or Snakemake's.
"""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands.arguments import SCRIPTS
from oresurvey.operations.run.trial import MODEL, Trial, map_trial
from oresurvey.report.trial_page import write_trial_page

EXAMPLES = (
    "make try PHOTOGRAPH=my_photograph.jpg",
    "my_photograph.jpg",
    "my_photograph.jpg --minerals Py,Ccp,Sp --um-per-px 1.25 --model models/lumenstone-best",
)
FAILED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Photograph, model, and what the sheet would say."""
    parser.add_argument("photograph", type=Path, metavar="PHOTOGRAPH", help="JPEG, PNG, TIFF, BMP")
    parser.add_argument(
        "--model", default=MODEL, metavar="FOLDER", help="of a model; %(default)s by default"
    )
    parser.add_argument(
        "--minerals", default="", metavar="LIST", help="minerals that may occur, such as Py,Ccp,Sp"
    )
    parser.add_argument("--um-per-px", default="", metavar="X", help="micrometres per pixel")
    parser.add_argument(
        "--cores", type=int, default=os.cpu_count() or 1, metavar="N", help="all by default"
    )


def run(options: Namespace) -> int:
    """Map it, and write the page."""
    trial = Trial(options.photograph, options.model, options.minerals, options.um_per_px)
    survey, status = map_trial(trial, SCRIPTS, options.cores)
    if status:
        return status
    print(f"The page is at {write_trial_page(survey).resolve()}")
    return 0
