"""Training: the card of a trained model."""

from pathlib import Path

from oresurvey.files.manifests import read_manifests
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.training.card import write_card


def main(manifests: list[str], splits: dict[str, str], settings: dict, folder: str) -> None:
    """Write ``card.md``.

    Parameters
    ----------
    manifests : list of str
        Of the probability maps.
    splits : dict of str to str
        "train" or "validation" by the name of the field; a field without either took no part.
    settings : dict
        The configuration's ``train`` section, defaults filled in.
    folder : str
        Of the model.
    """
    fields = [
        (entry["deposit"], splits[entry["field"]])
        for entry in read_manifests(manifests)
        if entry["field"] in splits
    ]
    write_card(Path(folder), fields, settings)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.maps),
        snakemake.params.splits,
        snakemake.params.settings,
        str(Path(snakemake.output.card).parent),
    )
    record_job(snakemake)
