"""Training: calibrate a trained network on the fields that validated it."""

from pathlib import Path

from oresurvey.files.tables import read_json
from oresurvey.log import start_log
from oresurvey.network.repeatable import make_repeatable
from oresurvey.network.threads import use_threads
from oresurvey.operations.records.jobs import record_job
from oresurvey.training.calibrated_model import write_calibrated
from oresurvey.training.sources import entries_of, exposure_of, sources_of
from oresurvey.training.trained_files import TRAINED_ABOUT


def main(
    manifests: list[str], splits: dict[str, str], settings: dict, folder: str, threads: int
) -> None:
    """Write the model that a training's network becomes.

    Parameters
    ----------
    manifests : list of str
        Of the probability maps.
    splits : dict of str to str
        As `training.sources.entries_of`.
    settings : dict
        exposure, seed and deterministic of the training.
    folder : str
        Of the model.
    threads : int
    """
    entries = entries_of(manifests, splits)
    trained = read_json(Path(folder) / TRAINED_ABOUT)
    older = trained if "taught_from" in trained else None
    exposure = exposure_of(settings["exposure"], entries, older)
    use_threads(threads)
    make_repeatable(settings["seed"], settings["deterministic"])
    training, validation = (
        sources_of(entries, split, exposure) for split in ("train", "validation")
    )
    write_calibrated(Path(folder), training, validation, settings["seed"])


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        snakemake.params.splits,
        snakemake.params.settings,
        str(Path(snakemake.output.model).parent),
        snakemake.threads,
    )
    record_job(snakemake)
