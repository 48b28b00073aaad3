"""Evaluation: put the models of a configuration side by side."""

from pathlib import Path

import pandas as pd

from oresurvey.evaluation.ablation import ablation_table
from oresurvey.evaluation.cost import costs
from oresurvey.files.tables import markdown_table, read_json, write_csv, write_text
from oresurvey.log import start_log
from oresurvey.network.threads import use_threads
from oresurvey.operations.records.jobs import record_job


def main(
    summaries: list[str],
    histories: list[str],
    trainings: dict[str, dict],
    classes: int,
    output: str,
    threads: int,
) -> None:
    """Write ``ablation.csv`` and, for the documentation, ``ablation.md`` beside it.

    Parameters
    ----------
    summaries, histories : list of str
        ``summary.json`` and ``history.csv`` of every model, in the order of `trainings`.
    trainings : dict of str to dict
        Settings of every model's training, the one to compare with first; under ``inference`` what
        it does otherwise there.
    classes : int
        Of the networks that are timed.
    output : str
    threads : int
        For the timing.
    """
    use_threads(threads)
    models = {
        name: {
            "train": settings,
            "summary": read_json(summary),
            "history": pd.read_csv(history),
            "cost": cost,
        }
        for (name, settings), summary, history, cost in zip(
            trainings.items(),
            summaries,
            histories,
            costs(list(trainings.values()), classes),
            strict=True,
        )
    }
    table = ablation_table(models)
    write_csv(table, Path(output))
    write_text(markdown_table(table), Path(output).with_suffix(".md"))


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.summaries),
        list(snakemake.input.histories),
        snakemake.params.trainings,
        snakemake.params.classes,
        snakemake.output.table,
        snakemake.threads,
    )
    record_job(snakemake)
