"""Balanced patches: one sequence per seed, rare classes catch up, fields stay on disk."""

import json
import os
import shutil
import tracemalloc
from collections import Counter

import numpy as np
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.probability_maps.index import METHODS, build_index, save_index
from oresurvey.probability_maps.store import open_store, write_store
from oresurvey.survey.settings.training import Augmentation, Training
from oresurvey.training.augment import upright
from oresurvey.training.sampler import BalancedSampler, PatchSource, batches

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
    return Training(**{"patch_px": 32, "batch": 5, "seed": 7} | options)


def some(sampler, workers, count):
    feed = batches(sampler, workers=workers, prefetch=3)
    taken = [next(feed) for _ in range(count)]
    feed.close()
    return taken


@pytest.mark.parametrize(
    "augment",
    [
        Augmentation(),
        Augmentation(gain=0.5, gamma=0.2, colour=0.1),
        Augmentation(gain=0.5, gamma=0.2, colour=0.1, rotation_deg=9, scale=0.1),
    ],
)
def test_same_seed_same_patches_for_1_and_4_workers(sources, augment):
    options = {"augment": augment}
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
    sampler = BalancedSampler(
        sources, CODES, settings(augment=Augmentation(flips=False, quarter_turns=False))
    )
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


def test_a_class_overtaken_far_is_not_drawn(sources):
    """The strict minority choice: weights that underflow are zero, not an error."""
    sampler = BalancedSampler(sources, CODES, settings(balance_exponent=1e4))
    sampler.restore(sampler.state() | {"pixels": [10**6, 10**4, 10]})
    assert sampler.class_probabilities().tolist() == [0, 0, 1]
    assert sampler.plan().code == 6


def test_pixels_are_those_of_the_store(sources):
    """Undone its turn, a patch is the window of the field; its mask the annotation there."""
    sampler = BalancedSampler(sources, CODES, settings())
    positions = Counter()
    for _ in range(80):
        planned = sampler.plan()
        pixels, codes = sampler.cut(planned)
        (y, x), position = planned.corner, planned.position
        image, mask = open_store(sources[planned.source].folder)
        assert np.array_equal(upright(pixels, position), image[y : y + 32, x : x + 32])
        assert np.array_equal(upright(codes, position), mask[y : y + 32, x : x + 32])
        positions[position] += 1
    assert set(positions) == set(range(8))


def test_image_and_mask_stay_together_when_warped(sources):
    """The red channel is 20 times the code, but for the interpolation between two of them."""
    augment = Augmentation(rotation_deg=20, scale=0.2)
    sampler = BalancedSampler(sources, CODES, settings(augment=augment))
    for _ in range(20):
        pixels, codes = sampler.cut(sampler.plan())
        inside = codes != 255
        assert (pixels[..., 0] == codes * 20.0)[inside].mean() > 0.8


def test_tones_change_no_mask(sources):
    plain = BalancedSampler(sources, CODES, settings())
    toned = BalancedSampler(sources, CODES, settings(augment=Augmentation(gain=1.0)))
    for _ in range(5):
        one, other = plain.cut(plain.plan()), toned.cut(toned.plan())
        assert np.array_equal(one[1], other[1])
        assert not np.array_equal(one[0], other[0])


def test_cut_into_given_arrays(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    planned = [sampler.plan() for _ in range(6)]
    images, masks = sampler.cut_batch(planned)
    for one, image, mask in zip(planned, images, masks, strict=True):
        pixels, codes = sampler.cut(one)
        assert np.array_equal(image, pixels) and np.array_equal(mask, codes)


def test_batches_are_the_callers_own(sources):
    """What was handed out is neither filled again nor shared with another batch."""
    taken = some(BalancedSampler(sources, CODES, settings()), 2, 8)
    before = [batch[0].copy() for batch in taken]
    taken[0][0][:] = 0
    assert all(np.array_equal(a[0], b) for a, b in zip(taken[1:], before[1:], strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_continues_from_a_state(sources, method):
    for source in sources:
        save_index(build_index(open_store(source.folder)[1], 32, CODES, method), source.folder)
    sampler = BalancedSampler(sources, CODES, settings())
    first = [sampler.plan() for _ in range(40)]
    state = json.loads(json.dumps(sampler.state()))
    later = [sampler.plan() for _ in range(40)]
    sampler.restore(state)
    assert [sampler.plan() for _ in range(40)] == later != first


def many(sources, tmp_path, count):
    """The same fields again and again, each in a folder of its own."""
    found = []
    for k in range(count):
        folder = tmp_path / f"copy{k}"
        shutil.copytree(sources[k % 3].folder, folder)
        found.append(PatchSource(folder, "here", CODES))
    return found


def files_open_while_cutting(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    seen = set()
    for _ in range(3 * len(sources)):
        planned = sampler.plan()
        sampler.cut(planned)
        seen.add(planned.source)
    assert len(seen) > len(sources) / 2
    return len(os.listdir("/proc/self/fd"))


def test_open_files_do_not_grow_with_the_fields(sources, tmp_path):
    few = files_open_while_cutting(sources)
    assert files_open_while_cutting(many(sources, tmp_path, 60)) == few


@pytest.mark.parametrize("method", METHODS)
def test_no_field_is_held(tmp_path, method):
    """20 fields of 0.28 MB of annotation; an index row is 4 kB, a patch 1 kB."""
    field = tmp_path / "0"
    mask = np.random.default_rng(0).choice(np.array(CODES, np.uint8), (500, 560))
    write_store(field, np.zeros((*mask.shape, 3), np.uint8), mask, 1)
    save_index(build_index(mask, 32, CODES, method), field)
    for k in range(1, 20):
        shutil.copytree(field, tmp_path / str(k))
    fields = [PatchSource(tmp_path / str(k), "here", CODES) for k in range(20)]
    tracemalloc.start()
    sampler = BalancedSampler(fields, CODES, settings())
    for _ in range(200):
        sampler.plan()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < mask.nbytes


def test_nothing_to_draw_is_an_error(sources):
    with pytest.raises(ConfigurationError, match="no annotated training field"):
        BalancedSampler(sources, (9,), settings())


def test_an_error_while_cutting_reaches_the_training(sources):
    sampler = BalancedSampler(sources, CODES, settings())
    sampler.cut = lambda planned, out: 1 / 0
    with pytest.raises(ZeroDivisionError):
        next(batches(sampler))
