"""A survey as its configuration, sheet and table of minerals are now, read outside of a run."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from oresurvey.errors import ConfigurationError
from oresurvey.survey.configuration import read_configuration
from oresurvey.survey.field import Field
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.layout import SurveyLayout
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.provenance import inputs_of_run
from oresurvey.survey.sheet import read_sheet


@dataclass(frozen=True)
class Surveyed:
    """Configuration and sheet of a survey.

    Attributes
    ----------
    survey : dict
        As from `survey.configuration.read_configuration`.
    fields : dict of str to Field
        The sheet.
    inputs : dict
        As from `survey.provenance.inputs_of_run`.
    scripts : Path
        Folder of the scripts.
    """

    survey: dict
    fields: dict[str, Field]
    inputs: dict[str, str]
    scripts: Path

    @property
    def results(self) -> Path:
        """The results folder."""
        return Path(self.survey["results"].rstrip("/"))

    @cached_property
    def layout(self) -> SurveyLayout:
        """What belongs into it."""
        return SurveyLayout.of(self.survey, list(self.fields.values()))

    @property
    def photographs(self) -> list[Path]:
        """Folders that a demo's photographs are in; they may be inside the results."""
        demo = self.survey.get("demo")
        return [Path(demo["folder"])] if demo else []


def read_surveyed(configuration: str | Path, scripts: str | Path) -> Surveyed:
    """Read a configuration file and what it names.

    Parameters
    ----------
    configuration : path
        YAML, as for ``--configfile``; paths in it are relative to the working directory.
    scripts : path
        Folder of the scripts, beside that of the schema.

    Raises
    ------
    OreSurveyError
        If any of it cannot be used.
    """
    try:
        config = yaml.safe_load(Path(configuration).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{configuration} cannot be read: {error}") from None
    scripts = Path(scripts)
    survey, _ = read_configuration(config or {}, scripts)
    fields = read_sheet(os.path.expandvars(survey["sheet"]))
    minerals = read_minerals(survey["minerals"])
    inputs = inputs_of_run(survey, minerals, read_formulas(survey["minerals"]))
    return Surveyed(survey, {field.field: field for field in fields}, inputs, scripts)
