"""Fields of a training: under which light."""

import numpy as np
import pytest
from empty_sections import quarter, visible_where

from oresurvey.light.colours import log_colours
from oresurvey.light.exposure import Exposure
from oresurvey.light.sample import block_positions, seen_blocks
from oresurvey.photographs.visible import entry_of
from oresurvey.survey.mineral_codes import VOID
from oresurvey.training.sources import exposure_of, sample_of, sources_of

POSITIONS = block_positions(600, 800)
GREYS = {1: 60, 6: 180, 8: 110}


def write(folder, codes, stops, surface=0.0):
    """Stored blocks of minerals under an exposure and a dome of light."""
    rng = np.random.default_rng(len(str(folder)) + len(codes))
    shown = rng.choice(codes, len(POSITIONS))
    lit = stops + surface * (POSITIONS**2).sum(axis=1) + rng.normal(0, 0.02, len(POSITIONS))
    grey = np.array([GREYS[code] for code in shown]) * 2.0**lit
    folder.mkdir()
    colours = np.clip(np.rint(grey), 0, 255).astype(np.uint8)[:, None].repeat(3, axis=1)
    np.save(folder / "colours.npy", np.column_stack([colours, shown]).astype(np.uint8))


@pytest.fixture
def entries(tmp_path):
    """Two fields of their own; two of one calibration photograph, one of a single mineral."""
    made = {
        "own-1": ([1, 6, 8], -0.1, -0.3, "train", ""),
        "own-2": ([1, 6, 8], 0.1, -0.3, "train", ""),
        "flat-1": ([1, 6, 8], 0.3, 0.0, "train", "digest"),
        "flat-2": ([6], 0.3, 0.0, "validation", "digest"),
    }
    entries = []
    for name, (codes, stops, surface, split, digest) in made.items():
        write(tmp_path / name, codes, stops, surface)
        entry = {
            "field": name, "deposit": "Birch", "split": split, "folder": str(tmp_path / name),
            "height": 600, "width": 800, "brightest_gain": 1.1, "codes": codes,
        }  # fmt: skip
        entries.append(entry | ({"session": "", "calibration_digest": digest} if digest else {}))
    return entries


def lights(entries, exposure):
    sources = [
        one for split in ("train", "validation") for one in sources_of(entries, split, exposure)
    ]
    return {source.folder.name: source.light for source in sources}


def test_fields_of_a_calibration_photograph_have_one_light(entries):
    """Also across the split, and the one that shows a single mineral."""
    found = lights(entries, exposure_of("light", entries))
    assert found["flat-1"] == found["flat-2"] and not any(found["flat-1"].stops[1:6])
    assert found["own-1"].stops[3] == pytest.approx(-0.3, abs=0.05)
    # Exposures are against their mean over the fields that train: (-.1 + .1 + .3) / 3.
    assert found["flat-2"].stops[0] == pytest.approx(0.2, abs=0.04)
    assert found["own-1"].stops[0] == pytest.approx(-0.2, abs=0.04)


def test_one_factor_is_found_field_by_field(entries):
    entries[3]["brightest_gain"] = 1.3
    found = lights(entries, Exposure("brightest"))
    assert found["flat-1"].gain == pytest.approx(1.1)
    assert found["flat-2"].gain == pytest.approx(1.3)


def test_blocks_without_annotation_train_no_colours(entries):
    """The known colours are those of the calibrated fields too."""
    known = exposure_of("light", entries).known[0]
    assert VOID not in known.codes and set(known.codes) == set(GREYS)
    middle = known.means[list(known.codes).index(6), 0]
    assert middle == pytest.approx(log_colours(np.full(3, 180))[0] + 0.1, abs=0.04)


def test_blocks_that_are_not_visible_say_nothing_of_the_light(entries):
    """Where an entry says what is visible, the others are as if they had not been sampled."""
    entry, visible = entries[0], visible_where(~quarter((600, 800)))
    kept = seen_blocks(600, 800, visible)
    whole, part = sample_of(entry), sample_of(entry | entry_of(visible))
    assert 0.7 < kept.mean() < 0.76 and len(part.colours) == kept.sum()
    assert np.array_equal(part.colours, whole.colours[kept])
    assert np.array_equal(part.positions, POSITIONS[kept])
    before = exposure_of("light", entries)
    sample = np.load(f"{entry['folder']}/colours.npy")
    sample[~kept, :3] = 255
    np.save(f"{entry['folder']}/colours.npy", sample)
    told = [entry | entry_of(visible), *entries[1:]]
    (source,) = (one for one in sources_of(told, "train", before) if one.visible)
    as_if_whole = before.of_deposit("Birch").light_of_sample(whole.colours, whole.positions)
    assert source.light.stops == pytest.approx(as_if_whole.stops, abs=0.03)
