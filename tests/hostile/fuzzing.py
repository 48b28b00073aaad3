"""Readers of what people type, under any bytes: they return, or raise an error of the project.

`TARGETS` has one property for each reader; `test_fuzzing` runs them for seconds, `make soak` for
as long as it is told.
"""

import copy
import os
from contextlib import suppress
from pathlib import Path

import yaml
from damaged_images import of_images
from hypothesis import given
from hypothesis import strategies as st
from limits import LONGEST_S, READ, time_limit

from oresurvey.audit.sheet import read_audit
from oresurvey.errors import OreSurveyError
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.settings.configuration import checked_configuration
from oresurvey.survey.settings.schema import configuration_schema
from oresurvey.survey.sheet import read_sheet

CONFIG = Path(__file__).parents[2] / "config"
SCHEMA = configuration_schema()
MINERALS = read_minerals(CONFIG / "minerals.tsv")

SHEET = "deposit\tsection\tfield\timage\tmask\tsplit\tum_per_px\tnote\n" + "".join(
    f"Birch\tB{k}\tB{k}a\tB{k}a.png\tB{k}m.png\ttrain\t1.25\t'x'\n" for k in range(3)
)
TABLE = (CONFIG / "minerals.tsv").read_text()
FIELDS = [{"deposit": "Birch", "section": "B1", "field": "B1a", "width": 64, "height": 48}]
AUDIT = (
    "point,deposit,section,field,x_px,y_px,stratum,stratum_px,stratum_points,mineral,note\n"
    "1,Birch,B1,B1a,3,4,1,900,2,Py,\n2,Birch,B1,B1a,5,4,1,900,2,?,dark\n"
)
SURVEYS = [
    yaml.safe_load(path.read_text())
    for path in sorted([*CONFIG.glob("*.yaml"), *CONFIG.glob("experiments/*.yaml")])
]

NASTY = st.sampled_from(
    [
        *("", " ", "\t", "\n", "\r\n", '"', "'", ",", ";", "\0", "\ufeff", "\u2028", "\x85"),
        *("..", "/", "-", "$HOME", "${", "$NONE", "%s", "{0}", "=1", "NA", "nan", "inf", "-1"),
        *(
            "1e999",
            "9" * 30,
            "1_0",
            "١",
            "²",
            "255",
            "254",
            "\udcff".encode("utf-8", "replace").decode(),
        ),
        *("(" * 400, "Fe0", "Fe" * 300, "H{2}", "all", "train", "#ffffff", "é", "💥", "void"),
    ]
)
NUMBERS = st.one_of(st.integers(-(10**20), 10**20), st.integers(0, 300), st.floats()).map(str)
TEXTS = st.one_of(NASTY, NUMBERS, st.text(max_size=30))


@st.composite
def mutations(draw, valid: str) -> bytes:
    """A valid text with some spans replaced; sometimes in bytes that are no text."""
    text = valid
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 40, len(text))))
        text = text[:start] + draw(TEXTS) + text[end:]
    whole = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        start = draw(st.integers(0, len(whole)))
        whole = whole[:start] + draw(st.binary(max_size=8)) + whole[start:]
    return whole


@st.composite
def one_cell(draw, valid: str, delimiter: str) -> bytes:
    """A valid table with one of its cells replaced, which gets deepest into a reader."""
    lines = [line.split(delimiter) for line in valid.splitlines()]
    row = draw(st.sampled_from(lines))
    row[draw(st.integers(0, len(row) - 1))] = draw(TEXTS)
    return "\n".join(map(delimiter.join, lines)).encode("utf-8", "replace")


def tables(valid: str, delimiters: str) -> st.SearchStrategy[bytes]:
    """Mutated tables, tables of any cells under the valid header, and any bytes."""
    header = valid.split("\n", 1)[0]

    def of_cells(rows_and_mark):
        rows, mark = rows_and_mark
        names = header.replace("\t", mark).replace(",", mark)
        return "\n".join([names, *(mark.join(row) for row in rows)]).encode("utf-8", "replace")

    columns = 1 + max(header.count("\t"), header.count(","))
    rows = st.lists(st.lists(TEXTS, min_size=columns - 1, max_size=columns), max_size=5)
    return st.one_of(
        mutations(valid),
        one_cell(valid, delimiters[0]),
        st.tuples(rows, st.sampled_from(delimiters)).map(of_cells),
        st.binary(max_size=200),
    )


def checked(name: str, read, *arguments) -> None:
    """Call a reader; any error but one of the project fails."""
    with time_limit(LONGEST_S):
        try:
            read(*arguments)
            READ[f"{name}: read"] += 1
        except OreSurveyError as error:
            assert str(error), "an error that says nothing"
            READ[f"{name}: refused"] += 1


def _of_file(name: str, file: str, read, contents):
    """The property of a reader of files."""

    def run(settings, folder: Path) -> None:
        @settings
        @given(contents)
        def reads_or_refuses(whole):
            path = folder / file
            path.write_bytes(whole)
            checked(name, read, path)
            assert os.listdir(folder) == [file], "it wrote something"
            assert path.read_bytes() == whole, "it changed its input"

        reads_or_refuses()
        with suppress(FileNotFoundError):
            (folder / file).unlink()

    return run


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.dates(), st.binary(max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(TEXTS, SCALARS), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value, path=()):
    """Every key and index inside a configuration."""
    yield path
    items = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield from _places(inner, (*path, key))


@st.composite
def surveys(draw):
    """A configuration of the project with some of its values and keys replaced."""
    survey = copy.deepcopy(draw(st.sampled_from(SURVEYS)))
    for _ in range(draw(st.integers(0, 3))):
        *path, last = draw(st.sampled_from([p for p in _places(survey) if p] or [("sheet",)]))
        inside = survey
        for key in path:
            inside = inside[key]
        change = draw(st.sampled_from(["value", "key", "remove"]))
        if change == "value" or isinstance(inside, list):
            inside[last] = draw(VALUES)
        elif change == "key":
            inside[draw(st.one_of(TEXTS, st.integers(), st.none()))] = draw(VALUES)
        else:
            del inside[last]
    return survey


def _of_configuration(settings, folder: Path) -> None:
    @settings
    @given(st.one_of(surveys(), st.dictionaries(TEXTS, VALUES, max_size=4)))
    def reads_or_refuses(survey):
        before = repr(survey)
        checked("configuration", checked_configuration, survey)
        assert repr(survey) == before, "it changed its input"

    reads_or_refuses()


TARGETS = {
    "sheet .tsv": _of_file("sheet .tsv", "s.tsv", read_sheet, tables(SHEET, "\t")),
    "sheet .csv": _of_file(
        "sheet .csv", "s.csv", read_sheet, tables(SHEET.replace("\t", ","), ",;\t")
    ),
    "minerals": _of_file("minerals", "m.tsv", read_minerals, tables(TABLE, "\t")),
    "formulas": _of_file("formulas", "m.tsv", read_formulas, tables(TABLE, "\t")),
    "audit": _of_file(
        "audit",
        "points.csv",
        lambda path: read_audit(path, MINERALS, FIELDS),
        tables(AUDIT, ",;\t"),
    ),
    "configuration": _of_configuration,
    "images": of_images,
}
"""Name of a reader to a function of hypothesis settings and an empty folder."""
