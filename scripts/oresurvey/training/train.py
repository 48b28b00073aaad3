"""Training: balanced patches in; the network of the best validated epoch, its history out.

Several members, which differ in nothing but their seed, are joined into one network.

A training that is killed goes on from its last finished epoch: weights, optimiser, learning rate,
the sampler's random state and the pixels handed out so far are all in the checkpoint.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.errors import ConfigurationError
from oresurvey.files.tables import copy_file, write_csv, write_json
from oresurvey.log import LOG
from oresurvey.network.feature_distance import KEPT_FEATURES
from oresurvey.network.feature_distance import KEY as FEATURE_STATISTICS
from oresurvey.network.files import save_network
from oresurvey.network.fused_norm import FusedNormalization
from oresurvey.network.keras_start import keras
from oresurvey.network.known_before import Older
from oresurvey.network.labelled import labelled_vector
from oresurvey.network.losses import SumOfLosses
from oresurvey.network.repeatable import make_repeatable
from oresurvey.network.threads import use_threads
from oresurvey.network.unet import NetworkSettings, joined, training_model, unet
from oresurvey.survey.settings.training import Training
from oresurvey.training.averaged_weights import averaged_weights, take_averages
from oresurvey.training.checkpoints import (
    CHECKPOINTS,
    TrainingState,
    drop_other_networks,
    kept_network,
    member_of,
    newest_checkpoint,
    only_checkpoint,
    read_progress,
    remove_finished,
    save_checkpoint,
)
from oresurvey.training.known_weights import take_weights
from oresurvey.training.now import training_now
from oresurvey.training.progress import TrainingBar, minutes_bar, steps_bar
from oresurvey.training.sampler import (
    BalancedSampler,
    PatchSource,
    batches,
    shares_of,
)
from oresurvey.training.schedule import judge, kept_epoch, learning_rate
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK
from oresurvey.training.validation import code_positions, validate


def train(
    training: list[PatchSource],
    validation: list[PatchSource],
    codes: tuple[int, ...],
    settings: Training,
    folder: Path,
    threads: int = 2,
    about: dict | None = None,
    key: str = "",
    older: dict | None = None,
) -> None:
    """Train a network and write it with its history.

    Parameters
    ----------
    training, validation : list of PatchSource
    codes : tuple of int
        Mineral codes in the order of the network's output; background first.
    settings : Training
    folder : Path
        Gets `training.trained_files`: the network, not yet calibrated, and what there is to know
        of it; ``history.csv`` and ``shares.csv``. ``checkpoint/`` stands there meanwhile.
    threads : int
    about : dict
        How images reach the network (input_scale, exposure); goes into ``model.json``.
    key : str
        Digest of everything the training depends on: a checkpoint of another key is not used.
    older : dict or None
        The ``model.json`` of the model that is taught (``settings.parent`` is its folder): what it
        knows is kept.

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
    checkpoint = only_checkpoint(folder / CHECKPOINTS, key or "training")
    members = [
        _train_member(
            training, validation, codes, one, folder, member_of(checkpoint, number), older
        )
        for number, one in enumerate(settings.of_members(), start=1)
    ]
    first = members[0]
    about = about or {"input_scale": 1.0, "exposure": "none"}
    known = {
        "codes": list(codes),
        **about,
        "patch_px": settings.patch_px,
        "levels": settings.levels,
        "filters": settings.filters,
        **({"pyramid": settings.pyramid} if settings.pyramid else {}),
        "align_px": NetworkSettings.of(settings).align_px,
        "kept_epoch": first.kept_epoch,
        "best_epoch": first.progress.best_epoch,
        "keep": settings.keep,
        f"best_val_{settings.best_by}": first.progress.best,
        "epochs": first.progress.epoch,
        **(
            {}
            if settings.deterministic
            else {"minutes": round(sum(one.minutes for one in members), 2)}
        ),
        "labelled": _labelled(training, older or {}),
    }
    if older:
        known |= {
            "taught_from": older["sha256"],
            "trained_deposits": sorted({one.deposit for one in training}),
            KEPT_FEATURES: older.get(FEATURE_STATISTICS),
        }
    if len(members) == 1:
        # A copy: the checkpoint stays whole until everything is in place.
        copy_file(first.network, folder / TRAINED_NETWORK)
    else:
        networks = [keras.models.load_model(one.network, compile=False) for one in members]
        whole = joined(networks, NetworkSettings.of(settings))
        save_network(whole, folder / TRAINED_NETWORK)
        known |= {"members": len(members), "validation": validate(whole, validation, codes)}
    histories = pd.concat([pd.DataFrame(one.progress.history) for one in members])
    write_csv(histories.groupby("epoch", as_index=False).mean(), folder / "history.csv")
    write_csv(shares_of([one.shares for one in members]), folder / "shares.csv")
    write_json(known, folder / TRAINED_ABOUT)
    remove_finished(folder / CHECKPOINTS, whole=True)


@dataclass(frozen=True)
class _Member:
    """One finished network of a training.

    Attributes
    ----------
    network : Path
        Beside its checkpoint.
    kept_epoch : int
    progress : TrainingState
    shares : DataFrame
        As of `BalancedSampler.shares`.
    """

    network: Path
    kept_epoch: int
    progress: TrainingState
    shares: pd.DataFrame

    @property
    def minutes(self) -> float:
        return self.progress.minutes


def _labelled(training: list[PatchSource], older: dict) -> dict[str, list[int]]:
    """Classes that the annotation of each deposit distinguishes, of an older model's too."""
    found = {one.deposit: list(one.labelled_codes) for one in training}
    for deposit, codes in older.get("labelled", {}).items():
        found[deposit] = sorted({*codes, *found.get(deposit, [])})
    return found


def _train_member(
    training, validation, codes, settings, folder: Path, checkpoint: Path, older: dict | None
) -> _Member:
    """Train one network to its end, or find it finished; parameters as of `train`."""
    make_repeatable(settings.seed, settings.deterministic)
    network, trainer, progress = _start(codes, settings, newest_checkpoint(checkpoint), older)
    sampler = _sampler(training, codes, settings, progress)
    _run(
        network, trainer, sampler, progress, settings, codes,
        vectors=np.stack([labelled_vector(codes, source.labelled_codes) for source in training]),
        table=code_positions(codes),
        now=training_now(folder),
        after_epoch=lambda: _finish_epoch(
            network, trainer, progress, settings, validation, codes, checkpoint
        ),
    )  # fmt: skip
    # Up to the last finished epoch, whatever was planned ahead.
    sampler.restore(progress.sampler)
    kept = kept_epoch(settings, progress)
    return _Member(kept_network(checkpoint, kept), kept, progress, sampler.shares())


def _sampler(training, codes, settings: Training, progress: TrainingState) -> BalancedSampler:
    """The sampler of patches, as it was after the last finished epoch."""
    sampler = BalancedSampler(training, codes, settings)
    if progress.sampler:
        sampler.restore(progress.sampler)
    return sampler


def _older(codes, settings, about: dict) -> Older:
    """The network that is taught, as it was."""
    network = keras.models.load_model(Path(settings.parent) / "model.keras", compile=False)
    return Older(network, tuple(codes.index(code) for code in about["codes"]), settings.keep_known)


def _start(codes, settings, checkpoint: Path | None, older: dict | None):
    """New or resumed (network, trainer, progress)."""
    if checkpoint is not None:
        trainer = keras.models.load_model(checkpoint / "trainer.keras")
        network = trainer.get_layer("conv_res_unet")
        progress = read_progress(checkpoint)
        print(f"resuming after epoch {progress.epoch}", file=sys.stderr)
        return network, trainer, progress
    shape = NetworkSettings.of(settings)
    network = unet(len(codes), shape, FusedNormalization)
    if settings.start:
        take_weights(network, codes, settings.start)
    if settings.freeze_norm_after == 0:
        freeze_norm(network)
    kept = _older(codes, settings, older) if older and settings.keep_known else None
    trainer = training_model(network, settings.unlabelled, settings.hidden, kept)
    _compile(trainer, codes, settings)
    return network, trainer, TrainingState(learning_rate=settings.learning_rate)


def _compile(trainer: keras.Model, codes, settings: Training) -> None:
    """Give the model optimiser and loss."""
    on_gpu = bool(keras.distribution.list_devices("gpu"))
    trainer.compile(
        optimizer=keras.optimizers.Adam(
            settings.learning_rate,
            use_ema=settings.average_weights > 0,
            ema_momentum=settings.average_weights or 0.99,
        ),
        loss=SumOfLosses(
            settings.loss.recorded(), [settings.class_weights.get(code, 1.0) for code in codes]
        ),
        # XLA pays on a GPU; on a CPU it was measured slower than oneDNN.
        jit_compile=on_gpu and not settings.deterministic,
    )


def freeze_norm(network: keras.Model) -> None:
    """Let every batch normalisation keep its statistics from now on."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def _bar(settings: Training, progress: TrainingState, now: Path) -> TrainingBar:
    """Progress in minutes where they are the budget, else in steps: only so is the ETA true."""
    if settings.minutes:
        return minutes_bar(now, settings.minutes, progress.minutes)
    step = settings.steps_per_epoch
    return steps_bar(now, settings.epochs * step, progress.epoch * step)


def _used_up(settings: Training, progress: TrainingState) -> bool:
    return settings.minutes is not None and progress.minutes >= settings.minutes


def _run(
    network, trainer, sampler, progress, settings, codes, vectors, table, now, after_epoch
) -> None:
    """Epoch after epoch until the epochs or the minutes are used up."""
    feed = batches(sampler, workers=settings.workers, prefetch=4)
    bar = _bar(settings, progress, now)
    try:
        while progress.epoch < settings.epochs and not _used_up(settings, progress):
            _run_epoch(trainer, feed, progress, settings, vectors, table, bar)
            if progress.epoch == settings.freeze_norm_after:
                take_averages(trainer)
                freeze_norm(network)
                _compile(trainer, codes, settings)
            bar.set_postfix_str(f"epoch {progress.epoch} " + after_epoch())
    finally:
        bar.close()
        feed.close()


def _run_epoch(trainer, feed, progress, settings, vectors, table, bar) -> None:
    """The steps of one epoch, fewer if the minutes are used up before; its row of the history."""
    losses: list = []
    begun, waited = time.monotonic(), 0.0
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
        trainer.optimizer.learning_rate = learning_rate(settings, progress, spent)
        positions = table[masks]
        inputs = [images.astype(np.float32) / 255.0, vectors[sources], positions]
        losses.append(trainer.train_on_batch(inputs, positions))
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


def _finish_epoch(network, trainer, progress, settings, validation, codes, checkpoint) -> str:
    """Validate, keep the best, write the checkpoint; returns what the progress bar says."""
    with averaged_weights(trainer):
        scores = validate(network, validation, codes)
        weights = network.get_weights()
    progress.history[-1].update(scores)
    better = judge(settings, progress, scores[f"val_{settings.best_by}"])
    kept = kept_network(checkpoint, kept_epoch(settings, progress))
    if better or settings.keep == "last" or not kept.exists():
        # As Keras builds it: a model of the survey loads wherever Keras does.
        plain = unet(len(codes), NetworkSettings.of(settings))
        plain.set_weights(weights)
        save_network(plain, kept)
    save_checkpoint(checkpoint, trainer, progress)
    drop_other_networks(checkpoint, kept)
    return f"accuracy {scores['val_overall_accuracy']:.3f} IoU {scores['val_mean_iou']:.3f}"
