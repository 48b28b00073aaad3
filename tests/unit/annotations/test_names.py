"""Names of minerals, as people write them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from oresurvey.annotations.names import SKIP, MineralNames
from oresurvey.errors import ConfigurationError, FieldError
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Mineral, Minerals, read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Py", 6),
        ("py", 6),
        ("PYRITE and  Marcasite", 6),
        ("py/mrc", 6),
        ("Mrc", 13),
        ("Sph", 8),
        ("sphalerite", 8),
        ("BG", 0),
        ("Background", 0),
        ("void", VOID),
        ("pyrit", None),
        ("", None),
    ],
)
def test_symbol_label_or_name(name, code):
    assert MineralNames(MINERALS).code(name) == code


def test_a_label_that_two_minerals_share_is_the_name_of_neither():
    twins = Minerals(
        (Mineral(0, "BG", "", "background", "#000000", 1), Mineral(1, "A", "S", "a", "#000001", 1),
         Mineral(2, "B", "S", "b", "#000002", 1))
    )  # fmt: skip
    assert MineralNames(twins).code("S") is None
    assert MineralNames(twins).code("b") == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_table_of_names(tmp_path, delimiter):
    table = tmp_path / "names.csv"
    rows = [("Name", "Mineral"), ("Pyrit", "py"), ("Harz", "background"), ("Rahmen", "skip")]
    text = "\n".join(delimiter.join(row) for row in rows) + "\n"
    table.write_text(text, encoding="utf-8-sig")
    names = MineralNames(MINERALS, table)
    assert [names.code(name) for name in ("pyrit", "HARZ", "Rahmen", "Sp")] == [6, 0, SKIP, 8]


def test_the_table_overrules(tmp_path):
    """Whoever calls pyrite Po may say so."""
    (tmp_path / "n.csv").write_text("name,mineral\nPo,Py\n")
    assert MineralNames(MINERALS, tmp_path / "n.csv").code("po") == 6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,mineral\na,Pyrit\n", r"n\.csv, row 2: 'Pyrit' is no symbol, label or name"),
        ("name,mineral\na,Py\nA,Sp\n", r"row 3: 'A' is there twice"),
        ("name,code\na,6\n", r"column 'mineral' is missing; its first row must be name,mineral"),
        ("name,mineral\na\n", r"row 2: fewer than 2 cells"),
        ("", r"column 'name' is missing"),
    ],
)
def test_bad_tables_of_names(tmp_path, text, says):
    (tmp_path / "n.csv").write_text(text)
    with pytest.raises(ConfigurationError, match=says):
        MineralNames(MINERALS, tmp_path / "n.csv")


def test_all_unknown_names_are_listed_with_what_to_do():
    says = (
        r"a\.geojson: names that the table of minerals does not have: 'pyrit' \(3 objects\), "
        r"no class \(1 objects\); .*names\.csv .*--names names\.csv"
    )
    with pytest.raises(FieldError, match=says):
        MineralNames(MINERALS).codes({"pyrit": 3, "": 1, "Py": 2}, "objects", Path("a.geojson"))


def test_table_of_names_as_a_workbook(tmp_path):
    book = Workbook()
    for row in (("name", "mineral"), (1, "Py"), ("сфалерит", "Sp")):
        book.active.append(row)
    book.save(tmp_path / "names.xlsx")
    names = MineralNames(MINERALS, tmp_path / "names.xlsx")
    assert (names.code("1"), names.code("Сфалерит")) == (6, 8)
