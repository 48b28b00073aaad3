"""The drawn split: groups stay together, shares come near a fifth, one seed gives one draw."""

import numpy as np
import pandas as pd
import pytest

from oresurvey.release import split


@pytest.fixture
def fields(monkeypatch):
    monkeypatch.setattr(split, "DRAWS", 5000)
    rng = np.random.default_rng(0)
    names = [f"f{k:02}" for k in range(40)]
    pixels = pd.DataFrame(rng.integers(0, 9000, (40, 3)) * (rng.random((40, 3)) < 0.6), names)
    groups = pd.Series([f"g{k // 2}" for k in range(10)] + names[10:], names)
    return pixels, groups


def test_groups_stay_together_and_shares_are_near(fields):
    pixels, groups = fields
    drawn = split.draw(pixels, groups, np.random.default_rng(1))
    inside = groups.index.isin(drawn)
    assert set(groups[inside]).isdisjoint(groups[~inside])
    share = pixels[inside].sum() / pixels.sum()
    assert ((share > 0.15) & (share < 0.25)).all() and inside.mean() == pytest.approx(0.2, abs=0.03)


def test_one_seed_gives_one_draw(fields):
    first, second, other = (split.draw(*fields, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == second != other
