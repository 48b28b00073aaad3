"""Code digest: what a script runs changes it; comments, docstrings and other modules do not."""

from pathlib import Path

import pytest

from oresurvey import code_digest as code_digest_module
from oresurvey.code_digest import code_digest, code_parts

FILES = {
    "script.py": '"""A script."""\nfrom oresurvey.grains import size\n\nprint(size(2))\n',
    "oresurvey/__init__.py": "",
    "oresurvey/grains.py": "import numpy\n\nfrom oresurvey import pixels\n\n\n"
    'def size(x):\n    """Size."""\n    return pixels.count(x)  # why\n',
    "oresurvey/pixels.py": "def count(x):\n    import oresurvey.late\n\n    return x + 1\n",
    "oresurvey/late.py": "VALUE = 1\n",
    "oresurvey/other.py": "VALUE = 1\n",
}


def digest(folder, name="script.py", **changes):
    """Digest of the little package with some files changed: {file: (old, new)}."""
    for path, text in FILES.items():
        old, new = changes.get(Path(path).stem, ("", ""))
        assert old in text
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace(old, new, 1) if old else text)
    return code_digest(folder / name, folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"grains": ("  # why", "  # another reason")},
        {"grains": ('    """Size."""\n', '    """Size of a grain."""\n')},
        {"grains": ('    """Size."""\n', "")},
        {"script": ('"""A script."""\n', '"""Another\n\nscript."""\n\n\n')},
        {"pixels": ("x + 1", "(x  +  1)")},
        {"other": ("1", "2")},
    ],
    ids=["comment", "docstring", "no docstring", "lines", "layout", "module not imported"],
)
def test_what_runs_is_the_same(tmp_path, changes):
    assert digest(tmp_path / "a") == digest(tmp_path / "b", **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"script": ("size(2)", "size(3)")},
        {"grains": ("pixels.count(x)", "pixels.count(-x)")},
        {"pixels": ("x + 1", "x + 2")},
        {"pixels": ("def count(x)", "def count(x=0)")},
        {"late": ("1", "2")},
        {"grains": ("    return", "    'no docstring', x\n    return")},
    ],
    ids=["script", "imported", "imported through", "default", "imported inside", "expression"],
)
def test_what_runs_changed(tmp_path, changes):
    assert digest(tmp_path / "a") != digest(tmp_path / "b", **changes)


def test_place_of_the_project_does_not_matter(tmp_path):
    assert digest(tmp_path / "a") == digest(tmp_path / "deep" / "b")


def test_form(tmp_path):
    assert len(digest(tmp_path)) == 16
    assert set(digest(tmp_path)) <= set("0123456789abcdef")


def test_modules_that_import_each_other(tmp_path):
    loop = {"late": ("VALUE = 1", "import oresurvey.pixels\n\nVALUE = 1")}
    assert digest(tmp_path / "a", **loop) != digest(tmp_path / "b")


def test_imports_inside_the_package_are_absolute():
    """A relative import would not be seen by the digest."""
    package = Path(__file__).parents[2] / "scripts" / "oresurvey"
    modules = list(package.rglob("*.py"))
    assert modules
    for module in modules:
        lines = module.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.lstrip().startswith("from .")], module


def test_style_sheet_of_a_module_counts(tmp_path):
    """Figures would not be drawn anew when their look changes."""
    before = digest(tmp_path)
    (tmp_path / "oresurvey" / "other.mplstyle").write_text("font.size: 9")
    assert code_digest(tmp_path / "script.py", tmp_path) == before
    (tmp_path / "oresurvey" / "late.mplstyle").write_text("font.size: 9")
    code_digest_module._parsed.cache_clear()
    assert code_digest(tmp_path / "script.py", tmp_path) != before


def test_records_of_jobs_have_no_bearing(tmp_path):
    digest(tmp_path)
    script = tmp_path / "recording.py"
    script.write_text("from oresurvey.job_records import record_job\nimport oresurvey.late\n")
    (tmp_path / "oresurvey" / "job_records.py").write_text("import oresurvey.other\n")
    parts = {"recording.py", "oresurvey/late.py"}
    assert code_parts(script, tmp_path).keys() == parts


def test_parts_are_the_files_and_change_one_by_one(tmp_path):
    digest(tmp_path / "a")
    digest(tmp_path / "b", pixels=("x + 1", "x + 2"))
    one, other = (code_parts(tmp_path / folder / "script.py", tmp_path / folder) for folder in "ab")
    assert one.keys() == {
        "script.py",
        *(f"oresurvey/{name}.py" for name in ("grains", "late", "pixels", "__init__")),
    }
    assert {path for path in one if one[path] != other[path]} == {"oresurvey/pixels.py"}
