"""Names as folders: safe everywhere, and two names never one folder."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oresurvey.files.folder_names import LONGEST_FOLDER_BYTES, folder_name
from oresurvey.survey.cells.names import unusable, without_lines


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("B1a_2.x-y", "B1a_2.x-y"),
        ("шлиф 7", "шлиф%207"),
        ("a/b\\c", "a%2Fb%5Cc"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("-rf", "%2Drf"),
        ("a.", "a%2E"),
        ("a ", "a%20"),
        ("100%", "100%25"),
        ("CON", "%43ON"),
        ("com1.tif", "%63om1.tif"),
        ("com10", "com10"),
        ("é", "é"),
        ("é", "é"),
    ],
)
def test_folder(name, folder):
    """Percent-encoding of RFC 3986; reserved names of Windows get it for their first letter."""
    assert folder_name(name) == folder


def test_long_names_are_cut_and_told_apart():
    folders = {folder_name("ш" * 200 + end) for end in "ab"}
    assert len(folders) == 2
    for folder in folders:
        assert LONGEST_FOLDER_BYTES - 2 < len(folder.encode()) <= LONGEST_FOLDER_BYTES
        assert folder.startswith("шш") and folder[-17] == "~"


@given(st.lists(st.text(st.characters(codec="ascii", min_codepoint=32), min_size=1), max_size=4))
def test_folders_differ_as_names_do(names):
    assert len({folder_name(name) for name in names}) == len(set(names))


@given(st.text(min_size=1, max_size=250))
def test_any_usable_name_is_one_safe_folder(name):
    if unusable(name):
        return
    folder = folder_name(name)
    assert len(folder.encode()) <= LONGEST_FOLDER_BYTES
    assert not set(folder) & set('/\\:*?"<>|\0\n ')
    assert folder[0] not in ".-" and folder[-1] not in ". "


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("x" * 251, "251 characters long; shorten it to 250"),
        ("a\nb", r"'a\\nb', with the control character '\\n'"),
        ("a\u2029b", "control character"),
        ("a\x00b", "control character"),
        ("a\uffff", "control character"),
    ],
)
def test_unusable_names(name, says):
    assert re.search(says, unusable(name))


@pytest.mark.parametrize("name", ["x" * 250, "⛏️", "a 'b' \"c\"", "<b>", "=1+1", "שלום"])
def test_usable_names(name):
    assert unusable(name) == ""


def test_notes_may_have_lines():
    assert without_lines("a\nb\tc\rd") == "a b c d"
