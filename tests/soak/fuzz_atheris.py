"""Fuzzing that looks into the code: atheris tries to reach every branch of the readers.

``python tests/soak/fuzz_atheris.py SECONDS [FOLDER]``, where atheris is importable: it is no pin,
as it has wheels for few Pythons. FOLDER keeps the inputs that found something new.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    import atheris
except ImportError:
    print("skipped: atheris is not installed (pip install atheris, in an environment of its own)")
    sys.exit(0)

sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

with atheris.instrument_imports(include=["oresurvey"]):
    from fuzzing import AUDIT, FIELDS, MINERALS, SHEET, TABLE, checked

    from oresurvey.audit.sheet import read_audit
    from oresurvey.survey.formulas import read_formulas
    from oresurvey.survey.settings.configuration import checked_configuration
    from oresurvey.survey.sheet import read_sheet

import yaml

FOLDER = TemporaryDirectory()


def _configuration(path: Path) -> None:
    """The reader of the configuration, of what YAML makes of a file."""
    try:
        survey = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, ValueError, RecursionError):
        # Snakemake reads the file and says so.
        return
    if isinstance(survey, dict):
        checked_configuration(survey)


READERS = [
    ("s.tsv", read_sheet, SHEET),
    ("s.csv", read_sheet, SHEET.replace("\t", ";")),
    ("m.tsv", read_formulas, TABLE),
    ("points.csv", lambda path: read_audit(path, MINERALS, FIELDS), AUDIT),
    ("c.yaml", _configuration, "sheet: a.tsv\nmodels: {m: {type: colour}}\nreport: {model: m}\n"),
]


def one_input(data: bytes) -> None:
    """The first byte says which reader gets the rest."""
    if data:
        name, reader, _ = READERS[data[0] % len(READERS)]
        path = Path(FOLDER.name) / name
        path.write_bytes(data[1:])
        checked(name, reader, path)


def main() -> None:
    """Write the valid files as a start, and fuzz."""
    seconds, kept = sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else FOLDER.name) / "inputs"
    kept.mkdir(parents=True, exist_ok=True)
    for number, (name, _, valid) in enumerate(READERS):
        (kept / name).write_bytes(bytes([number]) + valid.encode())
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", str(kept)], one_input
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
