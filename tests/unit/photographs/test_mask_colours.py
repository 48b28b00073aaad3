"""Painted masks become codes, or are refused by their colours."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.errors import FieldError
from oresurvey.photographs.mask_colours import codes_of_colours
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import Mineral, Minerals, read_minerals

TABLE = Path(__file__).parents[3] / "config" / "minerals.tsv"
MINERALS = read_minerals(TABLE)
CODES = np.array([[0, 1, 6], [14, VOID, 8]], np.uint8)


def painted(codes):
    """White for void."""
    table = np.full((256, 3), 255, np.uint8)
    for mineral in MINERALS.table:
        table[mineral.code] = mineral.rgb
    return table[codes]


def test_there_and_back():
    np.testing.assert_array_equal(codes_of_colours(painted(CODES), MINERALS, "m.png"), CODES)


def test_other_colours_are_named():
    pixels = painted(CODES)
    pixels[0, 0] = (1, 2, 3)
    with pytest.raises(FieldError, match=r"m\.png holds colours .* \(#010203 100 %\) in 17 % of"):
        codes_of_colours(pixels, MINERALS, "m.png")


def test_colours_that_cannot_be_told_apart():
    twins = Minerals(tuple(Mineral(k, f"M{k}", "", "", "#00ff00", 4.0) for k in (0, 1)))
    with pytest.raises(FieldError, match="two minerals have one colour"):
        codes_of_colours(painted(CODES), twins, "m.png")


def test_command(tmp_path, capsys):
    Image.fromarray(painted(CODES)).save(tmp_path / "painted.png")
    paths = [str(tmp_path / name) for name in ("painted.png", "codes.png")]
    assert oresurvey(["convert-mask", *paths, "--minerals", str(TABLE)]) == 0
    np.testing.assert_array_equal(read_mask(paths[1]), CODES)
    assert "Py\t6\t16.67 %" in capsys.readouterr().out


def test_command_refuses(tmp_path, capsys):
    Image.new("RGB", (4, 4), (1, 2, 3)).save(tmp_path / "painted.png")
    paths = [str(tmp_path / name) for name in ("painted.png", "codes.png")]
    assert oresurvey(["convert-mask", *paths, "--minerals", str(TABLE)]) == 2
    assert "#010203" in capsys.readouterr().err
    assert not Path(paths[1]).exists()
