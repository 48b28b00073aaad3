"""Legends: which colour is which mineral."""

import re
from pathlib import Path

import numpy as np

from oresurvey.annotations.names import table_rows
from oresurvey.errors import ConfigurationError
from oresurvey.files.typed_tables import read_text
from oresurvey.survey.minerals import Minerals

LABELMAP = "# label:color_rgb:parts:actions"
"""First line of the labelmap.txt that CVAT and Datumaro write."""
BLACK = (0, 0, 0)


def _colour(text: str, where: str) -> tuple[int, int, int]:
    if found := re.fullmatch(r"#?([0-9a-fA-F]{6})", text.strip()):
        red, green, blue = bytes.fromhex(found[1])
        return red, green, blue
    parts = re.findall(r"\d+", text)
    if len(parts) != 3 or any(int(part) > 255 for part in parts):
        raise ConfigurationError(
            f"{where}: {text!r} is no colour; write #rrggbb, or three numbers from 0 to 255 in "
            'quotation marks, such as "255 128 0"'
        )
    red, green, blue = map(int, parts)
    return red, green, blue


class Legend:
    """Colours with their names.

    Parameters
    ----------
    colours : list of ((int, int, int), str)
        Colour and name of each class.
    where : str
        Where they are from, for messages.
    labelmap : bool
        Whether that is a labelmap.txt.

    Attributes
    ----------
    names : list of str
    unlabelled : int or None
        Position of the black that a labelmap.txt calls background: CVAT writes it for what nobody
        labelled.

    Raises
    ------
    ConfigurationError
        If one colour has two names.
    """

    def __init__(
        self,
        colours: list[tuple[tuple[int, int, int], str]],
        where: str,
        labelmap: bool = False,
    ):
        names: dict[tuple[int, int, int], str] = {}
        for colour, name in colours:
            if names.setdefault(colour, name) != name:
                raise ConfigurationError(
                    f"{where}: {names[colour]} and {name} have one colour, #{bytes(colour).hex()}, "
                    "so it cannot be told which is meant; give each its own"
                )
        self.names = list(names.values())
        background = labelmap and names.get(BLACK, "").casefold() == "background"
        self.unlabelled = list(names).index(BLACK) if background else None
        self._rgb = np.array(list(names), np.int32).reshape(-1, 3)

    def nearest(self, colours: np.ndarray, tolerance: float) -> np.ndarray:
        """Position in `names` of each colour, (n, 3); -1 where none is as near as the tolerance.

        Distances are Euclidean in RGB, in levels of 0 to 255; of equals the first counts.
        """
        apart = ((colours[:, None].astype(np.int32) - self._rgb) ** 2).sum(axis=2)
        place = apart.argmin(axis=1)
        return np.where(apart[np.arange(len(colours)), place] <= tolerance**2, place, -1)


def legend_of_minerals(minerals: Minerals) -> Legend:
    """The colours of the table of minerals; white is void."""
    colours = [(mineral.rgb, mineral.symbol) for mineral in minerals.table]
    return Legend([*colours, ((255, 255, 255), "void")], "the table of minerals (white is void)")


def read_legend(path: str | Path) -> Legend:
    """A table with the columns colour and mineral, or a labelmap.txt.

    Raises
    ------
    ConfigurationError
        If it cannot be read, or a colour is none.
    """
    path = Path(path)
    todo = "give a table with the columns colour,mineral"
    text = read_text(path, "", ConfigurationError, todo)
    if not text.startswith(LABELMAP):
        rows = table_rows(path, ("colour", "mineral"))
        colours = [(_colour(colour, f"{path}, row {n}"), name) for n, colour, name in rows]
        return Legend(colours, str(path))
    lines = [line.split(":") for line in text.splitlines()[1:] if line.strip()]
    if any(len(cells) < 2 for cells in lines):
        raise ConfigurationError(f"{path}: a line has no colour; {todo}")
    colours = [(_colour(cells[1], str(path)), cells[0]) for cells in lines]
    return Legend(colours, str(path), labelmap=True)
