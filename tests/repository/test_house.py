"""The house: folders of a readable size, two that know Snakemake, names that lead somewhere.

That no import runs upwards is held by ``make lint`` (the contracts in pyproject.toml).
"""

import ast
import re
from pathlib import Path

import pytest
from valid_configuration import KEYS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "oresurvey"
FOLDERS = sorted(path.parent for path in PACKAGE.glob("*/**/__init__.py"))
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
FEWEST, MOST = 3, 20
KNOW_SNAKEMAKE = ("operations/", "commands/")
PRINTS_COMMANDS = {"release/accuracy_page.py"}
"""Modules that name Snakemake because the commands that they print run it."""
TEXTS = [
    *(ROOT / "README.md", ROOT / "benchmarks" / "README.md", *(ROOT / "docs").rglob("*.md")),
    *(
        path
        for folder in ("scripts", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
    ),
]
QUOTED = re.compile(r"`+([A-Za-z_][\w./]*)(?:\(\))?`+")
TYPE = re.compile(r"^ +[\w, ]+ : ([a-z_]+(?:\.\w+)+)", re.MULTILINE)
"""Of a parameter or an attribute, in a docstring."""
FILES = {"csv", "json", "tif", "md", "py", "tsv", "parquet", "gpkg", "bin", "xml", "xlsx", "yaml"}
FILES |= {"pdf", "png", "svg"}
"""Endings of files of results that are called like a folder of the package."""


def named(path: Path) -> str:
    """Path below the package."""
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_folder_has_a_size_that_can_be_read(folder):
    """One that holds folders alone has no modules of its own."""
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    if not modules:
        assert len(list(folder.glob("*/__init__.py"))) > 1
    else:
        assert FEWEST <= len(modules) <= MOST


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_folder_says_what_it_holds(folder):
    """And imports nothing: who uses one of its modules does not load the others."""
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    if folder.name != "demo":
        assert len(tree.body) == 1


def test_two_folders_know_snakemake():
    found = {
        named(path)
        for path in MODULES
        if "snakemake" in path.read_text(encoding="utf-8").lower()
        and not named(path).startswith(KNOW_SNAKEMAKE)
    }
    assert found == PRINTS_COMMANDS


def test_scripts_are_those_of_rules():
    """What people run is a verb of ``python -m oresurvey``."""
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "rules").glob("*.smk"))
    scripts = {path.name for path in (ROOT / "scripts").glob("*.py")}
    assert scripts == set(re.findall(r'"../scripts/(\w+\.py)"', rules))


def names_of(module: Path) -> set[str]:
    """What a module defines or imports at its top."""
    found = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {
                leaf.id
                for target in targets
                for leaf in ast.walk(target)
                if isinstance(leaf, ast.Name)
            }
    return found


def is_there(name: str) -> bool:
    """Whether a dotted name, from the package on, is a module, a folder, or a name of one."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        path = PACKAGE.joinpath(*parts[:k])
        if path.with_suffix(".py").is_file():
            return k == len(parts) or parts[k] in names_of(path.with_suffix(".py"))
        if (path / "__init__.py").is_file():
            return k == len(parts) or parts[k] in names_of(path / "__init__.py")
    return False


def is_key(name: str) -> bool:
    """Whether it is a key of the configuration."""
    return name in KEYS or any(key.endswith(f".{name}") for key in KEYS)


def test_modules_and_names_of_theirs_that_texts_name_are_there():
    """As `deposits.modal.shares.modal`; what is no such name is a key of the configuration."""
    first = {folder.name for folder in FOLDERS if folder.parent == PACKAGE}
    missing = []
    for text in TEXTS:
        content = text.read_text(encoding="utf-8")
        for name in sorted({*QUOTED.findall(content), *TYPE.findall(content)}):
            parts = name.removeprefix("oresurvey.").split(".")
            if len(parts) < 2 or parts[0] not in first or "/" in name or parts[-1] in FILES:
                continue
            if not is_there(".".join(parts)) and not is_key(name):
                missing.append(f"{text.relative_to(ROOT)}: {name}")
    assert missing == []


def test_files_of_code_that_pages_name_are_there():
    """Modules by their path below the package, scripts by their name."""
    missing = [
        f"{text.relative_to(ROOT)}: {name}"
        for text in TEXTS
        if text.suffix == ".md"
        for name in sorted(set(QUOTED.findall(text.read_text(encoding="utf-8"))))
        if name.endswith(".py")
        and not any((base / name).is_file() for base in (ROOT, PACKAGE, ROOT / "scripts"))
    ]
    assert missing == []
