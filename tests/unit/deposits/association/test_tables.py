"""The two scripts together, on small maps on disk."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import guard_rims
import sum_up_associations
from oresurvey.files.tables import read_json, write_json
from oresurvey.instances.field import write_instances
from oresurvey.maps.geotiff import MapWriter
from oresurvey.survey.field import Field
from oresurvey.survey.minerals import read_minerals

PATH = Path(__file__).parents[4] / "config" / "minerals.tsv"
MINERALS = read_minerals(PATH)
NAMES = {str(code): MINERALS.symbol(code) for code in MINERALS.codes} | {"255": "void"}
TABLES = ("rims", "association", "textures", "locking", "liberation")
EMPTY = np.zeros((12, 14), np.uint8)


def ore(seed):
    """Blocks of 4 x 4 px, a single unidentified one among them."""
    codes = np.random.default_rng(seed).choice(np.array([0, 0, 1, 6], np.uint8), (6, 7))
    codes = np.kron(codes, np.ones((4, 4), np.uint8))
    codes[4:8, 4:8] = 254
    return codes


def summed_up(folder, *fields, batch=2, scale=None, sampling=None, **more):
    """(deposit, section, field, map, sample type) through both scripts; the tables by name."""
    found, mapped = [], []
    for deposit, section, name, codes, sample_type in fields:
        place = folder / deposit / name
        field = Field(deposit, section, name, Path("x"), um_per_px=scale, sample_type=sample_type)
        found.append(write_instances(field, codes, None, 8, NAMES, place, {}))
        with MapWriter(place / "classes.tif", codes.shape[1], codes.shape[0]) as out:
            out.write(codes, 0, 0)
        row = {"deposit": deposit, "section": section, "field": name}
        mapped.append({"field": name, "row": row, "folder": str(place)})
    instances, rims = [], []
    for k in range(0, len(fields), batch):
        write_json({"fields": found[k : k + batch]}, folder / f"instances{k}.json")
        write_json({"fields": mapped[k : k + batch]}, folder / f"maps{k}.json")
        guard_rims.main(str(folder / f"maps{k}.json"), {}, 2, False, str(folder / f"rims{k}.json"))
        instances.append(str(folder / f"instances{k}.json"))
        rims.append(str(folder / f"rims{k}.json"))
    settings = {"smallest_grain_px": 12, "rim_px": 2} | more
    out = str(folder / "out")
    sum_up_associations.main(instances, rims, None, settings, str(PATH), out, sampling)
    return {name: pd.read_csv(folder / "out" / f"{name}.csv") for name in TABLES}


FIELDS = [
    ("D", "a", "a1", ore(1), "ore"), ("D", "a", "a2", ore(2), "ore"),
    ("D", "b", "b1", ore(3), "ore"), ("E", "e", "e1", np.where(ore(4) == 1, 8, ore(4)), "ore"),
    ("F", "f", "f1", EMPTY, "ore"),
]  # fmt: skip


def test_all_tables(tmp_path):
    tables = summed_up(tmp_path, *FIELDS)
    whole = {name: table[table["level"] == "deposit"] for name, table in tables.items()}
    assert set(whole["rims"]["deposit"]) == {"D", "E", "F"}
    for name in ("association", "textures", "locking"):
        assert set(whole[name]["deposit"]) == {"D", "E"}
    # Blocks of 4 px are no rims, and nothing is left of what is not identified.
    assert tables["rims"]["rim_share_pct"].max() < 20
    assert "unidentified" not in (tmp_path / "out" / "association.csv").read_text()
    assert tables["liberation"].empty
    about = read_json(tmp_path / "out" / "liberation.csv.provenance.json")
    assert "no field has sample_type particles" in about["empty_because"]


def test_order_and_batches_change_no_byte(tmp_path):
    summed_up(tmp_path / "one", *FIELDS)
    summed_up(tmp_path / "other", *FIELDS[::-1], batch=1)
    for name in TABLES:
        one, other = ((tmp_path / k / "out" / f"{name}.csv").read_bytes() for k in ("one", "other"))
        assert one == other


def test_free_surface_is_the_association_with_the_background(tmp_path):
    tables = summed_up(tmp_path, *FIELDS)
    locking = tables["locking"].query("measure == 'free surface' and level == 'deposit'")
    pairs = tables["association"].query("code_b == 0 and level == 'deposit'")
    one = locking.set_index(["deposit", "code"])["pct"].to_dict()
    assert one == pytest.approx(pairs.set_index(["deposit", "code_a"])["association_pct"].to_dict())


def test_no_ore_anywhere(tmp_path):
    tables = summed_up(tmp_path, ("D", "a", "a1", EMPTY, "ore"))
    assert [len(tables[name]) for name in TABLES] == [3, 0, 0, 0, 0]


def test_particles_beside_ore(tmp_path):
    codes = np.zeros((60, 60), np.uint8)
    codes[10:20, 10:20], codes[30:40, 30:36], codes[30:40, 36:40] = 6, 6, 1
    mount = ("P", "p", "p1", codes, "particles")
    table = summed_up(tmp_path, *FIELDS, mount)["liberation"]
    assert set(table["deposit"]) == {"P"}
    row = table.query("measure == 'liberated' and level == 'section' and mineral == 'Py'").iloc[0]
    # Both boxes are 10 x 10, so the weights are equal: 100 px free, 60 of a particle of 100.
    assert row["pct"] == pytest.approx(100 * 100 / 160) and row["particles"] == 2
    assert "empty_because" not in read_json(tmp_path / "out" / "liberation.csv.provenance.json")


def test_locking_and_liberation_of_each_size_fraction(tmp_path):
    codes = np.zeros((60, 60), np.uint8)
    codes[10:20, 10:20], codes[30:40, 30:36], codes[30:40, 36:40] = 6, 6, 1
    alone = np.where(codes == 1, np.uint8(0), codes)
    mounts = [("P", "p", "p1", codes, "particles"), ("P", "q", "q1", alone, "particles")]
    sampling = {"size_fraction_um": {"p1": "75 to 150", "q1": "below 75"}}
    tables = summed_up(tmp_path, *FIELDS, *mounts, sampling=sampling)
    row = "level == 'deposit' and mineral == 'Py' and deposit == 'P'"
    liberated = tables["liberation"].query(f"{row} and measure == 'liberated'")
    assert liberated["size_fraction_um"].fillna("").tolist() == ["", "below 75", "75 to 150"]
    expected = 100 * 100 / 160
    assert liberated["pct"].tolist() == pytest.approx([(100 + expected) / 2, 100, expected])
    free = tables["locking"].query(f"{row} and measure == 'free'")
    assert free["size_fraction_um"].fillna("").tolist() == ["", "below 75", "75 to 150"]
    assert free["term"].str.startswith("free of other ore minerals").all()
    # Ore in place has no fractions.
    other = tables["locking"].query("deposit == 'D'")
    assert other["size_fraction_um"].isna().all()


def test_the_annotation_is_guarded_from_its_masks(tmp_path):
    codes = np.where(ore(1) == 254, 255, ore(1)).astype(np.uint8)
    Image.fromarray(codes).save(tmp_path / "mask.png")
    entry = {"deposit": "D", "section": "a", "field": "a1", "folder": "nowhere"}
    write_json({"fields": [entry]}, tmp_path / "in.json")
    paths = {"a1": ["photograph", str(tmp_path / "mask.png")]}
    guard_rims.main(str(tmp_path / "in.json"), paths, 2, True, str(tmp_path / "out.json"))
    found = read_json(tmp_path / "out.json")["fields"][0]
    assert found["area"]["6"] == (codes == 6).sum() and found["section"] == "a"
    assert "255" not in found["area"]


def test_the_smallest_grain_in_micrometres(tmp_path):
    """At 2 um/px a grain of 10 um has pi 25 / 4 = 19.6 px: blocks of 16 px alone are left out."""
    codes = np.zeros((40, 40), np.uint8)
    codes[4:8, 4:8], codes[20:25, 20:25] = 6, 1
    only = ("D", "a", "a1", codes, "ore")
    found = summed_up(tmp_path, only, scale=2.0, smallest_grain_um=10)["textures"]
    assert set(found["combination"]) == {"Ccp"}
    assert found["median_ecd_um"].iloc[0] == pytest.approx(2 * 2 * np.sqrt(25 / np.pi))
    assert set(summed_up(tmp_path, only, scale=2.0)["textures"]["combination"]) == {"Ccp", "Py"}
