"""Inference: compile-ready copy of a network, so that no batch of fields waits for TensorFlow."""

from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import write_json
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job


def main(model: str, note: str) -> None:
    """Write ``network.xml`` and ``network.bin``, and the note of their digests.

    Parameters
    ----------
    model : str
        Path of ``model.keras``.
    note : str
        Path of ``network.json``; the network goes beside it.
    """
    from oresurvey.inference.openvino_engine import converted_network, load_keras, save_converted

    folder = Path(note).parent
    save_converted(converted_network(load_keras(Path(model).parent)), folder)
    parts = ("network.xml", "network.bin")
    write_json({f"{part}_sha256": file_sha256(folder / part) for part in parts}, note)
    LOG.info("converted %s", model)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(snakemake.input.model, snakemake.output.note)
    record_job(snakemake)
