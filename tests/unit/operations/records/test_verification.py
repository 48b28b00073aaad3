"""Every kind of change is found and named, and nothing else."""

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
from recorded_survey import FIELDS, job, read, recorded_survey, write_configuration, write_sheet

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.maps.geotiff import colour_map
from oresurvey.operations.records.jobs import record_job
from oresurvey.operations.records.verification import Verification

RESULTS = Path("results")
FIELD = "first/fields/Alder%20Creek/a1"


@pytest.fixture(autouse=True)
def survey(tmp_path, monkeypatch):
    """A recorded survey, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORESURVEY_COMMAND", raising=False)
    recorded_survey()


def found() -> list[tuple[str, str]]:
    """Kind and path of every finding."""
    return [(finding.kind, finding.path) for finding in Verification(read(), 2).findings()]


def test_results_as_they_were_made():
    verification = Verification(read(), 2)
    assert list(verification.findings()) == []
    # Manifests of the catalog and of two stages, both files of the model; 5 files of each field;
    # the table and its provenance; page and figure; photograph and mask of 2 fields.
    assert verification.checked == 5 + 2 * 5 + 2 + 2 + 2 * 2
    assert verification.not_verified == []


def edit(path: str, old: str, new: str) -> None:
    file = RESULTS / path
    file.write_text(file.read_text().replace(old, new))


def edited_cell():
    edit("first/deposits/modal.csv", "12", "13")
    return "altered", "first/deposits/modal.csv"


def edited_provenance():
    edit("first/deposits/modal.csv.provenance.json", "1", "2")
    return "altered", "first/deposits/modal.csv.provenance.json"


def edited_cell_with_its_time_put_back():
    path = RESULTS / "first/deposits/modal.csv"
    about = path.stat()
    edit("first/deposits/modal.csv", "12", "13")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    return "altered", "first/deposits/modal.csv"


def pixel_of_a_map():
    with rasterio.open(RESULTS / FIELD / "classes.tif", "r+") as data:
        values = data.read(1)
        values[0, 0] = 1 - values[0, 0]
        data.write(values, 1)
    return "altered", f"{FIELD}/classes.tif"


def tag_of_a_map():
    with rasterio.open(RESULTS / FIELD / "classes.tif", "r+") as data:
        data.update_tags(MODEL="second")
    return "altered", f"{FIELD}/classes.tif"


def map_of_another_field():
    other = RESULTS / "first/fields/Birch%20Hill/b1/confidence.tif"
    with rasterio.open(other, "r+") as data:
        data.write(np.full((2, 2), 9, np.uint8), 1)
    os.replace(other, RESULTS / FIELD / "confidence.tif")
    return "altered", f"{FIELD}/confidence.tif"


def map_cut_off():
    path = RESULTS / FIELD / "classes.tif"
    path.write_bytes(path.read_bytes()[:100])
    return "altered", f"{FIELD}/classes.tif"


def grain_table_replaced():
    (RESULTS / FIELD / "grains.parquet").write_text("other grains")
    return "altered", f"{FIELD}/grains.parquet"


def model_swapped():
    (RESULTS / "models/first/statistics.csv").write_text("code\n2\n")
    return "altered", "models/first/statistics.csv"


def manifest_edited():
    edit("first/batches/instances/b.json", "instances", "Instances")
    return "altered", "first/batches/instances/b.json"


def figure_replaced():
    (RESULTS / "first/report/figures/overview.png").write_text("another drawing")
    return "altered", "first/report/figures/overview.png"


def file_missing():
    (RESULTS / FIELD / "grains.parquet").unlink()
    return "missing", f"{FIELD}/grains.parquet"


def file_that_does_not_belong():
    (RESULTS / "first/deposits/modal (copy).csv").write_text("")
    return "unrecorded", "first/deposits/modal (copy).csv"


def file_that_does_not_belong_to_a_field():
    (RESULTS / FIELD / "classes_old.tif").write_text("")
    return "unrecorded", f"{FIELD}/classes_old.tif"


def left_by_a_killed_job():
    (RESULTS / "first/deposits/.modal.csv.123.new").write_text("")
    return "stale", "first/deposits/.modal.csv.123.new"


def left_by_another_model():
    (RESULTS / "second/deposits").mkdir(parents=True)
    return "stale", "second"


def photograph_changed():
    Path("a1.jpg").write_text("another photograph")
    return "changed", "photograph of field a1"


def mask_missing():
    Path("b1.png").unlink()
    return "changed", "mask of field b1"


def minerals_changed():
    path = Path("minerals.tsv")
    path.write_text(path.read_text().replace("pyrite", "Pyrite", 1))
    return "changed", "minerals"


def configuration_changed():
    write_configuration(instances={"connectivity": 4})
    return "changed", "configuration"


@pytest.mark.parametrize(
    "change",
    [
        edited_cell,
        edited_provenance,
        edited_cell_with_its_time_put_back,
        pixel_of_a_map,
        tag_of_a_map,
        map_cut_off,
        grain_table_replaced,
        model_swapped,
        manifest_edited,
        figure_replaced,
        file_missing,
        file_that_does_not_belong,
        file_that_does_not_belong_to_a_field,
        left_by_a_killed_job,
        left_by_another_model,
        photograph_changed,
        mask_missing,
        minerals_changed,
        configuration_changed,
    ],
    ids=lambda change: change.__name__.replace("_", " "),
)
def test_one_change_is_one_finding(change):
    expected = change()
    assert found() == [expected]


def test_map_of_another_field_is_found_in_both():
    assert map_of_another_field() in found()
    assert ("missing", "first/fields/Birch%20Hill/b1/confidence.tif") in found()


def test_findings_name_what_was_expected_and_what_is_there():
    edited_cell()
    (finding,) = Verification(read()).findings()
    # First digits of the SHA-256 of the two texts, as sha256sum gives them.
    assert finding.detail == "expected 62f87bb07fd4, found 7b0f635a2bc4"
    assert finding.job == "first/deposits/modal.csv"


def test_changed_key_of_the_configuration_is_named():
    configuration_changed()
    (finding,) = Verification(read()).findings()
    assert finding.detail == "instances.connectivity changed from 8 to 4"


def test_colours_are_no_alteration():
    colour_map(RESULTS / FIELD / "classes.tif", {1: (1, 2, 3)})
    assert found() == []


def test_touched_files_are_no_alteration():
    for path in RESULTS.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    assert found() == []


def test_logs_are_not_verified():
    (RESULTS / "logs/a/b.log").write_text("2")
    (RESULTS / "status.html").write_text("3")
    assert found() == []


def test_moved_photographs_are_no_alteration():
    for name in FIELDS:
        os.replace(f"{name}.jpg", f"{name}-moved.jpg")
    sheet = Path("sheet.tsv")
    sheet.write_text(sheet.read_text().replace(".jpg", "-moved.jpg"))
    assert found() == [("changed", "sheet")]


def test_cell_of_the_sheet_is_named():
    sheet = Path("sheet.tsv")
    sheet.write_text(sheet.read_text().replace("s-a1", "s-a2"))
    findings = {finding.path: finding.detail for finding in Verification(read()).findings()}
    assert findings["sheet, field a1"] == "section changed from 's-a1' to 's-a2'"
    assert findings.keys() == {"sheet, field a1", "sheet"}


def test_removed_deposit_is_stale():
    write_sheet({"a1": "Alder Creek"})
    assert set(found()) == {
        ("stale", "first/fields/Birch%20Hill"),
        ("changed", "sheet, field b1"),
        ("changed", "sheet"),
    }


def test_renamed_deposit_is_stale_and_its_field_changed():
    write_sheet({"a1": "Alder Creek", "b1": "Birch Rise"})
    assert set(found()) == {
        ("stale", "first/fields/Birch%20Hill"),
        ("changed", "sheet, field b1"),
        ("changed", "sheet"),
    }


def test_new_field_is_named():
    Path("c1.jpg").write_text("new")
    Path("c1.png").write_text("new")
    write_sheet(FIELDS | {"c1": "Cedar Ridge"})
    assert set(found()) == {("changed", "sheet, field c1"), ("changed", "sheet")}


def test_table_made_from_what_was_made_again_is_outdated():
    edited_cell()
    record_job(job("modal_table", "first/deposits/modal.csv", ["first/batches/instances/b.json"]))
    assert found() == [("outdated", "first/report/index.html")]


def test_without_a_report_the_configuration_is_not_verified():
    (RESULTS / "records/jobs/first/report/index.html.json").unlink()
    verification = Verification(read())
    assert {finding.path for finding in verification.findings()} == {
        "first/report/index.html",
        "first/report/figures/overview.png",
    }
    assert len(verification.not_verified) == 1


def test_command_line(capsys):
    assert oresurvey(["verify", "survey.yaml", "--cores", "2"]) == 0
    said = capsys.readouterr().out
    assert "results is as it was made: 23 files checked" in said
    assert "logs (what jobs said)" in said
    edited_cell()
    assert oresurvey(["verify", "survey.yaml"]) == 1
    said = capsys.readouterr().out
    assert "altered: first/deposits/modal.csv: expected" in said
    assert "make repair" in said


def test_nothing_to_verify(capsys):
    os.rename("results/records", "elsewhere")
    assert oresurvey(["verify", "survey.yaml"]) == 2
    assert "run the survey first" in capsys.readouterr().err
    assert oresurvey(["verify", "missing.yaml"]) == 2
    assert "missing.yaml cannot be read" in capsys.readouterr().err


def test_damaged_record(capsys):
    (RESULTS / "records/jobs/first/deposits/modal.csv.json").write_text("{")
    assert oresurvey(["verify", "survey.yaml"]) == 2
    assert "modal.csv.json is damaged; delete it" in capsys.readouterr().err


def test_altered_manifest_is_no_witness_of_photographs():
    (RESULTS / "catalog/batches/b.json").write_text("no JSON")
    verification = Verification(read())
    assert [finding.path for finding in verification.findings()] == ["catalog/batches/b.json"]
    assert verification.not_verified == ["photographs and masks of catalog/batches/b.json"]
