"""One invented survey of the referee, as the stages leave it, and its tables, made by the rules.

A survey has four deposits: HOME, whose labels trained and validated the model; TWIN, of the same
population; OTHER, of another one, where a mineral is absent; and either STRANGE, of the population
of HOME under another light, or CHOSEN, of the population of HOME with the richest fields of each
section photographed. It is summed up by a model's maps, or as if every field were annotated.
"""

import inspect
import json
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
from harness import PROJECT
from referee_populations import CODES, OTHER, Population
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
from oresurvey.deposits.modal.label_tables import CONFUSION_COLUMNS
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import write_csv
from oresurvey.survey.mineral_codes import UNIDENTIFIED

MINERALS = PROJECT / "config" / "minerals.tsv"
SECTIONS_OF_OTHERS = (3, 5)
PREDICTED = (*CODES, UNIDENTIFIED)
FRAME = (1024, 768)
MAPS, ANNOTATED = "maps", "annotated"
NO_ROWS = {
    "grain_size": pd.DataFrame(columns=SIZE_COLUMNS),
    "association": pd.DataFrame(columns=ASSOCIATION_COLUMNS),
}
PERMUTATIONS = 199
CONFUSION = np.array(
    [
        # BG     Ccp     Gn      Py      Sp      Apy     Ttr     Au      unidentified
        [0.9650, 0.0010, 0.0020, 0.0030, 0.0130, 0.0010, 0.0020, 0.00002, 0.01298],
        [0.0150, 0.9250, 0.0010, 0.0350, 0.0040, 0.0005, 0.0060, 0.00050, 0.01300],
        [0.0120, 0.0010, 0.9300, 0.0040, 0.0070, 0.0200, 0.0120, 0.00002, 0.01398],
        [0.0150, 0.0240, 0.0030, 0.9250, 0.0020, 0.0180, 0.0010, 0.00010, 0.01190],
        [0.0700, 0.0020, 0.0050, 0.0030, 0.8800, 0.0010, 0.0250, 0.00002, 0.01398],
        [0.0100, 0.0010, 0.0300, 0.0400, 0.0010, 0.9050, 0.0030, 0.00002, 0.00998],
        [0.0200, 0.0080, 0.0250, 0.0030, 0.0500, 0.0030, 0.8800, 0.00002, 0.01098],
        [0.0050, 0.1200, 0.0010, 0.0300, 0.0010, 0.0010, 0.0010, 0.83600, 0.00500],
    ]
)
"""P(predicted | true) at home; rows in the order of `CODES`."""
STRANGELY = 0.25
"""Part of the pixels of STRANGE that are named as if by another matrix."""

NO_CONTACTS = pd.DataFrame({"code_a": [0], "code_b": [6], "length_px": [1.0]})
"""Of every field of a survey without textures."""


@dataclass
class Deposit:
    """Truth and maps of one deposit.

    Attributes
    ----------
    name : str
    population : Population
    confusion : (8, 9) float64
        Its mean P(predicted | true).
    shift : float
        Of the logarithm of its feature distances, in their own standard deviations.
    fields : DataFrame
        section, hole, field, width, height, split, feature_distance, mean_confidence.
    joint : (n, 8, 9) int64
        Pixels of every field by truth and map.
    """

    name: str
    population: Population
    confusion: np.ndarray
    shift: float
    fields: pd.DataFrame = field(default_factory=pd.DataFrame)
    joint: np.ndarray = field(default_factory=lambda: np.empty(0))


@dataclass
class Survey:
    """An invented survey: deposits by name, and what was drawn for all of them."""

    population: Population
    alike: bool
    """Whether the maps of all deposits confuse the minerals alike, STRANGE aside."""
    deposits: dict[str, Deposit]


def _holes(population: Population, name: str, rng: np.random.Generator) -> np.ndarray:
    """Hole of every section of a deposit; (k,) int."""
    if population.holes:
        return np.repeat(*_of_holes(population.holes, rng))
    between = {"HOME": population.sections, "TWIN": population.sections_of_twin}
    fewest, most = between.get(name, SECTIONS_OF_OTHERS)
    return np.arange(rng.integers(fewest, most + 1))


def _of_holes(number: tuple, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    holes = rng.integers(number[0], number[1] + 1)
    return np.arange(holes), rng.integers(1, 4, holes)


def _drawn_about(mean: np.ndarray, like: float, size: tuple, rng) -> np.ndarray:
    """Rows of Dirichlet draws about rows; a cell of 0 stays 0."""
    found = rng.standard_gamma(like * np.broadcast_to(mean, (*size, *mean.shape)))
    return found / found.sum(axis=-1, keepdims=True)


def _richest(truth: np.ndarray, rng: np.random.Generator, patchiness: float) -> np.ndarray:
    """The field of most ore of eight."""
    fields = _drawn_about(truth, patchiness, (8,), rng)
    return fields[fields[:, 0].argmin()]


def new_deposit(
    name: str, survey: Population, confusion: np.ndarray, icc: float, rng: np.random.Generator
) -> Deposit:
    """Draw sections and fields of one deposit, and what its maps make of them."""
    population = {"OTHER": survey.scaled(OTHER), "TWIN": survey.twin()}.get(name, survey)
    shift = float(rng.choice([1.0, 2.0, 4.0, 8.0])) if name == "STRANGE" else 0.0
    found = Deposit(name, population, confusion, shift)
    holes = _holes(survey, name, rng)
    truth = population.compositions(holes, icc, rng)
    side = survey.frame_of_twin if name == "TWIN" else 1.0
    width, height = (int(side * one) for one in FRAME)
    rows, joint = [], []
    for k, hole in enumerate(holes):
        taken_for = _drawn_about(confusion, 200.0, (), rng)
        far, sure = rng.normal(0, 0.25), rng.normal(0, 0.3)
        for m in range(rng.integers(survey.fields[0], survey.fields[1] + 1)):
            shown = (
                _richest(truth[k], rng, survey.patchiness)
                if name == "CHOSEN"
                else _drawn_about(truth[k], survey.patchiness, (), rng)
            )
            pixels = np.rint(shown * width * height)
            joint.append(np.rint(pixels[:, None] * taken_for).astype(np.int64))
            distance = 2 + far + rng.normal(0, 0.2) + 0.32 * shift
            confidence = 2.2 + sure + rng.normal(0, 0.25) - 0.39 * shift
            rows.append(
                {
                    "section": f"{name}-{k}", "hole": f"{name} hole {hole}",
                    "field": f"{name}-{k}-{m}", "width": width, "height": height,
                    "feature_distance": float(np.exp(distance)),
                    "mean_confidence": float(1 / (1 + np.exp(-confidence))), "split": "",
                }
            )  # fmt: skip
    found.fields, found.joint = pd.DataFrame(rows), np.array(joint)
    return found


def label(deposit: Deposit, sections: int, split: str, rng: np.random.Generator) -> None:
    """Annotate all fields of some sections that have no labels yet, drawn at random."""
    free = deposit.fields.loc[deposit.fields["split"] == "", "section"].unique()
    taken = rng.permutation(free)[:sections]
    deposit.fields.loc[deposit.fields["section"].isin(taken), "split"] = split


def new_survey(population: Population, rng: np.random.Generator) -> Survey:
    """Draw a survey: which confusions, how many sections, which of them are labelled."""
    alike, icc = bool(rng.random() < 0.5), rng.uniform(*population.icc)
    at_home = CONFUSION * np.append(population.present, True)
    at_home /= at_home.sum(axis=1, keepdims=True)
    other_light = _drawn_about(at_home, 6.0, (), rng)
    deposits = {}
    for name in ("HOME", "OTHER", "TWIN", str(rng.choice(["STRANGE", "CHOSEN"], p=[0.6, 0.4]))):
        mean = at_home if alike else _drawn_about(at_home, 120.0, (), rng)
        if name == "STRANGE":
            mean = (1 - STRANGELY) * at_home + STRANGELY * other_light
        deposits[name] = new_deposit(name, population, mean, icc, rng)
    label(deposits["HOME"], rng.integers(0, 3), "train", rng)
    label(deposits["HOME"], rng.integers(2, 6), "validation", rng)
    if rng.random() < 0.6:
        label(deposits["OTHER"], rng.integers(2, 5), "test", rng)
    if "STRANGE" in deposits and rng.random() < 0.4:
        label(deposits["STRANGE"], rng.integers(2, 5), "test", rng)
    return Survey(population, alike, deposits)


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
        self._made(calculate_assay, output=str(out / "assay.csv"), **common)
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
    """As returned by `oresurvey.survey.sampling.sampling_of`: column to place to what it says."""
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
