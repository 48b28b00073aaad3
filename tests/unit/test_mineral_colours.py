"""Colours of known minerals: shifts come back as they were put in, whatever the shares."""

import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.exposure import Exposure, fit_exposure
from oresurvey.mineral_colours import (
    MineralColours,
    annotated_shifts,
    exposure_shift,
    fit_mineral_colours,
    log_colours,
)
from oresurvey.minerals import VOID

COLOURS = {
    0: (30, 30, 32),
    1: (140, 120, 80),
    2: (150, 148, 140),
    6: (190, 175, 150),
    8: (75, 74, 72),
}


def scene(shares, stops, rng, count=4000):
    """Blocks of a field: colours with noise, exposed by so many stops, and their codes."""
    codes = rng.choice(
        list(shares), count, p=np.array(list(shares.values())) / sum(shares.values())
    )
    light = np.array([COLOURS[code] for code in codes]) * 2.0**stops
    light = light * 2.0 ** rng.normal(0, 0.03, (count, 3))
    return np.clip(np.round(light), 0, 255).astype(np.uint8), codes.astype(np.uint8)


@pytest.fixture(scope="module")
def fitted():
    """Annotated fields of one deposit: shares and exposures differ, their mean is 0."""
    rng = np.random.default_rng(0)
    fields = [
        scene(dict(zip(COLOURS, rng.dirichlet(np.ones(5)), strict=True)), stops, rng)
        for stops in (-0.4, -0.2, 0.0, 0.2, 0.4)
    ]
    return fields, fit_mineral_colours("here", fields)


def test_log_colours():
    """Grey 255 is 0 stops; half the light of red and blue is one stop of hue each."""
    found = log_colours(np.array([[255, 255, 255], [64, 128, 64], [0, 0, 0]], np.uint8))
    half = np.log2(128 / 255)
    expected = [[0, 0, 0], [half - 2 / 3, -1, -1], [np.log2(4 / 255), 0, 0]]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_annotated_shifts_are_those_put_in(fitted):
    np.testing.assert_allclose(annotated_shifts(fitted[0]), [-0.4, -0.2, 0, 0.2, 0.4], atol=0.02)


def test_a_field_without_minerals_has_no_annotated_shift(fitted):
    rng = np.random.default_rng(1)
    shifts = annotated_shifts([*fitted[0], scene({0: 1}, 0.3, rng)])
    assert np.isnan(shifts[5]) and np.isfinite(shifts[:5]).all()


@pytest.mark.parametrize("stops", [-0.5, -0.1, 0.0, 0.3, 0.5])
@pytest.mark.parametrize("shares", [{0: 5, 6: 4, 8: 1}, {0: 1, 1: 2, 2: 3, 8: 4}, {6: 3, 8: 7}])
def test_blind_shift_of_an_unknown_field(fitted, shares, stops):
    """The field's own minerals and shares are unknown; two grey levels far apart suffice."""
    colours, _ = scene(shares, stops, np.random.default_rng(7))
    assert exposure_shift(colours, [fitted[1]]) == pytest.approx(stops, abs=0.06)


def test_gain_undoes_the_exposure(fitted):
    exposure = Exposure("minerals", (fitted[1],))
    rng = np.random.default_rng(3)
    dark, _ = scene({0: 3, 6: 4, 8: 3}, -0.4, rng)
    assert exposure.gain_of_sample(dark) == pytest.approx(2**0.4, rel=0.05)


def test_the_deposit_that_agrees_decides(fitted):
    """Another deposit whose minerals are bluer does not pull the exposure."""
    other = MineralColours(
        "there", fitted[1].codes, fitted[1].means + np.array([0.3, 0, 0.4]), fitted[1].covariances
    )
    colours, _ = scene({0: 2, 2: 3, 6: 2, 8: 4}, 0.2, np.random.default_rng(4))
    alone = exposure_shift(colours, [fitted[1]])
    assert exposure_shift(colours, [other, fitted[1]]) == alone
    assert exposure_shift(colours, [other]) != pytest.approx(alone, abs=0.1)


def test_the_own_deposit_decides_where_it_is_known(fitted):
    other = MineralColours(
        "there", fitted[1].codes, fitted[1].means + np.array([0.3, 0, 0]), fitted[1].covariances
    )
    both = Exposure("minerals", (fitted[1], other))
    colours, _ = scene({0: 2, 2: 3, 6: 2, 8: 4}, 0.2, np.random.default_rng(4))
    assert both.of_deposit("there").known == (other,)
    assert both.of_deposit("elsewhere").known == both.known == both.of_deposit(None).known
    here, there = (both.of_deposit(name).gain_of_sample(colours) for name in ("here", "there"))
    assert there / here == pytest.approx(2**0.3, rel=0.03)


def test_json_round_trip(fitted):
    exposure = Exposure("minerals", (fitted[1],))
    again = Exposure.from_json(exposure.as_json())
    colours, _ = scene({0: 2, 6: 2, 8: 4}, 0.2, np.random.default_rng(5))
    assert again.gain_of_sample(colours) == pytest.approx(
        exposure.gain_of_sample(colours), rel=1e-3
    )
    assert Exposure.from_json({"exposure": "brightest"}) == Exposure("brightest")


def test_void_and_rare_minerals_fit_nothing(fitted):
    """Codes of fewer than 20 blocks get no distribution; the background gets five."""
    rng = np.random.default_rng(6)
    colours, codes = scene({0: 5, 6: 5}, 0, rng)
    codes[:30], codes[30:40] = VOID, 8
    found = fit_mineral_colours("here", [(colours, codes)])
    assert found.codes.tolist() == [0] * 5 + [6]


@pytest.mark.parametrize("count", [399, 400, 401, 2383, 2400, 5999])
def test_any_number_of_blocks_will_do(fitted, count):
    """2383 blocks of one mineral were once cut into one more than there are."""
    colours, codes = scene({6: 1}, 0, np.random.default_rng(9), count)
    found = fit_mineral_colours("here", [(colours, codes)])
    np.testing.assert_allclose(found.means[0], log_colours(np.array(COLOURS[6])), atol=0.02)
    assert np.isfinite(exposure_shift(colours, [fitted[1]]))


def test_nothing_annotated_is_no_reference():
    rng = np.random.default_rng(8)
    colours, _ = scene({6: 1}, 0, rng)
    void = np.full(len(colours), VOID, np.uint8)
    assert fit_mineral_colours("here", [(colours, void)]) is None
    with pytest.raises(ConfigurationError, match=r"train\.exposure: minerals needs"):
        fit_exposure("minerals", {"here": [(colours, void)]})
