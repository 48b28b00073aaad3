"""The real sections: skipped where the environment variable LUMENSTONE_DIR is not set."""

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from oresurvey.catalog.class_shares import class_shares
from oresurvey.catalog.inspection import inspect_field
from oresurvey.catalog.looks import same_looks
from oresurvey.catalog.mask_fit import MaskFit
from oresurvey.catalog.meters import FieldWatch
from oresurvey.catalog.unpainted import UnpaintedMeter
from oresurvey.inference.engines import load_engine, read_about
from oresurvey.inference.field import predict_bands
from oresurvey.light.deposit import DISTANCE_WEIGHT, likest, summed_evidence
from oresurvey.network.naming import Naming
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.photographs.sizes import SMALLEST_PX
from oresurvey.probability_maps.index import build_index
from oresurvey.release.shipped_model import VALIDATION
from oresurvey.statistics.scores import confusion, scores_of_confusion
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.rows import as_rows, paths_of
from oresurvey.survey.sheet import read_sheet
from recognise_deposit import measured

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.lumenstone,
    pytest.mark.skipif("LUMENSTONE_DIR" not in os.environ, reason="LUMENSTONE_DIR is not set"),
]

# Shares of the training frames and frames that hold the class, as its publishers' masks have them.
SHARES = {
    "Berezovskoe": {
        0: (32.1, None), 1: (1.8, 49), 2: (7.3, 48), 4: (4.5, 16), 6: (23.7, 50), 8: (27.0, 53),
        11: (3.6, 19),
    },
    "Norilsk": {0: (52.5, None), 1: (15.7, 23), 3: (0.8, 12), 5: (22.7, 21), 7: (8.3, 22)},
}  # fmt: skip


@pytest.fixture(scope="module")
def fields():
    return read_sheet(ROOT / "config" / "lumenstone.tsv")


@pytest.fixture(scope="module")
def masks(fields):
    return {field.field: read_mask(field.mask) for field in fields}


def test_overlapping_frames_stay_on_one_side(fields):
    groups = pd.DataFrame([(f.extra["overlap_group"], f.split) for f in fields]).groupby(0)[1]
    assert len(fields) == 82
    assert all(name == "" or splits.nunique() == 1 for name, splits in groups)


def test_every_mineral_is_on_both_sides_of_the_split(fields, masks):
    """Of every mineral of a deposit, between a tenth and a third of the pixels validates."""
    totals = {}
    for field in fields:
        counts = np.bincount(masks[field.field].ravel(), minlength=256)[:VOID]
        both = totals.setdefault(field.deposit, {"train": 0, "validation": 0})
        both[field.split] = both[field.split] + counts
    for deposit, codes in SHARES.items():
        train, validation = totals[deposit]["train"], totals[deposit]["validation"]
        for code in codes:
            share = validation[code] / (train[code] + validation[code])
            assert 0.1 < share < 0.34, (deposit, code, share)


def test_class_shares_are_the_published_ones(fields, masks):
    minerals = read_minerals(ROOT / "config" / "minerals.tsv")
    rows = []
    for field in fields:
        counts = np.bincount(masks[field.field].ravel(), minlength=256)
        rows += [
            {"deposit": field.deposit, "split": "any", "field": field.field, "code": int(code)}
            | {"pixels": int(counts[code])}
            for code in np.flatnonzero(counts)
            if code != VOID
        ]
    table = class_shares(pd.DataFrame(rows), minerals).set_index(["deposit", "code"])
    assert set(table.index) == {(name, code) for name, codes in SHARES.items() for code in codes}
    for (deposit, code), row in table.iterrows():
        pct, frames = SHARES[deposit][code]
        assert row["pct"] == pytest.approx(pct, abs=0.06), (deposit, code)
        assert frames is None or row["fields_with"] == frames, (deposit, code)


@pytest.mark.parametrize("position", [0, -1])
def test_a_real_field_is_accepted(fields, position):
    codes = read_minerals(ROOT / "config" / "minerals.tsv").codes
    found = inspect_field(fields[position], codes, SMALLEST_PX)
    assert (found.status, found.width, found.height) == ("accepted", 3396, 2547)


def test_no_real_field_draws_a_remark(fields):
    """No false alarm of bars, profiles, shifted, turned or unpainted masks, look-alikes."""
    codes, looks = read_minerals(ROOT / "config" / "minerals.tsv").codes, {}
    for field in fields:
        watch = FieldWatch()
        assert inspect_field(field, codes, SMALLEST_PX, watch=watch).status == "accepted"
        said = watch.as_json()
        assert said["remarks"] == [], field.field
        looks[field.field] = said["look"]
    assert all(looks.values())
    assert same_looks(looks) == []


def test_shifted_real_masks_are_told(fields, masks):
    for field in fields[::8]:
        fit = MaskFit(np.roll(masks[field.field], (10, -12), (0, 1)), VOID)
        with Photograph(field.image) as photograph:
            for y in range(0, photograph.height, 1024):
                fit.add(photograph.read(y, min(y + 1024, photograph.height), 0, photograph.width))
        # On a grid of 2 px, outlines drawn by hand.
        right, down = map(int, re.findall(r"-?\d+", fit.remark()))
        assert abs(right - 12) <= 2 and abs(down + 10) <= 2, field.field


def test_real_masks_with_zero_beside_strokes_are_told(fields, masks):
    """As napari writes them; the masks themselves draw no remark, see above."""
    for field in fields[::8]:
        with Photograph(field.image) as photograph:
            pixels = photograph.read(0, photograph.height, 0, photograph.width)
        strokes = np.zeros(pixels.shape[:2], bool)
        for row in range(100, len(strokes), 200):
            strokes[row : row + 9, 100:-100] = True
        meter = UnpaintedMeter()
        meter.add(pixels, np.where(strokes, masks[field.field], 0).astype(np.uint8))
        assert "background (0)" in meter.remark(), field.field


def test_index_of_a_real_mask_sums_eq_1(fields, masks):
    """The sum of eq. (1) from the index, and from its definition through a summed-area table."""
    mask, s = masks[fields[0].field], 256
    code = int(np.bincount(mask[mask != VOID]).argmax())
    index = build_index(mask, s, (code,))
    full = index.full_map(code, mask)
    assert index.total(code) == full.sum() > 0
    assert full[100, 200] == (mask[100 : 100 + s, 200 : 200 + s] == code).sum()


@pytest.mark.parametrize("name", ["lumenstone-best", "lumenstone-paper"])
def test_shipped_weights_score_what_their_card_says(fields, masks, name):
    """Class maps of the validation fields, computed anew; the table is that of the card."""
    folder = ROOT / "models" / name
    codes = read_minerals(ROOT / "config" / "minerals.tsv").codes
    engine, about = load_engine(folder), read_about(folder)
    counts = {}
    for field in (field for field in fields if field.split == "validation"):
        named = engine.labelled(Naming().codes(about, field.deposit))
        with Photograph(field.image) as photograph:
            bands = predict_bands(photograph, engine, 2048, named, field.deposit)
            found = np.concatenate([band.codes for band in bands])
        pairs = confusion(masks[field.field], found, codes)
        counts[field.deposit] = counts.get(field.deposit, 0) + pairs
    table = pd.read_csv(folder / VALIDATION)
    table = table[table["deposit"] != "all"]
    assert set(table["deposit"]) == set(counts)
    for row in table.itertuples():
        iou = scores_of_confusion(counts[row.deposit])["iou"][codes.index(row.code)]
        assert iou == pytest.approx(row.iou_pooled, abs=0.002), (row.deposit, row.mineral)


LEAST_OPEN = {"Berezovskoe": (0.94, 0.85), "Norilsk": (0.78, 0.5)}
"""Overall accuracy and mean IoU below which deposits without a name are no longer mapped well."""


def test_the_shipped_model_maps_deposits_that_it_does_not_know_by_name(fields, masks):
    """All minerals open; the photographs of a deposit decide together whose light theirs is."""
    folder = ROOT / "models" / "lumenstone-best"
    codes = read_minerals(ROOT / "config" / "minerals.tsv").codes
    engine = load_engine(folder)
    for deposit, least in LEAST_OPEN.items():
        own = [f for f in fields if f.split == "validation" and f.deposit == deposit]
        rows, paths = as_rows(own, lambda _: ""), paths_of(own)
        found, _, distances, _ = measured(rows, paths, engine.exposure, lambda: engine)
        light_as = likest(summed_evidence(found, distances, engine.exposure))
        assert light_as == deposit
        # Also of every photograph alone.
        alone = found - DISTANCE_WEIGHT * distances
        known = [one.deposit for one in engine.exposure.known]
        assert {known[k] for k in alone.argmax(axis=1)} == {deposit}
        counts = 0
        for field in own:
            with Photograph(field.image) as photograph:
                bands = predict_bands(photograph, engine, 2048, engine.labelled(), light_as)
                found = np.concatenate([band.codes for band in bands])
            counts = counts + confusion(masks[field.field], found, codes)
        scores = scores_of_confusion(counts)
        assert scores["overall_accuracy"] >= least[0] and scores["mean_iou"] >= least[1]
