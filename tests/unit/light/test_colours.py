"""Colours of known minerals and the light of fields: both come back as they were put in."""

from dataclasses import replace

import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.light.colours import (
    FieldSample,
    MineralColours,
    annotated_lights,
    fit_mineral_colours,
    log_colours,
)
from oresurvey.light.exposure import FREE, Exposure, fit_exposure
from oresurvey.light.field_light import FieldLight, surface_terms
from oresurvey.light.fit import find_light, find_shared_light
from oresurvey.light.sample import block_positions
from oresurvey.survey.mineral_codes import VOID

COLOURS = {
    0: (30, 30, 32),
    1: (140, 120, 80),
    2: (150, 148, 140),
    6: (190, 175, 150),
    8: (75, 74, 72),
}
POSITIONS = block_positions(600, 800)
FALL = (-0.03, 0.02, -0.2, 0.0, -0.15)


def light(exposure, red=0.0, blue=0.0, surface=FALL):
    return np.array([exposure, *surface, red, blue])


def scene(shares, stops, rng):
    """Blocks of a field: noisy colours under a light (8,), or an exposure in stops."""
    count = len(POSITIONS)
    if np.isscalar(stops):
        stops = light(stops, surface=[0] * 5)
    share = np.array(list(shares.values())) / sum(shares.values())
    codes = rng.choice(list(shares), count, p=share)
    bright, (red, blue) = surface_terms(POSITIONS) @ stops[:6], stops[6:]
    green = bright - (red + blue) / 3
    logs = np.stack([green + red, green, green + blue], axis=1) + rng.normal(0, 0.03, (count, 3))
    colours = np.array([COLOURS[code] for code in codes]) * 2.0**logs
    colours = np.clip(np.round(colours), 0, 255).astype(np.uint8)
    return FieldSample(colours, POSITIONS, codes.astype(np.uint8))


def any_shares(rng):
    return dict(zip(COLOURS, rng.dirichlet(np.ones(5)), strict=True))


@pytest.fixture(scope="module")
def evenly_lit():
    """Annotated fields of one deposit: shares and exposures differ, their mean is 0."""
    rng = np.random.default_rng(0)
    fields = [scene(any_shares(rng), stops, rng) for stops in (-0.4, -0.2, 0.0, 0.2, 0.4)]
    return fields, fit_mineral_colours("here", fields, FREE["minerals"])


LIGHTS = [
    light(-0.3, 0.04, -0.03, (0.05, 0.00, -0.25, 0.02, -0.1)),
    light(-0.1, -0.04, 0.00, (-0.08, 0.05, -0.15, 0.0, -0.2)),
    light(0.1, 0.02, 0.05, (0.0, 0.02, -0.2, -0.03, -0.15)),
    light(0.3, -0.02, -0.02, (-0.05, 0.05, -0.2, 0.01, -0.15)),
]


@pytest.fixture(scope="module")
def unevenly_lit():
    """Annotated fields under `LIGHTS`."""
    rng = np.random.default_rng(10)
    fields = [scene(any_shares(rng), stops, rng) for stops in LIGHTS]
    return fields, fit_mineral_colours("here", fields, FREE["light"])


def test_log_colours():
    """Grey 255 is 0 stops; half the light of red and blue is one stop of hue each."""
    found = log_colours(np.array([[255, 255, 255], [64, 128, 64], [0, 0, 0]], np.uint8))
    half = np.log2(128 / 255)
    expected = [[0, 0, 0], [half - 2 / 3, -1, -1], [np.log2(4 / 255), 0, 0]]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_annotated_exposures_are_those_put_in(evenly_lit):
    found = annotated_lights(evenly_lit[0], FREE["minerals"])
    np.testing.assert_allclose(found[:, 0], [-0.4, -0.2, 0, 0.2, 0.4], atol=0.02)
    assert not found[:, 1:].round(5).any()


def test_annotated_lights_are_those_put_in(unevenly_lit):
    """Hues are against their mean over fields, as the minerals' own hues are not known."""
    found = annotated_lights(unevenly_lit[0], FREE["light"])
    np.testing.assert_allclose(found, np.array(LIGHTS), atol=0.03)


def test_the_prior_is_that_of_the_annotated_fields(unevenly_lit):
    known = unevenly_lit[1]
    np.testing.assert_allclose(known.light[1:6], np.mean(LIGHTS, axis=0)[1:6], atol=0.02)
    assert known.light[[0, 6, 7]].tolist() == [0, 0, 0] and (known.light_spread > 0).all()


def test_a_field_without_minerals_has_no_annotated_light(evenly_lit):
    rng = np.random.default_rng(1)
    found = annotated_lights([*evenly_lit[0], scene({0: 1}, 0.3, rng)], FREE["minerals"])
    assert np.isnan(found[5]).all() and np.isfinite(found[:5]).all()


@pytest.mark.parametrize("stops", [-0.5, -0.1, 0.0, 0.3, 0.5])
@pytest.mark.parametrize("shares", [{0: 5, 6: 4, 8: 1}, {0: 1, 1: 2, 2: 3, 8: 4}, {6: 3, 8: 7}])
def test_blind_exposure_of_an_unknown_field(evenly_lit, shares, stops):
    """The field's own minerals and shares are unknown; two grey levels far apart suffice."""
    sample = scene(shares, stops, np.random.default_rng(7))
    found = find_light(sample.colours, sample.positions, [evenly_lit[1]])
    assert found.stops[0] == pytest.approx(stops, abs=0.06) and found.even


@pytest.mark.parametrize("shares", [{0: 5, 6: 4, 8: 1}, {0: 1, 1: 2, 2: 3, 8: 4}, {6: 3, 8: 7}])
@pytest.mark.parametrize("stops", [*LIGHTS, light(0.2, 0.05, 0.05, (0, 0, -0.3, 0, -0.3))])
def test_blind_light_of_an_unknown_field(unevenly_lit, shares, stops):
    """Exposure and illumination to a twentieth of a stop, white balance to a fiftieth."""
    sample = scene(shares, stops, np.random.default_rng(8))
    found = np.array(find_light(sample.colours, sample.positions, [unevenly_lit[1]]).stops)
    off = surface_terms(POSITIONS) @ (found - stops)[:6]
    assert np.sqrt((off**2).mean()) < 0.05
    np.testing.assert_allclose(found[6:], stops[6:], atol=0.02)


def test_a_field_of_one_mineral_keeps_the_usual_light(evenly_lit):
    """Its one grey could be any mineral's: the prior decides, and no light nobody saw."""
    sample = scene({8: 1}, 0.1, np.random.default_rng(9))
    found = find_light(sample.colours, sample.positions, [evenly_lit[1]])
    assert found.stops[0] == pytest.approx(0.1, abs=0.1)


@pytest.mark.parametrize("common", [2, 6])
def test_a_tie_goes_to_the_common_mineral(common):
    """A field of one grey mineral, halfway between two that differ by .4 stops in nothing else."""
    apart = np.array([[-0.2, 0, 0], [0.2, 0, 0]])
    shares = np.where(np.array([2, 6]) == common, 0.9, 0.1)
    spread = np.array([0.25, *[0.05] * 5, 0, 0])
    covariances = np.tile(np.eye(3) * 0.03**2, (2, 1, 1))
    known = MineralColours(
        "here", np.array([2, 6]), apart - [1, 0, 0], covariances, np.zeros(8), spread, shares
    )
    # At this grey either is .2 stops off.
    colours = np.full((len(POSITIONS), 3), round(255 * 2.0**-1), np.uint8)
    found = find_light(colours, POSITIONS, [known])
    assert found.stops[0] == pytest.approx(0.2 if common == 2 else -0.2, abs=0.03)


def test_shares_are_those_of_the_fields():
    """Of three fields, one of mineral 6 alone; the background and void count as nothing."""
    rng = np.random.default_rng(0)
    fields = [scene(shares, 0.0, rng) for shares in ({6: 1, 0: 1}, {6: 1, 8: 3}, {8: 1})]
    fields[0].codes[:50] = VOID
    known = fit_mineral_colours("here", fields, FREE["minerals"])
    expected = [1.0 if code == 0 else {6: 1.25 / 3, 8: 1.75 / 3}[code] for code in known.codes]
    np.testing.assert_allclose(known.shares, expected, atol=0.01)


def test_colours_without_shares_are_those_of_an_older_model(unevenly_lit):
    content = unevenly_lit[1].as_json()
    del content["shares"]
    assert (MineralColours.from_json(content).shares == 1).all()


def test_gain_undoes_the_exposure(evenly_lit):
    exposure = Exposure("minerals", (evenly_lit[1],))
    dark = scene({0: 3, 6: 4, 8: 3}, -0.4, np.random.default_rng(3))
    found = exposure.light_of_sample(dark.colours, dark.positions)
    assert found.gain == pytest.approx(2**0.4, rel=0.05)


def shifted(known, by):
    """The same minerals in another hue."""
    return MineralColours(
        "there", known.codes, known.means + np.array(by), known.covariances, known.light,
        known.light_spread, known.shares,
    )  # fmt: skip


def test_the_deposit_that_agrees_decides(evenly_lit):
    """Another deposit whose minerals are bluer does not pull the exposure."""
    here = evenly_lit[1]
    other = shifted(here, (0.3, 0, 0.4))
    sample = scene({0: 2, 2: 3, 6: 2, 8: 4}, 0.2, np.random.default_rng(4))
    alone = find_light(sample.colours, sample.positions, [here])
    assert find_light(sample.colours, sample.positions, [other, here]) == alone
    misled = find_light(sample.colours, sample.positions, [other])
    assert misled.stops[0] != pytest.approx(alone.stops[0], abs=0.1)


def test_the_own_deposit_decides_where_it_is_known(evenly_lit):
    here = evenly_lit[1]
    other = shifted(here, (0.3, 0, 0))
    both = Exposure("minerals", (here, other))
    sample = scene({0: 2, 2: 3, 6: 2, 8: 4}, 0.2, np.random.default_rng(4))
    assert both.of_deposit("there").known == (other,)
    assert both.of_deposit("elsewhere").known == both.known == both.of_deposit(None).known
    here, there = (
        both.of_deposit(name).light_of_sample(sample.colours, sample.positions).gain
        for name in ("here", "there")
    )
    assert there / here == pytest.approx(2**0.3, rel=0.05)


def test_json_round_trip(unevenly_lit):
    exposure = Exposure("light", (unevenly_lit[1],))
    again = Exposure.from_json(exposure.as_json())
    sample = scene({0: 2, 6: 2, 8: 4}, LIGHTS[0], np.random.default_rng(5))
    np.testing.assert_allclose(
        again.light_of_sample(sample.colours, sample.positions).stops,
        exposure.light_of_sample(sample.colours, sample.positions).stops,
        atol=1e-3,
    )
    assert Exposure.from_json({"exposure": "brightest"}) == Exposure("brightest")


def test_void_and_rare_minerals_fit_nothing():
    """Codes of fewer than 20 blocks get no distribution; the background gets five."""
    sample = scene({0: 5, 6: 5}, 0, np.random.default_rng(6))
    sample.codes[:30], sample.codes[30:40] = VOID, 8
    found = fit_mineral_colours("here", [sample], FREE["light"])
    assert found.codes.tolist() == [0] * 5 + [6]


@pytest.mark.parametrize("count", [399, 400, 401, 2383, 2400, 5999])
def test_any_number_of_blocks_will_do(evenly_lit, count):
    """2383 blocks of one mineral were once cut into one more than there are."""
    whole = scene({6: 1}, 0, np.random.default_rng(9))
    sample = FieldSample(whole.colours[:count], POSITIONS[:count], whole.codes[:count])
    found = fit_mineral_colours("here", [sample], FREE["minerals"])
    np.testing.assert_allclose(found.means[0], log_colours(np.array(COLOURS[6])), atol=0.02)
    light = find_light(sample.colours, sample.positions, [evenly_lit[1]])
    assert np.isfinite(light.stops).all()


def test_nothing_annotated_is_no_reference():
    sample = scene({6: 1}, 0, np.random.default_rng(8))
    sample.codes[:] = VOID
    assert fit_mineral_colours("here", [sample], FREE["light"]) is None
    with pytest.raises(ConfigurationError, match=r"train\.exposure: light needs"):
        fit_exposure("light", {"here": [sample]})


def test_a_light_that_is_none_changes_nothing():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, 3), np.uint8)
    assert FieldLight().undo(pixels) is pixels


@pytest.mark.parametrize("red", [-0.3, 0.3])
def test_the_white_balance_of_another_camera_is_found(unevenly_lit, red):
    """Ten times as far off as the annotated fields are from one another, red up and blue down."""
    stops = light(0.1, red, -red)
    sample = scene({0: 3, 2: 2, 6: 3, 8: 3}, stops, np.random.default_rng(11))
    found = np.array(find_light(sample.colours, sample.positions, [unevenly_lit[1]]).stops)
    np.testing.assert_allclose(found[6:], stops[6:], atol=0.03)
    assert found[0] == pytest.approx(0.1, abs=0.06)


def pairs(samples):
    return [(sample.colours, sample.positions) for sample in samples]


@pytest.mark.parametrize("stops", [-0.35, 0.35])
def test_fields_that_share_their_settings_share_the_exposure(stops):
    """Each shows one of two greys .4 stops apart: alone it could be either, together they are what
    they are."""
    known = MineralColours(
        "here", np.array([2, 6]), np.array([[-1.2, 0, 0], [-0.8, 0, 0]]),
        np.tile(np.eye(3) * 0.03**2, (2, 1, 1)), np.zeros(8),
        np.array([0.25, *[0.05] * 5, 0, 0]), np.ones(2),
    )  # fmt: skip
    greys = [round(255 * 2.0 ** (bright + stops)) for bright in known.means[:, 0]]
    fields = [(np.full((len(POSITIONS), 3), grey, np.uint8), POSITIONS) for grey in greys]
    alone = [find_light(*field, [known]).stops[0] for field in fields]
    assert max(abs(found - stops) for found in alone) > 0.3
    shared = find_shared_light(fields, [known.evenly_lit()])
    assert shared.stops[0] == pytest.approx(stops, abs=0.02) and shared.even
    assert Exposure("light", (known,)).shared_light(fields) == shared


def test_the_shared_light_of_one_field_is_its_own(unevenly_lit):
    """To the last digit, with a surface as well."""
    [sample] = pairs([scene({0: 2, 6: 2, 8: 4}, LIGHTS[0], np.random.default_rng(5))])
    known = [unevenly_lit[1]]
    assert find_shared_light([sample], known) == find_light(*sample, known)


def test_a_field_that_is_evenly_lit_has_no_surface(unevenly_lit):
    """It has the white balance of another camera all the same, found by all fields together."""
    exposure = Exposure("light", (unevenly_lit[1],))
    stops = light(0.2, 0.3, -0.3, (0, 0, 0, 0, 0))
    fields = [
        scene(shares, stops, np.random.default_rng(k))
        for k, shares in enumerate([{0: 3, 2: 2, 6: 3}, {8: 1}, {1: 1, 0: 1}])
    ]
    found = exposure.shared_light(pairs(fields))
    assert not any(found.stops[1:6])
    np.testing.assert_allclose(found.stops, stops, atol=0.03)
    assert not any(exposure.evenly_lit().light_of_sample(*pairs(fields)[0]).stops[1:6])
    assert exposure.evenly_lit().known[0].light_spread[0] == exposure.known[0].light_spread[0]


def test_methods_that_know_no_minerals_share_nothing(evenly_lit):
    assert Exposure("brightest").shared_light(pairs(evenly_lit[0])) is None


def test_annotated_fields_that_share_their_settings_have_one_light():
    """And no surface; the usual surface is that of the fields that were not calibrated."""
    rng = np.random.default_rng(12)
    flat = light(0.25, 0.05, 0.0, (0, 0, 0, 0, 0))
    fields = [scene(any_shares(rng), stops, rng) for stops in LIGHTS]
    alike = [replace(scene(any_shares(rng), flat, rng), settings="mirror") for _ in range(3)]
    found = annotated_lights([*fields, *alike], FREE["light"])
    assert (found[4:] == found[4]).all() and not found[4:, 1:6].round(5).any()
    expected = np.array([*LIGHTS, *[flat] * 3])
    off = found - expected
    # Exposure and hue are against their mean over fields.
    off[:, [0, 6, 7]] -= off[:, [0, 6, 7]].mean(axis=0)
    np.testing.assert_allclose(off, 0, atol=0.03)
    known = fit_mineral_colours("here", [*fields, *alike], FREE["light"])
    np.testing.assert_allclose(known.light[1:6], np.mean(LIGHTS, axis=0)[1:6], atol=0.02)
    assert (known.light_spread > 0).all()
    # Of a deposit that was calibrated as a whole, none is usual, and some spread is left.
    whole = fit_mineral_colours("here", alike, FREE["light"])
    assert not whole.light[1:6].round(4).any() and (whole.light_spread > 0).all()
