"""The filled sheet of an audit, checked before any work, by runs and commands alike."""

from oresurvey.audit.sheet import check_place, read_audit
from oresurvey.survey.survey import Survey


def check_filled(survey: Survey) -> None:
    """Read the filled sheet that a survey names, if it names one.

    Raises
    ------
    ConfigurationError
        If it lies where the survey writes.
    SheetError
        Naming every bad row, and what to do.
    """
    if survey.audit_sheet is None:
        return
    check_place(survey.audit_sheet, survey.places.results)
    read_audit(
        survey.audit_sheet, survey.minerals, [vars(field) for field in survey.fields.values()]
    )
