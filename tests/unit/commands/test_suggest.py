"""suggest, as it is typed: a small finished survey, its list, and the folder that comes back."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from recorded_survey import read, recorded_survey, write_configuration

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.files.tables import write_json
from oresurvey.maps.geotiff import MapWriter
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID

SIZE = (96, 128)
DEPOSIT = {"a1": "A", "a2": "A", "b1": "B"}
CODES = np.full(SIZE, 6, np.uint8)
CODES[40:60, 70:100] = 1


@pytest.fixture
def survey(tmp_path, monkeypatch):
    """Two fields without annotation, of one section, and one with."""
    monkeypatch.chdir(tmp_path)
    recorded_survey()
    rows = [f"{DEPOSIT[n]}\ts-{DEPOSIT[n]}\t{n}\t{n}.png\t{n}_mask.png\t" for n in DEPOSIT]
    rows = [f"{row}train" if "b1" in row else row.replace(f"{n}_mask.png", "")
            for row, n in zip(rows, DEPOSIT, strict=True)]  # fmt: skip
    Path("sheet.tsv").write_text(
        "deposit\tsection\tfield\timage\tmask\tsplit\n" + "\n".join(rows) + "\n"
    )
    write_configuration(batch_fields=100)
    instances, inference = [], []
    for name, sure in zip(DEPOSIT, (250, 128, 128), strict=True):
        folder = Path(f"fields/{name}")
        Image.new("RGB", SIZE[::-1], (120, 110, 100)).save(f"{name}.png")
        Image.fromarray(CODES).save(f"{name}_mask.png")
        confidence = np.full(SIZE, 255, np.uint8)
        confidence[CODES == 1] = sure
        for part, values in (("classes", CODES), ("confidence", confidence)):
            with MapWriter(folder / f"{part}.tif", SIZE[1], SIZE[0]) as data:
                data.write(values, 0, 0)
        instances.append(
            {"deposit": DEPOSIT[name], "section": f"s-{DEPOSIT[name]}", "field": name,
             "folder": str(folder), "split": "train" if name == "b1" else None,
             "class_pixels": {"1": 600, "6": 11688}}
        )  # fmt: skip
        mean = float(confidence.mean() / 255)
        inference.append({"field": name, "mean_confidence": mean, "feature_distance": None})
    for stage, entries in (("instances", instances), ("inference", inference)):
        for batch in read().batches:
            write_json({"fields": entries}, f"results/first/batches/{stage}/{batch}.json")
            entries = []
    Path("results/first/deposits").mkdir(parents=True, exist_ok=True)
    Path("results/first/deposits/drift.csv").write_text("deposit,verdict\nA,like\nB,like\n")


def test_the_list_and_the_folder_and_back(survey, capsys):
    given = ["survey.yaml", "todo", "--crop-px", "64", "--number", "1"]
    assert oresurvey(["suggest", *given]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1. A, s-A, a2: 64 x 64 px from x ")
    assert "mean confidence 0.98, of the middle field 0.99" in said
    table = pd.read_csv("todo/suggestions.csv")
    assert table["field"].tolist() == ["a2"] and table["order"].tolist() == [1]
    x, y = (int(table[f"{side}_px"].iloc[0]) for side in "xy")
    # All that is unsure is in it.
    assert x <= 70 and x + 64 >= 100 and y <= 40 and y + 64 >= 60
    assert Image.open(f"todo/crops/a2_{x}_{y}.png").size == (64, 64)
    drawn = Path(f"todo/maps/a2_{x}_{y}.geojson")
    assert {one["properties"]["classification"]["name"]
            for one in json.loads(drawn.read_text())["features"]} == {"Ccp", "Py"}  # fmt: skip
    back = [str(drawn), "masks", "--photographs", "todo/crops", "--minerals", "minerals.tsv"]
    assert oresurvey(["convert-mask", *back]) == 0
    wanted = np.full(SIZE, VOID, np.uint8)
    wanted[y : y + 64, x : x + 64] = CODES[y : y + 64, x : x + 64]
    np.testing.assert_array_equal(read_mask("masks/a2.png"), wanted)
    # A person may have worked in the folder.
    assert oresurvey(["suggest", *given]) == 2
    assert "todo is there already" in capsys.readouterr().err


def test_whole_fields_of_one_deposit(survey, capsys):
    assert oresurvey(["suggest", "survey.yaml", "--whole", "--deposit", "A"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "1. A, s-A, a2: 128 x 96 px from x 0, y 0"
    assert said[2].startswith("2. A, s-A, a1:") and len(said) == 4


def test_what_cannot_be_suggested_is_said(survey, capsys):
    assert oresurvey(["suggest", "survey.yaml", "--deposit", "B"]) == 0
    assert capsys.readouterr().out == (
        "Nothing to suggest: every field that was mapped is annotated.\n"
    )
    assert oresurvey(["suggest", "survey.yaml", "--deposit", "C"]) == 2
    assert "the survey has mapped A, B" in capsys.readouterr().err
    assert oresurvey(["suggest", "survey.yaml", "--crop-px", "100"]) == 2
    assert "multiple of 32" in capsys.readouterr().err
    Path("results/first/deposits/drift.csv").write_text("deposit,verdict\nA,no ore\nB,like\n")
    assert oresurvey(["suggest", "survey.yaml"]) == 0
    assert "Nothing to suggest" in capsys.readouterr().out
    Path("results/first/deposits/drift.csv").unlink()
    assert oresurvey(["suggest", "survey.yaml"]) == 2
    assert "run the survey first" in capsys.readouterr().err
