"""The whole queue of a large collection on paper: tables of docs/run/scaling.md.

    python benchmarks/simulate_night.py RESULTS

RESULTS is a finished survey of the models `best` and `majority` (benchmarks/scaling.yaml). Writes
results/scaling_costs.md and results/scaling_nights.md.
"""

import argparse
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
from harness import PROJECT
from queue_simulation import Stage, simulate
from stage_costs import stage_costs, with_a_free_network

from oresurvey.files.tables import markdown_table, write_text
from oresurvey.survey.batches import split_into_batches

MODEL, WITHOUT_NETWORK = "best", "majority"
FIELDS = (1_000, 10_000, 100_000)
CORES = (2, 16, 64, 256)
BATCH_FIELDS = 16
START_S = 0.05
"""Snakemake's own work for one job; 2300 jobs that do nothing take less (bench_scale.py)."""


def costs_table(stages: list[Stage]) -> pd.DataFrame:
    """Processor time of each stage by job and by field, all its cores together; peak memory.

    The last row is the sum over the stages, of a field.
    """
    field_s = [stage.field_s * stage.cores for stage in stages]
    return pd.DataFrame(
        {
            "stage": [*(stage.name for stage in stages), "all"],
            "one job for": [*("the survey" if one.whole else "a batch" for one in stages), ""],
            "start, processor s": [*(f"{one.job_s * one.cores:.2f}" for one in stages), ""],
            "each field, processor s": [f"{seconds:.3f}" for seconds in (*field_s, sum(field_s))],
            "peak memory, MB": [*(f"{one.peak_mb:.0f}" for one in stages), ""],
        }
    )


def nights_table(stages: list[Stage], free: list[Stage]) -> pd.DataFrame:
    """Hours for collections and machines, with the network on the cores, and with a free one."""
    rows = []
    for fields, cores in product(FIELDS, CORES):
        names = [f"field-{number:06d}" for number in range(fields)]
        batches = [len(of) for of in split_into_batches(names, BATCH_FIELDS).values()]
        for network, costs in (("on the cores", stages), ("takes no time", free)):
            here = [cut_to(stage, cores) for stage in costs]
            night = simulate(here, batches, cores, start_s=START_S)
            last = max(night.ended, key=night.ended.get)
            maps = max(night.ended[stage.name] for stage in here if not stage.whole)
            rows.append(
                {
                    "fields": fields,
                    "cores": cores,
                    "network": network,
                    "hours": f"{night.hours:.2f}",
                    "of these, until the last batch": f"{maps:.2f}",
                    "cores busy": f"{night.busy:.0%}",
                    "one job alone": f"{night.alone:.0%}",
                    "last stage": last,
                }
            )
    return pd.DataFrame(rows)


def cut_to(stage: Stage, cores: int) -> Stage:
    """The stage on fewer cores than it would take: as much longer."""
    if stage.cores <= cores:
        return stage
    longer = stage.cores / cores
    return replace(stage, job_s=stage.job_s * longer, field_s=stage.field_s * longer, cores=cores)


def main(results: Path) -> None:
    """Simulate and write both tables."""
    stages = stage_costs(results, MODEL)
    free = with_a_free_network(stages, stage_costs(results, WITHOUT_NETWORK, ("inference",)))
    for name, table in (
        ("scaling_costs", costs_table(stages)),
        ("scaling_nights", nights_table(stages, free)),
    ):
        text = markdown_table(table)
        write_text(text, PROJECT / "results" / f"{name}.md")
        print(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    main(parser.parse_args().results)
