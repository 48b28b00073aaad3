"""Inputs of the pages: rules hand over files and lists of files, viewers come from manifests."""

import json

from oresurvey.report.data import report_inputs
from oresurvey.report.viewer.links import read_viewers


def test_inputs_by_name():
    found = report_inputs({"fields": "fields.csv", "tables": ["a.csv", "b.csv"], "viewers": "v"})
    assert found["fields"] == "fields.csv" and found["summary"] == ""
    assert found["tables"] == ["a.csv", "b.csv"]
    # Snakemake hands over a list of one file as the file.
    assert found["viewers"] == ["v"] and found["change"] == []


def test_viewers_are_links_in_the_order_of_the_places(tmp_path):
    def entry(section: str, field: str) -> dict:
        return {
            "deposit": "A b", "section": section, "field": field, "bytes": 9, "grains": 3,
            "page": f"fields/A%20b/{field}.html", "thumbnail": f"fields/A%20b/{field}.jpg",
            "map_thumbnail": f"fields/A%20b/{field}.png", "shown_scale": 2,
        }  # fmt: skip

    (tmp_path / "b0.json").write_text(json.dumps({"fields": [entry("t", "x"), entry("s", "z")]}))
    (tmp_path / "b1.json").write_text(json.dumps({"fields": [entry("s", "y")]}))
    found = read_viewers([tmp_path / "b0.json", tmp_path / "b1.json"])
    assert list(found) == ["y", "z", "x"]
    assert found["y"].page == "fields/A%2520b/y.html" and found["y"].grains == 3
