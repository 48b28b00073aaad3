"""One photograph as a survey of one field: its sheet and its configuration, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from recorded_survey import ROOT, SCRIPTS

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.errors import FieldError, OreSurveyError
from oresurvey.operations.run.trial import Trial, check_photograph


@pytest.fixture(autouse=True)
def photograph(tmp_path, monkeypatch):
    """A photograph with a name that is not easy, and the project's models and minerals."""
    monkeypatch.chdir(tmp_path)
    for name in ("models", "config"):
        Path(name).symlink_to(ROOT / name)
    pixels = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    Image.fromarray(pixels).save('руда $1 "a".png')
    return Path('руда $1 "a".png')


def test_the_survey_of_a_photograph(photograph):
    trial = Trial(photograph, minerals="Py, Ccp", um_per_px="1.25")
    configuration, survey = trial.prepare(SCRIPTS)
    assert configuration == trial.folder / "try.yaml"
    [field] = survey.fields.values()
    assert field.image == photograph.absolute() and field.field == photograph.stem
    assert (field.um_per_px, field.mask, field.split) == (1.25, None, None)
    [codes] = survey.declared.values()
    assert [survey.minerals.symbol(code) for code in codes] == ["Ccp", "Py"]
    assert survey.results == trial.folder and survey.settings.report.model == "lumenstone-best"
    assert trial.folder.parts[:2] == ("results", "try")


def test_without_minerals_all_are_named(photograph):
    _, survey = Trial(photograph).prepare(SCRIPTS)
    assert not survey.declared


def test_a_photograph_called_like_a_date(photograph):
    named = photograph.rename("12-Mar.png")
    _, survey = Trial(named).prepare(SCRIPTS)
    [field] = survey.fields.values()
    assert field.image == named.absolute() and field.field == "12-Mar.png"


def test_a_name_that_is_no_text(capsys):
    assert oresurvey(["try", "\udcff.jpg"]) == 2
    assert "holds what is no text; rename it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"photograph": Path("nowhere.jpg")},
            r"photograph nowhere\.jpg is no file; correct",
        ),
        ({"model": "models"}, r"model models: there is no model\.keras in this folder; name the"),
        ({"minerals": "Gold"}, "'Gold' is no mineral of the table"),
        ({"um_per_px": "-1"}, "um_per_px is '-1'"),
    ],
)
def test_what_cannot_be_used_is_refused(photograph, given, words):
    with pytest.raises(OreSurveyError, match=words):
        Trial(**{"photograph": photograph} | given).prepare(SCRIPTS)


def test_a_photograph_that_is_missing_ends_with_a_message(capsys):
    assert oresurvey(["try", "nowhere.jpg"]) == 2
    assert "error: photograph nowhere.jpg is no file" in capsys.readouterr().err


def test_a_photograph_that_a_survey_would_quarantine(photograph):
    _, survey = Trial(photograph).prepare(SCRIPTS)
    with pytest.raises(FieldError, match=r"60 x 40 px, smaller than a patch of \d+ px"):
        check_photograph(survey)
