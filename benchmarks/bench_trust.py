"""Do the marks order deposits by the accuracy of their maps? Spearman's rho over pseudo-deposits.

    PYTHONPATH=scripts LUMENSTONE_DIR=... python benchmarks/bench_trust.py trust.json

Blocks of LumenStone photographs that trained none of the weights are surveyed under names that the
model does not know: as they are with their minerals declared, as they are with nothing said,
darker, out of focus. The survey sees nothing of their annotation, which says
afterwards how many pixels were named rightly. In results/benchmarks/trust is pseudo_deposits.csv.
"""

import argparse
import csv
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from harness import PROJECT, WORK, Row, finish
from PIL import Image, ImageFilter
from scipy.stats import spearmanr
from trained import snakemake

from oresurvey.deposits.tables import read_table
from oresurvey.evaluation.other_light import Light, UnderLight
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import markdown_table, read_json, write_csv, write_text
from oresurvey.maps.geotiff import read_map
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.report.data import SurveyData
from oresurvey.report.trust.mark import BAD, CAUTION, SEVERITY, Marks
from oresurvey.report.trust.marks import trust_marks
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.minerals import read_minerals

FOLDER = WORK / "trust"
MODEL = "best"
WEIGHTS = PROJECT / "models" / "lumenstone-best"
BLOCKS = {"Berezovskoe": 3, "Norilsk": 2}
"""Pseudo-deposits that the unseen photographs of each deposit are divided into, by their time."""
MINERALS = PROJECT / "config" / "minerals.tsv"
BLUR_PX = 5


def under(light: Light) -> Callable[[Path], np.ndarray]:
    """A photograph under other light."""

    def changed(path: Path) -> np.ndarray:
        with Photograph(path) as photograph:
            return UnderLight(photograph, light).read(0, photograph.height, 0, photograph.width)

    return changed


def as_it_is(path: Path) -> np.ndarray:
    """A photograph unchanged."""
    with Photograph(path) as photograph:
        return photograph.read(0, photograph.height, 0, photograph.width)


def out_of_focus(path: Path) -> np.ndarray:
    """A photograph blurred."""
    return np.asarray(Image.fromarray(as_it_is(path)).filter(ImageFilter.GaussianBlur(BLUR_PX)))


KINDS: dict[str, Callable[[Path], np.ndarray]] = {
    "declared": as_it_is,
    "open": as_it_is,
    "half the light": under(Light("exposure", 0.5)),
    "out of focus": out_of_focus,
}
MIRRORED = "open"
"""Photographs of this kind are mirrored: the same file twice would be a duplicate."""


def unseen() -> pd.DataFrame:
    """deposit, field, image, mask and block of the photographs that trained none of the weights."""
    with open(PROJECT / "config" / "lumenstone.tsv", encoding="utf-8") as sheet:
        rows = pd.DataFrame(csv.DictReader(sheet, delimiter="\t"))
    rows = rows[rows["split"] == "validation"].sort_values(["exif_datetime", "field"])
    for column in ("image", "mask"):
        rows[column] = rows[column].map(os.path.expandvars)
    parts = [
        part.assign(block=[name[:1] + str(k * BLOCKS[name] // len(part)) for k in range(len(part))])
        for name, part in rows.groupby("deposit")
    ]
    return pd.concat(parts)[["deposit", "field", "image", "mask", "block"]]


def written(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Photographs of every kind below the folder, once; the sheet of the survey."""
    made = []
    for kind, changed in KINDS.items():
        for row in rows.to_dict("records"):
            name = f"{row['field']} {kind}".replace(" ", "_")
            path = folder / "photographs" / f"{name}.jpg"
            if not path.exists():
                pixels = changed(Path(row["image"]))
                if kind == MIRRORED:
                    pixels = pixels[:, ::-1]
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh = path.with_suffix(".new.jpg")
                Image.fromarray(np.ascontiguousarray(pixels)).save(fresh, quality=95)
                fresh.replace(path)
            deposit = f"{row['block']}, {kind}"
            made.append((deposit, name, name, str(path), row["mask"], row["deposit"], kind))
    columns = ["deposit", "section", "field", "image", "mask", "named", "kind"]
    return pd.DataFrame(made, columns=columns)


def surveyed(sheet: pd.DataFrame, folder: Path) -> Path:
    """Results of the survey of these photographs; the annotation is no part of its sheet."""
    about, minerals = read_json(WEIGHTS / "model.json"), read_minerals(MINERALS)
    shown = sheet[["deposit", "section", "field", "image"]]
    write_csv(shown.assign(selection="systematic"), folder / "sheet.csv")
    declared = {
        deposit: [minerals.symbol(c) for c in about["labelled"][named] if c != BACKGROUND]
        for deposit, named, kind in sheet[["deposit", "named", "kind"]].itertuples(index=False)
        if kind == "declared"
    }
    results = folder / "results"
    survey = {
        "sheet": str(folder / "sheet.csv"),
        "minerals": str(MINERALS),
        "results": str(results),
        "models": {MODEL: {"weights": str(WEIGHTS)}},
        "report": {"model": MODEL},
        "deposits": {name: {"minerals": symbols} for name, symbols in declared.items()},
    }
    path = folder / "survey.yaml"
    write_text(yaml.safe_dump(survey, sort_keys=False), path)
    tables = [results / MODEL / "deposits" / f"{name}.csv" for name in ("modal", "may_occur")]
    targets = [*map(str, tables), str(results / "catalog" / "fields.csv")]
    snakemake(*targets, "--configfile", str(path), log=folder / "survey.log")
    return results


def marks_of(results: Path) -> dict[str, Marks]:
    """Marks of every deposit of a survey, as its pages show them."""
    deposits = results / MODEL / "deposits"
    data = SurveyData(
        read_table(results / "catalog" / "fields.csv"),
        [],
        {"modal": read_table(deposits / "modal.csv")},
        read_table(deposits / "drift.csv"),
        {},
        may_occur=read_table(deposits / "may_occur.csv"),
    )
    return trust_marks(data, 2.0)


def accuracies(sheet: pd.DataFrame, results: Path) -> dict[str, float]:
    """Share of the annotated pixels of each deposit that its maps name rightly."""
    manifests = (results / MODEL / "batches" / "inference").glob("*.json")
    folders = {entry["field"]: entry["folder"] for entry in read_manifests(map(str, manifests))}
    right = dict.fromkeys(sheet["deposit"], 0)
    every = dict.fromkeys(sheet["deposit"], 0)
    for row in sheet[sheet["field"].isin(folders)].to_dict("records"):
        truth = read_mask(row["mask"])
        if row["kind"] == MIRRORED:
            truth = truth[:, ::-1]
        found, known = read_map(Path(folders[row["field"]]) / "classes.tif"), truth != VOID
        right[row["deposit"]] += int((found == truth)[known].sum())
        every[row["deposit"]] += int(known.sum())
    return {name: right[name] / every[name] for name in right if every[name]}


def order_of(marks: Marks) -> int:
    """Higher is worse: the mark of all, then how many of those that decide are bad or doubtful."""
    levels = [mark.level for mark in (marks.minerals, marks.likeness, marks.sureness)]
    doubts = 10 * levels.count(BAD) + levels.count(CAUTION)
    return 100 * SEVERITY.index(marks.overall.level) + doubts


def main(folder: Path = FOLDER) -> list[Row]:
    """Survey the pseudo-deposits, print them beside their accuracy, and the rank correlations."""
    if "LUMENSTONE_DIR" not in os.environ:
        return [Row("trust", "needs LUMENSTONE_DIR: not measured", float("nan"), "")]
    sheet = written(unseen(), folder)
    results = surveyed(sheet, folder)
    accuracy, drift = accuracies(sheet, results), read_table(results / MODEL / "deposits/drift.csv")
    marks = marks_of(results)
    table = pd.DataFrame(
        [
            {
                "deposit": name,
                "accuracy": accuracy[name],
                "overall": marks[name].overall.level,
                "order": order_of(marks[name]),
                **{m: getattr(marks[name], m).word for m in ("minerals", "likeness", "sureness")},
            }
            for name in sorted(accuracy, key=lambda name: -accuracy[name])
        ]
    ).merge(drift[["deposit", "median_feature_distance", "median_confidence"]], "left", "deposit")
    write_csv(table, folder / "pseudo_deposits.csv")
    write_text(markdown_table(table), folder / "report.md")
    print(table.to_string(index=False))
    rows = []
    for words, column in (
        ("mark of all", table["overall"].map(SEVERITY.index)),
        ("mark of all, then the marks that decide", table["order"]),
        ("feature distance alone", table["median_feature_distance"]),
        ("lack of confidence alone", -table["median_confidence"]),
    ):
        found = spearmanr(-column, table["accuracy"])
        text = f"accuracy of {len(table)} pseudo-deposits by the {words}, p {found.pvalue:.2g}"
        rows.append(Row("trust", text, float(found.statistic), "rho"))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", help="JSON of the rows, for run.py")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    finish(main(options.folder.resolve()), options.result)
