"""New sheets: from a folder of photographs, or from a folder in LumenStone's layout."""

import csv
import hashlib
import io
import itertools
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.catalog.folds import block_folds
from oresurvey.errors import SheetError
from oresurvey.files.tables import write_text
from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.sheet import OPTIONAL, REQUIRED

IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff"}
LUMENSTONE = {"S1": "Berezovskoe", "S2": "Norilsk"}
COLUMNS = (*REQUIRED, *OPTIONAL)


def _photographs(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in IMAGE_SUFFIXES
        # Previews of file managers are hidden, some in hidden folders.
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def sheet_from_folder(folder: str | Path) -> pd.DataFrame:
    """Sheet of ``deposit/section/image`` or ``deposit/image``.

    Parameters
    ----------
    folder : path
        Without sections, every photograph is its own section.

    Returns
    -------
    DataFrame
        In the sheet's columns; image paths as found below `folder`.

    Raises
    ------
    SheetError
        If there is no photograph, or one lies too high or too deep.
    """
    folder = Path(folder)
    rows = []
    for path in _photographs(folder):
        parts = path.relative_to(folder).parts
        if len(parts) not in (2, 3):
            raise SheetError(
                f"{path}: expected deposit/section/photograph or deposit/photograph below {folder}"
            )
        deposit, stem = parts[0], Path(parts[-1]).stem
        section = f"{deposit}-{parts[1]}" if len(parts) == 3 else f"{deposit}-{stem}"
        field = f"{section}-{stem}" if len(parts) == 3 else section
        rows.append({"deposit": deposit, "section": section, "field": field, "image": str(path)})
    if not rows:
        raise SheetError(f"{folder}: no photograph ({', '.join(sorted(IMAGE_SUFFIXES))}) in it")
    return _unique_fields(pd.DataFrame(rows).reindex(columns=list(COLUMNS)))


def _unique_fields(sheet: pd.DataFrame) -> pd.DataFrame:
    """Two photographs of one stem (a.jpg, a.png) get their suffix into the name, or a number."""
    twice = sheet["field"].str.casefold().duplicated(keep=False)
    suffix = sheet["image"].map(lambda path: Path(path).suffix.lower().lstrip("."))
    sheet.loc[twice, "field"] += "-" + suffix[twice]
    again = sheet.groupby(sheet["field"].str.casefold()).cumcount() + 1
    sheet.loc[again > 1, "field"] += "-" + again[again > 1].astype(str)
    return sheet


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


def _validation_groups(frames: list[dict], share: float) -> set[str]:
    """Overlap groups for validation, chosen by names and classes alone.

    Groups are taken in the order of a digest of their name, which nobody chose, until the share is
    reached. Then groups move so that every class is trained, and every class is validated that a
    group can bring there without being the last to train some class.
    """
    members = defaultdict(list)
    for frame in frames:
        members[frame["group"]].append(frame)
    order = sorted(members, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    wanted = round(share * len(frames))
    chosen: set[str] = set()
    for name in order:
        if sum(len(members[group]) for group in chosen) + len(members[name]) <= wanted:
            chosen.add(name)

    def classes(groups) -> set[int]:
        return {code for group in groups for frame in members[group] for code in frame["codes"]}

    everything = classes(order)
    for code in sorted(everything - classes(set(order) - chosen)):
        if code not in classes(set(order) - chosen):
            chosen.remove(
                next(name for name in order if name in chosen and code in classes([name]))
            )
    for code in sorted(everything - classes(chosen)):
        if code not in classes(chosen):
            spare = (
                name
                for name in order
                if name not in chosen
                and code in classes([name])
                and classes(set(order) - chosen - {name}) == everything
            )
            chosen.update(itertools.islice(spare, 1))
    return chosen


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
        chosen = _validation_groups(inside, validation_share)
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


def write_sheet(sheet: pd.DataFrame, path: str | Path) -> None:
    """Write a sheet, tab-separated or comma-separated by its suffix.

    Raises
    ------
    SheetError
        If a file of that name is there already: it may hold a person's work.
    """
    path = Path(path)
    if path.exists():
        raise SheetError(f"{path} is there already; give another name or remove it")
    stream = io.StringIO()
    writer = csv.writer(
        stream, delimiter="\t" if path.suffix == ".tsv" else ",", lineterminator="\n"
    )
    writer.writerow(sheet.columns)
    writer.writerows(sheet.astype(object).fillna("").itertuples(index=False))
    write_text(stream.getvalue(), path)
