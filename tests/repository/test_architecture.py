"""docs/architecture.md shows the floors as the walls and the folders themselves have them."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scripts" / "oresurvey"


def sentence_of(name: str) -> str:
    """The first line of the docstring of a folder or a module."""
    path = PACKAGE / name
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))).splitlines()[0]


def floors() -> list[list[str]]:
    """Folders of every floor, the highest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    house = next(one for one in contracts if one["containers"] == ["oresurvey"])
    return [[name.strip() for name in layer.split("|")] for layer in house["layers"]]


def test_page_has_the_floors():
    lines = ["| floor | | holds |", "|---|---|---|"]
    for height, names in zip(reversed(range(len(floors()))), floors(), strict=True):
        for name in names:
            path = f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py"
            lines.append(f"| {height} | `{path}` | {sentence_of(name)} |")
            for folder in sorted((PACKAGE / name).glob("*/__init__.py")):
                inner = f"{name}/{folder.parent.name}"
                lines.append(f"| | `{inner}/` | {sentence_of(inner)} |")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found = page.split("<!-- floors: begin -->")[1].split("<!-- floors: end -->")[0].strip()
    assert found == "\n".join(lines), "put this table between the marks"
