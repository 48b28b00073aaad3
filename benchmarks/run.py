"""Measure every stage beside its peer, one stage after the other, each in a process of its own.

    python benchmarks/run.py [STAGE ...]

Prints the table and writes results/benchmarks.csv, and results/benchmarks.md for the README; stages
measured before stay in it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
from harness import CORES, PROJECT, WORK

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.files.tables import markdown_table

STAGES = (
    *(
        "maps",
        "sampler",
        "grains",
        "training",
        "inference",
        "accuracy",
        "whole",
        "panorama",
        "scale",
    ),
    *("coverage", "comparison", "levels", "referee", "demo_seeds", "trust", "suggest"),
)
TABLE = PROJECT / "results" / "benchmarks.csv"


def measured(stage: str) -> list[dict]:
    """Rows of one stage; a failure is a row, and the others go on."""
    path = WORK / f"{stage}.json"
    path.unlink(missing_ok=True)
    script = Path(__file__).with_name(f"bench_{stage}.py")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "scripts")}
    done = subprocess.run([sys.executable, str(script), str(path)], env=environment, check=False)
    if done.returncode:
        return [{"stage": stage, "measure": "failed: see the messages above", "holds": "failed"}]
    return json.loads(path.read_text(encoding="utf-8"))


def merged(rows: list[dict]) -> pd.DataFrame:
    """The table with these rows in place of older ones of the same stages."""
    fresh = pd.DataFrame(rows)
    if TABLE.exists():
        old = pd.read_csv(TABLE)
        fresh = pd.concat([old[~old["stage"].isin(fresh["stage"])], fresh], ignore_index=True)
    order = fresh["stage"].map({stage: k for k, stage in enumerate(STAGES)})
    return fresh.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def main(stages: list[str]) -> None:
    """Measure, print, write."""
    unknown = sorted(set(stages) - set(STAGES))
    if unknown:
        raise SystemExit(f"no stage {', '.join(unknown)}; stages: {', '.join(STAGES)}")
    WORK.mkdir(parents=True, exist_ok=True)
    for stage in stages or STAGES:
        print(f"measuring {stage} on {CORES} cores", flush=True)
        table = merged(measured(stage))
        table.to_csv(TABLE, index=False, float_format="%.5g")
    columns = ["stage", "measure", "ours", "unit", "peer", "theirs", "ratio", "reach", "holds"]
    TABLE.with_suffix(".md").write_text(markdown_table(table[columns]), encoding="utf-8")
    shown = table.drop(columns="repeats")
    print(shown.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4g}"))


if __name__ == "__main__":
    main(sys.argv[1:])
