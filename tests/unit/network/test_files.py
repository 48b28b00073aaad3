"""Saved networks: the same bytes at another time."""

import time
import zipfile

import keras
import numpy as np

from oresurvey.network.files import METADATA, save_network


def network():
    keras.utils.set_random_seed(1)
    image = keras.Input((2,), name="image")
    return keras.Model(image, keras.layers.Dense(3, name="dense")(image), name="net")


def test_the_same_bytes_at_another_time(tmp_path, monkeypatch):
    save_network(network(), tmp_path / "first.keras")
    # 2001-09-09 UTC, in whatever way the time is asked for.
    monkeypatch.setattr(time, "time", lambda: 1e9)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1e9))
    save_network(network(), tmp_path / "second.keras")
    first, second = ((tmp_path / f"{name}.keras").read_bytes() for name in ("first", "second"))
    assert first == second
    assert {path.name for path in tmp_path.iterdir()} == {"first.keras", "second.keras"}


def test_keras_reads_it(tmp_path):
    made = network()
    save_network(made, tmp_path / "folder" / "a.keras")
    read = keras.models.load_model(tmp_path / "folder" / "a.keras")
    for one, other in zip(read.get_weights(), made.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    with zipfile.ZipFile(tmp_path / "folder" / "a.keras") as parts:
        assert b"date_saved" not in parts.read(METADATA)
