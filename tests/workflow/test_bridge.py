"""Results that version 0.1 finished go on with this version, and nothing is made again."""

import os
import subprocess
import sys

import changes
import pytest
from earlier_version import CODES, make_earlier
from survey_project import MODAL, ROOT, Project, oresurvey, tables

from oresurvey.files.tables import read_json, write_json
from oresurvey.operations.records import bridge
from oresurvey.operations.records.jobs import read_records
from oresurvey.training.trained_files import TRAINED_NETWORK

TABLE = f"scripts/{bridge.TABLE.relative_to(ROOT / 'scripts')}"
TAKE_OVER = """
from pathlib import Path
from oresurvey.commands.bridge import take_over
from oresurvey.survey.reading import read_survey
assert take_over(read_survey("survey.yaml", Path("scripts").absolute()), 1) == 0
"""
AGAIN = read_json(bridge.TABLE)["again"]
"""Scripts that make something else since version 0.1, and why."""


def make_same(survey: Project) -> None:
    """Let all scripts make what they made in version 0.1."""
    write_json(read_json(survey.folder / TABLE) | {"again": {}}, survey.folder / TABLE)


@pytest.fixture
def earlier(survey) -> Project:
    """The finished tiny survey as if version 0.1 had finished it; see `earlier_version`."""
    make_earlier(survey.folder / "results", survey.folder / ".snakemake")
    return survey


def records(survey: Project) -> dict[str, dict]:
    return dict(read_records(survey.folder / "results"))


def but_for_trained_networks(records: dict[str, dict]) -> dict[str, dict]:
    """Records without the digests of networks before their calibration: a last bit may differ."""
    return {
        output: record
        | {
            kind: {p: digest for p, digest in record[kind].items() if TRAINED_NETWORK not in p}
            for kind in ("inputs", "outputs")
        }
        for output, record in records.items()
    }


def test_nothing_starts_before_the_bridge(earlier):
    assert f"train_model.py {CODES['train_model.py']}" in {
        record["code"] for record in records(earlier).values()
    }
    for done in (earlier.snakemake("--dry-run"), oresurvey(earlier, "verify")):
        assert done.returncode != 0
        assert "results was made by version 0.1.0: `make bridge" in done.stdout


def test_all_is_taken_over(finished, earlier):
    make_same(earlier)
    done = oresurvey(earlier, "bridge")
    assert done.returncode == 0, done.stdout
    assert but_for_trained_networks(records(earlier)) == but_for_trained_networks(records(finished))
    assert tables(earlier) == tables(finished)
    verified = oresurvey(earlier, "verify")
    assert verified.returncode == 0, verified.stdout
    assert oresurvey(earlier, "why").stdout == "nothing to be done\n"
    assert earlier.dry_run() == []
    assert earlier.dry_run("evaluate") == []
    # Snakemake's notes are live again.
    changes.edited_mask(earlier)
    assert "train_model" in {job.rule for job in earlier.dry_run()}


def test_what_is_made_otherwise_since_is_made_again(finished, earlier):
    done = oresurvey(earlier, "bridge")
    assert done.returncode == 0, done.stdout
    outdated = {
        f"outdated: {output}"
        for output, record in records(finished).items()
        if record["code"].split(" ")[0] in AGAIN
    }
    said = oresurvey(earlier, "verify").stdout
    assert {
        line.split(": code of")[0] for line in said.splitlines() if "expected" in line
    } == outdated
    explained = oresurvey(earlier, "why").stdout.splitlines()
    own = {line.split(": ")[1] for line in explained if not line.startswith("and what follows")}
    # Of a job that follows another, its own reason is not told.
    assert own and own <= {f"since version 0.1.0 {why}" for why in AGAIN.values()}
    assert "predict_batch" not in {job.rule for job in earlier.dry_run()}
    earlier.run()
    assert oresurvey(earlier, "verify").returncode == 0
    assert earlier.dry_run() == []
    assert tables(earlier) == tables(finished)


def test_a_bridge_that_was_interrupted_is_begun_again(earlier):
    make_same(earlier)
    # In a process of its own, which reads the table of the copy.
    subprocess.run(
        [sys.executable, "-c", TAKE_OVER],
        cwd=earlier.folder,
        env=os.environ | {"PHOTOGRAPHS": "photographs", "PYTHONPATH": "scripts"},
        check=True,
    )
    # Snakemake's notes still are of version 0.1: all would be made again.
    assert {"train_model", "predict_batch"} <= {job.rule for job in earlier.dry_run()}
    done = oresurvey(earlier, "bridge")
    assert done.returncode == 0, done.stdout
    assert earlier.dry_run("evaluate") == []


def test_altered_results_are_not_taken_over(earlier):
    modal = earlier.folder / MODAL
    modal.write_text(modal.read_text().replace("Alder Creek", "Alder Brook", 1))
    before = records(earlier)
    done = oresurvey(earlier, "bridge")
    assert done.returncode == 1
    assert "altered: first/deposits/modal.csv" in done.stdout
    assert "git checkout 08d76fa" in done.stdout
    assert records(earlier) == before
    assert earlier.snakemake("--dry-run").returncode != 0


def test_a_copy_without_notes_is_taken_over_too(earlier):
    make_same(earlier)
    os.rename(earlier.folder / ".snakemake", earlier.folder / "elsewhere")
    done = oresurvey(earlier, "bridge")
    assert done.returncode == 0, done.stdout
    assert earlier.dry_run() == []
