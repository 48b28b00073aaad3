"""Critical level and detection limit: by hand on blanks, which fields are blanks, false alarms."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from oresurvey.deposits.modal.detection_limit import (
    Blanks,
    add_detection_limits,
    confusion_rates,
    detection_limits,
)
from oresurvey.deposits.replicates import Replicates

COLUMNS = ["deposit", "section", "field", "split", "true_code", "predicted_code", "pixels"]


def confusion(*rows, deposit="A"):
    """Rows of field, true code, predicted code, pixels."""
    return pd.DataFrame(
        [(deposit, f"{f}s", f, "test", *rest) for f, *rest in rows], columns=COLUMNS
    )


BLANKS = confusion(
    ("a", 0, 0, 99), ("a", 0, 6, 1),
    ("b", 0, 0, 97), ("b", 0, 6, 3),
    ("c", 0, 0, 45), ("c", 1, 1, 45), ("c", 1, 6, 5), ("c", 0, 6, 5),
    ("d", 0, 0, 50), ("d", 6, 0, 40), ("d", 6, 6, 10),
)  # fmt: skip
T2 = 2.91999
"""One-sided 95 % quantile of Student's t with 2 degrees of freedom, from printed tables."""


def maps(**deposits):
    """Pixels by code of the maps of deposits."""
    return pd.DataFrame(
        [
            (name, f"{name}s", f"{name}f", code, pixels, np.nan)
            for name, of in deposits.items()
            for code, pixels in of.items()
        ],
        columns=["deposit", "section", "field", "code", "pixels", "um_per_px"],
    )


NOTHING = maps(A={254: 100})
"""Maps without anything that is confused."""


def limits(table=BLANKS, pixels=NOTHING, codes=(0, 1, 6, 8), **more):
    found = detection_limits(table, pixels, list(codes), **more)
    return found.set_index(["deposit", "code", "basis"])


def by_hand(*shares):
    """L_C of shares in %, each of its own section."""
    roots = np.array(shares) ** 0.25
    t = stats.t.ppf(0.95, len(shares) - 1)
    return (roots.mean() + t * roots.std(ddof=1) * np.sqrt(1 + 1 / len(shares))) ** 4


def test_the_level_of_what_blanks_show():
    """a, b, c are free of 6 and show 1, 3 and 10 % of it; d holds it."""
    found = limits()
    roots = np.array([1.0, 3.0, 10.0]) ** 0.25
    level = (roots.mean() + T2 * roots.std(ddof=1) * np.sqrt(4 / 3)) ** 4
    row = found.loc[("A", 6, "total")]
    assert row["l_c_pct"] == pytest.approx(level, rel=1e-4) and row["lod_pct"] == row["l_c_pct"]
    assert (row["lod_fields"], row["blanks"]) == (3, "3 blank fields (this deposit)")
    assert set(found.index.get_level_values("code")) == {1, 6, 8}
    # Within the ore: a and b show nothing but 6; c shows 45 and 10 px.
    within = found.loc[("A", 6, "ore"), "l_c_pct"]
    assert within == pytest.approx(by_hand(100, 100, 1000 / 55))


def test_the_detection_limit_lies_above_by_the_spread_and_by_what_maps_miss():
    """A fifth of what is annotated as 6 is found."""
    shown = np.array([1.0, 3.0, 10.0])
    reach = T2 * shown.std(ddof=1) * np.sqrt(4 / 3)
    row = limits().loc[("A", 6, "total")]
    expected = (row["l_c_pct"] - shown.mean() + reach) / 0.2
    assert row["l_d_pct"] == pytest.approx(min(expected, 100), rel=1e-4)
    assert row["l_d_pct"] > row["l_c_pct"]


def test_too_few_blanks_are_no_limit():
    few = BLANKS[BLANKS["field"].isin(["a", "b"])]
    row = limits(few).loc[("A", 6, "total")]
    assert np.isnan(row["l_c_pct"]) and row["lod_fields"] == 2 and row["blanks"] == ""
    one_section = limits(BLANKS.assign(section="s"), codes=[6])
    assert np.isnan(one_section["l_c_pct"]).all()
    assert np.isnan(limits(BLANKS[:0], codes=[6])["l_c_pct"]).all()


def test_fields_of_one_place_are_one_blank():
    table = BLANKS[BLANKS["field"].isin(["a", "b", "c"])]
    overlap = Replicates(places={"a": "one", "b": "one"})
    row = limits(table.assign(section="s"), codes=[6], replicates=overlap).loc[("A", 6, "total")]
    assert row["lod_fields"] == 2


def test_a_mineral_that_blanks_never_show_has_limit_zero_and_its_bound():
    row = limits().loc[("A", 8, "total")]
    assert row["l_c_pct"] == 0
    assert row["blanks"] == "4 blank fields (this deposit), none shows any: up to 53 % of such " \
        "fields may"  # fmt: skip


def test_blanks_of_other_deposits_where_there_are_none_and_it_says_so():
    found = limits(pixels=maps(A={254: 9}, B={254: 9})).loc[("B", 6, "total")]
    assert found["l_c_pct"] == pytest.approx(by_hand(1, 3, 10))
    assert found["blanks"] == "3 blank fields (all deposits: A)"


def test_fields_that_cannot_show_a_mineral_are_no_blanks():
    found = limits(pixels=maps(A={254: 9}, B={254: 9}), supported={"A": {0, 1}, "B": {6}})
    assert np.isnan(found.loc[("B", 6, "total"), "l_c_pct"])
    assert ("A", 6, "total") not in found.index


GALENA, RARE = 2, 11
CONFUSED = pd.concat(
    [
        confusion((f"g{k}", 0, 0, 900), (f"g{k}", GALENA, GALENA, 99 - k),
                  (f"g{k}", GALENA, RARE, 1 + k), deposit="G")
        for k in range(4)
    ]
)  # fmt: skip
"""Four sections with a tenth of galena, 1 to 4 % of which is taken for a mineral that is absent."""


def test_how_often_another_mineral_is_taken_for_it():
    rates = confusion_rates(CONFUSED, RARE)
    assert rates[GALENA].tolist() == pytest.approx([0.01, 0.02, 0.03, 0.04]) and not rates[0].any()


def test_a_mineral_that_is_absent_but_confused_does_not_pass():
    """Half of the new deposit is galena: blanks with a tenth of it would let 1.2 % pass."""
    found = limits(CONFUSED, maps(New={0: 488, GALENA: 500, RARE: 12}), codes=[RARE])
    row = found.loc[("New", RARE, "total")]
    assert by_hand(0.1, 0.2, 0.3, 0.4) < 1.2 < row["l_c_pct"]
    assert row["l_c_pct"] == pytest.approx(by_hand(0.5, 1.0, 1.5, 2.0))
    assert row["blanks"].startswith("what its other minerals are confused with, by 4 labelled")
    ore = found.loc[("New", RARE, "ore"), "l_c_pct"]
    # Within the ore the blanks show 1 to 4 %: the higher of the two levels holds.
    assert row["l_c_pct"] / 0.512 < ore == pytest.approx(by_hand(1, 2, 3, 4))


@pytest.mark.parametrize("blanks", [3, 4, 10])
@pytest.mark.parametrize("shape", [1.0, 4.0])
def test_false_alarms_keep_their_rate(blanks, shape):
    """Gamma blanks; mean + 1.645 s lets .11 to .20 of them pass."""
    rng = np.random.default_rng(blanks)
    shown = rng.gamma(shape, 0.002, (1200, blanks + 1))
    level = [Blanks(one[:-1], blanks, "").critical for one in shown]
    assert 0.025 <= np.mean(shown[:, -1] > level) <= 0.07


def test_what_is_below():
    table = pd.DataFrame(
        [("deposit", "A", "", "", code, basis, pct) for code, basis, pct in (
            (6, "total", 2.0), (6, "ore", 50.0), (8, "total", 5.0), (8, "ore", 50.0),
            (0, "total", 93.0),
        )],
        columns=["level", "deposit", "section", "field", "code", "basis", "pct"],
    )  # fmt: skip
    known = pd.DataFrame(
        [("A", 6, "total", 2.5), ("A", 6, "ore", 9.0), ("A", 8, "total", 4.0)],
        columns=["deposit", "code", "basis", "l_c_pct"],
    )
    found = add_detection_limits(table, known)
    assert found["below_l_c"].tolist() == [True, True, False, False, None]
    assert found["below_lod"].tolist() == [True, True, False, False, None]


def test_sections_that_hold_the_mineral_say_nothing_of_where_it_is_not():
    """Its rims are taken for it: three such sections once made a level above 13 % of it."""
    rims = pd.concat(
        [
            confusion((f"r{k}", 0, 0, 500), (f"r{k}", 0, 6, 1 + 20 * k), (f"r{k}", 6, 6, 400))
            for k in range(3)
        ]
    )
    found = limits(rims, maps(A={0: 870, 6: 130}), codes=[6])
    assert found["l_c_pct"].isna().all() and (found["blanks"] == "").all()
