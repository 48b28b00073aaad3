"""What annotation covers: gains by hand, and the order against all orders."""

from itertools import combinations, permutations
from math import log, log1p

import numpy as np
import pytest

from oresurvey.suggestions.coverage import ENOUGH_PX, Covered, chosen

M = ENOUGH_PX


def worth(pieces):
    """F of the module's head, written down once more."""
    sums = {}
    for piece in pieces:
        for cell, pixels in piece.items():
            sums[cell] = sums.get(cell, 0) + pixels
    inner = {}
    for (code, _), pixels in sums.items():
        inner[code] = inner.get(code, 0) + log(1 + pixels / M)
    return sum(log(1 + one) for one in inner.values())


def test_gain_by_hand():
    covered = Covered([{(1, "s"): M}])
    # Of mineral 1: from log 2 to log 2 + log 4, in a new section; of mineral 6, all new.
    gains = covered.gains({(1, "t"): 3 * M, (6, "t"): M})
    assert gains[1] == pytest.approx(log1p(3 * log(2)) - log1p(log(2)))
    assert gains[6] == pytest.approx(log1p(log(2)))
    # In the section that is covered: from log 2 to log 5 only.
    assert covered.gains({(1, "s"): 3 * M})[1] == pytest.approx(log1p(log(5)) - log1p(log(2)))


def random_pieces(seed, count=7):
    rng = np.random.default_rng(seed)
    return [
        {(int(c), int(rng.integers(3))): float(rng.gamma(0.5, 2 * M)) for c in rng.choice(4, 2)}
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_greedy_is_nearly_the_best_of_all(seed):
    pieces = random_pieces(seed)
    found = chosen(pieces, 3, Covered())
    total = sum(one.gain for one in found)
    assert total == pytest.approx(worth(pieces[one.index] for one in found))
    best = max(worth(some) for some in combinations(pieces, 3))
    assert total >= (1 - 1 / np.e) * best
    # Each step takes the largest gain that there is, found without the short cut.
    have = []
    for one in found:
        rest = [worth([*have, p]) - worth(have) for p in pieces if p not in have]
        assert one.gain == pytest.approx(max(rest))
        have.append(pieces[one.index])
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)


def test_what_is_covered_does_not_depend_on_the_order():
    pieces = random_pieces(3, 4)
    for order in permutations(pieces):
        gains = Covered(order).gains({(0, 0): M, (2, 9): M})
        assert sum(gains.values()) == pytest.approx(
            worth([*pieces, {(0, 0): M, (2, 9): M}]) - worth(pieces)
        )


def test_nothing_unsure_is_not_chosen_and_the_first_of_equals_is():
    assert chosen([{}, {(1, 0): 0.0}], 2, Covered()) == []
    assert [one.index for one in chosen([{}, {(1, 0): M}, {(1, 1): M}], 2, Covered())] == [1, 2]
