"""The sheet of LumenStone: frames and masks of known deposits, some overlapping."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.catalog.folds import block_folds
from oresurvey.catalog.new_sheet.folder import listing_of
from oresurvey.catalog.new_sheet.splits import validation_groups
from oresurvey.errors import SheetError
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.sheet import OPTIONAL, REQUIRED

LUMENSTONE = {"S1": "Berezovskoe", "S2": "Norilsk"}
COLUMNS = (*REQUIRED, *OPTIONAL)


def _photographs(folder: Path) -> list[Path]:
    found = listing_of(folder).pictures if folder.is_dir() else []
    return [folder / path for path in found]


def _frames(folder: Path, subset: str) -> list[dict]:
    """Frames of one subset with the classes of their masks and their overlap group."""
    notes = {}
    if (folder / "frames.csv").is_file():
        table = pd.read_csv(folder / "frames.csv", dtype=str, keep_default_na=False)
        table = table[table["subset"] == subset]
        notes = {row["frame"]: row for row in table.to_dict("records")}
    frames = []
    for split in ("train", "test"):
        for image in _photographs(folder / subset / "imgs" / split):
            mask = folder / subset / "masks" / split / f"{image.stem}.png"
            if not mask.is_file():
                raise SheetError(f"{mask} is missing; LumenStone has a mask for every frame")
            note = notes.get(image.stem, {})
            frames.append(
                {
                    "field": f"{subset}-{image.stem}",
                    "image": image,
                    "mask": mask,
                    "split": split,
                    "group": note.get("overlap_group") or f"{subset}-{image.stem}",
                    "overlap_group": note.get("overlap_group", ""),
                    "exif_datetime": note.get("exif_datetime", ""),
                }
            )
    return frames


def sheet_from_lumenstone(
    folder: str | Path, validation_share: float = 0.25, variable: str | None = None
) -> pd.DataFrame:
    """Sheet of a LumenStone folder (S1, S2: ``imgs/``, ``masks/``; ``train/`` and ``test/``).

    Parameters
    ----------
    folder : path
    validation_share : float
        Share of the training frames of each subset that becomes split "validation"; overlapping
        frames stay together, every class of a subset is trained, and validated where there are
        frames enough.
    variable : str, optional
        Environment variable to write in place of the folder, as ``$NAME``.

    Returns
    -------
    DataFrame
        There is no specimen id: each frame is its own section, which overstates how independent
        the sections are. Column ``fold`` numbers the blocks of a cross-validation, see `folds`.
    """
    folder = Path(folder)
    rows = []
    for subset, deposit in LUMENSTONE.items():
        if not (folder / subset).is_dir():
            continue
        frames = _frames(folder, subset)
        inside = [frame for frame in frames if frame["split"] == "train"]
        for frame in inside:
            frame["codes"] = set(np.unique(read_mask(frame["mask"])).tolist()) - {VOID}
        chosen = validation_groups(inside, validation_share)
        folds = block_folds(inside)
        for frame in frames:
            frame["fold"] = folds.get(frame["field"], "")
            if frame["split"] == "train" and frame["group"] in chosen:
                frame["split"] = "validation"
            for part in ("image", "mask"):
                below = frame[part].relative_to(folder)
                frame[part] = f"${variable}/{below}" if variable else str(frame[part])
            rows.append({"deposit": deposit, "section": frame["field"], **frame})
    if not rows:
        raise SheetError(f"{folder}: neither S1 nor S2 in it; is it the folder of LumenStone?")
    # What may occur in these deposits, their annotation says; of their camera nothing is known.
    columns = [c for c in COLUMNS if c not in ("minerals", "session", "calibration")]
    return pd.DataFrame(rows).reindex(columns=[*columns, "overlap_group", "exif_datetime", "fold"])
