"""A job's record names what it made and what from, and replaces records of the same files."""

from pathlib import Path

import numpy as np
import pytest
from recorded_survey import MAP, job, recorded_survey

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_json, write_text
from oresurvey.maps.digests import content_digest
from oresurvey.maps.geotiff import MapWriter
from oresurvey.operations.records.jobs import read_records, record_job, record_path

RESULTS = Path("results")
MODAL = "first/deposits/modal.csv"


@pytest.fixture(autouse=True)
def survey(tmp_path, monkeypatch):
    """A recorded survey, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORESURVEY_COMMAND", raising=False)
    recorded_survey()


def test_record_of_a_table():
    record = read_json(record_path(RESULTS, MODAL))
    assert record["rule"] == "modal_table"
    assert record["command"] == "snakemake --cores 2"
    assert record["outputs"] == {
        MODAL: file_sha256(RESULTS / MODAL),
        f"{MODAL}.provenance.json": file_sha256(RESULTS / f"{MODAL}.provenance.json"),
    }
    before = "first/batches/instances/b.json"
    assert record["inputs"] == {before: file_sha256(RESULTS / before)}
    assert record["software"]["numpy"] == np.__version__
    assert len(record["configuration_sha256"]) == len(record["sheet_sha256"]) == 64


def test_record_of_a_batch_has_the_files_of_its_fields():
    record = read_json(record_path(RESULTS, "first/batches/inference/b.json"))
    folders = {"first/fields/Alder%20Creek/a1", "first/fields/Birch%20Hill/b1"}
    assert record["fields"].keys() == folders
    # most_probable.tif is there only where a threshold is set.
    names = {"classes.tif", "confidence.tif", "feature_distance.json"}
    assert all(files.keys() == names for files in record["fields"].values())


def test_record_of_a_batch_of_viewers_has_their_pages():
    files = {"page": "viewers/A%20b/x.html", "thumbnail": "small/A%20b/x.jpg"}
    files["map_thumbnail"] = "small/A%20b/x_map.png"
    for path in files.values():
        write_text(path, RESULTS / "first/report" / path)
    manifest = "first/batches/viewers/b.json"
    write_json({"fields": [{"field": "x", **files}]}, RESULTS / manifest)
    record_job(job("viewers_batch", manifest))
    found = read_json(record_path(RESULTS, manifest))["fields"]
    assert {folder: set(names) for folder, names in found.items()} == {
        "first/report/viewers/A%20b": {"x.html"},
        "first/report/small/A%20b": {"x.jpg", "x_map.png"},
    }
    page = RESULTS / "first/report" / files["page"]
    assert found["first/report/viewers/A%20b"]["x.html"] == file_sha256(page)


def test_files_of_a_folder_are_outputs():
    record = read_json(record_path(RESULTS, "first/report/index.html"))
    assert "first/report/figures/overview.png" in record["outputs"]


def test_configuration_and_code_are_kept_once():
    (kept,) = (RESULTS / "records" / "configurations").iterdir()
    assert read_json(kept)["report"]["model"] == "first"
    (kept,) = (RESULTS / "records" / "code").iterdir()
    assert "write_catalog.py" in read_json(kept)
    assert "oresurvey/catalog/inspection.py" in read_json(kept)


def test_large_inputs_are_left_to_the_model(monkeypatch):
    monkeypatch.setattr("oresurvey.operations.records.jobs.SMALL_BYTES", 5)
    record_job(job("modal_table", MODAL, ["first/batches/instances/b.json"]))
    assert read_json(record_path(RESULTS, MODAL))["inputs"] == {}


def test_input_outside_the_results():
    Path("points.csv").write_text("1")
    one = job("modal_table", MODAL)
    one.input = ["points.csv"]
    record_job(one)
    record = read_json(record_path(RESULTS, MODAL))
    assert record["outside"] == {"points.csv": file_sha256(Path("points.csv"))}
    assert record["inputs"] == {}


def test_records_come_in_order():
    outputs = [output for output, _ in read_records(RESULTS)]
    assert outputs == sorted(outputs, key=lambda output: output.split("/"))
    assert len(outputs) == 6


def test_record_of_a_folder_gives_way_to_one_of_a_file_in_it():
    write_text("1", RESULTS / "models/first/network/a.bin")
    record_job(job("convert", "models/first/network"))
    record_job(job("convert", "models/first/network/a.bin"))
    outputs = [output for output, _ in read_records(RESULTS)]
    assert "models/first/network/a.bin" in outputs
    assert "models/first/network" not in outputs


def test_records_of_files_give_way_to_one_of_their_folder():
    write_text("1", RESULTS / "models/first/network/a.bin")
    record_job(job("convert", "models/first/network/a.bin"))
    record_job(job("convert", "models/first/network"))
    outputs = [output for output, _ in read_records(RESULTS)]
    assert "models/first/network" in outputs
    assert "models/first/network/a.bin" not in outputs


def test_digest_of_a_map_is_of_values_tags_and_scale(tmp_path):
    def digest(values=MAP, tags=None, um_per_px=None):
        path = tmp_path / "map.tif"
        with MapWriter(path, 2, 2, tags, um_per_px) as data:
            data.write(values, 0, 0)
        return content_digest(path)

    digests = [digest(), digest(MAP + 1), digest(tags={"MODEL": "a"}), digest(um_per_px=2.0)]
    assert len(set(digests)) == 4
    assert digest() == digests[0]


def test_missing_and_broken_maps_have_no_digest(tmp_path):
    assert content_digest(tmp_path / "a.tif") == ""
    (tmp_path / "b.tif").write_text("no map")
    assert content_digest(tmp_path / "b.tif") == ""
