"""Colour statistics: what is known of a mineral's colour, and what a colour says of the mineral."""

import numpy as np
import pytest

from oresurvey.baselines.statistics import ROUNDING, RULES, SPACES, ColourSums, in_space

EVERY = np.ones(3, np.float32)
COLOURS = np.array([[20, 20, 20], [200, 180, 90], [90, 95, 100]], np.uint8)
"""Of the codes 0, 1, 8."""


def picture(codes, colours=COLOURS, table=(0, 1, 8)):
    """A row of pixels, each in the colour of its code."""
    mask = np.array([codes], np.uint8)
    return colours[np.searchsorted(table, mask)], mask


def statistics(space, *pictures, codes=(0, 1, 8)):
    sums = ColourSums(space)
    for image, mask in pictures:
        sums.add(image, mask)
    return sums.statistics(codes)


def test_white_black_and_red_in_lab():
    """CIE 1976 L*a*b* of sRGB under D65; red as in Lindbloom's table: 53.24, 80.09, 67.20."""
    found = in_space(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], np.uint8), "lab")
    expected = [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20]]
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_rgb_is_left_alone():
    assert in_space(COLOURS, "rgb").tolist() == COLOURS.tolist()


def test_mean_and_covariance_of_three_pixels():
    image = np.array([[[10, 20, 30], [20, 20, 60], [30, 20, 90]]], np.uint8)
    found = statistics("rgb", (image, np.ones((1, 3), np.uint8)), codes=(0, 1))
    assert found.pixels.tolist() == [0, 3]
    assert found.means[1].tolist() == [20, 20, 60]
    # Deviations are (-10, 0, 10) and three times that: 200 / 3, 600 / 3, 1800 / 3.
    expected = np.array([[200, 0, 600], [0, 0, 0], [600, 0, 1800]]) / 3
    np.testing.assert_allclose(found.covariances[1], expected + np.eye(3) / 12, atol=1e-9)


@pytest.mark.parametrize("space", SPACES)
def test_pieces_are_the_whole(space):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (30, 20, 3), np.uint8)
    mask = rng.choice(np.array([0, 1, 8, 255], np.uint8), (30, 20))
    whole = statistics(space, (image, mask))
    parts = statistics(space, (image[:7], mask[:7]), (image[7:], mask[7:]))
    assert parts.pixels.tolist() == whole.pixels.tolist()
    np.testing.assert_allclose(parts.means, whole.means)
    np.testing.assert_allclose(parts.covariances, whole.covariances, atol=1e-8)
    one = in_space(image[mask == 8], space)
    np.testing.assert_allclose(whole.means[2], one.mean(axis=0))
    expected = np.cov(one.T, bias=True) + ROUNDING[space] * np.eye(3)
    np.testing.assert_allclose(whole.covariances[2], expected, atol=1e-8)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("space", SPACES)
def test_the_mean_colour_of_a_mineral_is_named_it(space, rule):
    known = statistics(space, picture([0, 0, 0, 1, 8]))
    found = known.posterior(in_space(COLOURS, space), EVERY, rule)
    np.testing.assert_allclose(found, np.eye(3), atol=1e-6)


def test_nearest_is_a_logistic_curve_between_two_means():
    """Two means d apart, spread s: at t of the way, P = 1 / (1 + exp(d^2 (t - 1/2) / s)).

    Each mineral has the greys m - 1 and m + 1, so s = (3 * (1 + 1 / 12)) / 3.
    """
    greys = np.array([[[99] * 3, [101] * 3, [103] * 3, [105] * 3]], np.uint8)
    known = statistics("rgb", (greys, np.array([[0, 0, 1, 1]], np.uint8)), codes=(0, 1))
    colours = np.array([[100.0] * 3, [101.0] * 3, [102.0] * 3])
    found = known.posterior(colours, np.ones(2), "nearest")
    squared, spread = 3 * 4**2, 1 + 1 / 12
    expected = [1 / (1 + np.exp(squared * (t - 0.5) / spread)) for t in (0, 0.25, 0.5)]
    np.testing.assert_allclose(found[:, 0], expected)


def test_gaussian_is_bayes_rule():
    """Minerals of one colour: nothing is known but their shares, 3 to 1."""
    one = picture([0, 0, 0, 1], np.array([[50, 50, 50]] * 2, np.uint8), (0, 1))
    known = statistics("rgb", one, codes=(0, 1))
    colours = np.array([[50.0, 50, 50], [60, 50, 50]])
    found = known.posterior(colours, np.ones(2), "gaussian")
    np.testing.assert_allclose(found, [[0.75, 0.25]] * 2)


def test_a_wide_class_is_likelier_far_from_both_means():
    """Gangue from black to grey beside a mineral of one colour, which is nearer to (150, ...)."""
    greys = np.array([[[g] * 3 for g in (0, 50, 100, 199, 200, 201)]], np.uint8)
    known = statistics("rgb", (greys, np.array([[0, 0, 0, 8, 8, 8]], np.uint8)), codes=(0, 8))
    pixel = np.array([[150.0] * 3])
    assert known.posterior(pixel, np.ones(2), "gaussian").argmax() == 0
    assert known.posterior(pixel, np.ones(2), "nearest").argmax() == 1


@pytest.mark.parametrize("rule", RULES)
def test_only_labelled_classes_are_named(rule):
    known = statistics("rgb", picture([0, 1, 8]))
    found = known.posterior(COLOURS.astype(float), np.array([1, 0, 1], np.float32), rule)
    assert (found[:, 1] == 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)
    # Without mineral 1 its colour is nearest to that of 8.
    assert found.argmax(axis=1).tolist() == [0, 2, 2]


@pytest.mark.parametrize("rule", RULES)
def test_a_class_without_pixels_is_named_only_where_no_other_may_be(rule):
    known = statistics("rgb", picture([1, 8]))
    black = np.zeros((1, 3))
    assert known.posterior(black, EVERY, rule)[0, 0] == 0
    assert known.posterior(black, np.array([1, 0, 0]), rule)[0].tolist() == [1, 0, 0]
