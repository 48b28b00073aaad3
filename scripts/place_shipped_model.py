"""Training: put a model that comes with weights where a trained one would stand."""

from pathlib import Path

from oresurvey.digests import file_sha256
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.model_files import TABLES
from oresurvey.tables import copy_file, read_json, write_json, write_text


def main(source: str, folder: str) -> None:
    """Copy the model and what comes with it.

    Parameters
    ----------
    source : str
        Folder with at least ``model.keras`` and ``model.json``.
    folder : str
    """
    source, folder = Path(source), Path(folder)
    copy_file(source / "model.keras", folder / "model.keras")
    for name in (*TABLES, "card.md"):
        if (source / name).is_file():
            copy_file(source / name, folder / name)
        else:
            write_text(
                TABLES.get(name, f"# {folder.name}\n\nCame without a card.\n"), folder / name
            )
    about = read_json(source / "model.json")
    write_json(about | {"sha256": file_sha256(folder / "model.keras")}, folder / "model.json")


if __name__ == "__main__":
    start_log(snakemake.log)
    main(snakemake.params.folder, str(Path(snakemake.output.model).parent))
    record_job(snakemake)
