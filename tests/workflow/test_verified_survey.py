"""Verification, repair, adoption and stale results of the finished tiny survey."""

import os
import shutil
from pathlib import Path

import changes
import numpy as np
import pandas as pd
import rasterio
from survey_project import MODAL, Project, oresurvey, tables

FIELD = "results/first/fields/Alder%20Creek/alder-1"


def scramble_times(survey: Project) -> None:
    """As a copy leaves them that does not keep times."""
    rng = np.random.default_rng(1)
    for path in sorted((survey.folder / "results").rglob("*")):
        if path.is_file():
            when = 1.7e9 + rng.uniform(0, 1e6)
            os.utime(path, (when, when))


def test_finished_survey_is_as_it_was_made(finished):
    done = oresurvey(finished, "verify")
    assert done.returncode == 0, done.stdout
    # Six fields of three files of inference and two of instances, at the least.
    checked = int(done.stdout.split(" files checked")[0].split()[-1])
    assert checked > 6 * 5


def test_verification_changes_nothing(survey):
    before = {path: path.stat().st_mtime_ns for path in (survey.folder / "results").rglob("*")}
    assert oresurvey(survey, "verify").returncode == 0
    assert before == {
        path: path.stat().st_mtime_ns for path in (survey.folder / "results").rglob("*")
    }
    assert survey.dry_run() == []


def test_altered_results_are_named_and_repaired(finished, survey):
    modal = survey.folder / MODAL
    text = modal.read_text()
    modal.write_text(text.replace("Alder Creek", "Alder Brook", 1))
    with rasterio.open(survey.folder / FIELD / "classes.tif", "r+") as data:
        values = data.read(1)
        values[0, 0] = 1 if values[0, 0] == 0 else 0
        data.write(values, 1)
    (survey.folder / FIELD / "grains.parquet").unlink()
    said = oresurvey(survey, "verify")
    assert said.returncode == 1
    kinds = [line.split(": ")[:2] for line in said.stdout.splitlines() if " expected " in line]
    assert sorted(kinds) == [
        ["altered", "first/deposits/modal.csv"],
        ["altered", "first/fields/Alder%20Creek/alder-1/classes.tif"],
        ["missing", "first/fields/Alder%20Creek/alder-1/grains.parquet"],
    ]
    repaired = oresurvey(survey, "repair", "--cores", "2")
    assert repaired.returncode == 0, repaired.stdout
    assert [line.split(": ")[:2] for line in repaired.stdout.splitlines()[:3]] == kinds
    survey.run()
    assert oresurvey(survey, "verify").returncode == 0
    assert tables(survey) == tables(finished)


def test_copy_without_notes_is_adopted(survey):
    shutil.rmtree(survey.folder / ".snakemake")
    scramble_times(survey)
    stopped = survey.snakemake("--dry-run")
    assert stopped.returncode != 0
    assert "make adopt" in stopped.stdout
    adopted = oresurvey(survey, "adopt")
    assert adopted.returncode == 0, adopted.stdout
    assert survey.dry_run() == []
    assert oresurvey(survey, "verify").returncode == 0
    # Without the notes this would go unnoticed.
    changes.edited_mask(survey)
    assert "train_model" in {job.rule for job in survey.dry_run()}


def test_altered_copy_is_not_adopted(survey):
    shutil.rmtree(survey.folder / ".snakemake")
    changes.edited_mask(survey)
    refused = oresurvey(survey, "adopt")
    assert refused.returncode == 1
    assert "changed: mask of field birch-1" in refused.stdout
    assert survey.snakemake("--dry-run").returncode != 0


def test_results_of_another_project_are_not_taken_for_its_own(survey, finished, tmp_path):
    other = finished.copy(tmp_path / "other")
    mark = other.folder / "results" / "records" / ".home"
    mark.write_text("another\n")
    assert "was made elsewhere" in other.snakemake("--dry-run").stdout


def test_copied_with_its_notes_and_other_times_only_the_report_is_made_again(survey):
    scramble_times(survey)
    # It reads a folder of figures: of a folder, Snakemake knows the time alone.
    assert {job.rule for job in survey.dry_run()} <= {"write_report", "print_report"}


def stale(survey: Project, *arguments: str) -> set[str]:
    """Paths that are listed as stale."""
    said = oresurvey(survey, "clean-stale", *arguments)
    assert said.returncode == 0, said.stdout
    return {line.split(": ")[1] for line in said.stdout.splitlines() if line.startswith("stale: ")}


def test_renamed_and_removed_deposit_leave_nothing_in_tables(survey):
    assert stale(survey) == set()
    changes.renamed_deposit(survey)
    assert "make clean-stale" in survey.run()
    modal = pd.read_csv(survey.folder / MODAL)
    assert set(modal["deposit"]) == {"Alder Creek", "Birch Hill", "Birch Rise"}
    moved = {
        "first/fields/Birch%20Hill/birch-3",
        "first/report/viewers/Birch%20Hill/birch-3.html",
        "first/report/thumbnails/Birch%20Hill/birch-3.jpg",
        "first/report/thumbnails/Birch%20Hill/birch-3_map.png",
    }
    assert stale(survey) == moved
    changes.removed_field(survey)
    survey.run()
    modal = pd.read_csv(survey.folder / MODAL)
    assert set(modal["deposit"]) == {"Alder Creek", "Birch Hill"}
    assert "birch-3" not in set(modal["field"])
    folders = ("fields", "report/viewers", "report/thumbnails")
    assert stale(survey) == moved | {f"first/{folder}/Birch%20Rise" for folder in folders}
    assert oresurvey(survey, "verify").returncode == 1
    stale(survey, "--remove")
    assert not (survey.folder / "results/first/fields/Birch%20Rise").exists()
    assert oresurvey(survey, "verify").returncode == 0
    assert survey.dry_run() == []


def test_why(survey):
    assert oresurvey(survey, "why").stdout == "nothing to be done\n"
    changes.other_photograph(survey)
    changes.reconfigure(survey, "train", epochs=2)
    said = oresurvey(survey, "why").stdout
    assert "since the last report models.first.train.epochs changed from 1 to 2" in said
    assert "the photograph of field birch-3 changed" in said
    assert "train_model (model=first): models.first.train.epochs changed from 1 to 2" in said


def test_every_script_of_a_rule_records_what_it_made():
    root = Path(__file__).parents[2]
    rules = "".join(path.read_text() for path in (root / "rules").glob("*.smk"))
    for path in sorted((root / "scripts").glob("*.py")):
        if f'"../scripts/{path.name}"' in rules:
            last = path.read_text().rstrip().splitlines()[-1]
            assert last == "    record_job(snakemake)", f"{path.name} must end so"
