"""Remarks on the sheet itself: names that look the same, and scales far from those of the deposit.

A remark is no refusal: two deposits may be called nearly the same, and a person looks at it.
"""

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from oresurvey.survey.field import Field

FAR_SCALES = 50.0
"""Ratio of um_per_px to that of the other fields of the deposit that no two objectives have: 1.25x
and 50x are 40. A decimal point that was lost makes 100."""

_LATIN = str.maketrans(
    "авекмнорстухіјѕԁһ" + "αβεζηικμνορτυχ",
    "abekmhopctyxijsdh" + "abezhikmnoptyx",
)  # fmt: skip
"""Cyrillic and Greek letters whose capitals or small letters look like Latin ones."""
_DASHES = re.compile(r"\s*[\u00ad\u2010-\u2015\u2212-]\s*")


def skeleton(name: str) -> str:
    """What a reader sees of a name: names that look the same have one skeleton.

    Letters that look alike in Cyrillic, Greek and Latin, upper and lower case, kinds and numbers of
    spaces, kinds of dashes and invisible characters make no difference.

    Examples
    --------
    >>> skeleton("B\u043e\u0441\u0442\u043e\u043a\u00a0\u00a01") == skeleton("Восток 1")
    True
    """
    text = unicodedata.normalize("NFKC", name)
    text = _DASHES.sub("-", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(text.casefold().translate(_LATIN).split())


def _difference(name: str, other: str) -> str:
    """The first character in which two names that look the same differ, in words."""
    pairs = zip(name + "\0", other + "\0", strict=False)
    place, (one, two) = next((k, pair) for k, pair in enumerate(pairs, 1) if pair[0] != pair[1])

    def called(char: str) -> str:
        return "nothing" if char == "\0" else unicodedata.name(char, repr(char)).lower()

    return f"character {place} is {called(one)}, there {called(two)}"


def _alike(rows: list[dict], column: str) -> dict[str, list[str]]:
    """Remarks on names of a column that look like a commoner one, by field."""
    counts = Counter(row[column] for row in rows)
    spellings: dict[str, list[str]] = defaultdict(list)
    # The commonest first; of equals, the first by name.
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        spellings[skeleton(name)].append(name)
    common = {other: names[0] for names in spellings.values() for other in names[1:]}
    return {
        row["field"]: [
            f"{column} {name!r} looks like {common[name]!r} of {counts[common[name]]} fields but "
            f"is another: {_difference(name, common[name])}; if it is meant to be the same, write "
            "both one way in the sheet"
        ]
        for row in rows
        if (name := row[column]) in common
    }


def _far_scales(rows: list[dict]) -> dict[str, list[str]]:
    """Remarks on scales that are far from those of the other fields of the same deposit."""
    scales = np.sort([row["um_per_px"] for row in rows if row["um_per_px"] == row["um_per_px"]])
    if len(scales) < 2 or scales[-1] < FAR_SCALES * scales[0]:
        return {}
    said = {}
    for place in np.unique(scales, return_index=True)[1]:
        # The middle of all but this one, of two their geometric mean: they are sorted.
        middles = ((len(scales) - 2) // 2, (len(scales) - 1) // 2)
        other = np.sqrt(np.prod([scales[middle + (place <= middle)] for middle in middles]))
        if max(scales[place] / other, other / scales[place]) >= FAR_SCALES:
            said[scales[place]] = (
                f"um_per_px is {scales[place]:g}, and {other:.4g} in the middle of the other "
                f"fields of {rows[0]['deposit']}: was a decimal point lost?"
            )
    return {row["field"]: [said[row["um_per_px"]]] for row in rows if row["um_per_px"] in said}


def sheet_remarks(rows: Iterable[dict]) -> dict[str, list[str]]:
    """What to know of fields by the cells of the sheet alone.

    Parameters
    ----------
    rows : iterable of dict
        field, deposit, section, um_per_px (NaN or None: not known).

    Returns
    -------
    dict of str to list of str
        Field to remarks: its deposit, or its section among those of the deposit, looks like
        another one that more fields have (`skeleton`); its scale is far from the others'.
    """
    rows = [
        {**row, "um_per_px": np.nan if row["um_per_px"] is None else float(row["um_per_px"])}
        for row in rows
    ]
    found: dict[str, list[str]] = defaultdict(list)
    by_deposit = defaultdict(list)
    for row in rows:
        by_deposit[row["deposit"]].append(row)
    kinds = [_alike(rows, "deposit")]
    kinds += [_alike(group, "section") for group in by_deposit.values()]
    kinds += [_far_scales(group) for group in by_deposit.values()]
    for kind in kinds:
        for field, remarks in kind.items():
            found[field] += remarks
    return dict(found)


def say_of_sheet(fields: Iterable[Field], remarks: Iterable[str]) -> None:
    """Print what to know of a sheet before any work, every remark once; `remarks` come first."""
    found = sheet_remarks(vars(field) for field in fields)
    said = [*remarks, *(remark for name in sorted(found) for remark in found[name])]
    for remark in dict.fromkeys(said):
        print(f"remark: {remark}", file=sys.stderr)
