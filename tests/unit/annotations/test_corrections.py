"""Corrections of the viewer become masks; a file that is none, or of other things, is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oresurvey.annotations.corrections import SCHEMA, read_corrections
from oresurvey.annotations.legends import legend_of_minerals
from oresurvey.annotations.names import MineralNames
from oresurvey.annotations.reading import How, read_masks
from oresurvey.errors import FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")
RUNS = [[1, 2, 6, 0], [5, 4, 255, 8], [11, 1, 0, 6]]


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "photographs" / "alder-1.png"
    path.parent.mkdir()
    Image.fromarray(np.arange(36, dtype=np.uint8).reshape(3, 4, 3)).save(path)
    return path


@pytest.fixture
def saved(photograph, tmp_path):
    """Write corrections with some keys otherwise; the path."""

    def write(**other):
        content = {
            "schema": SCHEMA,
            "field": "alder-1",
            "photograph_sha256": file_sha256(photograph),
            "map_sha256": "0" * 64,
            "width": 4,
            "height": 3,
            "minerals": {"0": "BG", "6": "Py", "8": "Sp"},
            "runs": RUNS,
            "by": "A. Geologist",
            "made": "2026-12-01T13:45:00Z",
        }
        path = tmp_path / "alder-1.corrections.json"
        path.write_text(json.dumps(content | other), encoding="utf-8")
        return path

    return write


def how(**options):
    return How(MineralNames(MINERALS, None), legend_of_minerals(MINERALS), **options)


def test_what_was_corrected_is_annotated_and_nothing_else(saved, photograph):
    """Unknown stays not annotated, also where the rest becomes background."""
    [mask] = read_masks(saved(), how(photographs=photograph.parent))
    assert mask.stem == "alder-1"
    v = 255
    expected = [[v, 6, 6, v], [v, v, v, v], [v, v, v, 0]]
    assert mask.codes.tolist() == expected
    [filled] = read_masks(saved(), how(rest=0))
    assert filled.codes.tolist() == [[0, 6, 6, 0], [0, v, v, v], [v, 0, 0, 0]]


def test_who_and_when_are_known(saved):
    found = read_corrections(saved())
    assert (found.by, found.made[:4], found.runs.tolist()) == ("A. Geologist", "2026", RUNS)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"schema": "oresurvey-corrections/9"}, "oresurvey-corrections/9.*update"),
        ({"runs": [[10, 3, 6, 0]]}, r"run 1, \[10, 3, 6, 0\], reaches out"),
        ({"runs": [[0, 3, 6, 0], [2, 1, 6, 0]]}, "run 2"),
        ({"runs": [[0, 0, 6, 0]]}, "run 1"),
        ({"runs": [[0, 1, 900, 0]]}, "run 1"),
        ({"runs": "many"}, "ValueError"),
        ({"scale": 0}, "scale 0"),
        ({"runs": [[0, 1, 6]]}, "ValueError"),
        ({"width": 10**9, "height": 10**9}, "no photograph is"),
        ({"minerals": []}, "AttributeError"),
        ({"minerals": {"6": "Sp"}}, "6 is Sp there and Py here"),
        ({"runs": [[0, 1, 77, 0]], "minerals": {"77": "X"}}, "77 is X there and nothing here"),
        ({"width": 3, "height": 4}, "3 x 4 px"),
        ({"photograph_sha256": "f" * 64}, "another photograph"),
    ],
)
def test_what_is_wrong_is_named(saved, photograph, other, says):
    with pytest.raises(FieldError, match=says):
        read_masks(saved(**other), how(photographs=photograph.parent))


def test_other_files_are_no_corrections(tmp_path):
    path = tmp_path / "other.json"
    path.write_text("{}")
    with pytest.raises(FieldError, match="holds no corrections"):
        read_corrections(path)
    path.write_text("{")
    with pytest.raises(FieldError, match="save the corrections again"):
        read_corrections(path)
