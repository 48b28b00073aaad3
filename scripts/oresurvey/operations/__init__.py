"""The run of a survey: the only folder that knows Snakemake."""
