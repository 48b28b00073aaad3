"""Corrections of the fields of a survey: each is of a field, photograph and minerals of now."""

import os
from pathlib import Path

import numpy as np

from oresurvey.annotations.corrections import Corrections, read_corrections
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Minerals
from oresurvey.survey.survey import Survey

ENDING = ".corrections.json"


def check_minerals(found: Corrections, minerals: Minerals, path: Path) -> None:
    """Refuse corrections whose codes mean other minerals in a table.

    Raises
    ------
    FieldError
        Naming the codes.
    """
    used = set(np.unique(found.runs[:, 2]).tolist()) - {VOID}
    other = [
        f"{code} is {found.minerals.get(code, 'nothing')} there and "
        f"{minerals.symbol(code) if code in minerals.codes else 'nothing'} here"
        for code in sorted(used)
        if code not in minerals.codes or found.minerals.get(code) != minerals.symbol(code)
    ]
    if other:
        raise FieldError(
            f"{path}: the table of minerals has changed since: {', '.join(other)}; give the table "
            "that the viewer was made with (--minerals)"
        )


def _files(given: str | list[str]) -> list[Path]:
    """Files of corrections that a configuration names."""
    files = []
    for name in [given] if isinstance(given, str) else given:
        path = Path(os.path.expandvars(name))
        if not path.exists():
            raise ConfigurationError(f"configuration: corrections: {path} is not there")
        files += sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    return files


def corrections_of_survey(survey: Survey) -> dict[str, dict[str, str]]:
    """Corrections of the fields of a survey, checked.

    Parameters
    ----------
    survey : Survey

    Returns
    -------
    dict of str to dict
        By the name of the field: path and sha256 of the file.

    Raises
    ------
    OreSurveyError
        If a file cannot be read, is of no field of the sheet, of another photograph than the field
        has now or of other minerals, or if a field has two.
    """
    found: dict[str, dict[str, str]] = {}
    for path in _files(survey.settings.corrections or []):
        one = read_corrections(path)
        check_minerals(one, survey.minerals, path)
        if one.field not in survey.fields:
            raise FieldError(
                f"{path} is of field {one.field!r}, which the sheet does not have; take the file "
                "away, or correct the name of the field in it"
            )
        if one.field in found:
            raise FieldError(
                f"{path} and {found[one.field]['path']} both correct field {one.field!r}; load one "
                "into the viewer, correct it there, and keep that file alone"
            )
        [row] = survey.rows([one.field])
        if row["image_digest"] and row["image_digest"] != one.photograph_sha256:
            raise FieldError(
                f"{path} corrects a map of another photograph than {survey.fields[one.field].image}"
                ", or that file has changed since; correct the map again"
            )
        found[one.field] = {"path": str(path), "sha256": survey.digest_of_file(str(path))}
    return found
