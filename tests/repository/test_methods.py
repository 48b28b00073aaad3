"""Every column of the tables of deposits is on the page that gives its formula and its limits."""

import re
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

import pytest

import sum_up_modal

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "modal": ("modal.md", "deposits.modal.shares", "COLUMNS"),
    "variance_components": ("modal.md", "deposits.modal.variance_components", "COLUMNS"),
    "may_occur": ("modal.md", "deposits.modal.suggestion", "COLUMNS"),
    "assay": ("assay.md", "deposits.modal.assay", "COLUMNS"),
    "reconciliation": ("assay.md", "deposits.modal.reconciliation", "COLUMNS"),
    "grain_size": ("grain_size.md", "deposits.grain_size.table", "COLUMNS"),
    "size_curves": ("grain_size.md", "deposits.grain_size.curves", "CURVE_COLUMNS"),
    "size_bands": ("grain_size.md", "deposits.grain_size.curves", "BAND_COLUMNS"),
    "saltykov": ("grain_size.md", "deposits.grain_size.saltykov", "COLUMNS"),
    "association": ("association.md", "deposits.association.table", "COLUMNS"),
    "rims": ("association.md", "deposits.association.rims", "COLUMNS"),
    "textures": ("association.md", "deposits.association.textures", "COLUMNS"),
    "locking": ("association.md", "deposits.association.locking", "COLUMNS"),
    "liberation": ("association.md", "deposits.association.liberation", "COLUMNS"),
    "standing": ("comparison.md", "deposits.standing", "COLUMNS"),
    "comparison": ("comparison.md", "deposits.comparison.minerals", "COLUMNS"),
    "deposit_distances": ("comparison.md", "deposits.comparison.deposits", "DISTANCE_COLUMNS"),
    "ordination": ("comparison.md", "deposits.comparison.ordination", "COLUMNS"),
    "clusters": ("comparison.md", "deposits.comparison.clusters", "COLUMNS"),
    "deposit_tests": ("comparison.md", "deposits.comparison.deposits", "TEST_COLUMNS"),
    "size_tests": ("comparison.md", "deposits.comparison.sizes", "COLUMNS"),
    "association_tests": ("comparison.md", "deposits.comparison.associations", "COLUMNS"),
    "drift": ("../read/drift.md", "deposits.drift", "COLUMNS"),
}
"""Table -> page below docs/methods, module and name of its columns."""
NAMES = {
    *("level", "deposit", "section", "field", "code", "mineral", "note", "unit", "interval"),
    *("code_a", "code_b", "mineral_a", "mineral_b", "deposit_a", "deposit_b", "element"),
    *("sections", "fields", "pixels", "sections_a", "sections_b", "sample_type"),
}
"""Names of things, counts, and words that explain themselves (presentation/columns.py)."""


def named_on(page: str) -> set[str]:
    """What a page sets as code, patterns with stars among it."""
    text = (DOCS / "methods" / page).read_text(encoding="utf-8")
    return {word.replace("..", "*") for word in re.findall(r"`([\w.*]+)`", text)}


@pytest.mark.parametrize("table", PAGES)
def test_every_column_is_on_its_page(table):
    page, module, name = PAGES[table]
    columns = list(getattr(import_module(f"oresurvey.{module}"), name))
    if table == "modal":
        columns += sum_up_modal.ADDED
    named = named_on(page) | named_on("README.md")
    missing = [
        column
        for column in dict.fromkeys(columns)
        if column not in NAMES and not any(fnmatchcase(column, one) for one in named)
    ]
    assert missing == [], f"docs/methods/{page} does not say what these columns of {table} are"
