"""How far a pixel is from everything that a network was trained on, by its features.

The features of a pixel are what enters the network's last convolution. Each mineral of the training
fields has a mean of them, and all have one covariance; the distance is that to the nearest mineral.

Source: Lee, Lee, Lee and Shin (2018), "A simple unified framework for detecting out-of-distribution
samples and adversarial attacks", NeurIPS.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.errors import ConfigurationError

KEY = "feature_statistics"
"""In ``model.json``."""
KEPT_FEATURES = "kept_feature_statistics"
"""In what a training leaves: those of the model that was taught."""
RIDGE = 1e-3
"""Of the mean variance of a feature within minerals; it is added to every variance."""
FEWEST = 10
"""Pixels per feature that a covariance needs."""


@dataclass(frozen=True)
class FeatureStatistics:
    """Distributions of the features of the minerals that a network was trained on.

    Attributes
    ----------
    codes : (K,) int
        Mineral of each mean.
    means : (K, F) float64
    precision : (F, F) float64
        Inverse of the covariance within minerals.
    """

    codes: np.ndarray
    means: np.ndarray
    precision: np.ndarray

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
        for mean in self.means:
            off = features - mean
            np.minimum(nearest, ((off @ self.precision) * off).sum(axis=1), out=nearest)
        return nearest

    def beside(self, older: "FeatureStatistics") -> "FeatureStatistics":
        """The same with the minerals that an older network knew and no field shows any more.

        Their means are where they were in the older network: only as true as training kept them.
        """
        kept = ~np.isin(older.codes, self.codes)
        return FeatureStatistics(
            np.append(self.codes, older.codes[kept]),
            np.concatenate([self.means, older.means[kept]]),
            self.precision,
        )

    def as_json(self) -> dict:
        """Lists in place of arrays."""
        return {
            "codes": self.codes.tolist(),
            "means": self.means.tolist(),
            "precision": self.precision.tolist(),
        }

    @classmethod
    def from_json(cls, about: dict, key: str = KEY) -> "FeatureStatistics | None":
        """Statistics of a model; None where its ``model.json`` has none.

        Raises
        ------
        ConfigurationError
            If their sizes do not fit one another.
        """
        if about.get(key) is None:
            return None
        codes, means, precision = (
            np.array(about[key][name]) for name in ("codes", "means", "precision")
        )
        if means.shape[:1] != codes.shape or precision.shape != 2 * means.shape[1:]:
            raise ConfigurationError(
                f"model.json: {key}: {len(codes)} codes, means {means.shape} and precision "
                f"{precision.shape} do not fit; train again, or take {key} out to go without"
            )
        return cls(codes, means, precision)


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
        None where the pixels are too few for a covariance, or all alike.
    """
    size = features.shape[1]
    known, position = np.unique(codes, return_inverse=True)
    if len(codes) < FEWEST * size:
        return None
    means = np.stack([features[position == k].mean(axis=0) for k in range(len(known))])
    off = features - means[position]
    within = off.T @ off / len(off)
    ridge = RIDGE * np.trace(within) / size
    if not ridge > 0:
        return None
    return FeatureStatistics(known, means, np.linalg.inv(within + ridge * np.eye(size)))
