"""Modules of the package moved to other folders and names, as a person and ruff would do it."""

import re
import subprocess
import sys
from pathlib import Path

IMPORT = re.compile(r"^( *)from (oresurvey[\w.]*) import (\([^)]*\)|[^\n(#]+)", re.MULTILINE)
"""An import from the package: indent, module, names."""


def imported_names(names: str) -> list[tuple[str, str]]:
    """What an import takes and what it calls it, from its text after ``import``."""
    found = (name.split() for name in names.strip("() \n").split(",") if name.strip())
    return [(words[0], words[-1]) for words in found]


def _rewritten(statement: re.Match, moves: dict[str, str]) -> str:
    """An import after the move; of a module with another name, the old name stays its local one."""
    indent, module, names = statement.groups()
    lines = []
    for name, local in imported_names(names):
        if f"{module}.{name}" in moves:
            parent, _, name = moves[f"{module}.{name}"].rpartition(".")
        else:
            parent = moves.get(module, module)
        lines.append(f"{indent}from {parent} import {name}" + f" as {local}" * (local != name))
    return "\n".join(lines)


def move_modules(folder: Path, moves: dict[str, str]) -> None:
    """Move modules, write all imports of scripts and rules in one pass, and sort them.

    Parameters
    ----------
    folder : Path
        A copy of the project, with ``scripts`` in it.
    moves : dict of str to str
        Dotted names, as "oresurvey.modal" to "oresurvey.tables.shares".
    """
    for path in [*folder.rglob("*.py"), *folder.rglob("*.smk")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(IMPORT.sub(lambda found: _rewritten(found, moves), text), encoding="utf-8")
    for old, new in moves.items():
        before, after = (folder.joinpath("scripts", *name.split(".")) for name in (old, new))
        for suffix in (".py", ".mplstyle"):
            if (source := before.with_suffix(suffix)).is_file():
                after.parent.mkdir(exist_ok=True)
                source.rename(after.with_suffix(suffix))
        (after.parent / "__init__.py").touch()
    sort = [
        "check",
        "--quiet",
        "--isolated",
        "--select",
        "I",
        "--fix",
        "--config",
        'src=["scripts"]',
    ]
    subprocess.run([sys.executable, "-m", "ruff", *sort, "scripts"], cwd=folder, check=True)
