"""Surveys of very many fields, to time what Snakemake does before and between the jobs.

The photographs are placeholders of a few bytes: nothing here ever reads a pixel. A finished survey
is made of empty outputs that Snakemake is told to take for its own (``--touch``), so that it holds
the same records of inputs, parameters and code as one that was computed.
"""

import csv
from pathlib import Path

import yaml
from trained import snakemake

FIELDS_OF_A_SECTION = 10
FIELDS_OF_A_DEPOSIT = 500
COLUMNS = ("deposit", "section", "field", "image", "um_per_px", "selection")


def field_row(folder: Path, number: int) -> tuple:
    """Row of the sheet of one field, and its placeholder on disk."""
    name = f"field-{number:06d}"
    image = folder / "photographs" / f"{name}.jpg"
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_text(name, encoding="utf-8")
    return (
        f"deposit {number // FIELDS_OF_A_DEPOSIT:03d}",
        f"section {number // FIELDS_OF_A_SECTION:05d}",
        *(name, f"photographs/{image.name}", 1.5, "random"),
    )


def write_large_survey(folder: Path, fields: int, model: str) -> Path:
    """Write sheet, placeholders and configuration of a survey with a shipped model.

    Parameters
    ----------
    folder : Path
        Results lie in it too.
    fields : int
    model : str
        Folder of the model.

    Returns
    -------
    Path
        Of the configuration.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "sheet.tsv", "w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(field_row(folder, number) for number in range(fields))
    survey = {
        "sheet": f"{folder}/sheet.tsv",
        "results": f"{folder}/results",
        "models": {"shipped": {"weights": model}},
        "report": {"model": "shipped"},
    }
    path = folder / "survey.yaml"
    path.write_text(yaml.safe_dump(survey, sort_keys=False), encoding="utf-8")
    return path


def add_field(folder: Path, number: int) -> None:
    """One more photograph at the end of the sheet."""
    with open(folder / "sheet.tsv", "a", encoding="utf-8", newline="") as stream:
        row = field_row(folder, number)
        csv.writer(stream, delimiter="\t", lineterminator="\n").writerow(row)


def planned_outputs(summary: str) -> list[str]:
    """Paths in the table that ``snakemake --summary`` prints.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    lines = summary.splitlines()
    begins = [k for k, line in enumerate(lines) if line.startswith("output_file\t")]
    if not begins:
        raise ValueError("no table in what snakemake --summary printed; see the log")
    return [row["output_file"] for row in csv.DictReader(lines[begins[0] :], delimiter="\t")]


def finish_with_placeholders(configuration: Path, log: Path) -> int:
    """Make every output of a survey as an empty file or folder; how many there are."""
    snakemake("--summary", "--configfile", str(configuration), log=log)
    outputs = planned_outputs(log.read_text(encoding="utf-8"))
    for output in map(Path, outputs):
        output.parent.mkdir(parents=True, exist_ok=True)
        # Folders are the outputs without a suffix.
        if output.suffix:
            output.touch()
        else:
            output.mkdir(exist_ok=True)
    # All of them: an output that is there already and needs nothing would get no record.
    snakemake("--touch", "--forceall", "--configfile", str(configuration), log=log)
    return len(outputs)
