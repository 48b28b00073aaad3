"""Suggest what to annotate next: fields of a finished survey, and the part of each to begin with.

First come those of which the model is least sure and which differ most from what trained it, from
what is annotated and from one another: minerals and sections that nothing covers yet count most.
Nothing is computed but the list. With FOLDER, the parts are written as pictures, and as maps that
QuPath opens: what is drawn on them comes back by convert-mask.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from oresurvey.commands.arguments import add_configuration, survey_of
from oresurvey.deposits.drift import NO_ORE
from oresurvey.deposits.tables import read_table
from oresurvey.errors import ConfigurationError, OreSurveyError
from oresurvey.files.manifests import read_manifests
from oresurvey.suggestions.crops import CROP_PX, STEP_OF_SIDE
from oresurvey.suggestions.fields import MappedField, mapped_fields, suggested_fields
from oresurvey.suggestions.folder import CROPS, MAPS, Part, must_be_empty, parts_of, write_folder
from oresurvey.survey.inputs import Inputs
from oresurvey.survey.survey import Survey

EXAMPLES = (
    "my_survey.yaml",
    "my_survey.yaml to_annotate --number 20",
    "my_survey.yaml to_annotate --deposit Alder --crops 3",
)
FAILED = 2


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def add_arguments(parser: ArgumentParser) -> None:
    """Survey, folder, how many of what."""
    add_configuration(parser)
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="FOLDER", help="new folder to write the parts into"
    )
    parser.add_argument(
        "--number", type=_positive, default=10, metavar="N", help="fields; 10 by default"
    )
    parser.add_argument("--deposit", metavar="NAME", help="of this deposit only; of all by default")
    parser.add_argument(
        "--crops", type=_positive, default=1, metavar="N", help="parts of a field; 1 by default"
    )
    parser.add_argument(
        "--crop-px",
        type=_positive,
        default=CROP_PX,
        metavar="PX",
        help=f"side of a part, a multiple of {STEP_OF_SIDE}; {CROP_PX} by default",
    )
    parser.add_argument("--whole", action="store_true", help="whole fields, no parts of them")


def _finished(survey: Survey, model: str) -> tuple[list[dict], list[dict], set[str]]:
    """Entries of grains and maps of a survey, and the deposits that are no ore."""
    inputs = Inputs(survey)
    try:
        instances, inference = (
            read_manifests(inputs.manifests(model, stage)) for stage in ("instances", "inference")
        )
        drift = read_table(survey.places.table(model, "drift"))
    except FileNotFoundError as error:
        raise OreSurveyError(
            f"{error.filename} is not there; run the survey first: make survey"
        ) from None
    return instances, inference, {*drift.loc[drift["verdict"] == NO_ORE, "deposit"]}


def _candidates(fields: list[MappedField], options: Namespace) -> list[MappedField]:
    """Fields of the deposit that was named."""
    names = sorted({one.deposit for one in fields})
    if options.deposit is not None and options.deposit not in names:
        raise ConfigurationError(
            f"--deposit {options.deposit!r}: the survey has mapped {', '.join(names) or 'none'}"
        )
    return [one for one in fields if options.deposit in (None, one.deposit)]


def _line(number: int, part: Part) -> str:
    field, crop = part.suggestion.field, part.crop
    where = f"{crop.width} x {crop.height} px from x {crop.x}, y {crop.y}"
    return (
        f"{number}. {field.deposit}, {field.section}, {field.field}: {where}\n"
        f"   {'; '.join(part.suggestion.reasons)}"
    )


def run(options: Namespace) -> int:
    """Print the list; write the folder."""
    if options.crop_px % STEP_OF_SIDE:
        raise ConfigurationError(f"--crop-px: give a multiple of {STEP_OF_SIDE}")
    survey = survey_of(options)
    model = survey.settings.report.model
    instances, inference, no_ore = _finished(survey, model)
    if options.folder:
        must_be_empty(options.folder)
    fields = [one for one in mapped_fields(instances, inference) if one.deposit not in no_ore]
    symbols = {code: survey.minerals.symbol(code) for code in survey.minerals.codes}
    found = suggested_fields(_candidates(fields, options), options.number, symbols)
    if not found:
        print("Nothing to suggest: every field that was mapped is annotated.")
        return 0
    folder_of = {entry["field"]: Path(entry["folder"]) for entry in instances}
    paths = {
        one.field.field: (survey.fields[one.field.field].image, folder_of[one.field.field])
        for one in found
    }
    crops = 0 if options.whole else options.crops
    parts = [
        part
        for one in found
        for part in parts_of(one, *paths[one.field.field], crops, options.crop_px)
    ]
    print("\n".join(_line(number, part) for number, part in enumerate(parts, start=1)))
    if options.folder:
        connectivity = survey.settings.instances.connectivity
        write_folder(parts, paths, survey.minerals, connectivity, options.folder)
        print(
            f"Open {options.folder / CROPS} in QuPath, and import the file of the same name from "
            f"{options.folder / MAPS}: docs/models/annotate.md says how it comes back."
        )
    return 0
