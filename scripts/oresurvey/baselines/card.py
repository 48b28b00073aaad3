"""The card of a baseline: what it does, what it was fitted to, where it fails."""

from pathlib import Path

from oresurvey.baselines.model import STATISTICS
from oresurvey.files.tables import read_json, write_text
from oresurvey.presentation.card import configuration_lines

WHAT = {
    "colour": "Names each pixel by its colour alone, from the colours of each mineral in the "
    "training annotation (in the spirit of López-Benito et al. 2020, with three bands).",
    "clusters": "Sorts the pixels of each photograph into clusters of like colour, and names each "
    "cluster after the mineral whose colours in the training annotation its centre matches best "
    "(in the spirit of Köse et al. 2012 and Berrezueta et al. 2016).",
    "majority": "Names every pixel after the class most frequent in the training annotation.",
}
LIMITS = {
    "colour": "Minerals of one colour are one to it, and a photograph exposed otherwise than those "
    "of the training is misread as a whole. It knows no shapes and no neighbours.",
    "clusters": "A mineral rarer than the smallest cluster is lost in another one; two minerals "
    "in one cluster get one name. It knows no shapes and no neighbours.",
    "majority": "It finds nothing. It is there to be beaten.",
}


def write_baseline_card(folder: Path, fields: dict[tuple[str, str], int], settings: dict) -> None:
    """Write ``card.md`` beside a fitted baseline.

    Parameters
    ----------
    folder : Path
        Holds ``model.json``.
    fields : dict of (str, str) to int
        Fields by deposit and split.
    settings : dict
        The model's section of the configuration.
    """
    about = read_json(folder / "model.json")
    kind = about["type"]
    lines = [
        f"# {folder.name}",
        "",
        f"A baseline, type {kind}. {WHAT[kind]}",
        "",
        "## Data",
        "",
        *(f"- {deposit}, {split}: {n} fields" for (deposit, split), n in sorted(fields.items())),
        f"- Mineral codes: {', '.join(map(str, about['codes']))}",
        "",
        "Fitted to the fields with split train. Of the others only the classes are noted that "
        "their annotation names.",
        "",
        f"What it knows is in `{STATISTICS}`: pixels of each class"
        + (
            ""
            if kind == "majority"
            else ", and mean and covariance of its colours, 1, 2, 3 being L*, a*, b* (space lab) "
            f"or R, G, B (space rgb); this model uses {about['space']}"
        )
        + ".",
        "",
        "## Limits",
        "",
        LIMITS[kind],
        "",
        "Minerals that are not among the codes are given the name of one that is.",
        "",
        *configuration_lines(settings),
    ]
    write_text("\n".join(lines), folder / "card.md")
