"""A trial: one photograph without a sheet, through the same jobs as a survey's."""

import csv
import io
import os
import shlex
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import yaml

from oresurvey.catalog.inspection import inspect_field
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.files.folder_names import folder_name
from oresurvey.files.tables import write_text
from oresurvey.operations.records.provenance import COMMAND
from oresurvey.operations.run.calls import snakemake
from oresurvey.photographs.sizes import SMALLEST_PX, largest_mpx
from oresurvey.survey.cells.names import wrong_character
from oresurvey.survey.cells.written import escaped, spoiled
from oresurvey.survey.reading import read_survey
from oresurvey.survey.survey import Survey

MODEL = "models/lumenstone-best"
DEPOSIT, SECTION = "unknown deposit", "one"
FOLDER = Path("results/try")
LAST_LINES = 15


@dataclass(frozen=True)
class Trial:
    """What is tried.

    Attributes
    ----------
    photograph : Path
    model : str
        Folder of a model.
    minerals : str
        As in the sheet's column: those that may occur; empty for all that the model knows.
    um_per_px : str
        As in the sheet's column.

    Raises
    ------
    FieldError
        If the path is no text.
    """

    photograph: Path
    model: str = MODEL
    minerals: str = ""
    um_per_px: str = ""

    def __post_init__(self):
        path = str(self.photograph.absolute())
        if wrong_character(path):
            raise FieldError(
                f"photograph {path!r}: its name, or that of a folder, holds what is no text; "
                "rename it"
            )

    @property
    def folder(self) -> Path:
        """All that the trial makes; the same for the same name of a photograph and model."""
        return FOLDER / folder_name(Path(self.model).name) / folder_name(self.photograph.stem)

    def _sheet(self) -> str:
        name = self.photograph.stem
        if spoiled(name):
            # A photograph may be called 12-Mar.jpg; no spreadsheet made a date of it here.
            name = self.photograph.name
        image = escaped(str(self.photograph.absolute()))
        row = {
            "deposit": DEPOSIT, "section": SECTION, "field": name, "image": image,
            "minerals": self.minerals, "um_per_px": self.um_per_px,
        }  # fmt: skip
        text = io.StringIO()
        table = csv.writer(text, delimiter="\t", lineterminator="\n")
        table.writerows([row.keys(), row.values()])
        return text.getvalue()

    def _configuration(self) -> dict:
        name = Path(self.model).name
        return {
            "sheet": str(self.folder / "sheet.tsv"),
            "results": str(self.folder),
            "models": {name: {"weights": self.model}},
            "report": {"model": name},
        }

    def prepare(self, scripts: Path) -> tuple[Path, Survey]:
        """Write sheet and configuration; the path of the latter, and the survey that they say.

        Raises
        ------
        OreSurveyError
            If the photograph or the model is not there, or a mineral or a scale is none.
        """
        if not self.photograph.is_file():
            raise FieldError(f"photograph {self.photograph} is no file; correct its path")
        if not (Path(self.model) / "model.keras").is_file():
            raise ConfigurationError(
                f"model {self.model}: there is no model.keras in this folder; name the folder of a "
                f"model, such as {MODEL}"
            )
        configuration = self.folder / "try.yaml"
        write_text(self._sheet(), self.folder / "sheet.tsv")
        write_text(yaml.safe_dump(self._configuration(), sort_keys=False), configuration)
        return configuration, read_survey(configuration, scripts)


def check_photograph(survey: Survey) -> None:
    """Refuse what the catalog would quarantine, or the model could not map, before any job runs.

    Raises
    ------
    FieldError
        With the reason.
    """
    settings = survey.settings
    smallest_px = max(SMALLEST_PX, survey.model(settings.report.model).smallest_px)
    largest = largest_mpx(settings.catalog.largest_mpx, settings.instances.split)
    for field in survey.fields.values():
        found = inspect_field(field, survey.minerals.codes, smallest_px, largest)
        if found.status != "accepted":
            raise FieldError(found.reason)


def map_trial(trial: Trial, scripts: Path, cores: int) -> tuple[Survey, int]:
    """Run the jobs of a survey of one field, to its viewer; what Snakemake says goes into a log.

    Returns
    -------
    Survey, int
        The exit status of Snakemake; if it is not 0, the end of its log was printed.
    """
    configuration, survey = trial.prepare(scripts)
    check_photograph(survey)
    log = survey.results / "logs" / "try.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"{trial.photograph} is being mapped; the log is {log}", flush=True)
    quiet = ("--cores", str(cores), "--rerun-incomplete", "--quiet", "rules", "reason", "host")
    with log.open("w", encoding="utf-8") as said:
        done = snakemake(
            configuration,
            *(*quiet, "--", "viewers"),
            env=os.environ | {COMMAND: f"make try PHOTOGRAPH={shlex.quote(str(trial.photograph))}"},
            stdout=said,
            stderr=said,
        )
    if done.returncode:
        with log.open(encoding="utf-8", errors="replace") as said:
            print(*deque(said, LAST_LINES), f"all of it: {log}", sep="", file=sys.stderr)
    return survey, done.returncode
