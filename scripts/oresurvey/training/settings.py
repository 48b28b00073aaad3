"""Settings of one training, as the configuration's ``train`` section has them."""

from dataclasses import dataclass, field, replace

from oresurvey.errors import ConfigurationError
from oresurvey.training.augment import Augmentation


@dataclass(frozen=True)
class TrainingSettings:
    """One training; the defaults are the recipe of the 2021 paper.

    Attributes
    ----------
    filters, levels : int
        Shape of the network, see `network.unet.NetworkSettings`.
    patch_px, batch, steps_per_epoch, epochs : int
    minutes : float or None
        Stop after this many minutes of training; None for all epochs.
    balance_exponent : float
        See `training.sampler.SamplerSettings`.
    loss : dict of str to float
        Terms of `network.losses.SumOfLosses`.
    class_weights : dict of int to float
        Weight in the loss by mineral code; 1 where not named.
    unlabelled : str
        What becomes of classes that a deposit's annotation does not name, see
        `network.unet.AmongLabelled`.
    hidden : float
        See there; for "open".
    learning_rate : float
        Of Adam, at the start.
    schedule : str
        "plateau": times `plateau_factor` when the validation score has not risen for
        `plateau_patience` validations; "cosine": half a cosine over the budget, down to 1 %.
    start_from : str or None
        Folder of a trained model whose weights the network starts with, see `known_weights`; None:
        from chance.
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
        Of the first member; the others have the next ones.
    members : int
        Networks that differ in their seed alone, trained one after the other and joined into one
        (`network.unet.joined`): as slow as all of them, and steadier than any.
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
    hidden: float = 0.1
    learning_rate: float = 1e-3
    schedule: str = "plateau"
    plateau_factor: float = 0.1
    plateau_patience: int = 3
    start_from: str | None = None
    freeze_norm_after: int | None = None
    average_weights: float = 0.0
    keep: str = "best"
    best_by: str = "mean_iou"
    seed: int = 1
    members: int = 1
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

    def of_members(self) -> list["TrainingSettings"]:
        """Settings of each member: another seed, an equal part of the minutes."""
        minutes = None if self.minutes is None else self.minutes / self.members
        return [
            replace(self, members=1, seed=self.seed + number, minutes=minutes)
            for number in range(self.members)
        ]
