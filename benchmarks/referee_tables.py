"""Tables of an invented survey, made by the scripts of the rules from what stages leave on disk.

A survey is summed up by a model's maps, or as if every field were annotated.
"""

import inspect
import json
import sys
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from harness import PROJECT
from referee_populations import CODES
from referee_survey import PREDICTED, Deposit, Survey
from referee_textures import write_textures

sys.path.insert(0, str(PROJECT / "scripts"))

import calculate_assay
import check_drift
import compare_deposits
import sum_up_associations
import sum_up_grain_sizes
import sum_up_modal
from oresurvey.deposits.association.table import COLUMNS as ASSOCIATION_COLUMNS
from oresurvey.deposits.grain_size.table import COLUMNS as SIZE_COLUMNS
from oresurvey.deposits.label_tables import CONFUSION_COLUMNS
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import write_csv

MINERALS = PROJECT / "config" / "minerals.tsv"
MAPS, ANNOTATED = "maps", "annotated"
PERMUTATIONS = 99
"""The fewest that a survey may ask for."""
NO_ROWS = {
    "grain_size": pd.DataFrame(columns=SIZE_COLUMNS),
    "association": pd.DataFrame(columns=ASSOCIATION_COLUMNS),
}
NO_CONTACTS = pd.DataFrame({"code_a": [0], "code_b": [6], "length_px": [1.0]})
"""Of every field of a survey without textures."""


def _by_code(codes: tuple, pixels: np.ndarray) -> dict[str, int]:
    return {str(code): int(n) for code, n in zip(codes, pixels, strict=True) if n}


def entries_of(deposit: Deposit, truth: bool, folder: Path, apart: bool) -> list[dict]:
    """Entries of the instances of a deposit; `apart`: every field has a folder of its own."""
    entries = []
    for row, joint in zip(deposit.fields.to_dict("records"), deposit.joint, strict=True):
        codes, pixels = (CODES, joint.sum(axis=1)) if truth else (PREDICTED, joint.sum(axis=0))
        sheet = {
            "deposit": deposit.name, "section": row["section"], "field": row["field"],
            "hole": row["hole"], "split": row["split"] or None, "um_per_px": 1.0,
            "selection": "chosen" if deposit.name == "CHOSEN" else "systematic",
            "sample_type": "ore",
        }  # fmt: skip
        entries.append(
            sheet
            | {
                "row": sheet, "width": row["width"], "height": row["height"],
                "folder": str(folder / row["field"] if apart else folder),
                "class_pixels": _by_code(codes, pixels), "sha256": row["field"],
                "connectivity": 8, "splitting": "none", "grains": 0,
                "mean_confidence": row["mean_confidence"],
                "feature_distance": row["feature_distance"],
            }
        )  # fmt: skip
    return entries


def confusion_table(survey: Survey) -> pd.DataFrame:
    """As ``field_confusion.csv``: labelled fields that no weight has seen."""
    rows = []
    for deposit in survey.deposits.values():
        for row, joint in zip(deposit.fields.to_dict("records"), deposit.joint, strict=True):
            if row["split"] in ("validation", "test"):
                rows += [
                    (deposit.name, row["section"], row["field"], row["split"],
                     CODES[t], PREDICTED[p], joint[t, p])
                    for t, p in np.argwhere(joint)
                ]  # fmt: skip
    return pd.DataFrame(rows, columns=CONFUSION_COLUMNS)


def familiarity_table(survey: Survey) -> pd.DataFrame:
    """As ``familiarity.csv`` of the model: its validation fields."""
    parts = [
        d.fields[d.fields["split"] == "validation"].assign(deposit=d.name)
        for d in survey.deposits.values()
    ]
    columns = ["deposit", "field", "mean_confidence", "feature_distance"]
    return pd.concat(parts, ignore_index=True)[columns]


class Enough(Exception):
    """No test is made of textural groups, and they take most of the time: they are left out."""


class Tables:
    """Tables of one survey, made by the scripts of the rules.

    Parameters
    ----------
    survey : Survey
    folder : Path
        Empty.
    """

    def __init__(self, survey: Survey, folder: Path):
        self.survey, self.folder = survey, folder
        self.settings = {
            "precision_pct": 2.0, "seed": 1, "detection_limit_pct": 0.01,
            "permutations": PERMUTATIONS, "smallest_grain_px": 12, "rim_px": 2,
        }  # fmt: skip
        self.naming = {"only_labelled": False}

    def _write(self, name: str, content) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pd.DataFrame):
            write_csv(content, path)
        else:
            path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    def _made(self, script, **arguments) -> None:
        """Call `main` of a script with those of the arguments that it takes."""
        wanted = inspect.signature(script.main).parameters
        missing = [
            name
            for name, one in wanted.items()
            if one.default is inspect.Parameter.empty and name not in arguments
        ]
        if missing:
            raise TypeError(f"{script.__name__}.main wants {', '.join(missing)} as well")
        script.main(**{name: arguments[name] for name in wanted if name in arguments})

    def made(self, kind: str, textures: np.random.Generator | None = None) -> dict:
        """All tables of one kind of map; name to table.

        Parameters
        ----------
        kind : str
            `MAPS` or `ANNOTATED`.
        textures : numpy.random.Generator, optional
            Draws grains and contacts of the fields; without, their tables have no rows.
        """
        of_model, out = kind == MAPS, self.folder / kind
        out.mkdir(exist_ok=True)
        fields = self.folder / f"fields of {kind}"
        entries = [
            entry
            for deposit in self.survey.deposits.values()
            for entry in entries_of(deposit, not of_model, fields, textures is not None)
        ]
        if textures:
            write_textures(entries, textures)
        else:
            fields.mkdir()
            NO_CONTACTS.to_parquet(fields / "contacts.parquet")
        common = {
            "manifests": [self._write(f"{kind}.json", {"fields": entries})],
            "settings": self.settings, "naming": self.naming, "minerals": str(MINERALS),
            "about": None, "confusion": None, "annotation": [], "audit": None, "drift": None,
            "rims": [self._write("rims.json", {"fields": rims_of(entries)})],
            "sampling": sampling_of(self.survey),
            "folder": str(out), "modal_csv": str(out / "modal.csv"), "recognised": [],
        }  # fmt: skip
        if of_model:
            common |= self._model(out)
            self._made(check_drift, output=str(out / "drift.csv"), **common)
            common["drift"] = str(out / "drift.csv")
        variance = str(out / "variance_components.csv")
        self._made(sum_up_modal, output=common["modal_csv"], variance=variance, **common)
        rock = {"gangue": {}, "particles": [], "sampling": common["sampling"]}
        self._made(calculate_assay, rock=rock, **common)
        if textures:
            self._made(sum_up_grain_sizes, **common)
            left_out = patch.object(sum_up_associations, "group_tables", side_effect=Enough)
            with suppress(Enough), left_out:
                self._made(sum_up_associations, **common)
        else:
            for name in ("grain_size", "association"):
                write_csv(NO_ROWS[name], out / f"{name}.csv")
        tables = {n: str(out / f"{n}.csv") for n in ("modal", "grain_size", "association", "assay")}
        self._made(compare_deposits, tables=tables | {"drift": common["drift"] or ""}, **common)
        return {path.stem: read_table(path) for path in sorted(out.glob("*.csv"))}

    def _model(self, out: Path) -> dict:
        """What the model leaves, and the labels."""
        about = {
            "sha256": "model",
            "codes": [int(c) for c in np.array(CODES)[self.survey.population.present]],
        }
        known = [
            entry
            for deposit in self.survey.deposits.values()
            for entry in entries_of(deposit, True, self.folder, False)
            if entry["split"]
        ]
        self._write("model/familiarity.csv", familiarity_table(self.survey))
        return {
            "about": self._write("model/model.json", about),
            "model": str(self.folder / "model"),
            "confusion": self._write("field_confusion.csv", confusion_table(self.survey)),
            "annotation": [self._write("known.json", {"fields": known})],
        }


def sampling_of(survey: Survey) -> dict[str, dict[str, str]]:
    """As returned by `survey.cells.sampling.sampling_of`: column to place to what it says."""
    fields = pd.concat([d.fields for d in survey.deposits.values()])
    found = {"section_selection": dict.fromkeys(fields["section"], "random")}
    if survey.population.holes:
        found["hole"] = dict(zip(fields["section"], fields["hole"], strict=True))
    return found


def rims_of(entries: list[dict]) -> list[dict]:
    """Manifest of a rim guard that found no rims."""
    places = [{key: entry[key] for key in ("deposit", "section", "field")} for entry in entries]
    return [
        place
        | {"rim_px": 2, "area": e["class_pixels"], "rim_area": {}}
        | {"area_after": e["class_pixels"], "after": []}
        for place, e in zip(places, entries, strict=True)
    ]
