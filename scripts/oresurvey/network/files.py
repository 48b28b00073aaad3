"""Files of networks: whole or not there, and the same bytes whenever the same network is saved."""

import json
import os
import zipfile
from pathlib import Path

from oresurvey.files.undated_zip import copy_undated
from oresurvey.network.keras_start import keras

METADATA = "metadata.json"


def _without_date(metadata: bytes) -> bytes:
    about = json.loads(metadata)
    return json.dumps({key: about[key] for key in sorted(about) if key != "date_saved"}).encode()


def save_network(network: keras.Model, path: Path) -> None:
    """Write a ``.keras`` file, atomically and without the time of its making.

    Parameters
    ----------
    network : keras.Model
    path : Path
        Its folder is made if it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    dated = path.with_name(f".{path.stem}.{os.getpid()}.new.keras")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        network.save(dated)
        # Keras stores weights as they are: they hardly shrink.
        copy_undated(dated, fresh, {METADATA: _without_date}, zipfile.ZIP_STORED)
        os.replace(fresh, path)
    finally:
        dated.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)
