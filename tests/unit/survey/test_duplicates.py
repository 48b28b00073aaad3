"""Duplicates: one field keeps a photograph, whatever the order of the sheet."""

from oresurvey.survey.duplicates import mark_duplicates
from oresurvey.survey.rows import DUPLICATE_OF


def row(image, mask=""):
    return {"image_digest": image, "mask_digest": mask}


ROWS = {
    "a": row("x"),
    "b": row("x", "m"),
    "c": row("x", "n"),
    "d": row("y"),
    "e": row("y"),
    "f": row("z"),
    "g": row("missing"),
    "h": row("missing"),
}


def test_annotated_first_then_by_name():
    marked = mark_duplicates(ROWS)
    kept_by = {name: row.get(DUPLICATE_OF) for name, row in marked.items()}
    assert kept_by == {
        **{"a": "b", "b": None, "c": "b", "d": None, "e": "d", "f": None},
        # Nothing can be said of files that are not there.
        **{"g": None, "h": None},
    }
    assert list(marked) == list(ROWS)
    assert mark_duplicates(dict(reversed(ROWS.items()))) == marked


def test_rows_of_others_are_untouched():
    """Their parameters, and so their results, stay as they are."""
    marked = mark_duplicates(ROWS)
    assert marked["f"] is ROWS["f"]
    assert DUPLICATE_OF not in ROWS["a"]
