"""Digest of the code that a script really runs: itself and every module of the package it imports.

Snakemake reruns a rule when its script changes but does not look into imported modules. The digest
is of the syntax trees, without comments and without docstrings, those of constants included. Where
a tree names a module of the package, the digest of that module stands instead of the name, so to
move or rename modules changes nothing while the names that importers call them by stay the same:
``from oresurvey.modal import shares`` is ``from oresurvey.tables.modal import shares``, and
``from oresurvey import modal`` is ``from oresurvey.tables import shares_of_minerals as modal``.
"""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

PACKAGE = "oresurvey"
NO_BEARING = frozenset(
    {
        PACKAGE,
        f"{PACKAGE}.log",
        *(f"{PACKAGE}.operations.records.{name}" for name in ("code_digest", "jobs")),
        *(f"{PACKAGE}.training.{name}" for name in ("now", "progress")),
    }
)
"""Modules that change nothing of what a script makes, and what only they use: left out. The package
itself holds its version, and another version alone is no reason to compute anything again; the
others say how far a job is, what it did and from which code."""


@dataclass(frozen=True)
class _Source:
    """A file of code.

    Attributes
    ----------
    digest : str
        Of its syntax tree, in which imports from the package tell what they import by which name
        and not where from; and of the style sheet of the same name, if there is one.
    imported : list of list of (Path or str)
        Files of the modules that it imports from, in the order of the tree; of what is no file, its
        name.
    """

    digest: str
    imported: list[list[Path | str]]


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _digest(text: str) -> str:
    return _digest_of(text.encode())


def _file_of(module: str, scripts: Path) -> Path | None:
    path = scripts.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _source_of(module: str, scripts: Path) -> Path | str:
    """File of a module; its name if it has none, nothing if it has no bearing."""
    return "" if module in NO_BEARING else _file_of(module, scripts) or module


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is a text and nothing else: a docstring, of whatever."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _is_import(node: ast.AST) -> bool:
    """Whether a statement imports from the package."""
    if isinstance(node, ast.ImportFrom):
        names = [node.module] if node.module and not node.level else []
    else:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return any(name.split(".")[0] == PACKAGE for name in names)


def _bound(node: ast.stmt, scripts: Path) -> Iterator[tuple[str, str, str]]:
    """Names that an import binds, what each is of its module ("" for all of it), and the module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            # Without "as", the code goes on to spell the path: moving this module changes the code.
            yield alias.asname or alias.name, "", alias.name
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            local = alias.asname or alias.name
            if _file_of(inner := f"{node.module}.{alias.name}", scripts):
                yield local, "", inner
            else:
                yield local, alias.name, node.module


def _without_names(body: list[ast.stmt], scripts: Path, imported: list) -> list[ast.stmt]:
    """Statements without docstrings and names of modules; what they import goes to `imported`.

    Imports that follow upon one another are one statement, sorted by the names that they bind:
    their order in the file is that of the modules' names.
    """
    kept: list[ast.stmt] = []
    for imports, nodes in groupby((node for node in body if not _is_text(node)), _is_import):
        if not imports:
            kept += nodes
            continue
        bound = sorted(name for node in nodes for name in _bound(node, scripts))
        imported.append([_source_of(module, scripts) for *_, module in bound])
        # No constant of a program: only to be a part of the digest.
        names: Any = [(local, what) for local, what, _ in bound]
        kept.append(ast.Expr(ast.Constant(names)))
    return kept


def _dump(node) -> str:
    """A syntax tree as a text; unlike ``ast.dump``, without empty fields, where Pythons differ."""
    if isinstance(node, ast.AST):
        fields = ((name, getattr(node, name, None)) for name in node._fields)
        texts = (f"{name}={_dump(value)}" for name, value in fields if value not in (None, []))
        return f"{type(node).__name__}({', '.join(texts)})"
    return f"[{', '.join(map(_dump, node))}]" if isinstance(node, list) else repr(node)


def _parsed(path: Path, scripts: Path) -> _Source:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported: list[list[Path | str]] = []
    for node in ast.walk(tree):
        for part in ("body", "orelse", "finalbody"):
            body = getattr(node, part, None)
            if isinstance(body, list):
                setattr(node, part, _without_names(body, scripts, imported))
    text, style = _dump(tree), path.with_suffix(".mplstyle")
    if style.is_file():
        text += style.read_text(encoding="utf-8")
    return _Source(_digest(text), imported)


def _as_json(source: _Source, scripts: Path) -> dict:
    """Files as lists of the parts of their path below `scripts`."""
    imported = [
        [of if isinstance(of, str) else [*of.relative_to(scripts).parts] for of in group]
        for group in source.imported
    ]
    return {"digest": source.digest, "imported": imported}


def _from_json(kept: dict, scripts: Path) -> _Source:
    imported = [
        [of if isinstance(of, str) else scripts.joinpath(*of) for of in group]
        for group in kept["imported"]
    ]
    return _Source(kept["digest"], imported)


@cache
def _program(scripts: Path) -> dict[Path, _Source]:
    """All files of the program, read once in a process; what others found of them is kept.

    To parse them all takes longer than the rest of the start of Snakemake. What is kept lies where
    Python keeps what it compiled, and holds for a file of the same content while the program has
    files of the same names, by which imports are told from other names.
    """
    files = [path for kind in ("*.py", "*.mplstyle") for path in sorted(scripts.rglob(kind))]
    contents = {str(path.relative_to(scripts)): path.read_bytes() for path in files}
    own = _digest_of(Path(__file__).read_bytes())
    names = _digest(f"{sys.version_info[:2]} {own} {[*contents]}")
    store = scripts / PACKAGE / "__pycache__" / "code_digest.json"
    kept = _kept(store, names)
    found, noted = {}, {}
    for path in files:
        if path.suffix != ".py":
            continue
        place = path.relative_to(scripts)
        style = contents.get(str(place.with_suffix(".mplstyle")), b"")
        digest = _digest_of(contents[str(place)] + style)
        known = kept.get(f"{place} {digest}")
        try:
            found[path] = _from_json(known, scripts) if known else _parsed(path, scripts)
        except (SyntaxError, UnicodeDecodeError):
            # Said when a script imports it.
            continue
        noted[f"{place} {digest}"] = known or _as_json(found[path], scripts)
    if noted.keys() != kept.keys():
        _keep(store, names, noted)
    return found


def _kept(store: Path, names: str) -> dict[str, dict]:
    """What is kept of a program with files of these names; nothing if it cannot be read."""
    try:
        kept = json.loads(store.read_text(encoding="utf-8"))
        return kept["files"] if kept["names"] == names else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _keep(store: Path, names: str, files: dict[str, dict]) -> None:
    """Whole or not at all; not at all where Python may not keep what it compiled either."""
    if sys.dont_write_bytecode:
        return
    half = store.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        store.parent.mkdir(exist_ok=True)
        half.write_text(json.dumps({"names": names, "files": files}), encoding="utf-8")
        half.replace(store)


def _read(path: Path, scripts: Path) -> _Source:
    return _program(scripts).get(path) or _parsed(path, scripts)


def _reference(module: Path | str, scripts: Path, known: dict[Path, str]) -> str:
    """What stands in the place of the name of a module."""
    return module if isinstance(module, str) else _digests(module, scripts, known)


def _digests(path: Path, scripts: Path, known: dict[Path, str]) -> str:
    """Digest of a file and all that it imports; that of every file on the way goes to `known`."""
    if path not in known:
        source = _read(path, scripts)
        # Stands for it if it imports itself through others.
        known[path] = source.digest
        imported = [[_reference(of, scripts, known) for of in group] for group in source.imported]
        known[path] = _digest(f"{source.digest} {imported}")
    return known[path]


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
    return _digests(Path(script), Path(scripts), {})


def code_parts(script: str | Path, scripts: str | Path) -> dict[str, str]:
    """Digest of each file that `code_digest` is made of, by path below `scripts`.

    It is of the file alone: neither where the file is nor what it imports is in it.
    """
    scripts = Path(scripts)
    known: dict[Path, str] = {}
    _digests(Path(script), scripts, known)
    return {str(path.relative_to(scripts)): _read(path, scripts).digest for path in sorted(known)}
