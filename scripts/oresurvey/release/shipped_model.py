"""Shipped models: trained models put into the repository, with what a stranger has to know."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.demo.optics import photograph
from oresurvey.demo.textures import pyrite_ore, sphalerite_ore
from oresurvey.files.pictures import save_picture
from oresurvey.files.tables import copy_file, markdown_table, read_json, write_csv, write_text
from oresurvey.inference.field import predict_bands
from oresurvey.network.engine import Engine
from oresurvey.training.model_folder import PARTS

VALIDATION, REFERENCE = "validation.csv", "reference.png"
SECTION_PX = (640, 896)
TILE_PX = 2048
SHOWN = {
    "deposit": "deposit",
    "paper_label": "mineral",
    "iou_pooled": "IoU",
    "precision": "precision",
    "recall": "recall",
    "area_bias_pct": "area bias, %",
    "fields": "fields",
}


class SyntheticSection:
    """A photograph that never changes: the same pixels on every machine.

    Half of it is pyrite ore, half sphalerite ore; offers what `photographs.photograph.Photograph`
    offers to inference.
    """

    def __init__(self):
        rng = np.random.default_rng(20210701)
        half = SECTION_PX[0], SECTION_PX[1] // 2
        labels = np.hstack([make(half, rng, 2.0) for make in (pyrite_ore, sphalerite_ore)])
        self.pixels = photograph(labels, rng)
        self.height, self.width = SECTION_PX

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Window (y1 - y0, x1 - x0, 3) uint8."""
        return self.pixels[y0:y1, x0:x1]


def classes_of_section(engine: Engine) -> np.ndarray:
    """Class map of the synthetic section; (640, 896) uint8 mineral codes."""
    bands = predict_bands(SyntheticSection(), engine, TILE_PX)
    return np.concatenate([band.codes for band in bands])


def _scores(per_class: pd.DataFrame, summary: dict) -> list[str]:
    """Section of the card: scores of the class maps of validation fields."""
    table = per_class[per_class["deposit"] != "all"][list(SHOWN)].rename(columns=SHOWN)
    table = table.round(dict.fromkeys(("IoU", "precision", "recall"), 3))
    table["area bias, %"] = table["area bias, %"].round(1)
    overall = pd.DataFrame(
        {
            "deposit": deposit,
            "overall accuracy": round(one["overall_accuracy"], 4),
            "mean IoU": round(one["mean_iou"], 4),
            "fields": one["fields"],
        }
        for deposit, one in summary["deposits"].items()
    )
    return [
        "## Class maps of the validation fields",
        "",
        "At the scale of the photographs, by `evaluate`; no field here trained these weights.",
        "",
        markdown_table(overall),
        "",
        markdown_table(table),
        "",
    ]


def ship(results: Path, name: str, terms: list[Path], target: Path) -> None:
    """Put a trained and evaluated model into a folder of its own.

    Parameters
    ----------
    results : Path
        Results of the survey that trained and evaluated it.
    name : str
        Of the model.
    terms : list of Path
        Markdown on its data: where from, terms, citation; and what to mind.
    target : Path
        Folder that gets the model; `REFERENCE` in it is the class map of the synthetic section.
    """
    from oresurvey.inference.engines import load_engine

    source, scores = results / "models" / name, results / name / "evaluation"
    per_class = pd.read_csv(scores / "per_class.csv")
    per_class = per_class[per_class["split"] == "validation"]
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        copy_file(source / part, target / part)
    write_csv(per_class, target / VALIDATION)
    card = (source / "card.md").read_text(encoding="utf-8")
    head, limits = card.split("## Limits\n", 1)
    sections = _scores(per_class, read_json(scores / "summary.json"))
    own = "\n\n".join(path.read_text(encoding="utf-8").strip() for path in terms).splitlines()
    write_text(
        head + "\n".join([*sections, *own, "", "## Limits", ""]) + limits, target / "card.md"
    )
    found = classes_of_section(load_engine(target, engine="tensorflow"))
    save_picture(found, target / REFERENCE, optimize=True)
