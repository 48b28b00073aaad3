"""What a survey is known by: digests of its configuration, sheet and minerals."""

import hashlib
import json
import os
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.survey.formulas import Formula
from oresurvey.survey.minerals import Minerals


def configuration_digest(survey: dict) -> str:
    """SHA-256 of a whole configuration, defaults filled in."""
    return hashlib.sha256(json.dumps(survey, sort_keys=True).encode()).hexdigest()


def minerals_digest(minerals: Minerals, formulas: dict[int, Formula]) -> str:
    """SHA-256 of what a table of minerals says, whatever its spelling."""
    rows = [list(vars(mineral).values()) for mineral in minerals.table]
    texts = {str(code): formula.text for code, formula in formulas.items()}
    return hashlib.sha256(json.dumps([rows, texts], sort_keys=True).encode()).hexdigest()


def inputs_of_run(survey: dict, minerals: Minerals, formulas: dict[int, Formula]) -> dict[str, str]:
    """Digests of configuration, sheet and minerals, as records have them.

    Parameters
    ----------
    survey : dict
        The checked configuration.
    minerals : Minerals
    formulas : dict
        As from `survey.formulas.read_formulas`.
    """
    return {
        "configuration_sha256": configuration_digest(survey),
        "sheet_sha256": file_sha256(Path(os.path.expandvars(survey["sheet"]))),
        "minerals_sha256": minerals_digest(minerals, formulas),
    }
