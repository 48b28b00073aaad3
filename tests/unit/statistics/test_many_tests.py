"""Adjusted p-values against the known answers of STATISTICS.md, and the words for them."""

import numpy as np
import pytest

from oresurvey.statistics.many_tests import (
    CANNOT_REJECT,
    DIFFER,
    HOLDS,
    benjamini_hochberg,
    conclusions,
    holm,
    sensitivity,
)

NAN = float("nan")


def test_holm():
    """STATISTICS.md: Holm(.01, .02, .03, .5) = .04 .06 .06 .5."""
    assert holm([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.06, 0.06, 0.5])
    assert holm([0.5, 0.03, 0.01, 0.02]) == pytest.approx([0.5, 0.06, 0.04, 0.06])


def test_benjamini_hochberg():
    """STATISTICS.md: BH(.01, .02, .03, .5) = .04 .04 .04 .5."""
    assert benjamini_hochberg([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.04, 0.04, 0.5])


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_was_not_tested_is_not_counted(adjust):
    assert adjust([NAN, 0.01, NAN])[1] == pytest.approx(0.01)
    assert np.isnan(adjust([NAN, 0.01, NAN])[[0, 2]]).all()
    assert np.isnan(adjust([NAN])).all() and len(adjust([])) == 0


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_no_adjusted_p_falls_when_a_p_rises(adjust):
    """So the adjusted smallest p-values are bounds of the adjusted p-values."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        low = rng.uniform(0, 0.3, 5)
        high = low + rng.choice([0, 0.2], 5)
        assert (adjust(high) >= adjust(low) - 1e-12).all()


def test_words_never_say_that_there_is_no_difference():
    words = conclusions([0.01, 0.2, 0.1, NAN], [0.001, 0.001, 0.1, 0.1])
    assert words[0] == DIFFER and words[1] == CANNOT_REJECT and words[3] == ""
    assert words[2] == "cannot reject: with so few sections p is never below 0.1"
    assert not any("no difference" in one for one in words)
    assert conclusions([0.2], [NAN]) == [CANNOT_REJECT]


def test_sensitivity_to_the_detection_limit():
    nominal, half, double = [0.01, 0.01, 0.2, 0.04, NAN], [0.02, 0.06, 0.01, 0.9, NAN], [0.03] * 5
    assert sensitivity(nominal, half, double) == [
        HOLDS,
        "flips at half the limit",
        "flips at half and double the limit",
        "flips at half the limit",
        "",
    ]
