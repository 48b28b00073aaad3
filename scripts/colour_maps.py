"""Inference: give the class maps of one batch the colours of the table of minerals."""

from pathlib import Path

from oresurvey.abstention import CLASSES, MOST_PROBABLE
from oresurvey.field_maps import colour_map
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.tables import read_json, write_json


def main(manifest: str, palette: dict[str, list[int]], output: str) -> None:
    """Colour every map of a batch.

    Parameters
    ----------
    manifest : str
        Of the inference of the batch.
    palette : dict
        Code to red, green, blue.
    output : str
        Manifest.
    """
    colours = {int(code): tuple(rgb) for code, rgb in palette.items()}
    entries = read_json(manifest)["fields"]
    for entry in entries:
        for name in (CLASSES, MOST_PROBABLE):
            if (Path(entry["folder"]) / name).exists():
                colour_map(Path(entry["folder"]) / name, colours)
    write_json({"fields": [entry["field"] for entry in entries], "palette": palette}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(snakemake.input[0], snakemake.params.palette, snakemake.output[0])
    record_job(snakemake)
