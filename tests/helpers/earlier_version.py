"""A finished survey made to look as if version 0.1 had finished it.

What is simulated: the digests of code in records, in notes of fields and in Snakemake's notes are
those of version 0.1; what several jobs make now is recorded as made by the one job that made it
then, and files that only these hand on are gone. What is not: results are those of the code of now,
keys that version 0.1 did not know are in rows and configurations, and jobs that it did not have
have left their files. Surveys that version 0.1 itself had finished were bridged by hand.
"""

import re
import sys
from pathlib import Path

from oresurvey.files.tables import read_json, write_json
from oresurvey.operations.records.bridge import TABLE
from oresurvey.operations.records.bridge_parts import MADE_HERE, PARTS
from oresurvey.operations.records.jobs import read_records, record_path

CODES = read_json(TABLE)["code"]["{}.{}".format(*sys.version_info)]
"""Script -> digest in version 0.1, under this Python."""
RULES = {part.rule: (rule, parts) for rule, parts in PARTS.items() for part in parts}
"""Rule of now -> the rule of version 0.1 that it is a part of, and all of its parts."""
SCRIPTS = dict.fromkeys(("calibrate_model.py", "write_card.py"), "train_model.py")
"""Script of now -> script of version 0.1, where that is another."""


def _code_then(code: str) -> str:
    """Script and digest in version 0.1; of a script that it did not have, those of now."""
    script = SCRIPTS.get(code.split(" ")[0], code.split(" ")[0])
    return f"{script} {CODES[script]}" if script in CODES else code


def _join_parts(results: Path) -> None:
    """One record of what several jobs make now."""
    for output, record in list(read_records(results)):
        rule, parts = RULES.get(record["rule"], ("", ()))
        folder = Path(output).parent
        firsts = [f"{folder}/{part.outputs[0]}" for part in parts]
        if not rule or not all(record_path(results, first).is_file() for first in firsts):
            continue
        found = [read_json(record_path(results, first)) for first in firsts]
        made = {path: digest for one in found for path, digest in one["outputs"].items()}
        read = {path: digest for one in found for path, digest in one["inputs"].items()}
        for first in firsts:
            record_path(results, first).unlink()
        handed_on = {f"{folder}/{name}" for name in MADE_HERE.get(rule, (None, ()))[1]}
        for path in handed_on:
            (results / path).unlink()
        write_json(
            record
            | {
                "rule": rule,
                "outputs": {path: made[path] for path in made.keys() - handed_on},
                "inputs": {path: read[path] for path in read.keys() - made.keys()},
            },
            record_path(results, f"{folder}/model.keras"),
        )


def make_earlier(results: Path, notes: Path) -> None:
    """Let results, and Snakemake's notes of them, be of version 0.1.

    Parameters
    ----------
    results : Path
    notes : Path
        The folder ``.snakemake``.
    """
    _join_parts(results)
    for output, record in list(read_records(results)):
        write_json(record | {"code": _code_then(record["code"])}, record_path(results, output))
    for note in results.rglob(".inference.json"):
        key = read_json(note)
        write_json(key | {"code": _code_then(key["code"])}, note)
    for path in (notes / "metadata").rglob("*"):
        if path.is_file():
            text = path.read_text()
            path.write_text(re.sub(r"\w+\.py [0-9a-f]{16}", lambda code: _code_then(code[0]), text))
