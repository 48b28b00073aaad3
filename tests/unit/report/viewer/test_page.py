"""The page of a viewer: its programs without what only their readers need."""

import re

import pytest

from oresurvey.report.viewer.page import PARTS, PROGRAMS, lean


def test_comments_of_their_own_lines_and_indentation_are_left_out():
    text = '/* One\n   and two. */\nif (a) {\n  // why\n  b("/* no comment */"); // stays\n}\n'
    assert lean(text) == 'if (a) {\nb("/* no comment */"); // stays\n}'


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_text_of_a_program_goes_over_lines(name):
    """It would lose its indentation."""
    for line in (PARTS / f"{name}.js").read_text("utf-8").splitlines():
        bare = re.sub(r"^\s*(/\*|\*|//).*", "", line)
        assert bare.count("`") % 2 == 0, line
