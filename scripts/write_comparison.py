"""Report: the page of what changes between two models, with its figures and example fields."""

from oresurvey.log import start_log
from oresurvey.model_change.page import write_comparison
from oresurvey.operations.records.jobs import record_job

if __name__ == "__main__":
    start_log(snakemake.log)
    write_comparison(
        {
            "tables": list(snakemake.input.tables),
            "changes": list(snakemake.input.changes),
            "summaries": tuple(
                str(snakemake.input.get(f"summary_{side}") or "") for side in ("a", "b")
            ),
        },
        dict(snakemake.params.items()),
        (snakemake.wildcards.a, snakemake.wildcards.b),
        snakemake.config["paths"],
        snakemake.output.page,
    )
    record_job(snakemake)
