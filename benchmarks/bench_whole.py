"""Whole: all stages after the model through Snakemake, from photographs to the report."""

import re
import shutil
import sys

import yaml
from harness import CORES, PROJECT, WORK, Row, finish, judged, seconds
from trained import snakemake, trained_model

WORKED = re.compile(r"worked from ([\d.]+) to ([\d.]+)")


def intervals(logs) -> list[tuple[float, float]]:
    """Begin and end of the work of every job, from the logs of a survey."""
    found = []
    for path in sorted(logs.rglob("*.log")):
        match = WORKED.search(path.read_text(encoding="utf-8", errors="replace"))
        if match:
            found.append((float(match[1]), float(match[2])))
    return sorted(found)


def covered(spans: list[tuple[float, float]]) -> float:
    """Seconds in which at least one job works."""
    total, end = 0.0, 0.0
    for start, stop in spans:
        total += max(stop - max(start, end), 0.0)
        end = max(end, stop)
    return total


def main() -> list[Row]:
    """Seconds for one field, and the share of the night in which no stage works."""
    trained = trained_model()
    if trained is None:
        return [Row("whole", "needs LUMENSTONE_DIR: not measured", float("nan"), "s/field")]
    results = WORK / "whole"
    shutil.rmtree(results, ignore_errors=True)
    survey = {
        "sheet": "config/lumenstone.tsv",
        "results": str(results.relative_to(PROJECT)),
        "models": {"paper": {"weights": str(trained[1].relative_to(PROJECT))}},
        "report": {"model": "paper"},
    }
    path = WORK / "whole.yaml"
    path.write_text(yaml.safe_dump(survey), encoding="utf-8")
    wall = seconds(lambda: snakemake("--configfile", str(path), log=WORK / "whole.log"))
    with open(results / "catalog" / "fields.csv", encoding="utf-8") as table:
        fields = len(table.readlines()) - 1
    spans = intervals(results / "logs")
    idle = 1 - covered(spans) / wall
    by_stage = {}
    for folder in sorted((results / "logs").iterdir()):
        spent = sum(stop - start for start, stop in intervals(folder)) if folder.is_dir() else 0
        by_stage[folder.name] = spent
    night = 5000 * wall / fields / 3600
    rows = [
        Row("whole", f"{fields} sections, all stages, {CORES} cores", wall / fields, "s/field",
            **judged(wall / fields, at_most=5.0)),
        Row("whole", "overhead: share of the time in which no stage works", idle, "",
            **judged(idle, at_most=0.15)),
        Row("whole", "a night of 5000 fields, by that figure", night, "h",
            **judged(night, at_most=8)),
    ]  # fmt: skip
    return rows + [
        Row("whole", f"work of the stage {name}", spent / fields, "s/field")
        for name, spent in by_stage.items()
    ]


if __name__ == "__main__":
    finish(main(), sys.argv[1])
