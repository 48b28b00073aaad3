"""Stages of a survey: a rule belongs to the stage whose name its file has."""

from pathlib import Path

STAGES = (
    *("catalog", "probability_maps", "training", "inference", "evaluation"),
    *("instances", "deposits", "report", "comparison", "audit"),
)
"""In the order of the work."""


def stage_of(rules_file: str | Path) -> str:
    """The stage of the rules in ``rules/STAGE.smk``.

    Raises
    ------
    KeyError
        For a file that is named after no stage.
    """
    stage = Path(rules_file).stem
    if stage not in STAGES:
        raise KeyError(
            f"{rules_file}: {stage} is no stage; add it to oresurvey/operations/progress/stages.py"
        )
    return stage
