"""A survey read: what its configuration names is there, in the sheet and among the minerals too."""

import os
from collections.abc import Iterable
from pathlib import Path

import yaml

from oresurvey.errors import ConfigurationError
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.may_occur import declared_minerals
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.settings.configuration import read_configuration
from oresurvey.survey.settings.settings import Settings
from oresurvey.survey.sheet import read_whole_sheet
from oresurvey.survey.survey import Survey


def _choose(key: str, wanted: Iterable[str], known: Iterable[str], wrong: str, kind: str) -> None:
    """Refuse what is not among what there is."""
    for name in sorted(set(wanted) - set(known)):
        raise ConfigurationError(
            f"configuration: {key}: {name!r} is {wrong}; {kind} to choose from: "
            f"{', '.join(known) or 'none'}"
        )


def _check_choices(survey: Survey) -> None:
    """Compare what the configuration names with what there is.

    Raises
    ------
    ConfigurationError
        For a fold without numbered fields; for a deposit, a field or a mineral that is not there:
        naming the key and what there is to choose from.
    """
    deposits = sorted({field.deposit for field in survey.fields.values()})
    trained = sorted({survey.fields[name].deposit for name in survey.training})
    for name in survey.models_that_are("trained"):
        training, key = survey.model(name).training, f"models.{name}.train"
        assert training
        for field in survey.training if training.fold is not None else ():
            if not survey.fields[field].extra.get("fold", "").isdigit():
                raise ConfigurationError(
                    f"configuration: {key}.fold: field {field!r} has no whole number in the "
                    "sheet's column fold; number the groups of a cross-validation there, or leave "
                    "train.fold out"
                )
        none = "the deposit of no annotated field with split train or validation"
        _choose(f"{key}.deposits", training.deposits or [], trained, none, "deposits")
    settings, none = survey.settings, "no annotated field with a fitting split in the sheet"
    _choose("evaluation.show", settings.evaluation.show, survey.scored, none, "fields")
    shown = [wanted.field for wanted in settings.heat_maps]
    _choose("heat_maps", shown, survey.training, none, "fields")
    _choose("audit.deposits", settings.audit.deposits, deposits, "unknown", "deposits")
    symbols = [symbol for triple in settings.deposits.ternary for symbol in triple]
    known = sorted(mineral.symbol for mineral in survey.minerals.table)
    _choose("deposits.ternary", symbols, known, "unknown", "minerals")


def survey_from(settings: Settings, scripts: str | Path) -> Survey:
    """Read what a checked configuration names.

    Raises
    ------
    OreSurveyError
        If any of it cannot be used, or does not fit the rest: naming file and row, or the key.
    """
    sheet = read_whole_sheet(os.path.expandvars(settings.sheet))
    minerals = read_minerals(settings.minerals)
    formulas = read_formulas(settings.minerals)
    lists = {name: about.minerals for name, about in settings.deposits.by_name.items()}
    declared = declared_minerals(sheet.fields, lists, minerals, settings.sheet)
    by_name = {field.field: field for field in sheet.fields}
    survey = Survey(
        settings,
        settings.recorded(),
        by_name,
        minerals,
        formulas,
        declared,
        Path(scripts),
        tuple(sheet.remarks),
    )
    _check_choices(survey)
    # Read before any work, as the rest of the sheet: a cell may be no number.
    survey.assayed.keys()
    return survey


def read_survey(configuration: str | Path, scripts: str | Path) -> Survey:
    """Read a configuration file and what it names.

    Parameters
    ----------
    configuration : path
        YAML, as for ``--configfile``; paths in it are relative to the working directory.
    scripts : path
        Folder of the scripts.

    Raises
    ------
    OreSurveyError
        If any of it cannot be used.
    """
    try:
        config = yaml.safe_load(Path(configuration).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{configuration} cannot be read: {error}") from None
    settings, _ = read_configuration(config or {})
    return survey_from(settings, scripts)
