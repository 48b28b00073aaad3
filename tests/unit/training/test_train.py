"""Training: a killed training goes on as if nothing had happened; schedules; what is written."""

import itertools
import json
import shutil
from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest

from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import file_sha256
from oresurvey.network.unet import NetworkSettings, unet
from oresurvey.probability_maps.index import build_index, save_index
from oresurvey.probability_maps.store import write_store
from oresurvey.survey.settings.training import Training
from oresurvey.training import train as training
from oresurvey.training.calibrated_model import write_calibrated
from oresurvey.training.known_weights import take_weights
from oresurvey.training.model_folder import PARTS
from oresurvey.training.sampler import PatchSource
from oresurvey.training.train import train
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK

CODES = (0, 1, 6)
STEPS = 3


class Killed(BaseException):
    """Stands for a kill: no code of the training catches it."""


def field(folder, seed, codes=CODES):
    rng = np.random.default_rng(seed)
    mask = np.kron(rng.choice(np.array(codes, np.uint8), (6, 7)), np.ones((8, 8), np.uint8))
    image = rng.integers(0, 100, (*mask.shape, 3)) + mask[..., None] * 20
    stored = write_store(folder, image.astype(np.uint8), mask, 1)
    save_index(build_index(stored, 16, CODES), folder)
    return PatchSource(folder, "A", CODES)


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    """One training and one validation field."""
    folder = tmp_path_factory.mktemp("store")
    return [field(folder / "t", 0)], [field(folder / "v", 1)]


def settings(**options):
    small = {
        "filters": 2, "levels": 2, "patch_px": 16, "batch": 2, "steps_per_epoch": STEPS,
        "epochs": 3, "deterministic": True,
    }  # fmt: skip
    return Training(**small | options)


def one_level(**options):
    """The smallest network, where its shape does not matter."""
    return settings(**options).changed(levels=1)


def scores(value):
    return {"val_overall_accuracy": value, "val_mean_iou": value}


@pytest.fixture
def rising(monkeypatch):
    """Every epoch is the best so far, so the last one is kept; counts the validations."""
    count = itertools.count(1)
    monkeypatch.setattr(training, "validate", lambda *_: scores(next(count) / 100))
    return count


def kill_in_epoch_2(monkeypatch, *arguments, **options):
    """Train until after the steps of epoch 2, before its checkpoint."""
    epochs = itertools.count(1)

    def validate(*_):
        if next(epochs) == 2:
            raise Killed
        return scores(0.001)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(training, "validate", validate)
        train(*arguments, **options)


def weights(folder):
    return keras.models.load_model(folder / TRAINED_NETWORK, compile=False).get_weights()


def about_of(folder):
    return json.loads((folder / TRAINED_ABOUT).read_text())


def history(folder):
    return pd.read_csv(folder / "history.csv")


def files(folder):
    """Name and content of every file."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def uninterrupted(fields, tmp_path_factory):
    """A training that nothing interrupts; its last epoch is kept."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        count = itertools.count(1)
        patch.setattr(training, "validate", lambda *_: scores(next(count) / 100))
        train(*fields, CODES, settings(), folder)
    return folder


def test_a_killed_training_continues(monkeypatch, rising, fields, uninterrupted, tmp_path):
    kill_in_epoch_2(monkeypatch, *fields, CODES, settings(), tmp_path)
    assert not (tmp_path / TRAINED_NETWORK).exists()
    train(*fields, CODES, settings(), tmp_path)
    assert next(rising) == 3, "epochs 2 and 3 are trained; the finished one is not trained again"
    shares = [pd.read_csv(folder / "shares.csv") for folder in (tmp_path, uninterrupted)]
    pd.testing.assert_frame_equal(*shares)
    # The scores are counted up here, and the kill lost one count.
    told = {"history.csv", "training.json"}
    found, whole = files(tmp_path), files(uninterrupted)
    assert found.keys() == whole.keys()
    assert [name for name in found if found[name] != whole[name] and name not in told] == []
    for column in ("epoch", "loss", "learning_rate"):
        assert history(tmp_path)[column].equals(history(uninterrupted)[column])
    assert list(history(tmp_path)) == list(history(uninterrupted))


def test_shares_are_those_of_the_patches_trained_on(uninterrupted):
    """Not of those planned ahead: 3 epochs of 3 steps of 2 patches of 16 x 16 px."""
    shares = pd.read_csv(uninterrupted / "shares.csv")
    assert shares["code"].tolist() == list(CODES)
    assert shares["drawn"].sum() == 3 * STEPS * 2
    assert shares["pixels"].sum() == 3 * STEPS * 2 * 16 * 16
    assert shares["pct"].sum() == pytest.approx(100)


def test_what_is_written(uninterrupted):
    about = about_of(uninterrupted)
    assert about["codes"] == list(CODES) and about["labelled"] == {"A": list(CODES)}
    assert (about["levels"], about["filters"], about["align_px"]) == (2, 2, 2)
    assert (about["epochs"], about["best_epoch"], about["best_val_mean_iou"]) == (3, 3, 0.03)
    assert history(uninterrupted)["epoch"].tolist() == [1, 2, 3]
    left = {"training", "history.csv", "shares.csv"}
    assert {path.name for path in uninterrupted.iterdir()} == left
    assert files(uninterrupted).keys() == left - {"training"} | {"network.keras", "training.json"}


def test_calibrated_it_is_a_model(fields, uninterrupted, tmp_path):
    folder = shutil.copytree(uninterrupted, tmp_path / "model")
    write_calibrated(folder, *fields, seed=1)
    names = {path.name for path in folder.iterdir()} - {"training"}
    assert names == set(PARTS) - {"card.md"}
    about = json.loads((folder / "model.json").read_text())
    assert about_of(folder).items() < about.items()
    assert about["sha256"] == file_sha256(folder / "model.keras")
    # The field has 3 x 4 pixels on the grid of features: too few for statistics of them.
    assert about["feature_statistics"] is None
    familiar = pd.read_csv(folder / "familiarity.csv")
    assert familiar["field"].tolist() == ["v"] and familiar["feature_distance"].isna().all()
    calibrated = keras.models.load_model(folder / "model.keras", compile=False).get_weights()
    # All but weights and bias of the scores, which are divided by the temperature.
    temperature = np.float32(about["temperature"])
    trained = weights(folder)
    assert temperature != 1 and same(calibrated[:-2], trained[:-2])
    assert same(calibrated[-2:], [one / temperature for one in trained[-2:]])
    # From what the training left, again and again the same.
    before = files(folder)
    write_calibrated(folder, *fields, seed=1)
    assert files(folder) == before


def test_averages_are_validated_and_kept(monkeypatch, fields, tmp_path):
    """Momentum .5: average 1 = first weights; then .5 average + .5 weights after every step.

    The averages of one run are those of the weights that a run without averaging goes through:
    one epoch is one step, so validation sees them one by one.
    """
    seen = {}

    def record(kind):
        seen[kind] = []

        def validate(network, *_):
            seen[kind].append([np.copy(w) for w in network.get_weights()])
            return scores(len(seen[kind]) / 100)

        return validate

    for kind, momentum in (("plain", 0.0), ("averaged", 0.5)):
        with monkeypatch.context() as patch:
            patch.setattr(training, "validate", record(kind))
            options = {"steps_per_epoch": 1, "epochs": 4, "average_weights": momentum}
            train(*fields, CODES, one_level(**options), tmp_path / kind)
    trainable = [
        k
        for k, weight in enumerate(keras.models.load_model(
            tmp_path / "plain" / TRAINED_NETWORK, compile=False
        ).weights)
        if weight.trainable
    ]  # fmt: skip
    assert trainable
    for k in trainable:
        average = None
        for plain, averaged in zip(seen["plain"], seen["averaged"], strict=True):
            average = plain[k] if average is None else 0.5 * average + 0.5 * plain[k]
            np.testing.assert_allclose(averaged[k], average, rtol=1e-4, atol=1e-6)
    kept = weights(tmp_path / "averaged")
    averaged, plain = (seen[kind][-1] for kind in ("averaged", "plain"))
    assert same(kept, averaged) and not same(kept, plain)


def test_the_last_epoch_is_kept_on_request(monkeypatch, fields, tmp_path):
    falling = itertools.count(1)
    monkeypatch.setattr(training, "validate", lambda *_: scores(1 / next(falling)))
    for keep in ("best", "last"):
        train(*fields, CODES, one_level(keep=keep), tmp_path / keep)
    best, last = (about_of(tmp_path / keep) for keep in ("best", "last"))
    assert (best["kept_epoch"], last["kept_epoch"], last["best_epoch"]) == (1, 3, 1)
    assert not same(weights(tmp_path / "best"), weights(tmp_path / "last"))


def test_the_best_epoch_is_kept(monkeypatch, fields, tmp_path):
    seen = []

    def validate(network, *_):
        seen.append([np.array(one) for one in network.get_weights()])
        return scores([0.2, 0.6, 0.4][len(seen) - 1])

    monkeypatch.setattr(training, "validate", validate)
    train(*fields, CODES, one_level(), tmp_path)
    assert about_of(tmp_path)["best_epoch"] == 2
    assert same(weights(tmp_path), seen[1]) and not same(seen[1], seen[2])


def test_killed_while_the_network_is_put_in_place(
    monkeypatch, rising, fields, uninterrupted, tmp_path
):
    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(training, "write_json", killed)
        train(*fields, CODES, settings(), tmp_path)
    train(*fields, CODES, settings(), tmp_path)
    assert next(rising) == 4, "nothing is left to train"
    assert files(tmp_path) == files(uninterrupted)


def test_killed_between_the_best_network_and_the_checkpoint(monkeypatch, fields, tmp_path):
    """The epoch that was lost was the best; trained again it is not, as it may be without
    deterministic mode. The network that the checkpoint knows of is the one kept."""

    def killed(*_):
        raise Killed

    def train_on(values):
        marks = iter(values)
        with monkeypatch.context() as patch:
            patch.setattr(training, "validate", lambda *_: scores(next(marks)))
            if len(values) == 2:
                save = training.save_checkpoint
                patch.setattr(
                    training,
                    "save_checkpoint",
                    lambda *a: save(*a) if a[2].epoch == 1 else killed(),
                )
            train(*fields, CODES, one_level(epochs=2), tmp_path / "twice")

    with pytest.raises(Killed):
        train_on([0.5, 0.9])
    train_on([0.1])
    monkeypatch.setattr(training, "validate", lambda *_: scores(0.5))
    train(*fields, CODES, one_level(epochs=1), tmp_path / "once")
    assert history(tmp_path / "twice")["val_mean_iou"].tolist() == [0.5, 0.1]
    assert same(weights(tmp_path / "twice"), weights(tmp_path / "once"))


def test_checkpoint_of_another_key_is_not_used(
    monkeypatch, rising, fields, uninterrupted, tmp_path
):
    """The sheet or the settings changed after a kill, or a kill left a file half written."""
    kill_in_epoch_2(monkeypatch, *fields, CODES, settings(seed=2), tmp_path, key="before")
    for leftover in (".after.epoch1.keras.5.new", "after.new/trainer.keras"):
        path = tmp_path / "checkpoint" / leftover
        path.parent.mkdir(exist_ok=True)
        path.write_text("cut short")
    train(*fields, CODES, settings(), tmp_path, key="after")
    assert same(weights(tmp_path), weights(uninterrupted))
    assert not (tmp_path / "checkpoint").exists()


def test_plateau_schedule(monkeypatch, fields, tmp_path):
    """Patience 2: the score of epoch 1 is never passed, so 3 and 5 lower the rate."""
    monkeypatch.setattr(training, "validate", lambda *_: scores(0.5))
    options = {"epochs": 6, "steps_per_epoch": 1, "plateau_patience": 2, "plateau_factor": 0.1}
    train(*fields, CODES, one_level(**options), tmp_path)
    expected = [1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5]
    assert history(tmp_path)["learning_rate"].tolist() == pytest.approx(expected, rel=1e-5)


def test_cosine_schedule_and_validation(fields, tmp_path):
    """Last steps of two epochs of two steps: a quarter and three quarters of the budget."""
    options = {"epochs": 2, "steps_per_epoch": 2, "schedule": "cosine", "learning_rate": 0.01}
    train(*fields, CODES, one_level(**options), tmp_path)
    found = history(tmp_path)
    cosines = np.cos(np.pi * np.array([0.25, 0.75]))
    expected = 0.01 * (0.01 + 0.99 * (1 + cosines) / 2)
    assert found["learning_rate"].to_numpy() == pytest.approx(expected, rel=1e-5)
    ious = found[[f"val_iou_{code}" for code in CODES]]
    assert found["val_mean_iou"].to_numpy() == pytest.approx(ious.mean(axis=1).to_numpy())
    assert found["val_overall_accuracy_A"].between(0.01, 1).all()


def test_frozen_normalisation_keeps_its_statistics(monkeypatch, fields, tmp_path):
    """Frozen after epoch 2; killed in epoch 3, resumed, still frozen in 3 and 4."""
    means, kernels = [], []

    def validate(network, *_):
        means.append(keras.ops.convert_to_numpy(network.get_layer("down0_norm1").moving_mean))
        kernels.append(keras.ops.convert_to_numpy(network.get_layer("down0_conv1").kernel))
        if len(means) == 3:
            raise Killed
        return scores(0.5)

    monkeypatch.setattr(training, "validate", validate)
    options = settings(epochs=4, freeze_norm_after=2)
    with pytest.raises(Killed):
        train(*fields, CODES, options, tmp_path)
    train(*fields, CODES, options, tmp_path)
    assert len(means) == 5
    assert not np.array_equal(means[0], means[1])
    assert all(np.array_equal(means[1], later) for later in means[2:])
    assert not np.array_equal(kernels[3], kernels[4])


def test_minutes_end_a_training(rising, fields, tmp_path):
    """A budget that is used up by the first step ends the first epoch at the second."""
    train(*fields, CODES, one_level(minutes=1e-9, deterministic=False), tmp_path)
    assert history(tmp_path)["epoch"].tolist() == [1]
    assert pd.read_csv(tmp_path / "shares.csv")["drawn"].sum() == 2


def test_class_that_no_validation_field_holds(fields, tmp_path):
    """Its IoU is not known: an empty cell, and the training goes on."""
    validation = [field(tmp_path / "store", 2, codes=(0, 1))]
    train(fields[0], validation, CODES, one_level(epochs=1), tmp_path / "model")
    assert np.isnan(history(tmp_path / "model")["val_iou_6"][0])


@pytest.mark.parametrize("missing", [0, 1])
def test_training_needs_both_sides_of_the_split(fields, tmp_path, missing):
    sides = [[] if side == missing else fields[side] for side in (0, 1)]
    counts = r"'train' \(found 0\)" if missing == 0 else r"'validation' \(found 0\)"
    with pytest.raises(ConfigurationError, match=counts + ".*split column"):
        train(*sides, CODES, settings(), tmp_path)


def test_members_are_trainings_of_other_seeds_joined(fields, tmp_path):
    """The scores of two members are the means of those of two trainings of these seeds."""
    train(*fields, CODES, one_level(seed=5, members=2), tmp_path / "both")
    both = keras.models.load_model(tmp_path / "both" / TRAINED_NETWORK)
    alone = []
    for seed in (5, 6):
        train(*fields, CODES, one_level(seed=seed), tmp_path / str(seed))
        alone.append(keras.models.load_model(tmp_path / str(seed) / TRAINED_NETWORK))
    image = np.random.default_rng(0).random((1, 16, 16, 3)).astype(np.float32)
    logs = [np.log(network.predict_on_batch(image)) for network in (both, *alone)]
    # Logarithms of probabilities are scores but for one number per pixel.
    gaps = logs[0] - (logs[1] + logs[2]) / 2
    np.testing.assert_allclose(gaps, gaps[..., :1] + np.zeros(len(CODES)), atol=1e-4)
    about = json.loads((tmp_path / "both" / TRAINED_ABOUT).read_text())
    assert about["members"] == 2 and about["validation"]["val_open_mean_iou"] > 0
    shares = [pd.read_csv(tmp_path / name / "shares.csv") for name in ("both", "5", "6")]
    assert (shares[0]["pixels"] == shares[1]["pixels"] + shares[2]["pixels"]).all()


def test_killed_in_its_second_member_a_training_continues(monkeypatch, fields, tmp_path):
    options = one_level(seed=5, members=2, epochs=2)
    train(*fields, CODES, options, tmp_path / "whole")
    seen, validate = itertools.count(1), training.validate

    def killed(*arguments):
        if next(seen) == 4:
            raise Killed
        return validate(*arguments)

    monkeypatch.setattr(training, "validate", killed)
    with pytest.raises(Killed):
        train(*fields, CODES, options, tmp_path / "killed")
    monkeypatch.setattr(training, "validate", validate)
    train(*fields, CODES, options, tmp_path / "killed")
    for name in (TRAINED_NETWORK, TRAINED_ABOUT, "history.csv", "shares.csv"):
        assert file_sha256(tmp_path / "killed" / name) == file_sha256(tmp_path / "whole" / name)


def test_a_training_starts_from_the_weights_of_a_model(fields, uninterrupted, tmp_path):
    """Minerals are found by their code; one that the model did not know does not disturb them."""
    model = shutil.copytree(uninterrupted, tmp_path / "model")
    write_calibrated(model, *fields, seed=1)
    shape = NetworkSettings(2, 2)
    network = unet(4, shape)
    take_weights(network, (0, 6, 9, 1), model)
    known = keras.models.load_model(model / "model.keras")
    image = np.random.default_rng(0).random((1, 8, 8, 3)).astype(np.float32)
    logs = [np.log(one.predict_on_batch(image)) for one in (known, network)]
    gaps = logs[1][..., [0, 3, 1]] - logs[0]
    np.testing.assert_allclose(gaps, gaps[..., :1] + np.zeros(3), atol=1e-4)
    options = settings(start_from=str(model), learning_rate=1e-12, freeze_norm_after=0)
    train(*fields, CODES, options, tmp_path / "again")
    assert same_but_little(weights(tmp_path / "again"), known.get_weights())


def same_but_little(one, other):
    return all(np.allclose(a, b, atol=1e-4) for a, b in zip(one, other, strict=True))


def test_weights_of_another_shape_are_refused(fields, uninterrupted, tmp_path):
    model = shutil.copytree(uninterrupted, tmp_path / "model")
    write_calibrated(model, *fields, seed=1)
    with pytest.raises(ConfigurationError, match=r"train: .*model, which .* is no single network"):
        train(*fields, CODES, settings(filters=4, start_from=str(model)), tmp_path / "again")


def test_pyramid_pooling_may_be_added_to_a_trained_network(fields, uninterrupted, tmp_path):
    """What the older network lacks starts from chance, everything else from its weights."""
    model = shutil.copytree(uninterrupted, tmp_path / "model")
    write_calibrated(model, *fields, seed=1)
    known = keras.models.load_model(model / "model.keras")
    network = unet(3, NetworkSettings(2, 2, (3,)))
    take_weights(network, CODES, model)
    for layer in known.layers:
        for one, other in zip(
            layer.get_weights(), network.get_layer(layer.name).get_weights(), strict=True
        ):
            np.testing.assert_array_equal(one, other)
    with pytest.raises(ConfigurationError, match="no single network"):
        take_weights(unet(3, NetworkSettings(2, 3)), CODES, model)


NEW_CODES = (0, 1, 9)


@pytest.fixture
def taught_fields(tmp_path):
    """One training and one validation field of another deposit, with a mineral that is new."""
    found = [field(tmp_path / name, seed, NEW_CODES) for name, seed in (("t", 2), ("v", 3))]
    return [[replace(one, deposit="B", labelled_codes=NEW_CODES)] for one in found]


def taught(parent, taught_fields, folder, **options):
    """Train from a parent that knows `CODES`; what is written of it."""
    about = json.loads((parent / "model.json").read_text())
    asked = settings(**{"from": str(parent), "freeze_norm_after": 0} | options)
    train(*taught_fields, (0, 1, 6, 9), asked, folder, older=about)
    return json.loads((folder / TRAINED_ABOUT).read_text())


@pytest.fixture
def parent(fields, uninterrupted, tmp_path):
    model = shutil.copytree(uninterrupted, tmp_path / "model")
    write_calibrated(model, *fields, seed=1)
    return model


def test_a_model_that_is_taught_keeps_its_minerals_and_deposits(parent, taught_fields, tmp_path):
    about = taught(parent, taught_fields, tmp_path / "taught", keep_known=1)
    older = json.loads((parent / "model.json").read_text())
    assert about["codes"] == [0, 1, 6, 9]
    assert about["labelled"] == {"A": list(CODES), "B": list(NEW_CODES)}
    assert about["taught_from"] == older["sha256"]
    write_calibrated(tmp_path / "taught", *taught_fields, seed=1)
    written = json.loads((tmp_path / "taught" / "model.json").read_text())
    assert "kept_feature_statistics" not in written


def contradiction(folder, parent, source):
    """Mean divergence of a model from what the parent says, among the parent's minerals."""
    image = source.whole()[0][None].astype(np.float32) / 255.0
    said = keras.models.load_model(parent / "model.keras").predict_on_batch(image)
    network = keras.models.load_model(folder / TRAINED_NETWORK, compile=False)
    among = network.predict_on_batch(image)[..., :3]
    return (said * np.log(said / (among / among.sum(-1, keepdims=True)))).sum(-1).mean()


def test_what_is_known_is_kept_by_as_much_as_is_asked(parent, taught_fields, tmp_path):
    for keep in (0, 30):
        taught(parent, taught_fields, tmp_path / str(keep), keep_known=keep, learning_rate=0.02)
    free, kept = (
        contradiction(tmp_path / str(keep), parent, taught_fields[1][0]) for keep in (0, 30)
    )
    assert kept < free / 3
