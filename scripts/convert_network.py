"""Inference: compile-ready copy of a network, so that no batch of fields waits for TensorFlow."""

from pathlib import Path

from oresurvey.job_log import LOG, start_log
from oresurvey.job_records import record_job


def main(model: str, folder: str) -> None:
    """Write ``network.xml`` and ``network.bin``.

    Parameters
    ----------
    model : str
        Path of ``model.keras``.
    folder : str
    """
    from oresurvey.openvino_engine import converted_network, load_keras, save_converted

    save_converted(converted_network(load_keras(Path(model).parent)), folder)
    LOG.info("converted %s", model)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(snakemake.input.model, snakemake.output[0])
    record_job(snakemake)
