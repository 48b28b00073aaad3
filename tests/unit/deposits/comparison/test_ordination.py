"""Ordination: principal components of log-ratios, their signs, and who chooses the axes."""

import numpy as np
import pandas as pd
import pytest
from invented_deposits import FAR, NEAR, world
from section_tables import MINERALS

from oresurvey.deposits.comparison.ordination import (
    COLUMNS,
    EXPLAINED,
    MINERAL,
    PC,
    SECTION,
    ordination,
)
from oresurvey.deposits.comparison.ordination import principal_components as components


def table_of(deposits, **options):
    sub, standing = world(deposits, **options)
    return ordination(sub, standing, MINERALS)


def test_points_on_a_line():
    """(-1, 0, 1), 0 and twice the first, in a plane: one axis, all variance, known scores."""
    rows = np.array([[-1.0, 0, 1], [0, 0, 0], [2, 0, -2]])
    found = components(rows, np.ones(3, bool))
    assert found.explained == pytest.approx([1, 0, 0])
    # Of the two largest loadings, equal in size, the first is positive.
    assert found.loadings[:, 0] == pytest.approx([np.sqrt(0.5), 0, -np.sqrt(0.5)])
    along = np.array([-1, 0, 2]) * np.sqrt(2)
    assert found.scores[:, 0] == pytest.approx(along - along.mean())
    assert (found.scores[:, 1:] == 0).all() and (found.loadings[:, 1:] == 0).all()


def test_scores_keep_distances_and_signs_agree_with_a_mirrored_rerun():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(8, 4))
    rows -= rows.mean(axis=1, keepdims=True)
    found = components(rows, np.ones(8, bool))
    # Four parts have three axes: nothing is lost.
    assert found.explained.sum() == pytest.approx(1)
    for i in range(8):
        assert np.linalg.norm(found.scores[i] - found.scores[0]) == pytest.approx(
            np.linalg.norm(rows[i] - rows[0])
        )
    for k in range(3):
        assert found.loadings[np.abs(found.loadings[:, k]).argmax(), k] > 0
    other = components(rows[::-1], np.ones(8, bool))
    assert other.scores[::-1] == pytest.approx(found.scores)
    assert other.loadings == pytest.approx(found.loadings)


def test_table_holds_sections_minerals_and_explained_shares():
    table = table_of(FAR)
    assert table.columns.tolist() == COLUMNS
    assert table["kind"].value_counts().to_dict() == {SECTION: 20, MINERAL: 3, EXPLAINED: 1}
    assert table[table["kind"] == EXPLAINED][PC].to_numpy().sum() == pytest.approx(100)
    assert table[table["kind"] == MINERAL]["mineral"].tolist() == ["Ccp", "Py", "Sp"]
    # One deposit is far from three that are alike: the first axis parts it from them.
    sections = table[table["kind"] == SECTION]
    far = sections["deposit"] == "D"
    sides = sections["pc1"][far], sections["pc1"][~far]
    assert sides[0].max() < sides[1].min() or sides[0].min() > sides[1].max()


def test_deposits_kept_out_of_tests_do_not_choose_the_axes():
    table = table_of(FAR, selections={"D": {"chosen"}})
    alone = table_of(NEAR)
    for kind in (MINERAL, EXPLAINED):
        pd.testing.assert_frame_equal(
            table[table["kind"] == kind][PC].reset_index(drop=True),
            alone[alone["kind"] == kind][PC].reset_index(drop=True),
        )
    strange = table[table["deposit"] == "D"]
    assert not strange["fitted"].any() and strange["note"].str.contains("projected").all()
    assert table[(table["kind"] == SECTION) & (table["deposit"] != "D")]["fitted"].all()


def test_all_choose_where_fewer_than_two_may_be_tested():
    table = table_of(NEAR, selections={"A": {"chosen"}, "B": {"chosen"}})
    assert table[table["kind"] == SECTION]["fitted"].all()


@pytest.mark.parametrize(
    ("deposits", "supported"),
    [({}, None), ({"A": NEAR["A"][:2]}, None), (NEAR, {"A": {1}, "B": {1, 6}, "C": {6}})],
)
def test_nothing_to_ordinate(deposits, supported):
    table = table_of(deposits, supported=supported)
    assert table.empty and table.columns.tolist() == COLUMNS
