"""Code digest: what a script runs changes it; comments, docstrings and other modules do not."""

import shutil
import sys
from pathlib import Path

import pytest
from moved_modules import IMPORT, imported_names, move_modules

from oresurvey.operations.records import code_digest as code_digest_module
from oresurvey.operations.records.code_digest import NO_BEARING, code_digest, code_parts
from oresurvey.operations.records.reasons import code_changes

ROOT = Path(__file__).parents[4]
FILES = {
    "script.py": '"""A script."""\nfrom oresurvey.grains import size\n\nprint(size(2))\n',
    "oresurvey/__init__.py": "",
    "oresurvey/grains.py": "import numpy\n\nfrom oresurvey import pixels\n\n\n"
    'def size(x):\n    """Size."""\n    return pixels.count(x)  # why\n',
    "oresurvey/pixels.py": "def count(x):\n    import oresurvey.late\n\n    return x + 1\n",
    "oresurvey/late.py": 'VALUE = 1\n"""A value."""\n',
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
        {"late": ('"""A value."""', '"""Another word."""')},
        {"late": ('"""A value."""\n', "")},
        {"__init__": ("", '__version__ = "2"')},
    ],
    ids=[
        *("comment", "docstring", "no docstring", "lines", "layout", "module not imported"),
        *("docstring of a constant", "no docstring of a constant", "version"),
    ],
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
        {"grains": ("import pixels", "import other as pixels")},
        {"script": ("import size", "import width as size")},
        {"pixels": ("x + 1", "x or None")},
    ],
    ids=[
        *("script", "imported", "imported through", "default", "imported inside", "expression"),
        *("another module of the same name", "another function of the same name", "none"),
    ],
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
    one = digest(tmp_path / "a", **loop)
    assert one != digest(tmp_path / "b")
    assert one == digest(tmp_path / "c", **loop)
    assert one != digest(tmp_path / "d", **loop, pixels=("x + 1", "x + 2"))


def test_imports_inside_the_package_are_absolute():
    """A relative import would not be seen by the digest."""
    package = ROOT / "scripts" / "oresurvey"
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
    code_digest_module._program.cache_clear()
    assert code_digest(tmp_path / "script.py", tmp_path) != before


KEPT = Path("oresurvey", "__pycache__", "code_digest.json")


@pytest.fixture
def anew(monkeypatch):
    """Reads a program as another process would, and says which files were parsed for it."""
    parse = code_digest_module._parsed
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def read(folder):
        parsed = []
        monkeypatch.setattr(
            code_digest_module,
            "_parsed",
            lambda path, of: parsed.append(path.name) or parse(path, of),
        )
        code_digest_module._program.cache_clear()
        return code_digest(folder / "script.py", folder), sorted(parsed)

    return read


def test_what_one_process_read_another_does_not_read_again(tmp_path, anew):
    before = digest(tmp_path)
    (tmp_path / KEPT).unlink(missing_ok=True)
    assert anew(tmp_path)[1] == sorted(path.name for path in tmp_path.rglob("*.py"))
    assert anew(tmp_path) == (before, [])
    (tmp_path / "oresurvey" / "late.py").write_text("x = 3\n")
    changed, parsed = anew(tmp_path)
    assert changed != before and parsed == ["late.py"]
    # Whether a name is that of a module depends on which modules there are.
    (tmp_path / "oresurvey" / "newer.py").write_text("")
    assert anew(tmp_path) == (changed, sorted(path.name for path in tmp_path.rglob("*.py")))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"names": 1}'])
def test_what_is_kept_and_cannot_be_read_is_read_anew(tmp_path, anew, content):
    before = digest(tmp_path)
    anew(tmp_path)
    (tmp_path / KEPT).write_bytes(content)
    assert anew(tmp_path)[0] == before
    assert anew(tmp_path) == (before, [])


def test_a_file_that_is_no_python_counts_where_it_is_imported(tmp_path, anew):
    before = digest(tmp_path)
    (tmp_path / "draft.py").write_text("def\n")
    assert anew(tmp_path)[0] == before
    (tmp_path / "oresurvey" / "late.py").write_text("def\n")
    with pytest.raises(SyntaxError):
        anew(tmp_path)


def test_records_of_jobs_have_no_bearing(tmp_path):
    digest(tmp_path)
    script = tmp_path / "recording.py"
    script.write_text(
        "from oresurvey.operations.records.jobs import record_job\nimport oresurvey.late\n"
    )
    records = tmp_path / "oresurvey" / "operations" / "records"
    records.mkdir(parents=True)
    (records / "jobs.py").write_text("import oresurvey.other\n")
    parts = {"recording.py", "oresurvey/late.py"}
    assert code_parts(script, tmp_path).keys() == parts


def test_parts_are_the_files_and_change_one_by_one(tmp_path):
    digest(tmp_path / "a")
    digest(tmp_path / "b", pixels=("x + 1", "x + 2"))
    one, other = (code_parts(tmp_path / folder / "script.py", tmp_path / folder) for folder in "ab")
    assert one.keys() == {
        "script.py",
        *(f"oresurvey/{name}.py" for name in ("grains", "late", "pixels")),
    }
    assert {path for path in one if one[path] != other[path]} == {"oresurvey/pixels.py"}
    assert code_changes(one, other) == ["pixels.py"]


def test_modules_without_bearing_are_there():
    for module in NO_BEARING:
        path = ROOT / "scripts" / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file(), module


def test_order_of_imports_does_not_matter(tmp_path):
    """Sorted by the names of modules, it changes when one is moved."""
    one, other = "import oresurvey.late", "from oresurvey import other"
    found = {
        digest(tmp_path / str(number), pixels=("import oresurvey.late", f"{lines}\n    import os"))
        for number, lines in enumerate((f"{one}\n    {other}", f"{other}\n    {one}"))
    }
    assert len(found) == 1


@pytest.fixture
def copied(tmp_path) -> Path:
    """The scripts, in a folder of their own."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=ignored)
    return tmp_path / "scripts"


def digests(scripts: Path) -> dict[str, str]:
    """Digest of every script, read anew."""
    code_digest_module._program.cache_clear()
    return {path.name: code_digest(path, scripts) for path in scripts.glob("*.py")}


@pytest.fixture(scope="module")
def unchanged() -> dict[str, str]:
    """Digest of every script as it is."""
    return digests(ROOT / "scripts")


def test_moved_modules_change_no_digest(copied, unchanged):
    """All that have a bearing, to one folder and under other names."""
    files = (copied / "oresurvey").rglob("*.py")
    modules = {".".join(path.relative_to(copied).with_suffix("").parts) for path in files}
    modules = sorted(name for name in modules - NO_BEARING if not name.endswith("__init__"))
    assert len(modules) > 200
    parts = {name: code_parts(copied / name, copied) for name in unchanged}
    move_modules(
        copied.parent,
        {name: f"oresurvey.moved.module_{k}" for k, name in enumerate(modules)},
    )
    assert len(list((copied / "oresurvey" / "moved").glob("module_*.py"))) == len(modules)
    assert digests(copied) == unchanged
    for name, of in parts.items():
        assert code_changes(of, code_parts(copied / name, copied)) == []


def used_by(script: Path, scripts: Path) -> set[Path]:
    """Files that a script imports, found by their lines and not as the digest does."""
    waiting, found = [script], set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        for _, module, names in IMPORT.findall(path.read_text(encoding="utf-8")):
            for name in (module, *(f"{module}.{name}" for name, _ in imported_names(names))):
                file = (scripts / name.replace(".", "/")).with_suffix(".py")
                if name not in NO_BEARING and file not in found and file.is_file():
                    waiting.append(file)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "files/tables",
        "deposits/grain_size/saltykov",
        "inference/field",
        "report/viewer/page",
        "deposits/modal/label_shift",
    ],
)
def test_changed_module_changes_the_scripts_that_use_it(copied, unchanged, name):
    module = copied / "oresurvey" / f"{name}.py"
    users = {path.name for path in copied.glob("*.py") if module in used_by(path, copied)}
    assert 0 < len(users) < len(unchanged)
    module.write_text(module.read_text(encoding="utf-8") + "\nREVISION = 2\n")
    now = digests(copied)
    assert {script for script in now if now[script] != unchanged[script]} == users
