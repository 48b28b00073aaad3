"""The viewer of a photograph without a map: nothing is named, and all can be."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from oresurvey.commands.command_line import main as oresurvey
from oresurvey.files.digests import file_sha256
from oresurvey.maps.geotiff import MapWriter, values_sha256
from oresurvey.report.viewer.blank import blank_content
from oresurvey.report.viewer.packing import unpacked
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import read_minerals

TABLE = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS = read_minerals(TABLE)


@pytest.fixture
def photograph(tmp_path):
    """1100 x 1000 px: more than the digest takes at a time."""
    noise = np.random.default_rng(0).integers(0, 255, (1000, 1100, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a 1.png")
    return tmp_path / "a 1.png"


def test_all_of_it_is_unidentified_and_every_mineral_can_be_named(photograph):
    found = blank_content(photograph, MINERALS, 0.5)
    assert unpacked(found["regions"]["values"]).tolist() == [UNIDENTIFIED]
    assert unpacked(found["regions"]["lengths"]).tolist() == [1000 * 1100]
    assert {row["code"] for row in found["others"]} == set(MINERALS.codes)
    assert found["others"][-1]["code"] == BACKGROUND and found["minerals"] == []
    assert all(not len(unpacked(one)) for one in [*found["grains"].values(),
                                                  *found["contacts"].values()])  # fmt: skip
    assert (found["field"], found["um2_per_px2"]) == ("a 1", 0.25)
    assert found["photograph_sha256"] == file_sha256(photograph)
    # Corrections belong to a map: to one that says nothing.
    with MapWriter(photograph.with_name("map.tif"), 1100, 1000) as data:
        data.write(np.full((1000, 1100), UNIDENTIFIED, np.uint8), 0, 0)
    assert found["map_sha256"] == values_sha256(photograph.with_name("map.tif"))


def test_a_large_photograph_is_shown_reduced(photograph):
    found = blank_content(photograph, MINERALS, most_px=300_000)
    assert (found["shown_scale"], found["shown_width"], found["shown_height"]) == (2, 550, 500)
    assert unpacked(found["regions"]["lengths"]).tolist() == [550 * 500]


def test_pages_are_written_and_bad_arguments_said(photograph, tmp_path, capsys):
    given = ["annotate", str(photograph), str(tmp_path / "pages"), "--minerals", str(TABLE)]
    assert oresurvey(given) == 0
    page = (tmp_path / "pages" / "a 1.html").read_text(encoding="utf-8")
    assert "Survey report" not in page and "section" not in page.split("</header>")[0][-900:]
    assert oresurvey([*given, "--um-per-px", "0"]) == 2
    assert oresurvey(["annotate", str(photograph), *given[1:]]) == 2
    assert "two photographs have the name a 1" in capsys.readouterr().err
    assert oresurvey(["annotate", str(tmp_path / "none.jpg"), *given[2:]]) == 2
