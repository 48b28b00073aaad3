"""Batches of fields: every field once, none too large, and one added field changes one batch."""

import numpy as np
import pytest

from oresurvey.survey.batches import split_into_batches


def random_names(seed, count):
    numbers = np.random.default_rng(seed).choice(10**9, count, replace=False)
    return [f"field-{number}" for number in numbers]


@pytest.mark.parametrize("largest", [1, 2, 7, 16])
@pytest.mark.parametrize("count", [0, 1, 2, 16, 17, 100])
def test_every_field_is_in_one_batch(count, largest):
    names = random_names(count, count)
    batches = split_into_batches(names, largest)
    assert sorted(name for members in batches.values() for name in members) == sorted(names)
    assert all(0 < len(members) <= largest for members in batches.values())


def test_no_more_batches_than_needed_for_few():
    assert split_into_batches(["one", "two"], 2) == {"b": ["one", "two"]}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_means_nothing(seed):
    names = random_names(seed, 50)
    shuffled = list(np.random.default_rng(seed + 1).permutation(names))
    assert list(split_into_batches(names, 8).items()) == list(
        split_into_batches(shuffled, 8).items()
    )


@pytest.mark.parametrize("largest", [1, 3, 16])
@pytest.mark.parametrize("seed", range(10))
def test_one_more_field_changes_or_splits_one_batch(seed, largest):
    """Fields come one by one; read backwards, they go one by one."""
    names = random_names(seed, 60)
    before = split_into_batches(names[:1], largest)
    for count in range(2, len(names) + 1):
        after = split_into_batches(names[:count], largest)
        gone = [set(members) for batch, members in before.items() if after.get(batch) != members]
        new = [set(members) for batch, members in after.items() if before.get(batch) != members]
        assert len(gone) <= 1
        # What is computed again: the fields of that batch, and the new one.
        assert set().union(*new) == {names[count - 1]}.union(*gone)
        # A batch is split only when it was full.
        assert len(new) == 1 or len(gone[0]) == largest
        before = after


def test_batches_share_the_bits_of_their_name():
    """One batch name is never the beginning of another, so files of two batches never meet."""
    batches = list(split_into_batches(random_names(0, 200), 5))
    assert len(batches) >= 200 / 5
    assert not [(a, b) for a in batches for b in batches if a != b and b.startswith(a)]
