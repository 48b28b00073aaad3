"""Tables are made of fields, and of none there are none."""

import pytest

from oresurvey.deposits.entries import as_the_model_has_them, table_entries
from oresurvey.errors import SheetError
from oresurvey.files.tables import write_json


def test_entries_of_several_batches(tmp_path):
    for name, fields in (("a", ["2"]), ("b", []), ("c", ["1"])):
        entries = [{"field": field} for field in fields]
        write_json({"fields": entries}, tmp_path / f"{name}.json")
    paths = [str(tmp_path / f"{name}.json") for name in "abc"]
    assert [entry["field"] for entry in table_entries(paths)] == ["1", "2"]
    with pytest.raises(SheetError, match=r"no field is left .* catalog/fields\.csv has the reason"):
        table_entries(paths[1:2])


def test_labels_correct_what_the_model_says_and_not_what_a_person_made_of_it():
    own = {"field": "a", "class_pixels": {"1": 5}}
    corrected = {"field": "b", "class_pixels": {"1": 9}, "model_pixels": {"1": 7, "6": 2}}
    found = as_the_model_has_them([own, corrected])
    assert [one["class_pixels"] for one in found] == [{"1": 5}, {"1": 7, "6": 2}]
    assert corrected["class_pixels"] == {"1": 9}
