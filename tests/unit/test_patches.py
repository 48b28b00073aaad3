"""Balanced patches: one sequence per seed, rare classes catch up, memory is mapped."""

import json

import numpy as np
import pytest

from oresurvey.augment import Augmentation, cut_patch, tone_table, turned
from oresurvey.errors import ConfigurationError
from oresurvey.patches import BalancedSampler, PatchSource, SamplerSettings, batches
from oresurvey.probability_maps import build_index, save_index
from oresurvey.store import open_store, scale_image, scale_mask, write_store

CODES = (0, 1, 6)


@pytest.fixture
def sources(tmp_path):
    """Three fields: class 6 is 2 % of one of them only."""
    found = []
    for k in range(3):
        rng = np.random.default_rng(k)
        mask = np.zeros((120, 150), np.uint8)
        mask[:, : 30 + 20 * k] = 1
        if k == 1:
            mask[40:58, 100:120] = 6
        image = rng.integers(0, 256, (120, 150, 3), dtype=np.uint8)
        # The red channel repeats the code, so that image and mask can be compared after a turn.
        image[..., 0] = mask * 20
        folder = tmp_path / str(k)
        stored = write_store(folder, image, mask, 1)
        save_index(build_index(stored, 32, CODES), folder)
        found.append(PatchSource(folder, "here", CODES))
    return found


def settings(**options):
    return SamplerSettings(**{"patch_px": 32, "batch": 5, "seed": 7} | options)


def some(sampler, workers, count):
    feed = batches(sampler, workers=workers, prefetch=3)
    taken = [next(feed) for _ in range(count)]
    feed.close()
    return taken


def test_same_seed_same_patches_for_1_and_4_workers(sources):
    options = {"augment": Augmentation(gain=0.5, gamma=0.2, colour=0.1, rotation_deg=9, scale=0.1)}
    first = some(BalancedSampler(sources, CODES, settings(**options)), 1, 6)
    second = some(BalancedSampler(sources, CODES, settings(**options)), 4, 6)
    for one, other in zip(first, second, strict=True):
        for a, b in zip(one[:3], other[:3], strict=True):
            assert np.array_equal(a, b)
        assert one[3] == other[3]


def test_another_seed_gives_other_patches(sources):
    first = some(BalancedSampler(sources, CODES, settings()), 1, 1)[0][0]
    second = some(BalancedSampler(sources, CODES, settings(seed=8)), 1, 1)[0][0]
    assert not np.array_equal(first, second)


def test_a_resumed_sampler_continues_the_sequence(sources):
    whole = some(BalancedSampler(sources, CODES, settings()), 2, 7)
    state = json.loads(json.dumps(whole[2][3]))
    resumed = BalancedSampler(sources, CODES, settings())
    resumed.restore(state)
    for expected, found in zip(whole[3:], some(resumed, 2, 4), strict=True):
        assert np.array_equal(expected[0], found[0])
        assert np.array_equal(expected[1], found[1])


def test_rare_classes_catch_up(sources):
    def share_of_6(exponent):
        sampler = BalancedSampler(sources, CODES, settings(balance_exponent=exponent))
        for _ in range(400):
            sampler.plan()
        return sampler.shares().set_index("code")["pct"][6]

    annotated = 100 * 18 * 20 / (3 * 120 * 150)
    assert share_of_6(2) > 10 * annotated
    assert share_of_6(2) > share_of_6(0)


def test_probabilities_follow_the_pixels_handed_out(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    assert np.allclose(sampler.class_probabilities(), 1 / 3)
    state = sampler.state()
    state["pixels"] = [400, 200, 100]
    sampler.restore(state)
    # Weight (total / so far)^2: 1, 4, 16.
    assert np.allclose(sampler.class_probabilities(), np.array([1, 4, 16]) / 21)


def test_shares_count_the_pixels_of_the_patches(sources):
    sampler = BalancedSampler(sources, CODES, settings(augment=Augmentation(False, False)))
    masks = np.concatenate([batch[1] for batch in some(sampler, 2, 4)])
    again = BalancedSampler(sources, CODES, settings())
    for _ in range(len(masks)):
        again.plan()
    counted = again.shares().set_index("code")["pixels"]
    assert {code: int((masks == code).sum()) for code in CODES} == counted.to_dict()


def test_every_patch_drawn_for_a_class_holds_it(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    for _ in range(60):
        planned = sampler.plan()
        assert (sampler.cut(planned)[1] == planned.code).any()


def test_images_stay_on_disk(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    assert all(isinstance(array, np.memmap) for pair in sampler._maps for array in pair)


def test_flips_and_turns_move_image_and_mask_together(sources):
    image, mask = open_store(sources[1].folder)
    for seed in range(12):
        pixels, codes = cut_patch(
            image, mask, (20, 90), 32, Augmentation(), np.random.default_rng(seed)
        )
        assert np.array_equal(pixels[..., 0], codes * 20)


def test_all_eight_positions_occur():
    array = np.arange(4).reshape(2, 2)
    seen = {
        tuple(turned(array, Augmentation(), np.random.default_rng(k)).ravel()) for k in range(200)
    }
    assert len(seen) == 8


def test_a_turn_by_no_degrees_changes_nothing(sources):
    image, mask = open_store(sources[0].folder)
    still = Augmentation(False, False, rotation_deg=1e-9)
    pixels, codes = cut_patch(image, mask, (5, 9), 32, still, np.random.default_rng(0))
    assert np.array_equal(codes, mask[5:37, 9:41])
    assert np.abs(pixels.astype(int) - image[5:37, 9:41]).max() <= 1


def test_tone_table_is_gain_then_gamma():
    class Fixed:
        def uniform(self, low, high):
            return high

        def normal(self, mean, deviation, size):
            return np.zeros(size)

    table = tone_table(Augmentation(gain=1.0, gamma=1.0), Fixed())
    # One stop up doubles, exponent 2: (2 * 51 / 255)^2 * 255 = 40.8.
    assert table[51].tolist() == [41, 41, 41]
    assert table[200].tolist() == [255, 255, 255]


def test_store_scales_by_area_mean_and_centre_sample():
    image = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    assert scale_image(image, 2)[0, 0, 0] == round(np.mean([0, 3, 18, 21]) + 1e-9)
    mask = np.arange(24, dtype=np.uint8).reshape(4, 6)
    assert scale_mask(mask, 2).tolist() == [[7, 9, 11], [19, 21, 23]]


def test_nothing_to_draw_is_an_error(sources):
    with pytest.raises(ConfigurationError, match="no annotated training field"):
        BalancedSampler(sources, (9,), settings())


def test_an_error_while_cutting_reaches_the_training(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    sampler.cut = lambda planned: 1 / 0
    with pytest.raises(ZeroDivisionError):
        next(batches(sampler))
