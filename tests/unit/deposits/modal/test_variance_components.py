"""Variance components: by hand where the design is even, without bias where it is not."""

import numpy as np
import pytest

from oresurvey.deposits.levels import pixel_table
from oresurvey.deposits.modal.variance_components import (
    COLUMNS,
    NEGATIVE,
    ONE_FIELD,
    ONE_SECTION,
    components,
    variance_components,
)
from oresurvey.deposits.replicates import Replicates
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals("config/minerals.tsv")


def test_two_groups_of_two_by_hand():
    """1, 3 and 5, 9: within 5 = (2 + 8) / 2; between (2 * 2 * 2.5^2 - 5) / 2 = 10."""
    found = components(np.array([1.0, 3.0, 5.0, 9.0]), [np.array([0, 0, 1, 1])])
    assert found == pytest.approx([10, 5])
    assert components(np.array([1.0, 3.0]), []) == pytest.approx([2])


def test_uneven_holes_and_sections_are_estimated_without_bias():
    fields = [3, 1, 2, 4, 2, 1, 2, 3, 1]
    holes, sections = np.repeat([0, 0, 0, 1, 1, 2, 2, 2, 2], fields), np.repeat(range(9), fields)
    rng, trials = np.random.default_rng(1), 1500
    found = [
        components(
            rng.normal(0, 2, 3)[holes] + rng.normal(0, 1, 9)[sections]
            + rng.normal(0, 0.5, len(holes)), [holes, sections],
        )
        for _ in range(trials)
    ]  # fmt: skip
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(trials)
    assert np.all(np.abs(mean - [4, 1, 0.25]) < 4 * error)


def rows(entries, **options):
    table = variance_components(pixel_table(entries), MINERALS, **options)
    assert list(table) == COLUMNS
    return table[(table["code"] == 6) & (table["basis"] == "total")].set_index("between")


def field(section, name, pct):
    return {
        "deposit": "D", "section": section, "field": name, "um_per_px": None,
        "class_pixels": {"0": 1000 - 10 * pct, "6": 10 * pct},
    }  # fmt: skip


def test_the_error_of_a_section_stands_beside_the_spread_of_sections():
    """Fields of 1 and 3 %, and of 5 and 9 %: as by hand, two fields a section."""
    entries = [field("s", "a", 1), field("s", "b", 3), field("t", "c", 5), field("t", "d", 9)]
    found = rows(entries)
    assert found.loc["section", "component_sd_pct"] == pytest.approx(np.sqrt(10))
    assert found.loc["field", "component_sd_pct"] == pytest.approx(np.sqrt(5))
    assert found["variance_pct"].tolist() == pytest.approx([200 / 3, 100 / 3])
    assert found.loc["field", "error_of_section_pct"] == pytest.approx(np.sqrt(5 / 2))
    assert found["groups"].tolist() == [2, 4]
    # The two fields of a section show one place: nothing is known of what fields differ by.
    overlap = Replicates(places={"a": "ab", "b": "ab", "c": "cd", "d": "cd"})
    joined = rows(entries, replicates=overlap).loc["field"]
    assert joined["note"] == ONE_FIELD and np.isnan(joined["component_sd_pct"])


def test_holes_stand_above_sections():
    entries = [field(f"s{k}", f"f{k}", pct) for k, pct in enumerate([1, 3, 5, 9])]
    holes = Replicates(
        {("D", f"s{k}"): "A" if k < 2 else "B" for k in range(4)}, {"D": "hole"}, {"D": 2}
    )
    found = rows(entries, replicates=holes)
    assert found.loc["hole", "component_sd_pct"] == pytest.approx(np.sqrt(10))
    assert found.loc["section", "component_sd_pct"] == pytest.approx(np.sqrt(5))
    assert found.loc["field", "note"] == ONE_FIELD
    each = Replicates({("D", f"s{k}"): f"h{k}" for k in range(4)}, {"D": "hole"}, {"D": 4})
    assert rows(entries, replicates=each).loc["section", "note"] == ONE_SECTION.format(level="hole")


def test_a_component_below_zero_is_set_to_it_and_says_so():
    entries = [field("s", "a", 1), field("s", "b", 9), field("t", "c", 2), field("t", "d", 8)]
    found = rows(entries)
    assert (
        found.loc["section", "component_sd_pct"] == 0 and found.loc["section", "note"] == NEGATIVE
    )


def test_one_section_has_no_components():
    assert variance_components(pixel_table([field("s", "a", 1)]), MINERALS).empty
