"""What one job of version 0.1 made and several make now: their records, and what they hand on.

A rule that is split, or takes over files of another, gets its entry in `PARTS`; nothing else of the
bridge knows of rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json, write_json
from oresurvey.maps.digests import content_digest
from oresurvey.network.feature_distance import KEY as FEATURE_STATISTICS
from oresurvey.operations.records.jobs import SMALL_BYTES, record_path
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK

CARD = "card.md"
CALIBRATED = ("model.keras", "model.json", "calibration.csv", "reliability.csv", "familiarity.csv")
TRAINED = ("history.csv", "shares.csv")


@dataclass(frozen=True)
class Part:
    """A job of now that makes some files of a job of version 0.1, in the folder of that job.

    Attributes
    ----------
    rule, script : str
    outputs : tuple of str
        The first one names the record.
    reads : tuple of str
        Files of other parts that it reads.
    takes, leaves : tuple of str
        Endings of those inputs of the earlier job that it reads too.
    """

    rule: str
    script: str
    outputs: tuple[str, ...]
    reads: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("",)
    leaves: tuple[str, ...] = ()


PARTS = {
    "train_model": (
        Part("train_model", "train_model.py", (*TRAINED, TRAINED_NETWORK, TRAINED_ABOUT)),
        Part("calibrate_model", "calibrate_model.py", CALIBRATED, (TRAINED_NETWORK, TRAINED_ABOUT)),
        Part(
            "write_card", "write_card.py", (CARD,), ("model.json", "calibration.csv", "history.csv")
        ),
    ),
    "share_weights": (
        Part("share_weights", "place_shipped_model.py", (*CALIBRATED, *TRAINED), leaves=(CARD,)),
        Part("share_card", "place_shipped_model.py", (CARD,), takes=(CARD,)),
    ),
}
"""Rule of version 0.1 -> the jobs of now."""


def _make_trained(folder: Path) -> None:
    """Make what a training hands on to the calibration: the network before it, and its account.

    It is the calibrated one with its scores multiplied by the temperature again: what was trained,
    but for the last bit of the weights of one layer. It is read if it is calibrated again.
    """
    # TensorFlow takes seconds to start, and few surveys have many models.
    from oresurvey.network.files import save_network
    from oresurvey.network.keras_start import keras
    from oresurvey.training.temperature import fold_temperature

    about = read_json(folder / "model.json")
    network = keras.models.load_model(folder / "model.keras", compile=False)
    fold_temperature(network, 1 / about["temperature"])
    save_network(network, folder / TRAINED_NETWORK)
    later = ("temperature", FEATURE_STATISTICS, "sha256")
    write_json(
        {key: value for key, value in about.items() if key not in later}, folder / TRAINED_ABOUT
    )


MADE_HERE = {"train_model": (_make_trained, (TRAINED_NETWORK, TRAINED_ABOUT))}
"""Rule of version 0.1 -> what makes the files that its parts hand on and that it did not keep; the
files, which are among the outputs of the first part."""


def forget_begun(output: str, record: dict, results: Path) -> None:
    """Remove what an interrupted bridge made and did not record."""
    folder = results / Path(output).parent
    _, files = MADE_HERE.get(record["rule"], (None, ()))
    for name in files:
        first = folder.relative_to(results) / PARTS[record["rule"]][0].outputs[0]
        if not record_path(results, first).is_file():
            (folder / name).unlink(missing_ok=True)


def parts_of(output: str, record: dict, results: Path) -> Iterator[tuple[str, dict]]:
    """First outputs and records of the jobs of now for a record of version 0.1.

    Parameters
    ----------
    output : str
        First output of the earlier job, below the results.
    record : dict
    results : Path

    Yields
    ------
    str, dict
        The record itself where the job is still one. A record of the same first output comes last:
        until then a bridge that is interrupted can be begun again.
    """
    if record["rule"] not in PARTS:
        yield output, record
        return
    folder = str(Path(output).parent)
    if record["rule"] in MADE_HERE:
        make, _ = MADE_HERE[record["rule"]]
        make(results / folder)
    parts = sorted(PARTS[record["rule"]], key=lambda part: f"{folder}/{part.outputs[0]}" == output)
    for part in parts:
        paths = [f"{folder}/{name}" for name in part.outputs]
        read = [f"{folder}/{name}" for name in part.reads]
        small = [path for path in read if (results / path).stat().st_size <= SMALL_BYTES]
        kept = {
            path: digest
            for path, digest in record["inputs"].items()
            if path.endswith(part.takes) and not (part.leaves and path.endswith(part.leaves))
        }
        yield (
            paths[0],
            record
            | {
                "rule": part.rule,
                "code": f"{part.script} ",
                "inputs": kept | {path: file_sha256(results / path) for path in small},
                "outputs": {path: content_digest(results / path) for path in paths},
            },
        )
