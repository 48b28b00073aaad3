"""The model that the benchmarks predict with: the paper's network, trained once by the pipeline."""

import os
import subprocess
import sys
from pathlib import Path

from harness import CORES, PROJECT, WORK


def snakemake(*arguments: str, log: Path) -> None:
    """Run Snakemake in the project; the log tells what went wrong."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", encoding="utf-8") as stream:
        subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments, "--cores", str(CORES),
             "--quiet", "rules", "reason", "host"],
            cwd=PROJECT, stdout=stream, stderr=stream, check=True,
        )  # fmt: skip


def trained_model() -> tuple[Path, Path] | None:
    """Configuration and model folder; trained on the first call, a quarter of an hour.

    It is not trained again when only the code changed: how fast weights are does not depend on how
    they came about. None without LumenStone: weights of chance are as fast, but score nothing.
    """
    if "LUMENSTONE_DIR" not in os.environ:
        return None
    configuration = PROJECT / "benchmarks" / "lumenstone.yaml"
    snakemake(
        "train",
        "--configfile",
        str(configuration),
        "--rerun-triggers",
        "mtime",
        log=WORK / "training.log",
    )
    return configuration, WORK / "lumenstone" / "models" / "paper"
