"""One version everywhere: of the package, to cite, and of the newest entry of the change log."""

import re
from pathlib import Path

import yaml

from oresurvey import __version__

ROOT = Path(__file__).parents[2]


def test_citation_has_the_version_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert citation["cff-version"] == "1.2.0"


def test_the_newest_changes_are_those_of_this_version():
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\d+\.\d+\.\d+)\b", log, re.MULTILINE)[1] == __version__
