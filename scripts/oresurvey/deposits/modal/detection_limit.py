"""Critical level and detection limit of a mineral: what maps show of it where there is none.

Currie (1968), Analytical Chemistry 40, 586-593. Above the critical level L_C a mineral is taken to
be there; where it is not, 5 % of maps lie above. The detection limit L_D is the true share that is
found in 95 % of cases. Two kinds of blanks give the level, and the higher one holds: labelled
fields, unseen in training, whose annotation is free of the mineral; and what the other minerals of
the deposit would be confused with it, by the labelled sections.

Shares of blanks are skewed and few, so L_C is a limit of prediction for one more blank, by
Student's t on their fourth roots (Hawkins and Wixley 1986, The American Statistician 40, 296-298).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from oresurvey.deposits.replicates import SECTION_KEYS, Replicates
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

BASES = ("total", "ore")
FALSE_ALARM = 0.05
"""Of a blank lying above L_C, and of a share of L_D lying below."""
ROOT = 4
FEWEST_BLANKS, FEWEST_SECTIONS = 3, 2
CONFUSED_SECTIONS = 3
"""Labelled sections for a level from what the other minerals are confused with."""
COLUMNS = [
    *("deposit", "code", "basis", "lod_pct", "lod_fields", "l_c_pct", "l_d_pct", "blanks"),
]
"""lod_pct is l_c_pct under the name that it had."""


@dataclass(frozen=True)
class Blanks:
    """Shares of a mineral where it is not.

    Attributes
    ----------
    shares : (n,) float64
        0..1.
    sections : int
        That they are from: fields of one section are no independent blanks.
    words : str
        Where they are from.
    """

    shares: np.ndarray
    sections: int
    words: str

    @property
    def reach(self) -> float:
        """t sqrt(1 + 1 / n), one-sided, of as many degrees of freedom as sections allow."""
        t = stats.t.ppf(1 - FALSE_ALARM, self.sections - 1)
        return float(t * np.sqrt(1 + 1 / len(self.shares)))

    @property
    def critical(self) -> float:
        """L_C as a share; NaN where blanks are too few."""
        if len(self.shares) < FEWEST_BLANKS or self.sections < FEWEST_SECTIONS:
            return float("nan")
        roots = self.shares ** (1 / ROOT)
        return float((roots.mean() + self.reach * roots.std(ddof=1)) ** ROOT)

    def detectable(self, recall: float) -> float:
        """L_D as a share: (L_C - mean + reach s) / recall, s as where there is none."""
        if not recall > 0 or np.isnan(self.critical):
            return float("nan")
        above = self.critical - self.shares.mean() + self.reach * self.shares.std(ddof=1)
        return min(above / recall, 1.0)


def _blank_fields(confusion: pd.DataFrame, code: int, basis: str) -> tuple[np.ndarray, int]:
    """Mapped shares of a mineral in labelled fields free of it, and from how many sections."""
    holding = confusion.loc[confusion["true_code"] == code, "field"].unique()
    free = confusion[~confusion["field"].isin(holding)]
    if basis == "ore":
        free = free[~free["predicted_code"].isin([BACKGROUND, UNIDENTIFIED])]
    shown = free["pixels"].where(free["predicted_code"] == code, 0)
    sums = free.assign(shown=shown).groupby([*SECTION_KEYS, "field"])[["shown", "pixels"]].sum()
    sums = sums[sums["pixels"] > 0]
    sections = len(sums.index.droplevel("field").unique())
    return (sums["shown"] / sums["pixels"]).to_numpy(float), sections


def confusion_rates(confusion: pd.DataFrame, code: int) -> pd.DataFrame:
    """How often each other class is taken for a mineral, in each labelled section.

    Parameters
    ----------
    confusion : DataFrame
        Rows of ``field_confusion.csv``.
    code : int

    Returns
    -------
    DataFrame
        Rows sections that are free of the mineral, since its rims raise the rate in others; columns
        true codes, values 0..1; by all these sections together for a class that one does not hold.
    """
    of = [confusion["deposit"], confusion["section"]]
    holds = (confusion["true_code"] == code).groupby(of).transform("any")
    others = confusion[~holds]
    sums = others.assign(taken=others["pixels"].where(others["predicted_code"] == code, 0))
    sums = sums.groupby([*SECTION_KEYS, "true_code"])[["taken", "pixels"]].sum()
    taken, truth = (sums[column].unstack(fill_value=0) for column in ("taken", "pixels"))
    return (taken / truth.where(truth > 0)).fillna(taken.sum() / truth.sum())


def _confused(rates: pd.DataFrame, composition: pd.Series, basis: str, whose: str) -> Blanks:
    """What a deposit without a mineral would show of it, by each labelled section's confusion."""
    shares = (rates * composition.reindex(rates.columns).fillna(0.0)).sum(axis=1).to_numpy(float)
    if basis == "ore":
        ore = composition.drop([BACKGROUND, UNIDENTIFIED], errors="ignore").sum()
        shares = np.minimum(shares / ore, 1.0) if ore > 0 else shares[:0]
    words = f"what its other minerals are confused with, by {len(shares)} labelled sections"
    few = len(shares) < CONFUSED_SECTIONS
    return Blanks(shares[:0] if few else shares, 0 if few else len(shares), f"{words} ({whose})")


def _recall(confusion: pd.DataFrame, code: int) -> float:
    """Share of the annotated pixels of a mineral that the map names; 1 where there are none."""
    own = confusion[confusion["true_code"] == code]
    whole = own["pixels"].sum()
    return own.loc[own["predicted_code"] == code, "pixels"].sum() / whole if whole else 1.0


@dataclass(frozen=True)
class _Labelled:
    """What labelled fields of one deposit, or of all, say of a mineral."""

    blanks: dict[str, Blanks]
    rates: pd.DataFrame
    recall: float
    whose: str


def _labelled(confusion: pd.DataFrame, code: int, whose: str) -> _Labelled:
    blanks = {}
    for basis in BASES:
        shares, sections = _blank_fields(confusion, code, basis)
        words = f"{len(shares)} blank fields ({whose})"
        if len(shares) and not shares.any():
            most = 1 - FALSE_ALARM ** (1 / len(shares))
            words += f", none shows any: up to {100 * most:.0f} % of such fields may"
        blanks[basis] = Blanks(shares, sections, words)
    rates = confusion_rates(confusion, code)
    return _Labelled(blanks, rates, _recall(confusion, code), whose)


def _limits(own: _Labelled, every: _Labelled, composition: pd.Series, basis: str) -> tuple:
    """The columns of one mineral in one deposit, from lod_pct on."""
    found = own.blanks[basis]
    if np.isnan(found.critical):
        found = every.blanks[basis]
    count = len(found.shares)
    source = own if len(own.rates) >= CONFUSED_SECTIONS else every
    confused = _confused(source.rates, composition, basis, source.whose)
    if np.isfinite(confused.critical) and not found.critical >= confused.critical:
        found = confused
    critical = 100 * found.critical
    recall = own.recall if own.recall < 1 else every.recall
    words = found.words if np.isfinite(critical) else ""
    return critical, count, critical, 100 * found.detectable(recall), words


def detection_limits(
    confusion: pd.DataFrame,
    pixels: pd.DataFrame,
    codes: list[int],
    supported: dict[str, set[int]] | None = None,
    replicates: Replicates = Replicates(),
) -> pd.DataFrame:
    """Critical levels and detection limits of the minerals in every deposit.

    Parameters
    ----------
    confusion : DataFrame
        ``field_confusion.csv``.
    pixels : DataFrame
        As from `deposits.levels.pixel_table`: the maps of all deposits.
    codes : list of int
        Background and unidentified are left out.
    supported : dict of str to set of int, optional
        Codes that the maps of each deposit can name: fields of another that cannot show a mineral
        are no blanks for it, and what maps cannot name has no limit.
    replicates : Replicates
        Fields that show one place are one blank.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; lod_fields is the number of blank fields; limits are NaN where neither
        these nor the labelled sections are enough.
    """
    places = replicates.places
    confusion = confusion.assign(field=[places.get(name, name) for name in confusion["field"]])
    sums = pixels.groupby(["deposit", "code"])["pixels"].sum()
    compositions = {
        str(deposit): of.droplevel("deposit") / max(of.sum(), 1)
        for deposit, of in sums.groupby(level="deposit")
    }
    rows = []
    for code in sorted({*codes} - {BACKGROUND, UNIDENTIFIED}):
        able = [supported is None or code in supported[name] for name in confusion["deposit"]]
        usable = confusion[np.array(able, bool)]
        names = ", ".join(sorted(set(usable["deposit"])))
        every = _labelled(usable, code, f"all deposits: {names}")
        without = _labelled(usable[:0], code, "this deposit")
        labelled = {
            str(name): _labelled(of, code, "this deposit") for name, of in usable.groupby("deposit")
        }
        for deposit, composition in compositions.items():
            if supported is None or code in supported[deposit]:
                own = labelled.get(deposit, without)
                rows += [
                    (deposit, code, basis, *_limits(own, every, composition, basis))
                    for basis in BASES
                ]
    return pd.DataFrame(rows, columns=COLUMNS)


def add_detection_limits(table: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of `detection_limits`, below_lod and below_l_c to ``modal.csv``.

    Parameters
    ----------
    table : DataFrame
        As from `deposits.modal.shares.modal`.
    limits : DataFrame
        As from `detection_limits`.

    Returns
    -------
    DataFrame
        below_l_c, on both bases, says whether the raw share of the whole area is below its critical
        level; empty without one. below_lod is the same under the name that it had.
    """
    table = table.merge(limits, on=["deposit", "code", "basis"], how="left")
    place = ["level", "deposit", "section", "field", "code"]
    total = table[table["basis"] == "total"]
    below = (total["pct"] < total["l_c_pct"]).astype(object)
    below[total["l_c_pct"].isna() | total["pct"].isna()] = None
    added = total[place].assign(below_lod=below, below_l_c=below)
    return table.merge(added, on=place, how="left")
