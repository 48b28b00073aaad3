"""Errors: one root, and each also the built-in that it is."""

import pytest

from oresurvey.errors import ConfigurationError, FieldError, OreSurveyError, SheetError


@pytest.mark.parametrize("kind", [SheetError, ConfigurationError, FieldError])
@pytest.mark.parametrize("base", [OreSurveyError, ValueError])
def test_caught_as(kind, base):
    with pytest.raises(base, match="row 3"):
        raise kind("row 3")


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        (SheetError, (ConfigurationError, FieldError)),
        (ConfigurationError, (SheetError, FieldError)),
        (FieldError, (SheetError, ConfigurationError)),
    ],
)
def test_a_bad_photograph_is_no_bad_sheet(kind, others):
    """What quarantines one field and what stops the survey are never caught together."""
    assert not issubclass(kind, others)
