"""What a model says of the light of a deposit: sessions, and fields that share camera settings."""

import numpy as np
import pytest
from PIL import Image

import recognise_deposit
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_json
from oresurvey.light.colours import MineralColours, log_colours
from oresurvey.light.exposure import Exposure
from oresurvey.survey.field import Field
from oresurvey.survey.rows import as_rows, paths_of

GREYS = np.array([30, 80, 120, 180])
STOPS = 0.3


@pytest.fixture
def recognised(tmp_path):
    """Call the script for four fields under one vignette; its JSON."""
    known = MineralColours(
        "Alder", np.array([0, 1, 2, 3]), log_colours(GREYS[:, None].repeat(3, axis=1)),
        np.tile(np.eye(3) * 0.03**2, (4, 1, 1)), np.zeros(8),
        np.array([0.25, *[0.05] * 5, 0.08, 0.08]), np.ones(4),
    )  # fmt: skip
    write_json(Exposure("light", (known,)).as_json(), tmp_path / "model.json")
    rng = np.random.default_rng(3)
    fall = 1 - 0.3 * np.add.outer(np.linspace(-1, 1, 120) ** 2, np.linspace(-1, 1, 160) ** 2) / 2

    def save(name, grey):
        pixels = np.clip(np.rint(grey * fall), 0, 255).astype(np.uint8)
        Image.fromarray(pixels[..., None].repeat(3, axis=2)).save(tmp_path / name)
        return tmp_path / name

    mirror = save("mirror.png", np.full((120, 160), 200))
    fields = []
    for k, shown in enumerate((GREYS, GREYS[1:3], GREYS[2:3], GREYS[3:])):
        grains = rng.choice(shown, (15, 20)).repeat(8, axis=0).repeat(8, axis=1)
        # The mean of the illumination, which a flat field keeps, is part of the exposure.
        image = save(f"{k}.png", grains * 2**STOPS / 2 ** np.log2(fall).mean())
        session = "May" if k < 3 else ""
        fields.append(
            Field("Birch", "B1", f"B{k}", image, None, session=session, calibration=mirror)
        )

    def called(fields=fields, decide=True):
        rows, paths = (
            as_rows(fields, lambda path: file_sha256(path) if path else ""),
            paths_of(fields),
        )
        sharing = [row for row in rows if "calibration_digest" in row]
        recognise_deposit.main(
            rows if decide else [], sharing, paths, str(tmp_path), None, {}, 1, "Birch",
            str(tmp_path / "found.json"),
        )  # fmt: skip
        return read_json(tmp_path / "found.json")

    return called, fields


def test_fields_of_a_session_and_a_calibration_share_a_light(recognised):
    called, fields = recognised
    found = called()
    assert [(one["session"], one["fields"]) for one in found["calibrations"]] == [
        ("", 1),
        ("May", 3),
    ]
    may = found["calibrations"][1]
    assert may["calibration_sha256"] == file_sha256(fields[0].calibration)
    np.testing.assert_allclose(may["light"], [STOPS, *[0] * 7], atol=0.03)
    assert (found["fields"], found["light_as"]) == (4, None)
    assert found["sessions"].keys() == {"May"} and found["sessions"]["May"]["fields"] == 3


def test_of_a_deposit_whose_light_is_known_only_what_is_shared(recognised):
    found = recognised[0](decide=False)
    assert (found["fields"], found["ore_agreement"]) == (0, None)
    assert "sessions" not in found and len(found["calibrations"]) == 2


def test_without_the_columns_nothing_is_added(recognised):
    called, fields = recognised
    plain = [Field("Birch", "B1", one.field, one.image) for one in fields]
    known = {"deposit", "fields", "light_as", "evidence", "ore_agreement"}
    assert called(plain).keys() == known


def test_a_bad_calibration_photograph_decides_nothing(recognised):
    """The catalog says so of its fields."""
    called, fields = recognised
    Image.fromarray(np.full((120, 160, 3), 255, np.uint8)).save(fields[0].calibration)
    assert called()["calibrations"] == []
