"""What is worth looking at first: sentences with numbers and a link, the most pressing first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.deposits.drift import LESS_SURE, UNLIKE
from oresurvey.presentation.remarks import plain_remark
from oresurvey.presentation.render import text_of
from oresurvey.presentation.tables import BEST, share_text
from oresurvey.report.data import SurveyData
from oresurvey.report.previous_model import flips
from oresurvey.statistics.many_tests import DIFFER, HOLDS, LEVEL

MOST = 3
"""Sentences of one kind."""
FEWEST_FIELDS = 5
"""A field stands out among so many only."""
NEGLIGIBLE_PCT = 0.1
"""A share of the ore below this per cent is not compared on the first screen."""
BURNED_OUT_PCT = 5.0
"""Of the pixels of a photograph."""
WHERE = {
    "#quarantined": "all quarantined photographs",
    "#change": "what changed",
    "#comparison": "comparison of the deposits",
    "#fields": "all fields",
}
"""What links within the page say."""
FENCE = 1.5
"""Interquartile ranges below the lower quartile (Tukey 1977, Exploratory Data Analysis, 2D)."""


@dataclass(frozen=True)
class Remark:
    """One sentence and where to look.

    Attributes
    ----------
    kind : str
        What it is about, in a few words.
    text : str
    link : str
        From the survey page; empty where there is nothing to open.
    """

    kind: str
    text: str
    link: str

    @property
    def where(self) -> str:
        """What the link says: where it leads."""
        if self.link.startswith("#"):
            return WHERE.get(self.link, "go to the table")
        return "page of the deposit" if self.link.startswith("deposits/") else "open the field"


def p_words(p: float) -> str:
    """A p-value as it is written in a sentence."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def quarantined_fields(data: SurveyData) -> Iterator[Remark]:
    """Photographs that took no part; many of them in one sentence more."""
    rows = data.quarantined.to_dict("records")
    for row in rows[:MOST]:
        yield Remark("quarantined", f"{row['deposit']}, {row['reason']}", "#quarantined")
    if len(rows) > MOST:
        more = len(rows) - MOST
        text = f"{more} more photograph{'s' if more > 1 else ''} took no part."
        yield Remark("quarantined", text, "#quarantined")


def strange_deposits(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Deposits unlike the training, then those that the model is less sure of."""
    for row in data.drift[data.drift["verdict"] == UNLIKE].to_dict("records"):
        text = (
            f"{row['deposit']} is unlike what the model was trained on "
            f"({p_words(row['p_value'])}): annotate some of its fields and train on them."
        )
        yield Remark("unlike training", text, links[row["deposit"]])
    for row in data.drift[data.drift["sureness"] == LESS_SURE].to_dict("records"):
        text = (
            f"The model is less sure of {row['deposit']}: mean confidence "
            f"{row['median_confidence']:.3f} against {row['reference_median_confidence']:.3f} on "
            f"validation fields ({p_words(row['sureness_p_value'])})."
        )
        yield Remark("less sure", text, links[row["deposit"]])


def flipped_conclusions(data: SurveyData) -> Iterator[Remark]:
    """Conclusions that another model would not draw."""
    count, compared = flips(data.change)
    if count:
        text = (
            f"{count} of {compared} conclusions about deposits differ between this model and the "
            "previous one."
        )
        yield Remark("changed conclusions", text, "#change")


def _other_way_round(row: dict) -> dict:
    """A row of ``comparison.csv`` with the deposit that has more of the mineral first."""
    if row["ratio"] >= 1:
        return row
    swapped = {"ratio": 1 / row["ratio"]}
    swapped |= {"low_ratio": 1 / row["high_ratio"], "high_ratio": 1 / row["low_ratio"]}
    for stem in ("deposit", "pct"):
        swapped |= {f"{stem}_a": row[f"{stem}_b"], f"{stem}_b": row[f"{stem}_a"]}
    return row | swapped


def _there(modal: pd.DataFrame) -> dict[tuple[str, str], dict]:
    """Rows by deposit and mineral, of shares of more than next to nothing that can be seen."""
    large = modal[(modal["basis"] == "ore") & (modal[BEST].astype(float) >= NEGLIGIBLE_PCT)]
    faint = modal[modal["below_lod"].astype(str) == "True"]
    unseen = set(zip(faint["deposit"], faint["mineral"], strict=True))
    found = {(row["deposit"], row["mineral"]): row for row in large.to_dict("records")}
    return {of: row for of, row in found.items() if of not in unseen}


def _difference(row: dict, shares: list[dict]) -> str:
    """One sentence: the shares as every table prints them, and what the test compared."""
    # Where a map lacks a mineral of the other, the test is of those that both can name.
    common = " of the minerals that both maps can name" * ("left out:" in str(row["note"]))
    named = " and ".join(f"{share_text(one)} % of the ore of {one['deposit']}" for one in shares)
    ends = ""
    if np.isfinite(row["low_ratio"]):
        ends = f", 95 % interval {row['low_ratio']:.3g} to {row['high_ratio']:.3g}"
    return (
        f"{row['mineral']} is {named}. Section by section, as counted{common}, the ratio of the "
        f"geometric means is {row['ratio']:.3g}{ends} ({p_words(row['p'])}, of all minerals and "
        "pairs of deposits)."
    )


def largest_differences(data: SurveyData) -> Iterator[Remark]:
    """Minerals whose shares differ by most points between two deposits, among those told apart.

    A sentence on the first screen was sought among all pairs of deposits, so its p allows for them.
    A ratio that hangs on the detection limit, or of a deposit that has next to nothing, is none;
    nor is one that points the other way than the shares beside it, which may be corrected.
    """
    table = data.tables["comparison"]
    there = _there(data.of_deposits("modal"))
    pairs = table.loc[table["p_family"].notna(), ["deposit_a", "deposit_b"]].drop_duplicates()
    p = (len(pairs) * table["p_family"].astype(float)).clip(upper=1.0)
    told = table.assign(p=p)[
        (table["conclusion"] == DIFFER)
        & (p < LEVEL)
        & (table["ratio"] > 0)
        & (table["lod_sensitivity"] == HOLDS)
    ]
    found = []
    for row in map(_other_way_round, told.to_dict("records")):
        shares = [there.get((row[f"deposit_{side}"], row["mineral"])) for side in "ab"]
        known = [share for share in shares if share is not None]
        if len(known) == 2 and known[0][BEST] > known[1][BEST]:
            found.append((known[1][BEST] - known[0][BEST], _difference(row, known)))
    for _, text in sorted(found, key=lambda one: one[0])[:MOST]:
        yield Remark("deposits differ", text, "#comparison")


def moved_by_correction(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Minerals whose counted share lies outside the interval of the corrected one."""
    modal = data.of_deposits("modal")
    low, high = (modal[f"corrected_{end}_pct"].astype(float) for end in ("low", "high"))
    outside = (modal["pct"] < low) | (modal["pct"] > high)
    found = modal[outside & (modal["basis"] == "ore")]
    far = (found["pct"] - found["corrected_pct"]).abs().sort_values(ascending=False, kind="stable")
    for row in found.loc[far.index][:MOST].to_dict("records"):
        text = (
            f"{row['deposit']}: {row['mineral']} is counted as {row['pct']:.3g} % of the ore, and "
            f"{share_text(row)} % once corrected ({row['estimator']}): take the corrected share."
        )
        yield Remark("corrected much", text, links[row["deposit"]])


def below_detection(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Minerals that are shown and could be confusion alone, one sentence a deposit."""
    modal = data.of_deposits("modal")
    below = modal["below_lod"].map(lambda value: value is True or str(value) == "True")
    found = modal[below & (modal["basis"] == "total") & (modal["pct"] > 0)]
    for deposit, rows in found.groupby("deposit", sort=True):
        named = ", ".join(
            f"{row['mineral']} {text_of(float(row['pct']), 3)} % (L_C {row['lod_pct']:.2g} %)"
            for row in rows.to_dict("records")
        )
        text = (
            f"{deposit}: counted below the critical level L_C, so perhaps not there at all: "
            f"{named} of the whole area."
        )
        yield Remark("below detection", text, links[deposit])


def unsure_fields(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Fields whose mean confidence stands out below that of the others."""
    known = pd.Series(data.confidence, dtype=float).dropna()
    if len(known) < FEWEST_FIELDS:
        return
    lower, upper = known.quantile([0.25, 0.75])
    low = known[known < lower - FENCE * (upper - lower)].sort_values(kind="stable")
    deposit_of = dict(zip(data.fields["field"], data.fields["deposit"], strict=True))
    for name, value in low[:MOST].items():
        deposit = deposit_of[name]
        viewer = data.viewers.get(name)
        text = (
            f"{deposit}, field {name}: mean confidence {value:.3f}, where half of all fields lie "
            f"between {lower:.3f} and {upper:.3f}. Look at its light, its focus and its polish."
        )
        yield Remark("unsure field", text, viewer.page if viewer else links[deposit])


def remarked_photographs(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Photographs that were accepted with a remark: on their masks first, then by name.

    A wrong mask spoils the scores, and with them the shares that they correct.
    """
    fields = data.fields
    kept = fields[(fields["status"] == "accepted") & fields["warnings"].notna()]
    kept = kept[kept["warnings"] != ""].sort_values(["deposit", "field"], kind="stable")
    of_mask = kept["warnings"].astype(str).str.contains(r"\bmasks?\b")
    kept = pd.concat([kept[of_mask], kept[~of_mask]])
    for row in kept.head(MOST).to_dict("records"):
        text = f"{row['deposit']}, field {row['field']}: {plain_remark(row['warnings'])}."
        yield Remark("photograph", text, links[row["deposit"]])
    if len(kept) > MOST:
        text = f"{len(kept) - MOST} more photographs have remarks, in the table of the fields."
        yield Remark("photograph", text, "#fields")


def burned_out_photographs(data: SurveyData, links: Mapping[str, str]) -> Iterator[Remark]:
    """Photographs of which much is burned out, however few others there are to compare with.

    Where a channel is full, the colour of a mineral is not known, and its map is a guess.
    """
    fields = data.fields
    kept = fields[(fields["status"] == "accepted")]
    clipped = kept.assign(pct=kept["clipped_pct"].astype(float)) if "clipped_pct" in kept else None
    if clipped is None:
        return
    much = clipped[clipped["pct"] >= BURNED_OUT_PCT].sort_values(
        ["pct", "field"], ascending=[False, True], kind="stable"
    )
    for row in much.head(MOST).to_dict("records"):
        text = (
            f"{row['deposit']}, field {row['field']}: {row['pct']:.2g} % of its pixels are burned "
            "out, so their colours, and the minerals named by them, are not known: photograph it "
            "again with less light."
        )
        yield Remark("burned out", text, links[row["deposit"]])
    if len(much) > MOST:
        text = f"{len(much) - MOST} more photographs have {BURNED_OUT_PCT:g} % or more burned out."
        yield Remark("burned out", text, "#fields")


def worth_a_look(data: SurveyData, links: Mapping[str, str]) -> list[Remark]:
    """The list of the survey page; empty where there is nothing to say.

    Parameters
    ----------
    data : SurveyData
    links : dict of str to str
        Link to each deposit's page.
    """
    return [
        *quarantined_fields(data),
        *strange_deposits(data, links),
        *flipped_conclusions(data),
        *moved_by_correction(data, links),
        *burned_out_photographs(data, links),
        *remarked_photographs(data, links),
        *unsure_fields(data, links),
        *largest_differences(data),
        *below_detection(data, links),
    ]
