"""Training: put a model that comes with weights where a trained one would stand."""

from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import copy_file, read_json, write_json, write_text
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.training.model_folder import TABLES


def main(source: str, files: list[str]) -> None:
    """Copy files of a model; what it came without is made.

    Parameters
    ----------
    source : str
        Folder with at least ``model.keras`` and ``model.json``.
    files : list of str
        Where they go, in the folder of the model.
    """
    source = Path(source)
    for path in map(Path, files):
        given = source / path.name
        if path.name == "model.json":
            write_json(read_json(given) | {"sha256": file_sha256(source / "model.keras")}, path)
        elif path.name == "model.keras" or given.is_file():
            copy_file(given, path)
        else:
            no_card = f"# {path.parent.name}\n\nCame without a card.\n"
            write_text(TABLES.get(path.name, no_card), path)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(snakemake.params.folder, list(snakemake.output))
    record_job(snakemake)
