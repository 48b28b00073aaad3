"""Training: balanced patches in; the network of the best validated epoch, its history out.

A training that is killed goes on from its last finished epoch: weights, optimiser, learning rate,
the sampler's random state and the pixels handed out so far are all in the checkpoint.
"""

import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.augment import Augmentation
from oresurvey.averaged_weights import averaged_weights, take_averages
from oresurvey.checkpoints import (
    Progress,
    drop_other_networks,
    kept_network,
    newest_checkpoint,
    read_progress,
    remove_finished,
    save_checkpoint,
)
from oresurvey.digests import file_sha256
from oresurvey.errors import ConfigurationError
from oresurvey.feature_distance import KEY as FEATURE_STATISTICS
from oresurvey.feature_fit import fit_features
from oresurvey.fused_norm import FusedNormalization
from oresurvey.input_scale import scale_factor
from oresurvey.job_log import LOG
from oresurvey.keras_start import keras
from oresurvey.labelled_classes import labelled_vector
from oresurvey.losses import SumOfLosses
from oresurvey.network import NetworkSettings, training_model, unet
from oresurvey.network_files import save_network
from oresurvey.patches import BalancedSampler, PatchSource, SamplerSettings, batches
from oresurvey.tables import write_csv, write_json
from oresurvey.temperature import calibrate
from oresurvey.threads import use_threads
from oresurvey.training_bar import TrainingBar, minutes_bar, steps_bar
from oresurvey.training_now import training_now
from oresurvey.validation import code_positions, validate


@dataclass(frozen=True)
class TrainingSettings:
    """One training; the defaults are the recipe of the 2021 paper.

    Attributes
    ----------
    filters, levels : int
        Shape of the network, see `network.NetworkSettings`.
    patch_px, batch, steps_per_epoch, epochs : int
    minutes : float or None
        Stop after this many minutes of training; None for all epochs.
    balance_exponent : float
        See `patches.SamplerSettings`.
    loss : dict of str to float
        Terms of `losses.SumOfLosses`.
    class_weights : dict of int to float
        Weight in the loss by mineral code; 1 where not named.
    unlabelled : str
        What becomes of classes that a deposit's annotation does not name, see
        `network.AmongLabelled`.
    learning_rate : float
        Of Adam, at the start.
    schedule : str
        "plateau": times `plateau_factor` when the validation score has not risen for
        `plateau_patience` validations; "cosine": half a cosine over the budget, down to 1 %.
    freeze_norm_after : int or None
        Epochs after which batch normalisation keeps its statistics, so that the network trains as
        it will predict. Balanced batches differ much from one another: without it a validation
        score was seen to fall from .84 to .69 and back within minutes. None: never (the paper).
    average_weights : float
        Momentum of the exponential average of the weights that is validated and kept; 0: the
        weights themselves (the paper). Needs far fewer steps for the same score.
    keep : str
        "best": the best validated epoch (the paper); "last": the last, so that validation fields
        choose nothing and their scores are those of unseen fields.
    best_by : str
        "mean_iou" or "overall_accuracy": what the kept epoch is best in, on validation fields,
        averaged over deposits.
    seed : int
    workers : int
        Threads that cut and turn patches; they change no patch.
    augment : Augmentation
    deterministic : bool
        Same files from the same seed, bit by bit, at some cost in speed, also when the training was
        killed and taken up again. So they tell no times; the log does.
    """

    filters: int = 8
    levels: int = 5
    patch_px: int = 256
    batch: int = 12
    steps_per_epoch: int = 375
    epochs: int = 26
    minutes: float | None = None
    balance_exponent: float = 2.0
    loss: dict = field(default_factory=lambda: {"iou": 1.0})
    class_weights: dict = field(default_factory=dict)
    unlabelled: str = "leave_out"
    learning_rate: float = 1e-3
    schedule: str = "plateau"
    plateau_factor: float = 0.1
    plateau_patience: int = 3
    freeze_norm_after: int | None = None
    average_weights: float = 0.0
    keep: str = "best"
    best_by: str = "mean_iou"
    seed: int = 1
    workers: int = 2
    augment: Augmentation = field(default_factory=Augmentation)
    deterministic: bool = False

    def __post_init__(self):
        align = 2 ** (self.levels - 1)
        if self.patch_px % align:
            raise ConfigurationError(
                f"train.patch_px: {self.patch_px} does not divide by {align}, which a network of "
                f"{self.levels} levels needs; use a multiple of {align}"
            )
        if self.deterministic and self.minutes is not None:
            raise ConfigurationError(
                "train.deterministic: what is learnt in so many minutes depends on the machine; "
                "leave out train.minutes, and give train.epochs"
            )


def _rate(settings: TrainingSettings, progress: Progress, spent: float) -> float:
    """Learning rate for the next step; `spent` is the share of the budget used, 0..1."""
    if settings.schedule == "plateau":
        return progress.learning_rate
    return settings.learning_rate * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * min(spent, 1.0))))


def _kept_epoch(settings: TrainingSettings, progress: Progress) -> int:
    """The epoch whose network is kept."""
    return progress.epoch if settings.keep == "last" else progress.best_epoch


def _judge(settings: TrainingSettings, progress: Progress, score: float) -> bool:
    """Note a validation score; True when it is the best so far."""
    if score > progress.best:
        progress.best, progress.best_epoch, progress.waited = score, progress.epoch, 0
        return True
    progress.waited += 1
    if settings.schedule == "plateau" and progress.waited >= settings.plateau_patience:
        progress.learning_rate *= settings.plateau_factor
        progress.waited = 0
    return False


def train(
    training: list[PatchSource],
    validation: list[PatchSource],
    codes: tuple[int, ...],
    settings: TrainingSettings,
    folder: Path,
    threads: int = 2,
    about: dict | None = None,
    key: str = "",
) -> None:
    """Train a network and write it with its history.

    Parameters
    ----------
    training, validation : list of PatchSource
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    settings : TrainingSettings
    folder : Path
        Gets ``model.keras``, ``model.json``, ``history.csv``, ``shares.csv``, ``calibration.csv``,
        ``reliability.csv``, ``familiarity.csv``; ``checkpoint/`` stands there meanwhile.
    threads : int
    about : dict
        How images reach the network (input_scale, exposure); goes into ``model.json``.
    key : str
        Digest of everything the training depends on: a checkpoint of another key is not used.

    Raises
    ------
    ConfigurationError
        Without training or without validation fields.
    """
    if not training or not validation:
        raise ConfigurationError(
            f"training needs annotated fields with split 'train' (found {len(training)}) and with "
            f"split 'validation' (found {len(validation)}): fill the split column of the sheet"
        )
    folder.mkdir(parents=True, exist_ok=True)
    use_threads(threads)
    keras.utils.set_random_seed(settings.seed)
    if settings.deterministic and keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()

    remove_finished(folder / "checkpoint")
    checkpoint = folder / "checkpoint" / (key or "training")
    for stale in (folder / "checkpoint").glob("*"):
        if not stale.name.startswith(checkpoint.name):
            shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    network, trainer, progress = _start(codes, settings, newest_checkpoint(checkpoint))
    sampler = BalancedSampler(
        training,
        codes,
        SamplerSettings(
            patch_px=settings.patch_px,
            batch=settings.batch,
            seed=settings.seed,
            balance_exponent=settings.balance_exponent,
            augment=settings.augment,
        ),
    )
    if progress.sampler:
        sampler.restore(progress.sampler)
    align = NetworkSettings(settings.filters, settings.levels).align_px
    _run(
        network, trainer, sampler, progress, settings, codes,
        vectors=np.stack([labelled_vector(codes, source.labelled_codes) for source in training]),
        table=code_positions(codes),
        now=training_now(folder),
        after_epoch=lambda: _finish_epoch(
            network, trainer, progress, settings, validation, codes, checkpoint
        ),
    )  # fmt: skip

    # A copy: the checkpoint stays whole until everything is in place.
    fresh = folder / f".model.{os.getpid()}.new.keras"
    about = about or {"input_scale": 1.0, "exposure": "none"}
    factor = scale_factor(about["input_scale"])
    kept = kept_network(checkpoint, _kept_epoch(settings, progress))
    calibration = calibrate(kept, fresh, validation, codes, settings.seed, factor)
    statistics, distances = fit_features(fresh, training, validation)
    os.replace(fresh, folder / "model.keras")
    write_csv(calibration.errors, folder / "calibration.csv")
    write_csv(calibration.bins, folder / "reliability.csv")
    familiarity = calibration.familiarity
    distance = familiarity["field"].map(distances)
    write_csv(familiarity.assign(feature_distance=distance), folder / "familiarity.csv")
    write_csv(pd.DataFrame(progress.history), folder / "history.csv")
    write_csv(sampler_shares(progress, training, codes, settings), folder / "shares.csv")
    write_json(
        {
            "codes": list(codes),
            **about,
            "patch_px": settings.patch_px,
            "levels": settings.levels,
            "filters": settings.filters,
            "align_px": align,
            "kept_epoch": _kept_epoch(settings, progress),
            "best_epoch": progress.best_epoch,
            "keep": settings.keep,
            f"best_val_{settings.best_by}": progress.best,
            "epochs": progress.epoch,
            **({} if settings.deterministic else {"minutes": round(progress.minutes, 2)}),
            "temperature": calibration.temperature,
            FEATURE_STATISTICS: statistics.as_json() if statistics else None,
            "labelled": {one.deposit: list(one.labelled_codes) for one in training},
            "sha256": file_sha256(folder / "model.keras"),
        },
        folder / "model.json",
    )
    remove_finished(folder / "checkpoint", whole=True)


def sampler_shares(progress, training, codes, settings) -> pd.DataFrame:
    """Pixels and patches of every class handed out up to the last finished epoch."""
    sampler = BalancedSampler(
        training, codes, SamplerSettings(patch_px=settings.patch_px, seed=settings.seed)
    )
    sampler.restore(progress.sampler)
    return sampler.shares()


def _start(codes, settings, checkpoint: Path | None):
    """New or resumed (network, trainer, progress)."""
    if checkpoint is not None:
        trainer = keras.models.load_model(checkpoint / "trainer.keras")
        network = trainer.get_layer("conv_res_unet")
        progress = read_progress(checkpoint)
        print(f"resuming after epoch {progress.epoch}", file=sys.stderr)
        return network, trainer, progress
    shape = NetworkSettings(settings.filters, settings.levels)
    network = unet(len(codes), shape, FusedNormalization)
    trainer = training_model(network, settings.unlabelled)
    _compile(trainer, codes, settings)
    return network, trainer, Progress(learning_rate=settings.learning_rate)


def _compile(trainer: keras.Model, codes, settings: TrainingSettings) -> None:
    """Give the model optimiser and loss."""
    on_gpu = bool(keras.distribution.list_devices("gpu"))
    trainer.compile(
        optimizer=keras.optimizers.Adam(
            settings.learning_rate,
            use_ema=settings.average_weights > 0,
            ema_momentum=settings.average_weights or 0.99,
        ),
        loss=SumOfLosses(settings.loss, [settings.class_weights.get(code, 1.0) for code in codes]),
        # XLA pays on a GPU; on a CPU it was measured slower than oneDNN.
        jit_compile=on_gpu and not settings.deterministic,
    )


def freeze_norm(network: keras.Model) -> None:
    """Let every batch normalisation keep its statistics from now on."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def _bar(settings: TrainingSettings, progress: Progress, now: Path) -> TrainingBar:
    """Progress in minutes where they are the budget, else in steps: only so is the ETA true."""
    if settings.minutes:
        return minutes_bar(now, settings.minutes, progress.minutes)
    step = settings.steps_per_epoch
    return steps_bar(now, settings.epochs * step, progress.epoch * step)


def _used_up(settings: TrainingSettings, progress: Progress) -> bool:
    return settings.minutes is not None and progress.minutes >= settings.minutes


def _run(
    network, trainer, sampler, progress, settings, codes, vectors, table, now, after_epoch
) -> None:
    """Epoch after epoch until the epochs or the minutes are used up."""
    feed = batches(sampler, workers=settings.workers, prefetch=4)
    bar = _bar(settings, progress, now)
    try:
        while progress.epoch < settings.epochs and not _used_up(settings, progress):
            begun, losses, waited = time.monotonic(), [], 0.0
            for step in range(settings.steps_per_epoch):
                asked = time.monotonic()
                images, masks, sources, state = next(feed)
                waited += time.monotonic() - asked
                minutes = progress.minutes + (time.monotonic() - begun) / 60
                spent = (progress.epoch + step / settings.steps_per_epoch) / settings.epochs
                if settings.minutes:
                    spent = max(spent, minutes / settings.minutes)
                    if minutes >= settings.minutes and losses:
                        break
                trainer.optimizer.learning_rate = _rate(settings, progress, spent)
                losses.append(
                    trainer.train_on_batch(
                        [images.astype(np.float32) / 255.0, vectors[sources]], table[masks]
                    )
                )
                progress.sampler = state
                bar.update(min(minutes, settings.minutes) - bar.n if settings.minutes else 1)
            progress.epoch += 1
            progress.minutes += (time.monotonic() - begun) / 60
            times = {"minutes": round(progress.minutes, 3), "waited_s": round(waited, 3)}
            LOG.info("epoch %d: %s", progress.epoch, times)
            progress.history.append(
                {
                    "epoch": progress.epoch,
                    **({} if settings.deterministic else times),
                    # train_on_batch averages over the batches since its metrics were reset.
                    "loss": float(losses[-1]),
                    "learning_rate": float(trainer.optimizer.learning_rate),
                }
            )
            trainer.reset_metrics()
            if progress.epoch == settings.freeze_norm_after:
                take_averages(trainer)
                freeze_norm(network)
                _compile(trainer, codes, settings)
            bar.set_postfix_str(f"epoch {progress.epoch} " + after_epoch())
    finally:
        bar.close()
        feed.close()


def _finish_epoch(network, trainer, progress, settings, validation, codes, checkpoint) -> str:
    """Validate, keep the best, write the checkpoint; returns what the progress bar says."""
    with averaged_weights(trainer):
        scores = validate(network, validation, codes)
        weights = network.get_weights()
    progress.history[-1].update(scores)
    better = _judge(settings, progress, scores[f"val_{settings.best_by}"])
    kept = kept_network(checkpoint, _kept_epoch(settings, progress))
    if better or settings.keep == "last" or not kept.exists():
        # As Keras builds it: a model of the survey loads wherever Keras does.
        plain = unet(len(codes), NetworkSettings(settings.filters, settings.levels))
        plain.set_weights(weights)
        save_network(plain, kept)
    save_checkpoint(checkpoint, trainer, progress)
    drop_other_networks(checkpoint, kept)
    return f"accuracy {scores['val_overall_accuracy']:.3f} IoU {scores['val_mean_iou']:.3f}"
