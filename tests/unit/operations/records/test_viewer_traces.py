"""What a viewer leaves in results is no alteration; what a person edits is."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
from recorded_survey import MAP, job, read, recorded_survey

from oresurvey.commands.repair import forget
from oresurvey.files.tables import read_parquet, write_json, write_text
from oresurvey.instances.field import write_instances
from oresurvey.instances.outlines import grain_outlines
from oresurvey.operations.records.jobs import record_job
from oresurvey.operations.records.stale import stale_folders
from oresurvey.operations.records.verification import Verification
from oresurvey.report.gis.attribute_table import attribute_table
from oresurvey.report.gis.geopackage import GrainLayer
from oresurvey.report.gis.legend import LegendEntry
from oresurvey.survey.field import Field

FIELD = "first/fields/Alder%20Creek/a1"
NOTES = f"{FIELD}/classes.tif.aux.xml"
LAYER = "first/report/grains.gpkg"
MANIFEST = "first/batches/inference/b.json"
LEGEND = [
    LegendEntry(0, "Bg", "background", "#000000"),
    LegendEntry(1, "Py", "pyrite & more", "#ffcc00"),
]


@pytest.fixture(autouse=True)
def survey(tmp_path, monkeypatch):
    """A recorded survey with a layer of grains and notes of a map, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ORESURVEY_COMMAND", raising=False)
    recorded_survey()
    for folder in Path("results/first/fields").glob("*/*"):
        pixels = np.bincount([0, 1], minlength=256)
        write_text(attribute_table(LEGEND, pixels), folder / "classes.tif.aux.xml")
    manifest = json.loads(Path(f"results/{MANIFEST}").read_text())
    write_json(manifest, "results/first/batches/colours/b.json")
    record_job(job("colour_batch", "first/batches/colours/b.json", [MANIFEST]))
    field = Field("Alder Creek", "s", "a1", Path("a1.jpg"), um_per_px=2.0)
    names = {str(code): "Py" for code in (*MAP.flat, 255)}
    write_instances(field, MAP, np.full(MAP.shape, 51, np.uint8), 8, names, tmp_path / "made", {})
    with GrainLayer(f"results/{LAYER}", "<style/>") as layer:
        layer.add(read_parquet(tmp_path / "made" / "grains.parquet"), grain_outlines(MAP, 8, 2.0))
    record_job(job("grain_layer", LAYER, [MANIFEST]))


def found() -> list[tuple[str, str]]:
    return [(finding.kind, finding.path) for finding in Verification(read(), 2).findings()]


def connected(mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"results/{LAYER}")
    # Triggers of the layer ask a GIS for the extent of an outline.
    for name in ("IsEmpty", "MinX", "MaxX", "MinY", "MaxY"):
        connection.create_function(f"ST_{name}", 1, lambda outline: 0)
    connection.execute(f"pragma journal_mode={mode}")
    return connection


def opened(mode: str, statement: str = "select count(*) from grains") -> None:
    """The layer as a GIS opens it: with a write-ahead log or without."""
    with closing(connected(mode)) as connection, connection:
        connection.execute(statement).fetchall()


def drawn(name: str) -> None:
    """A map with the statistics that a GIS keeps beside it."""
    with (
        rasterio.Env(GDAL_PAM_ENABLED="YES"),
        rasterio.open(f"results/{FIELD}/{name}") as data,
    ):
        data.stats()
    assert "STATISTICS_MEAN" in Path(f"results/{FIELD}/{name}.aux.xml").read_text()


def test_a_layer_that_was_only_looked_at():
    before = Path(f"results/{LAYER}").read_bytes()
    opened("wal")
    assert found() == []
    opened("delete")
    assert Path(f"results/{LAYER}").read_bytes() != before
    assert found() == []


def test_a_layer_that_another_sqlite_opened():
    opened("wal")
    with open(f"results/{LAYER}", "r+b") as file:
        file.seek(96)
        file.write((3_031_001).to_bytes(4, "big"))
    assert found() == []


@pytest.mark.parametrize(
    "statement",
    [
        "update grains set mineral = 'Gn'",
        "delete from grains",
        "update layer_styles set styleQML = ''",
        "create table mine (a)",
    ],
)
def test_a_layer_that_was_edited(statement):
    opened("wal", statement)
    opened("delete")
    assert found() == [("altered", LAYER)]


def test_a_layer_with_changes_in_its_log():
    with closing(connected("wal")) as connection:
        connection.execute("update grains set mineral = 'Gn'")
        connection.commit()
        assert Path(f"results/{LAYER}-wal").stat().st_size
        assert found() == [("altered", LAYER)]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_changes_that_lie_beside_a_layer_as_it_was_made(end):
    """Left by a program that was killed: whoever opens the layer next sees them."""
    log = Path(f"results/{LAYER}{end}")
    log.write_text("")
    assert found() == []
    log.write_text("changes")
    [finding] = Verification(read(), 2).findings()
    assert (finding.kind, finding.path) == ("altered", LAYER)
    assert f"grains.gpkg{end} beside it holds changes" in str(finding)
    forget(Path("results"), finding)
    assert not log.exists() and not Path(f"results/{LAYER}").exists()


def test_statistics_beside_and_in_the_notes_of_maps():
    before = Path(f"results/{NOTES}").read_bytes()
    drawn("classes.tif")
    drawn("confidence.tif")
    assert Path(f"results/{NOTES}").read_bytes() != before
    assert found() == []


def test_statistics_inside_a_map():
    path = Path(f"results/{FIELD}/confidence.tif")
    before = path.read_bytes()
    with rasterio.open(path, "r+") as data:
        data.stats()
        data.update_tags(1, STATISTICS_MEAN="1")
    assert path.read_bytes() != before
    assert found() == []


@pytest.mark.parametrize("change", [("pyrite", "galena"), ("<F>1</F>", "<F>2</F>"), ("</PAM", "")])
def test_notes_that_were_edited(change):
    drawn("classes.tif")
    path = Path(f"results/{NOTES}")
    path.write_text(path.read_text().replace(*change))
    assert found() == [("altered", NOTES)]


def test_litter_and_what_viewers_put_beside():
    results = Path("results")
    folders = (".", "first/fields", "first/fields/Alder%20Creek", "first/batches/inference", FIELD)
    for folder in folders:
        (results / folder / "@eaDir").mkdir()
        (results / folder / "Thumbs.db").write_text("x")
    for path in (
        *(f"{FIELD}/@eaDir/thumb.jpg", "first/deposits/desktop.ini"),
        *(f"{FIELD}/classes.tif.ovr", f"{LAYER}-shm", "first/deposits/~$survey.xlsx"),
        "first/deposits/.~lock.modal.csv#",
    ):
        (results / path).write_text("x")
    assert found() == []
    assert list(stale_folders(results, read().layout)) == []


def test_what_lies_beside_no_result_is_named():
    for name in ("notes.tif.aux.xml", "other.ovr", "modal.csv.bak"):
        Path(f"results/first/deposits/{name}").write_text("x")
    assert found() == [
        ("unrecorded", f"first/deposits/{name}")
        for name in ("modal.csv.bak", "notes.tif.aux.xml", "other.ovr")
    ]
