"""Minerals that may occur: by symbol, label or name; what cannot be meant is named in an error."""

from pathlib import Path

import pytest

from oresurvey.errors import ConfigurationError, SheetError
from oresurvey.network.naming import Naming
from oresurvey.survey.field import Field
from oresurvey.survey.may_occur import declared_minerals
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.sheet import read_sheet

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")


def field(name, deposit, minerals=""):
    return Field(deposit, "s", name, Path("a.png"), minerals=minerals)


def declared(fields, **settings):
    return declared_minerals(fields, settings, MINERALS, "sheet.tsv")


@pytest.mark.parametrize(
    "cell",
    ["Ccp, Mag, Pyh, Pn", "Ccp;Mag;Pyh;Pn", "Ccp Mag Po Pn", "chalcopyrite, magnetite, po, PN",
     "pentlandite; Pyrrhotite; Ccp, Mag, Ccp"],
)  # fmt: skip
def test_a_list_in_the_sheet(cell):
    """Symbols, labels of the paper and names, parted as people part them."""
    fields = [field("a", "Talnakh", cell), field("b", "Talnakh"), field("c", "Other")]
    assert declared(fields) == {"Talnakh": [1, 3, 5, 7]}


def test_the_configuration_goes_before_the_sheet():
    fields = [field("a", "Talnakh", "Ccp, Mag")]
    assert declared(fields, Talnakh=["Py/Mrc", "BG"]) == {"Talnakh": [6]}


def test_a_word_that_is_no_mineral():
    with pytest.raises(
        SheetError, match=r"sheet sheet\.tsv, field 'a': minerals: 'pentlandit'.*'pentlandite'"
    ):
        declared([field("a", "Talnakh", "Ccp, pentlandit")])
    with pytest.raises(ConfigurationError, match=r"deposits\.Talnakh\.minerals: 'Xx' is no"):
        declared([field("a", "Talnakh")], Talnakh=["Xx"])


def test_rows_of_a_deposit_that_differ():
    with pytest.raises(SheetError, match=r"field 'b': minerals: another list than .* field 'a'"):
        declared([field("a", "Talnakh", "Ccp"), field("b", "Talnakh", "Ccp, Mag")])


def test_a_deposit_that_the_sheet_does_not_have():
    with pytest.raises(ConfigurationError, match=r"deposits\.Talnah: neither a setting nor a dep"):
        declared([field("a", "Talnakh")], Talnah=["Ccp"])


def test_the_sheet_reads_the_column(tmp_path):
    """It is no other column that is carried through to the tables."""
    (tmp_path / "s.csv").write_text(
        'deposit,section,field,image,minerals\nTalnakh,s,a,a.png,"Ccp, Pn"\nTalnakh,s,b,b.png,\n'
    )
    fields = read_sheet(tmp_path / "s.csv")
    assert [one.minerals for one in fields] == ["Ccp, Pn", ""]
    assert "minerals" not in fields[0].extra


@pytest.mark.parametrize(
    ("naming", "expected"),
    [
        (Naming(), [0, 1, 6]),
        (Naming(as_unknown=True), None),
        (Naming(declared={"A": [6, 7]}), [0, 6]),
        (Naming(as_unknown=True, declared={"A": [6, 7]}), [0, 6]),
        (Naming(only_labelled=False, declared={"A": [6, 7]}), None),
    ],
)
def test_what_maps_may_name(naming, expected):
    """What is declared goes before the annotation; what the model does not know cannot be named."""
    about = {"codes": [0, 1, 5, 6], "labelled": {"A": [0, 1, 6]}}
    assert naming.codes(about, "A") == expected
    assert naming.codes(about, "B") is None
