"""Verdicts: annotated fields that were read to the end and can be used, as the catalog found them.

The catalog, the probability maps, the grains of the annotation, baselines and the measurement of
robustness all ask whether a photograph and its mask are whole. No one of them depends on another: a
photograph without a mask that joins a batch of the catalog must not train anew. So whoever is first
notes what it found, under all that this depends on, and the others need not decode the photograph.
"""

from dataclasses import dataclass
from pathlib import Path

from oresurvey.files.tables import read_json, write_json
from oresurvey.photographs.visible import Visible, entry_of, visible_of
from oresurvey.survey.field import Field


@dataclass(frozen=True)
class Verdict:
    """What is known of a field that can be used, if its size suits.

    Attributes
    ----------
    width, height : int
        In pixels, upright.
    class_pixels : dict of int to int
        Annotated pixels of every code, void left out, and what is not visible.
    visible : Visible or None
        None where all of the photograph is visible.
    """

    width: int
    height: int
    class_pixels: dict[int, int]
    visible: Visible | None = None


class Verdicts:
    """Notes on annotated fields, ``FOLDER/DEPOSIT/FIELD.json``.

    Parameters
    ----------
    folder : path
    code : str
        Digest of the code that inspects fields: what other code found is not taken over.
    """

    def __init__(self, folder: str | Path, code: str):
        self._folder, self._code = Path(folder), code

    def _path(self, field: Field) -> Path:
        return self._folder / f"{field.folder}.json"

    def _key(self, row: dict) -> dict:
        files = ("image_digest", "mask_digest", "calibration_digest")
        digests = {key: row[key] for key in files if key in row}
        return {"code": self._code, **digests}

    def of(self, field: Field, row: dict) -> Verdict | None:
        """The verdict on a field; None where none of this content by this code is noted.

        Parameters
        ----------
        field : Field
        row : dict
            As from `survey.rows.as_rows`.
        """
        try:
            note = read_json(self._path(field))
            if note["made_from"] != self._key(row):
                return None
            pixels = {int(code): count for code, count in note["class_pixels"].items()}
            visible = visible_of(note)
            return Verdict(note["width"], note["height"], dict(sorted(pixels.items())), visible)
        except (OSError, ValueError, KeyError):
            return None

    def note(self, field: Field, row: dict, verdict: Verdict) -> None:
        """Note a verdict for whoever asks next."""
        content = {"made_from": self._key(row), **vars(verdict)}
        del content["visible"]
        write_json(content | entry_of(verdict.visible), self._path(field))
