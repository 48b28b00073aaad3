"""Digest of the code that a script really runs: itself and every module of the package it imports.

Snakemake reruns a rule when its script changes but does not look into imported modules. The digest
is of the syntax trees without docstrings, so editing a comment or a docstring changes nothing.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = "oresurvey"
NO_BEARING = frozenset({"oresurvey.job_records"})
"""Modules that change nothing of what a script makes, and what only they use: left out."""


def _without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list) or not body:
            continue
        first = body[0]
        value = first.value if isinstance(first, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            node.body = body[1:] or [ast.Pass()]
    return tree


def _imported(tree: ast.AST) -> set[str]:
    """Modules of the package that a tree imports, wherever in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name for name in names - NO_BEARING if name.split(".")[0] == PACKAGE}


def _file_of(module: str, scripts: Path) -> Path | None:
    path = scripts.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def _parsed(path: Path) -> tuple[str, frozenset[str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    text = ast.dump(_without_docstrings(tree))
    # A module's style sheet has its name, and is read whenever the module is.
    style = path.with_suffix(".mplstyle")
    if style.is_file():
        text += style.read_text(encoding="utf-8")
    return text, frozenset(_imported(tree))


def _trees(script: str | Path, scripts: str | Path) -> dict[str, str]:
    """Syntax tree of a script and of every module that it uses, by path below `scripts`."""
    scripts = Path(scripts)
    waiting, trees = [Path(script)], {}
    while waiting:
        path = waiting.pop()
        if path in trees:
            continue
        trees[path], imported = _parsed(path)
        found = (_file_of(module, scripts) for module in imported)
        waiting.extend(file for file in found if file)
    return {str(path.relative_to(scripts)): trees[path] for path in sorted(trees)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def code_digest(script: str | Path, scripts: str | Path) -> str:
    """Digest of a script and the modules it imports, directly or through others.

    Parameters
    ----------
    script : path
    scripts : path
        Folder that holds the package.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    trees = _trees(script, scripts)
    return _digest("\n".join(f"{path} {tree}" for path, tree in trees.items()))


def code_parts(script: str | Path, scripts: str | Path) -> dict[str, str]:
    """Digest of each file that `code_digest` is made of, by path below `scripts`."""
    return {path: _digest(tree) for path, tree in _trees(script, scripts).items()}
