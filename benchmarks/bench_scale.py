"""Scale: what a sheet of thousands of fields costs before the first job, and when all is done."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
from harness import CORES, PROJECT, WORK, Row, finish, judged
from large_surveys import add_field, finish_with_placeholders, write_large_survey

from oresurvey.files.tables import markdown_table, write_text

FOLDER = WORK / "scale"
MODEL = "models/lumenstone-best"
WATCHED = (sys.executable, str(Path(__file__).with_name("peak_memory.py")))
JOBS = re.compile(r"^predict_batch\s+(\d+)$", re.MULTILINE)


def dry_run(configuration: Path) -> dict:
    """Seconds, peak memory in MB and the text of a dry run."""
    command = [
        *(*WATCHED, sys.executable, "-m", "snakemake", "--dry-run", "--cores", str(CORES)),
        *("--quiet", "reason", "host", "--configfile", str(configuration)),
    ]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return json.loads(done.stderr.splitlines()[-1]) | {"text": done.stdout + done.stderr}


def planned_batches(text: str) -> int:
    """Jobs of the inference in a dry run."""
    found = JOBS.search(text)
    return int(found[1]) if found else 0


def surveyed(fields: int) -> tuple[Path, Path]:
    """Folder and configuration of a new survey that nothing was done for."""
    folder = FOLDER / str(fields)
    shutil.rmtree(folder, ignore_errors=True)
    return folder, write_large_survey(folder, fields, MODEL)


def first_look(fields: int, reach: bool) -> list[Row]:
    """A dry run of a survey that is not begun."""
    _, configuration = surveyed(fields)
    # The first one reads every photograph once; its digests are remembered.
    new, again = dry_run(configuration), dry_run(configuration)
    batches = planned_batches(again["text"])
    held = {"s": judged(again["s"], at_most=20), "mb": judged(again["mb"], at_most=600)}
    return [
        Row("scale", f"dry run of {fields} fields ({batches} batches)", again["s"], "s",
            **(held["s"] if reach else {})),
        Row("scale", f"the same, the first time, {fields} placeholders read", new["s"], "s"),
        Row("scale", f"memory of Snakemake for {fields} fields", again["mb"], "MB",
            **(held["mb"] if reach else {})),
    ]  # fmt: skip


def finished_survey(fields: int) -> list[Row]:
    """A survey where all is done, and one more field in it."""
    folder, configuration = surveyed(fields)
    finish_with_placeholders(configuration, folder / "survey.log")
    done = dry_run(configuration)
    if "Nothing to be done" not in done["text"]:
        raise RuntimeError(f"{folder}: not finished after --touch:\n{done['text'][-2000:]}")
    add_field(folder, fields)
    more = dry_run(configuration)
    return [
        Row("scale", f"check of {fields} finished fields: nothing to be done", done["s"], "s",
            **judged(done["s"], at_most=20)),
        Row("scale", f"one field added to {fields}: batches predicted again",
            planned_batches(more["text"]), "", **judged(planned_batches(more["text"]), at_most=1)),
    ]  # fmt: skip


def main() -> list[Row]:
    """Dry runs of 10 000 and 100 000 fields; 5000 and 10 000 finished ones."""
    rows = [
        *first_look(10_000, reach=True),
        *first_look(100_000, reach=False),
        *finished_survey(5_000),
        *finished_survey(10_000),
    ]
    shown = pd.DataFrame(rows)[["measure", "ours", "unit", "reach", "holds"]]
    write_text(markdown_table(shown.round({"ours": 1})), FOLDER / "report.md")
    return rows


if __name__ == "__main__":
    finish(main(), sys.argv[1])
