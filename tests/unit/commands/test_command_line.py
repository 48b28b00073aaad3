"""The command: every verb explains itself, and errors come without a traceback."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest
from recorded_survey import recorded_survey, write_configuration

from oresurvey import __version__, commands
from oresurvey.commands.command_line import COMMAND, FOR_MAKERS, FOR_SURVEYS, VERBS, module_of
from oresurvey.commands.command_line import main as oresurvey

ROOT = Path(__file__).parents[3]
NO_VERBS = {"__init__", "arguments", "command_line"}


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """A recorded survey in the working directory."""
    monkeypatch.chdir(tmp_path)
    recorded_survey()


@pytest.fixture
def calls(monkeypatch):
    """Command lines of every process that would have been started."""
    started = []

    def instead(command, **how):
        started.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(subprocess, "run", instead)
    return started


def test_every_module_is_a_verb():
    folder = Path(commands.__file__).parent
    for verbs, of in ((FOR_SURVEYS, folder), (FOR_MAKERS, folder / "makers")):
        modules = {path.stem for path in of.glob("*.py")}
        assert {verb.replace("-", "_") for verb in verbs} == modules - NO_VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_help_names_every_argument_and_shows_examples(verb, capsys):
    with pytest.raises(SystemExit) as left:
        oresurvey([verb, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert f"{COMMAND} {verb}" in said
    parser = ArgumentParser()
    module_of(verb).add_arguments(parser)
    for action in parser._actions:
        assert action.help, f"{verb}: {action.dest} is not explained"
        assert (action.option_strings or [action.metavar])[0] in said


@pytest.mark.parametrize("verb", VERBS)
def test_examples_can_be_read(verb):
    module = module_of(verb)
    parser = ArgumentParser()
    module.add_arguments(parser)
    typed = [line for line in module.EXAMPLES if not line.startswith("make ")]
    assert typed
    for line in typed:
        parser.parse_args(line.split())


@pytest.mark.parametrize("verb", VERBS)
def test_targets_of_make_that_examples_name(verb):
    makefile = (ROOT / "Makefile").read_text()
    for line in module_of(verb).EXAMPLES:
        if line.startswith("make "):
            assert f"\n{line.split()[1]}: $(READY)\n" in makefile


def test_verbs_are_listed(capsys):
    with pytest.raises(SystemExit) as left:
        oresurvey(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(f"    {verb}" in said for verb in VERBS) and set(FOR_MAKERS) < set(VERBS)


@pytest.mark.parametrize("given", [[], ["verfy", "survey.yaml"], ["verify"]])
def test_what_is_no_command_is_refused(given, capsys):
    with pytest.raises(SystemExit) as left:
        oresurvey(given)
    assert left.value.code == 2
    assert "usage: python -m oresurvey" in capsys.readouterr().err


def test_as_it_is_typed(tmp_path):
    def typed(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "oresurvey", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
            capture_output=True,
            text=True,
        )

    assert typed("--version").stdout == f"oresurvey {__version__}\n"
    failed = typed("unlock", "missing.yaml")
    assert failed.returncode == 1
    assert failed.stderr.startswith("error: missing.yaml cannot be read")
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize("verb", ["verify", "repair", "adopt", "clean-stale"])
def test_survey_that_cannot_be_read(verb, survey, capsys):
    Path("sheet.tsv").unlink()
    assert oresurvey([verb, "survey.yaml"]) == 2
    assert "error: sheet sheet.tsv is not there" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["verify", "clean-stale"])
def test_filled_audit_that_a_run_would_refuse(verb, survey, capsys):
    write_configuration(audit={"sheet": "results/points.csv"})
    assert oresurvey([verb, "survey.yaml"]) == 2
    assert "error: audit.sheet: results/points.csv is inside the results" in capsys.readouterr().err


def test_repair_makes_again_what_is_altered(survey, calls, capsys):
    Path("results/first/deposits/modal.csv").write_text("mineral,pct\nPy,13\n")
    Path("results/models/first/statistics.csv").unlink()
    assert oresurvey(["repair", "survey.yaml", "--cores", "2"]) == 0
    said = capsys.readouterr().out
    assert "altered: first/deposits/modal.csv" in said
    assert "missing: models/first/statistics.csv" in said
    assert not Path("results/first/deposits/modal.csv").exists()
    (command,) = calls
    start = [sys.executable, "-m", "snakemake", "--configfile", "survey.yaml", "--cores", "2"]
    assert command[: len(start)] == start
    made = ["results/first/deposits/modal.csv", "results/models/first/model.json"]
    assert command[command.index("--force") + 1 :] == made


def test_nothing_to_repair(survey, calls):
    assert oresurvey(["repair", "survey.yaml"]) == 0
    assert calls == []


def test_adoption(survey, calls, capsys):
    assert oresurvey(["adopt", "survey.yaml"]) == 0
    assert "is as it was made" in capsys.readouterr().out
    assert Path("results/records/.home").exists()
    (command,) = calls
    assert {"--touch", "--forceall"} < set(command)


def test_what_was_altered_is_not_adopted(survey, calls):
    Path("results/first/deposits/modal.csv").write_text("mineral,pct\nPy,13\n")
    assert oresurvey(["adopt", "survey.yaml"]) == 1
    assert calls == [] and not Path("results/records/.home").exists()


def test_why(survey, calls, capsys):
    assert oresurvey(["why", "survey.yaml", "catalog"]) == 0
    assert capsys.readouterr().out == "nothing to be done\n"
    assert calls[0][-3:] == ["--dry-run", "--", "catalog"]


def test_audit(calls):
    assert oresurvey(["audit", "survey.yaml", "--cores", "3"]) == 0
    assert calls[0][-4:] == ["--cores", "3", "--", "audit"]


def test_unlock(survey, capsys):
    assert oresurvey(["unlock", "survey.yaml"]) == 0
    assert capsys.readouterr().out == "results: was not locked\n"


def test_model_that_was_not_trained(tmp_path, capsys):
    assert oresurvey(["ship-model", str(tmp_path), "best", "--models", str(tmp_path)]) == 2
    assert "train and evaluate best first" in capsys.readouterr().err


def test_accuracy_of_nothing(tmp_path, capsys):
    page = tmp_path / "page.md"
    assert oresurvey(["write-accuracy", "--results", str(tmp_path), "--page", str(page)]) == 0
    assert capsys.readouterr().out == f"{page}\n" and page.exists()
