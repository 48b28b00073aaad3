"""How to read every figure of the pages, and what not to conclude from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """Title of a figure, how to read it, and one thing not to conclude."""

    title: str
    how: str
    caution: str
    wide: bool = True


_TREE = (
    "The farther from the names two branches meet, the less alike they are (Ward's method on "
    "log-ratios)."
)
_CURVES = "Each line is one score on the validation fields over the epochs of the training."
_CHOSEN = "Where the best epoch is kept, these fields chose it: its score leans to the good side."

NOTES = {
    "map": Note(
        "Map of the deposits",
        "Each mark is the middle of a deposit's fields, by the latitude and longitude of the sheet "
        "(WGS 84); north is up, and lengths are true at the middle latitude. Hollow marks are "
        "deposits kept out of tests.",
        "Neighbours on the map need not be alike: nothing here is calculated from places.",
    ),
    "modal": Note(
        "Minerals within the ore",
        "One bar per deposit; the length of a colour is the mineral's share of the ore area: "
        "corrected for the model's confusion where labels allow, else as the model counted it. "
        "Background is left out.",
        "Bars have no intervals: whether a difference is more than chance is in the comparison.",
    ),
    "mineral": Note(
        "One mineral across the deposits",
        "Share of the whole area: grey dots are sections, filled diamonds the deposit as counted, "
        "hollow ones corrected; whiskers are 95 % intervals over sections.",
        "Whiskers that overlap do not prove that two deposits are equal.",
        wide=False,
    ),
    "grain_size": Note(
        "Grain sizes",
        "A line rises to the share of a mineral's area that is in grains finer than the diameter "
        "below it (equivalent circle, logarithmic axis); bands are 95 % over sections, from "
        "four on; dots P80.",
        "A line that ends below 100 % leaves out grains that the frame cuts. A mineral or a "
        "deposit without a line has too few whole grains for one: the note in the table says how "
        "few. Cuts through grains are smaller than the grains.",
    ),
    "association": Note(
        "Association",
        "Each row is the boundary of one mineral, and the number in a cell the share of it, in %, "
        "that touches the mineral of the column.",
        "A large share with a common mineral can be chance: the index in the table tells (1 is "
        "random contact).",
    ),
    "locking": Note(
        "Locking",
        "Each bar is the area of one mineral: with no other ore mineral, and in groups with one, "
        "two or more others that touch it. Traces are left out.",
        "Area with no other ore mineral is not free: in ore it is locked in gangue. Groups cut by "
        "the frame count as seen; how much of a mineral they hold stands beside it.",
    ),
    "textures": Note(
        "Textural groups",
        "Grains of ore that touch make a group; bars are the commonest combinations of minerals, "
        "by area, with 95 % intervals over sections.",
        "Groups cut by the frame may hold more minerals than are seen.",
    ),
    "biplot": Note(
        "Sections by composition",
        "Each mark is a section; marks that lie near one another have like compositions, and "
        "arrows point to where a mineral is plentiful (principal components of log-ratios).",
        "Distances between marks are only as good as the shares of variance on the axes.",
        wide=False,
    ),
    "tree_deposits": Note(
        "Deposits by likeness", _TREE, "A tree finds groups in any data, also in chance.", False
    ),
    "tree_sections": Note(
        "Sections by likeness", _TREE, "A tree finds groups in any data, also in chance.", False
    ),
    "distances": Note(
        "Distances between deposits",
        "Aitchison distance of mean compositions: the darker a cell, the less alike two deposits.",
        "A large distance of few sections may be chance: the tests below tell.",
        wide=False,
    ),
    "ratios": Note(
        "Ratios of shares",
        "Each mark is the share of a mineral in one deposit over that in the other; whiskers are "
        "95 % intervals, and 1 is no difference (logarithmic axis).",
        "A whisker that crosses 1 says that the sections cannot tell, not that there is no "
        "difference.",
    ),
    "ternary": Note(
        "Three minerals",
        "Each mark is a section; the nearer to a corner, the more of that mineral among the three.",
        "What the other minerals do is not seen here.",
        wide=False,
    ),
    "sections": Note(
        "Sections of this deposit",
        "One bar per section, and the last one of all together; the length of a colour is the "
        "mineral's share of the ore area: of a section as counted, of all together corrected where "
        "labels allow.",
        "In the last bar every section counts the same, whatever its area.",
    ),
    "shares": Note(
        "Shares with their intervals",
        "Grey dots are sections, filled diamonds the deposit as counted, hollow ones corrected; "
        "whiskers are 95 % intervals over sections.",
        "A mark without a whisker has no interval: its true share may be far from it.",
    ),
    "down_hole": Note(
        "Down the hole",
        "Each dot is a section at its depth, a panel for each hole; a line joins one mineral's "
        "shares of the ore area, as counted, from section to section.",
        "Between two sections nothing was seen: the line is no measurement.",
    ),
    "confusion": Note(
        "Confusion",
        "Each row is what the annotation says, each column what the map says, in % of the row.",
        "Rare minerals stand on few pixels: see their number in the table.",
        wide=False,
    ),
    "reliability": Note(
        "Reliability of the confidence",
        "Dots on the diagonal mean that of all pixels with a confidence of 90 %, 90 % are right.",
        "It speaks of labelled deposits; on others confidence may mislead.",
        wide=False,
    ),
    "risk_coverage": Note(
        "Errors among the surest pixels",
        "Share of wrong pixels when only the surest part of the area, along the axis, is named.",
        "It speaks of labelled deposits; on others the errors may be more.",
        wide=False,
    ),
    "accuracy_over_epochs": Note("Training: accuracy", _CURVES, _CHOSEN, False),
    "iou_over_epochs": Note("Training: IoU", _CURVES, _CHOSEN, False),
    "shares_handed_out": Note(
        "Training: shares of the classes",
        "What share of the pixels handed out in training each class had.",
        "It is what the training saw, not what the deposits hold.",
        wide=False,
    ),
}
"""By the name of the file, or by its beginning up to an underscore."""


def note_of(name: str) -> Note:
    """Note of a figure; of one that is not known, its name as the title and no more."""
    if name in NOTES:
        return NOTES[name]
    return NOTES.get(name.split("_")[0], Note(name, "", ""))
