"""What a configuration names must be in the sheet and in the table of minerals."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from oresurvey.errors import ConfigurationError

if TYPE_CHECKING:
    from oresurvey.survey.survey import Survey


def _choose(key: str, wanted: Iterable[str], known: Iterable[str], wrong: str, kind: str) -> None:
    """Refuse what is not among what there is."""
    for name in sorted(set(wanted) - set(known)):
        raise ConfigurationError(
            f"configuration: {key}: {name!r} is {wrong}; {kind} to choose from: "
            f"{', '.join(known) or 'none'}"
        )


def check_choices(survey: "Survey") -> None:
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
