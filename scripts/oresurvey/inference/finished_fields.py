"""Which fields a killed job had finished, and from what: nothing already made is made again."""

from pathlib import Path

from oresurvey.files.tables import read_json, write_json


def _note(folder: Path, stage: str) -> Path:
    return Path(folder) / f".{stage}.json"


def done_before(folder: Path, stage: str, key: dict) -> bool:
    """Whether the stage finished this field from exactly these things."""
    try:
        return read_json(_note(folder, stage)) == key
    except (OSError, ValueError):
        return False


def begin_anew(folder: Path, stage: str) -> None:
    """Forget that the stage finished this field: its files are about to be replaced."""
    _note(folder, stage).unlink(missing_ok=True)


def note_done(folder: Path, stage: str, key: dict) -> None:
    """Remember what the stage's files in this folder were made from."""
    write_json(key, _note(folder, stage))


def rename_code(folder: Path, before: str, now: str) -> None:
    """Let the notes of a field name other code: it makes the same."""
    for note in Path(folder).glob(".*.json"):
        key = read_json(note)
        if key.get("code") == before:
            write_json(key | {"code": now}, note)
