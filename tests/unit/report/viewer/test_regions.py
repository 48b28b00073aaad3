"""Regions and tables of a page: grains, numbers and neighbours as in the field's tables."""

import numpy as np
import pandas as pd
import pytest
from cut_maps import MAPS
from drawn_maps import class_map

from oresurvey.errors import FieldError
from oresurvey.files.tables import read_parquet
from oresurvey.instances.field import write_instances
from oresurvey.instances.labels import label
from oresurvey.instances.splitting import Watershed, split_rows
from oresurvey.maps.rows import ArrayRows
from oresurvey.report.viewer.grains import COLUMNS, listed_grains, packed_contacts, packed_grains
from oresurvey.report.viewer.packing import unpacked
from oresurvey.report.viewer.regions import RegionNumbers, shown_regions
from oresurvey.report.viewer.shown_scale import centres
from oresurvey.survey.field import Field

NAMES = {str(code): f"M{code}" for code in (0, 1, 6, 8)} | {"255": "void"}


def measured(values, folder, splitting=None, connectivity=8):
    """The tables of a field, written."""
    field = Field("D", "s", "f", folder / "x.jpg", um_per_px=0.5)
    sure = np.full(values.shape, 200, np.uint8)
    write_instances(field, values, sure, connectivity, NAMES, folder, {}, splitting=splitting)
    return folder / "grains.parquet", folder / "contacts.parquet"


def numbers_of(listed):
    return RegionNumbers(listed.table["grain"].to_numpy(), listed.grains)


@pytest.mark.parametrize("name", ["dust", "blocks", "combs", "void"])
@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("scale", [1, 3])
def test_a_pixel_is_in_the_row_of_its_grain(name, connectivity, scale, tmp_path):
    values = MAPS[name]
    listed = listed_grains(measured(values, tmp_path, connectivity=connectivity)[0])
    rows = ArrayRows(values)
    found = np.concatenate(list(shown_regions(rows, connectivity, numbers_of(listed), scale)))
    middles = np.ix_(*(centres(side, scale) for side in values.shape))
    number, codes = label(values, connectivity)[middles], values[middles]
    grain = (number > 0) & (number <= listed.grains)
    assert np.array_equal(found[grain] + 1, number[grain])
    assert np.array_equal(found[~grain], listed.grains + codes[~grain].astype(int))
    assert np.array_equal(listed.table["code"].to_numpy()[found[grain]], codes[grain])


def test_split_grains_have_regions_of_their_own(tmp_path):
    # Two disks that overlap a little: one grain of the class map, two of the split one.
    y, x = np.mgrid[:40, :70]
    disks = [(y - 20) ** 2 + (x - centre) ** 2 < 15**2 for centre in (20, 48)]
    values = np.where(disks[0] | disks[1], 6, 0).astype(np.uint8)
    how = Watershed(1.5)
    listed = listed_grains(measured(values, tmp_path, how)[0])
    assert listed.grains == 2
    rows = split_rows(ArrayRows(values), 8, how)
    found = np.concatenate(list(shown_regions(rows, 8, numbers_of(listed), 1)))
    area = np.bincount(found.ravel(), minlength=3)
    assert area[:2].tolist() == listed.table["area_px"].tolist()
    assert area[2] == (values == 0).sum()


def test_a_map_of_other_grains_is_refused(tmp_path):
    listed = listed_grains(measured(class_map(), tmp_path)[0])
    other = class_map()
    other[1, 1] = 8
    with pytest.raises(FieldError, match="run the target `grains` again"):
        list(shown_regions(ArrayRows(other), 8, numbers_of(listed), 1))


def test_columns_are_those_of_the_table(tmp_path):
    path, _ = measured(MAPS["blocks"], tmp_path)
    table, packs = read_parquet(path), packed_grains(listed_grains(path))
    assert list(packs) == list(COLUMNS)
    for name, pack in packs.items():
        assert np.array_equal(
            unpacked(pack), table[name].to_numpy().astype(COLUMNS[name]), equal_nan=True
        )


def test_contacts_are_those_of_the_table(tmp_path):
    grains, contacts = measured(MAPS["void"], tmp_path)
    listed, table = listed_grains(grains), read_parquet(contacts)
    packs = packed_contacts(contacts, numbers_of(listed))
    for side in "ab":
        number, code = table[f"grain_{side}"], table[f"code_{side}"]
        is_grain = (number > 0) & (number <= listed.grains)
        expected = np.where(is_grain, number - 1, listed.grains + code)
        touching = table["grain_b"] <= listed.grains
        touching |= (table["grain_a"] > 0) & (table["grain_a"] <= listed.grains)
        assert np.array_equal(unpacked(packs[side]), expected[touching])
    lengths = table["length_px"][touching].to_numpy(np.float32)
    assert np.array_equal(unpacked(packs["length_px"]), lengths)


def test_the_largest_grains_are_listed_and_the_others_drawn(tmp_path):
    grains, contacts = measured(MAPS["blocks"], tmp_path)
    table = read_parquet(grains)
    listed = listed_grains(grains, most=5)
    assert listed.grains == len(table) > 5
    expected = table[table["area_px"] >= listed.smallest_px]
    assert 0 < len(expected) <= 5
    # One pixel fewer, and too many would be listed.
    assert (table["area_px"] >= listed.smallest_px - 1).sum() > 5 or len(expected) == 5
    assert listed.table["grain"].tolist() == expected["grain"].tolist()
    numbers = numbers_of(listed)
    found = np.concatenate(list(shown_regions(ArrayRows(MAPS["blocks"]), 8, numbers, 1)))
    drawn = found >= numbers.listed
    assert np.array_equal(found[drawn] - numbers.listed, MAPS["blocks"][drawn])
    assert not drawn.all()
    sides = [unpacked(packed_contacts(contacts, numbers)[side]) for side in "ab"]
    assert (np.minimum(*sides) < numbers.listed).all()


def test_a_field_without_grains_has_an_empty_table(tmp_path):
    empty = np.zeros((5, 6), np.uint8)
    grains, contacts = measured(empty, tmp_path)
    listed = listed_grains(grains)
    assert (listed.grains, len(listed.table)) == (0, 0)
    numbers = numbers_of(listed)
    assert unpacked(packed_contacts(contacts, numbers)["a"]).tolist() == []
    assert (
        np.concatenate(
            list(shown_regions(ArrayRows(np.zeros((5, 6), np.uint8)), 8, numbers, 1))
        ).sum()
        == 0
    )
    pd.testing.assert_index_equal(listed.table.columns, pd.Index(list(COLUMNS)))
