"""What Snakemake prints of changed parameters, in the words of the sheet and the configuration."""

import pytest
from recorded_survey import job, read, recorded_survey, write_configuration

from oresurvey.files.tables import read_json, write_json
from oresurvey.operations.records.dry_run import DryJob, changed_parameters, planned_jobs
from oresurvey.operations.records.jobs import record_path
from oresurvey.operations.records.key_changes import key_changes
from oresurvey.operations.records.reasons import Reasons, code_changes, row_changes

BEFORE = "Params have changed since last execution: Union of exclusive params before and now across"


def reason(before: str, now: str) -> str:
    """As Snakemake 9 words it."""
    return f"{BEFORE} all output: before: {before} now: {now} "


PRINTED = """
Building DAG of jobs...

[Thu Jan  1 00:00:00 2026]
rule catalog_batch:
    output: results/catalog/batches/b0.json, results/x
    jobid: 4
    reason: Missing output files: results/catalog/batches/b0.json
    wildcards: batch=b0
    resources: tmpdir=<TBD>

[Thu Jan  1 00:00:00 2026]
rule modal_table:
    input: a, b
    output: results/first/deposits/modal.csv
    jobid: 5
    reason: Input files updated by another job: a
    wildcards: model=first

[Thu Jan  1 00:00:00 2026]
localrule all:
    input: results/first/deposits/modal.csv
    jobid: 0
    reason: Input files updated by another job: results/first/deposits/modal.csv
"""


def test_jobs_of_a_dry_run():
    first, second = planned_jobs(PRINTED)
    assert first == DryJob(
        "catalog_batch",
        "batch=b0",
        "results/catalog/batches/b0.json",
        "Missing output files: results/catalog/batches/b0.json",
    )
    assert not first.follows
    assert second.rule == "modal_table" and second.follows


def test_no_jobs():
    assert (
        planned_jobs("Nothing to be done (all requested files are present and up to date).") == []
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("1", "2", ([1], [2])),
        ("'a',{'b': 1}", "{'b': 2},'c'", (["a", {"b": 1}], [{"b": 2}, "c"])),
        ("<nothing exclusive>", "3", ([], [3])),
        # Names of fields may hold what parts the lists.
        ("['x now: y; z']", "['before: now: ']", ([["x now: y; z"]], [["before: now: "]])),
        ("[None, True, 1.5]", "[]", ([[None, True, 1.5]], [[]])),
    ],
)
def test_changed_parameters(before, now, expected):
    assert changed_parameters(reason(before, now)) == expected
    also = "; Software environment definition has changed since last execution"
    assert changed_parameters(reason(before, now) + also) == expected


def test_other_reasons_have_no_parameters():
    assert changed_parameters("Missing output files: a") is None


def test_key_changes():
    old = {"a": {"b": 1, "c": [1, 2]}, "d": 2}
    assert key_changes(old, {"a": {"b": 1, "c": [1, 3]}, "e": 4}) == [
        "a.c changed from [1, 2] to [1, 3]",
        "d is gone, was 2",
        "e is new: 4",
    ]
    assert key_changes(old, old) == []
    assert key_changes(1, 2) == ["changed from 1 to 2"]
    assert key_changes({"a": "x" * 50}, {"a": 1}) == [f"a changed from '{'x' * 36}... to 1"]


def test_row_changes():
    row = {"field": "a1", "section": "s", "image_digest": "1", "mask_digest": "2"}
    before = [row, row | {"field": "a2"}]
    now = [row | {"image_digest": "3", "section": "t"}, row | {"field": "a3"}]
    assert row_changes(before, now) == [
        "field a3 is new",
        "field a2 is gone",
        "the photograph of field a1 changed",
        "field a1: section changed from 's' to 't'",
    ]
    calibrated = [row | {"calibration_digest": "4"}]
    said = ["the calibration photograph of field a1 changed"]
    assert row_changes([row], calibrated) == row_changes(calibrated, [row]) == said
    changed = [row | {"mask_digest": ""}]
    assert row_changes([row], changed) == ["the mask of field a1 changed"]


@pytest.fixture
def reasons(tmp_path, monkeypatch):
    """Reasons of a recorded survey whose configuration has since changed."""
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    write_configuration(instances={"connectivity": 4})
    return Reasons(read())


def of(reasons: Reasons, before: str, now: str) -> list[str]:
    path = "results/first/batches/instances/b.json"
    return reasons.of(DryJob("instances_batch", "", path, reason(before, now)))


def test_setting_has_its_whole_key(reasons):
    assert reasons.since_report() == ["instances.connectivity changed from 8 to 4"]
    assert of(reasons, "{'connectivity': 8}", "{'connectivity': 4}") == [
        "instances.connectivity changed from 8 to 4"
    ]


def test_configuration_digest_is_spelt_out(reasons):
    record = read_json(record_path("results", "first/batches/instances/b.json"))
    digest = record["configuration_sha256"]
    found = of(reasons, repr(digest), repr("0" * 64))
    assert found == ["instances.connectivity changed from 8 to 4"]
    assert of(reasons, repr(record["sheet_sha256"]), repr("0" * 64)) == ["the sheet changed"]


def test_minerals_and_colours(reasons):
    assert of(reasons, "{'6': 'Py', '255': 'void'}", "{'6': 'Pyr', '255': 'void'}") == [
        "mineral of code 6 changed from 'Py' to 'Pyr'"
    ]
    assert of(reasons, "{'6': [1, 2, 3]}", "{'6': [1, 2, 4]}") == [
        "colour of code 6 changed from [1, 2, 3] to [1, 2, 4]"
    ]
    assert of(reasons, repr("0" * 16), repr("1" * 16)) == ["the table of minerals changed"]


def test_module_of_the_code_is_named(reasons):
    code = job("x", "x").params["code"]
    kept = f"results/records/code/{code.split(' ')[1]}.json"
    write_json(read_json(kept) | {"oresurvey/catalog/inspection.py": "0"}, kept)
    assert of(reasons, repr(code), repr(f"write_catalog.py {'0' * 16}")) == [
        "code of inspection.py changed"
    ]
    unknown = f"write_catalog.py {'f' * 16}"
    assert of(reasons, repr(unknown), repr(code)) == ["the code of write_catalog.py changed"]


def test_moved_modules_are_not_named():
    before = {"x.py": "0", "oresurvey/a.py": "1", "oresurvey/gone.py": "2"}
    now = {"x.py": "0", "oresurvey/rooms/b.py": "1", "oresurvey/new.py": "3"}
    assert code_changes(before, now) == ["gone.py", "new.py"]


def test_other_imports_of_the_same_files(reasons):
    code = job("x", "x").params["code"]
    other = f"write_catalog.py {'0' * 16}"
    assert of(reasons, repr(code), repr(other)) == ["imports of write_catalog.py changed"]


def test_other_reasons_are_as_printed(reasons):
    missing = DryJob("modal_table", "", "results/x.csv", "Missing output files: results/x.csv")
    assert reasons.of(missing) == ["missing output files: results/x.csv"]
