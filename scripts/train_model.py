"""Training: train one network on the mapped fields."""

from pathlib import Path

from oresurvey.files.digests import digest_of
from oresurvey.files.tables import read_json
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.settings.training import Training
from oresurvey.training.sources import entries_of, exposure_of, sources_of
from oresurvey.training.train import train

ABOUT_MAPS = ("input_scale", "sampling", "exposure")
"""Keys that say how images reach the network; the training itself does not read them."""


def main(
    manifests: list[str],
    splits: dict[str, str],
    settings: dict,
    start: str | None,
    folder: str,
    threads: int,
) -> None:
    """Train, and write the network with its history.

    Parameters
    ----------
    manifests : list of str
        Of the probability maps.
    splits : dict of str to str
        As `training.sources.entries_of`.
    settings : dict
        The configuration's ``train`` section, defaults filled in.
    start : str or None
        Folder of the trained model that the training starts from.
    folder : str
        Of the model.
    threads : int
    """
    entries = entries_of(manifests, splits)
    known = read_json(Path(start) / "model.json") if start else {}
    older = known if "from" in settings else {}
    exposure = exposure_of(settings["exposure"], entries, older)
    training, validation = (
        sources_of(entries, split, exposure) for split in ("train", "validation")
    )
    # The background leads, whatever its code's place among those annotated.
    shown = {0}.union(*(entry["codes"] for entry in entries), older.get("codes", []))
    codes = tuple(sorted(shown))
    train(
        training,
        validation,
        codes,
        Training.model_validate(settings | {"from" if older else "start_from": start}),
        Path(folder),
        threads=threads,
        about={key: settings[key] for key in ABOUT_MAPS} | exposure.as_json(),
        key=digest_of({"fields": entries, "settings": settings, "start": known.get("sha256")}),
        older=older or None,
    )


if __name__ == "__main__":
    start_log(snakemake.log)
    start = snakemake.input.get("start") or []
    main(
        list(snakemake.input.maps),
        snakemake.params.splits,
        snakemake.params.settings,
        str(Path(start[0]).parent) if start else None,
        str(Path(snakemake.output.history).parent),
        snakemake.threads,
    )
    record_job(snakemake)
