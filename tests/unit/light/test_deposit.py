"""Light of a deposit that trained no model: its fields decide together whose colours they show."""

import numpy as np

from oresurvey.deposits.drift import LEAST_AGREEMENT
from oresurvey.light.colours import MineralColours
from oresurvey.light.deposit import (
    DepositLights,
    decided,
    field_agreements,
    likest,
    needs_decision,
    ore_agreement,
    seem_exchanged,
    summed_evidence,
)
from oresurvey.light.exposure import Exposure
from oresurvey.light.field_light import FieldLight

# Brightness and hues in stops: chalcopyrite, and another mineral that differs between deposits.
BACKGROUND, SHARED = (-3.0, 0.0, 0.0), (-0.6, 0.15, -0.35)
OTHERS = {"Pyrites": (-0.2, 0.02, -0.1), "Pyrrhotites": (-0.6, 0.12, -0.18)}


def colours_of(deposit):
    means = np.array([BACKGROUND, SHARED, OTHERS[deposit]])
    spread = np.array([0.25, *[0.05] * 5, 0.08, 0.08])
    return MineralColours(
        deposit, np.array([0, 1, 2]), means, np.tile(np.eye(3) * 0.03**2, (3, 1, 1)), np.zeros(8),
        spread, np.ones(3),
    )  # fmt: skip


def photograph_of(deposit, exposure, rng, ambiguous=False):
    """Blocks of a field; an ambiguous one shows what both deposits have."""
    means = np.array([BACKGROUND, SHARED, SHARED if ambiguous else OTHERS[deposit]])
    logs = means[rng.integers(0, 3, 600)] + rng.normal(0, 0.03, (600, 3))
    logs[:, 0] += exposure
    green = logs[:, 0] - logs[:, 1:].sum(axis=1) / 3
    channels = np.stack([green + logs[:, 1], green, green + logs[:, 2]], axis=1)
    pixels = np.clip(255 * 2**channels, 0, 255).astype(np.uint8)
    return pixels, rng.uniform(-0.7, 0.7, (600, 2))


def test_fields_decide_together():
    """Also where most of them show nothing that tells the deposits apart."""
    exposure = Exposure("light", tuple(colours_of(name) for name in sorted(OTHERS)))
    assert needs_decision(exposure)
    rng = np.random.default_rng(3)
    for deposit in OTHERS:
        fields = [photograph_of(deposit, rng.normal(0, 0.15), rng, n > 1) for n in range(6)]
        found = field_agreements(fields, exposure)
        sums = summed_evidence(found, np.zeros(found.shape), exposure)
        assert found.shape == (6, 2) and sums.keys() == OTHERS.keys()
        assert likest(sums) == deposit
        # A photograph of something else does not speak for the deposit.
        colourful = rng.integers(0, 256, (600, 3)).astype(np.uint8) // 128 * 255
        other = field_agreements([(colourful, fields[0][1])], exposure)
        assert ore_agreement(other) < LEAST_AGREEMENT < ore_agreement(found)
        assert ore_agreement(np.vstack([found, other])) > LEAST_AGREEMENT


def test_photographs_with_red_and_blue_exchanged_are_known():
    exposure = Exposure("light", tuple(colours_of(name) for name in sorted(OTHERS)))
    rng = np.random.default_rng(4)
    for deposit in OTHERS:
        fields = [photograph_of(deposit, rng.normal(0, 0.15), rng) for _ in range(5)]
        other = [(colours[:, ::-1].copy(), positions) for colours, positions in fields]
        found, exchanged = (field_agreements(one, exposure) for one in (fields, other))
        assert not seem_exchanged(found, exchanged)
        assert seem_exchanged(exchanged, found)
        # One of them alone decides nothing.
        mixed = np.vstack([exchanged[:1], found[1:]]), np.vstack([found[:1], exchanged[1:]])
        assert not seem_exchanged(*mixed)


def test_grey_photographs_are_not_exchanged():
    exposure = Exposure("light", (colours_of("Pyrites"),))
    rng = np.random.default_rng(5)
    grey = rng.integers(20, 200, (600, 1)).astype(np.uint8).repeat(3, axis=1)
    found = field_agreements([(grey, rng.uniform(-0.7, 0.7, (600, 2)))], exposure)
    assert not seem_exchanged(found, found)
    assert not seem_exchanged(np.empty((0, 1)), np.empty((0, 1)))


def test_without_fields_or_colours_nothing_is_said():
    assert ore_agreement(field_agreements([], Exposure("brightest"))) is None
    exposure = Exposure("light", (colours_of("Pyrites"),))
    assert ore_agreement(field_agreements([], exposure)) is None


def test_a_model_of_one_deposit_or_without_minerals_has_no_choice():
    assert not needs_decision(Exposure("light", (colours_of("Pyrites"),)))
    assert not needs_decision(Exposure("brightest"))


def test_features_decide_where_colours_do_not():
    """In the wrong light a network sees what it never saw."""
    exposure = Exposure("light", tuple(colours_of(name) for name in sorted(OTHERS)))
    same, distances = np.full((3, 2), 4.0), np.array([[6.0, 9.0], [5.0, 7.0], [6.5, 6.0]])
    sums = summed_evidence(same, distances, exposure)
    assert likest(sums) == sorted(OTHERS)[0]
    assert likest(summed_evidence(same, distances[:, ::-1], exposure)) == sorted(OTHERS)[1]


def test_what_was_decided_is_found_again_by_deposit_and_session():
    exposure = Exposure("light", tuple(colours_of(name) for name in sorted(OTHERS)))
    one, other = sorted(OTHERS)
    found, none = np.array([[4.0, 2.0], [1.0, 2.0], [1.0, 2.5]]), np.zeros((3, 2))
    may, june = decided(found[:1], none[:1], exposure), decided(found[1:], none[1:], exposure)
    assert (may["light_as"], june["light_as"]) == (one, other)
    assert may["evidence"] == {one: 4.0, other: 2.0} and june["ore_agreement"] == 2.25
    stops = (0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05, -0.05)
    group = {"session": "June", "calibration_sha256": "abc", "fields": 2, "light": list(stops)}
    content = {
        "deposit": "Birch", **may, "sessions": {"May": may, "June": june}, "calibrations": [group],
    }  # fmt: skip
    plain = {"deposit": "Alder", **june}
    known = {"deposit": "Cedar", "light_as": None, "evidence": {}, "ore_agreement": None}
    lights = DepositLights.from_json([content, plain, known])

    def row(deposit, session="", digest=""):
        cells = {"deposit": deposit, "session": session, "calibration_digest": digest}
        return {key: value for key, value in cells.items() if value}

    # A field without a session goes with the deposit.
    assert [lights.light_as_of(row("Birch", session)) for session in ("May", "June", "")] == [
        one, other, one,
    ]  # fmt: skip
    assert lights.light_as_of(row("Alder")) == other and lights.light_as_of(row("Cedar")) is None
    assert lights.shared_of(row("Birch", "June", "abc")) == FieldLight(stops)
    for other_row in (row("Birch", "May", "abc"), row("Birch", "June"), row("Birch", "June", "d")):
        assert lights.shared_of(other_row) is None


def test_a_model_without_a_choice_decides_nothing():
    exposure = Exposure("light", (colours_of("Pyrites"),))
    found = decided(np.array([[3.0]]), np.zeros((1, 1)), exposure)
    assert found == {"light_as": None, "evidence": {}, "ore_agreement": 3.0}
