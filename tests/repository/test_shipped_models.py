"""Shipped models load, and name a section that never changes as they did when they were shipped."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from oresurvey.inference.engines import load_engine, read_about
from oresurvey.release.shipped_model import REFERENCE, VALIDATION, classes_of_section
from oresurvey.training.model_folder import PARTS

MODELS = Path(__file__).parents[2] / "models"
NAMES = ("lumenstone-best", "lumenstone-first", "lumenstone-paper")
SHIPPED = pytest.mark.parametrize("name", NAMES)
MOST_BYTES = 12 * 2**20


@SHIPPED
def test_everything_is_there_and_small(name):
    folder = MODELS / name
    files = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert files.keys() == {*PARTS, VALIDATION, REFERENCE}
    assert sum(files.values()) < MOST_BYTES


@SHIPPED
@pytest.mark.parametrize("engine", ["tensorflow", "openvino"])
def test_a_section_is_named_as_before(name, engine):
    expected = np.array(Image.open(MODELS / name / REFERENCE))
    found = classes_of_section(load_engine(MODELS / name, engine=engine))
    assert found.shape == expected.shape and len(np.unique(expected)) >= 3
    assert (found == expected).mean() >= 0.999


@SHIPPED
def test_the_card_says_what_the_table_says(name):
    card = (MODELS / name / "card.md").read_text(encoding="utf-8")
    table = pd.read_csv(MODELS / name / VALIDATION)
    for row in table[table["deposit"] != "all"].itertuples():
        # As `files.tables.markdown_table` writes it: no zeros at the end.
        shown = f"{round(row.iou_pooled, 3):.4g}"
        assert f"| {row.deposit} | {row.paper_label} | {shown} |" in card
    for heading in ("Data", "Calibration", "Terms and citation", "Limits", "Configuration"):
        assert f"## {heading}" in card


@SHIPPED
def test_what_the_model_knows(name):
    about = read_about(MODELS / name)
    assert set(about["labelled"]) == {"Berezovskoe", "Norilsk"}
    assert about["temperature"] > 0
