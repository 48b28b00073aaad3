"""The run of a survey: records, progress, lock; with `commands/` all that knows Snakemake."""
