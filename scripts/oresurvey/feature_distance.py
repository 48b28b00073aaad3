"""How far a pixel is from everything that a network was trained on, by its features.

The features of a pixel are what enters the network's last convolution. Each mineral of the training
fields has a normal distribution of them; the distance is that to the nearest mineral.

Source: Lee, Lee, Lee and Shin (2018), "A simple unified framework for detecting out-of-distribution
samples and adversarial attacks", NeurIPS. Here every mineral has its own covariance, where they
take one for all classes: means over fields have shorter tails so.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.errors import ConfigurationError

KEY = "feature_statistics"
"""In ``model.json``."""
RIDGE = 1e-3
"""Of the mean variance of a feature within minerals; it is added to every variance."""
FEWEST = 10
"""Pixels per feature that a covariance needs; a mineral with fewer takes that of all minerals."""


@dataclass(frozen=True)
class FeatureStatistics:
    """Distributions of the features of the minerals that a network was trained on.

    Attributes
    ----------
    codes : (K,) int
        Mineral of each distribution.
    means : (K, F) float64
    precisions : (K, F, F) float64
        Inverses of the covariances.
    """

    codes: np.ndarray
    means: np.ndarray
    precisions: np.ndarray

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Squared Mahalanobis distance to the nearest mineral.

        Parameters
        ----------
        features : (n, F) float

        Returns
        -------
        (n,) float64
            k^2 for a pixel that is k standard deviations from the mean. Of pixels that are
            distributed as a mineral is, the mean is no more than F.
        """
        nearest = np.full(len(features), np.inf)
        for mean, precision in zip(self.means, self.precisions, strict=True):
            off = features - mean
            np.minimum(nearest, ((off @ precision) * off).sum(axis=1), out=nearest)
        return nearest

    def as_json(self) -> dict:
        """Lists in place of arrays."""
        return {
            "codes": self.codes.tolist(),
            "means": self.means.tolist(),
            "precisions": self.precisions.tolist(),
        }

    @classmethod
    def from_json(cls, about: dict) -> "FeatureStatistics | None":
        """Statistics of a model; None where its ``model.json`` has none.

        Raises
        ------
        ConfigurationError
            If their sizes do not fit one another.
        """
        if about.get(KEY) is None:
            return None
        codes, means, precisions = (
            np.array(about[KEY][name]) for name in ("codes", "means", "precisions")
        )
        if means.shape[:1] != codes.shape or precisions.shape != (*means.shape, means.shape[-1]):
            raise ConfigurationError(
                f"model.json: {KEY}: {len(codes)} codes, means {means.shape} and precisions "
                f"{precisions.shape} do not fit; train again, or take {KEY} out to go without"
            )
        return cls(codes, means, precisions)


def fit_statistics(features: np.ndarray, codes: np.ndarray) -> FeatureStatistics | None:
    """Distributions of the features of annotated pixels.

    Parameters
    ----------
    features : (n, F) float
    codes : (n,) int
        Mineral of each pixel; the background is one of them.

    Returns
    -------
    FeatureStatistics or None
        None where the pixels are too few for any covariance, or all alike.
    """
    size, fewest = features.shape[1], FEWEST * features.shape[1]
    known, position = np.unique(codes, return_inverse=True)
    counts = np.bincount(position, minlength=len(known))
    if len(codes) < fewest:
        return None
    means = np.stack([features[position == k].mean(axis=0) for k in range(len(known))])
    off = features - means[position]
    within = off.T @ off / len(off)
    ridge = RIDGE * np.trace(within) / size
    if not ridge > 0:
        return None
    covariances = [
        off[position == k].T @ off[position == k] / counts[k] if counts[k] >= fewest else within
        for k in range(len(known))
    ]
    return FeatureStatistics(known, means, np.linalg.inv(covariances + ridge * np.eye(size)))
