"""Every kind of bad sheet: refused in one message that names the row, or read, names and all."""

import csv
import os

import pytest
from bad_sheets import SHEETS
from kinds import ACCEPTED

from oresurvey.errors import SheetError
from oresurvey.survey.sheet import read_sheet


@pytest.mark.parametrize(
    "kind", [kind for kind in SHEETS if kind.verdict != ACCEPTED], ids=lambda kind: kind.name
)
def test_refused(tmp_path, kind):
    with pytest.raises(SheetError) as error:
        read_sheet(kind.make(tmp_path))
    assert kind.says in str(error.value)
    assert "sheet.tsv" in str(error.value)


@pytest.mark.parametrize(
    "kind", [kind for kind in SHEETS if kind.verdict == ACCEPTED], ids=lambda kind: kind.name
)
def test_read_and_safe_as_a_folder(tmp_path, kind):
    results = tmp_path / "results"
    results.mkdir()
    for field in read_sheet(kind.make(tmp_path)):
        place = results / field.folder
        deposit, name = field.folder.split("/")
        for part in (deposit, name):
            assert part not in ("", ".", "..") and not part.startswith("-")
            assert part[-1] not in ". " and part.split(".")[0].upper() not in ("NUL", "CON")
            assert len(part.encode()) <= 120
        assert os.path.normpath(place) == str(place)
        place.mkdir(parents=True, exist_ok=True)
        assert place.resolve().is_relative_to(results.resolve())


def test_names_come_back_as_they_were_typed(tmp_path):
    names = ["B 1 a", "шлиф 7", "B1 ⛏️🪨", "-rf", "007", "NA", "..", "=1+1", "{batch}"]
    with open(tmp_path / "sheet.tsv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(["deposit", "section", "field", "image"])
        table.writerows(["Birch", "B1", name, f"{k}.png"] for k, name in enumerate(names))
    fields = read_sheet(tmp_path / "sheet.tsv")
    assert {field.field for field in fields} == set(names)
    assert len({field.folder for field in fields}) == len(names)
