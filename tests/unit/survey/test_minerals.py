"""The table of minerals: LumenStone's codes as shipped, and what a bad table is told."""

import math
from pathlib import Path

import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import COLUMNS, palette_of_maps, read_minerals

SHIPPED = Path(__file__).parents[3] / "config" / "minerals.tsv"
BACKGROUND_ROW = "0\tBG\tBG\tbackground\t#000000\t"
PYRITE = "6\tPy\tPy/Mrc\tpyrite\t#f6ecae\t5.0"


def write(folder, *rows, columns=COLUMNS):
    path = folder / "minerals.tsv"
    path.write_text("\n".join(["\t".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


def test_shipped_table_is_lumenstones():
    """Labels of the 2021 paper in the order of LumenStone's codes 0..14."""
    minerals = read_minerals(SHIPPED)
    labels = "BG Ccp Gl Mag Brt Po Py/Mrc Pn Sph Apy Hem Tnt/Ttr Cv Mrc Au"
    assert minerals.codes == tuple(range(15))
    assert " ".join(mineral.paper_label for mineral in minerals.table) == labels


def test_shipped_colours_can_be_told_apart():
    colours = [mineral.rgb for mineral in read_minerals(SHIPPED).table]
    assert len(set(colours)) == len(colours) == 15


def test_row(tmp_path):
    minerals = read_minerals(write(tmp_path, PYRITE, BACKGROUND_ROW))
    assert minerals.codes == (BACKGROUND, 6)  # ascending, whatever the order of the rows
    pyrite = minerals[6]
    assert (pyrite.symbol, pyrite.name, pyrite.density_g_cm3) == ("Py", "pyrite", 5.0)
    assert pyrite.rgb == (0xF6, 0xEC, 0xAE)
    assert math.isnan(minerals[0].density_g_cm3)
    assert 6 in minerals
    assert VOID not in minerals


def test_columns_of_other_uses_are_let_through(tmp_path):
    """Formulas are read where they are used: test_assay.py."""
    path = write(tmp_path, BACKGROUND_ROW + "\t", PYRITE + "\tFeS2", columns=(*COLUMNS, "formula"))
    minerals = read_minerals(path)
    assert minerals.codes == (BACKGROUND, 6) and minerals[6].density_g_cm3 == 5.0


def test_void_has_a_name_and_a_colour(tmp_path):
    minerals = read_minerals(write(tmp_path, BACKGROUND_ROW, PYRITE))
    assert [minerals.symbol(code) for code in (0, 6, VOID)] == ["BG", "Py", "void"]
    colours = {0: (0, 0, 0), 6: (0xF6, 0xEC, 0xAE), 254: (255, 0, 255), 255: (255, 255, 255)}
    assert minerals.palette() == colours


def test_unidentified_is_known_and_no_mineral(tmp_path):
    minerals = read_minerals(write(tmp_path, BACKGROUND_ROW, PYRITE))
    assert UNIDENTIFIED not in minerals and UNIDENTIFIED not in minerals.codes
    assert minerals.symbol(UNIDENTIFIED) == minerals[UNIDENTIFIED].name == "unidentified"
    assert math.isnan(minerals[UNIDENTIFIED].density_g_cm3)
    # Maps without such pixels keep the colour table that they had.
    assert "254" not in palette_of_maps(minerals)
    assert palette_of_maps(minerals, unidentified=True)["254"] == [255, 0, 255]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("six\tPy\tPy\tpyrite\t#f6ecae\t5", "code 'six' is not a whole number"),
        ("6.5\tPy\tPy\tpyrite\t#f6ecae\t5", "code '6.5' is not a whole number"),
        ("255\tPy\tPy\tpyrite\t#f6ecae\t5", "code 255 is outside 0..253"),
        ("254\tPy\tPy\tpyrite\t#f6ecae\t5", r"code 254 is outside 0..253 \(254 is unidentified"),
        ("-1\tPy\tPy\tpyrite\t#f6ecae\t5", "code -1 is outside 0..253"),
        ("6\t\tPy\tpyrite\t#f6ecae\t5", "the symbol is empty"),
        ("6\tPy\tPy\tpyrite\tyellow\t5", "colour 'yellow' is not of the form #rrggbb"),
        ("6\tPy\tPy\tpyrite\t#f6e\t5", "colour '#f6e' is not of the form #rrggbb"),
        ("6\tPy\tPy\tpyrite\t#f6ecae\theavy", "density 'heavy' is not a number"),
        ("6\tPy\tPy\tpyrite\t#f6ecae\t0", "density 0 g/cm3 is not above zero"),
        ("0\tPy\tPy\tpyrite\t#f6ecae\t5", "code 0 or symbol Py is there twice"),
        ("6\tBG\tPy\tpyrite\t#f6ecae\t5", "code 6 or symbol BG is there twice"),
        ("6\tPy", "colour '' is not of the form"),
    ],
)
def test_bad_row_is_named(tmp_path, row, says):
    path = write(tmp_path, BACKGROUND_ROW, row)
    with pytest.raises(ConfigurationError, match=rf"minerals\.tsv, row 3: {says}"):
        read_minerals(path)


@pytest.mark.parametrize("column", COLUMNS)
def test_missing_column_is_named(tmp_path, column):
    path = write(tmp_path, columns=[name for name in COLUMNS if name != column])
    with pytest.raises(ConfigurationError, match=rf"minerals\.tsv: column '{column}' is missing"):
        read_minerals(path)


def test_background_is_needed(tmp_path):
    with pytest.raises(ConfigurationError, match=r"minerals\.tsv: code 0 \(background\) is missi"):
        read_minerals(write(tmp_path, PYRITE))


def test_missing_table_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"minerals: .*none\.tsv cannot be read"):
        read_minerals(tmp_path / "none.tsv")
