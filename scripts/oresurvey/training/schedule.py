"""Schedule of a training: its learning rate, what is best so far, which epoch is kept."""

import numpy as np

from oresurvey.survey.settings.training import Training
from oresurvey.training.checkpoints import TrainingState


def learning_rate(settings: Training, progress: TrainingState, spent: float) -> float:
    """Learning rate for the next step; `spent` is the share of the budget used, 0..1."""
    if settings.schedule == "plateau":
        return progress.learning_rate
    return settings.learning_rate * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * min(spent, 1.0))))


def kept_epoch(settings: Training, progress: TrainingState) -> int:
    """The epoch whose network is kept."""
    return progress.epoch if settings.keep == "last" else progress.best_epoch


def judge(settings: Training, progress: TrainingState, score: float) -> bool:
    """Note a validation score; True when it is the best so far."""
    if score > progress.best:
        progress.best, progress.best_epoch, progress.waited = score, progress.epoch, 0
        return True
    progress.waited += 1
    if settings.schedule == "plateau" and progress.waited >= settings.plateau_patience:
        progress.learning_rate *= settings.plateau_factor
        progress.waited = 0
    return False
