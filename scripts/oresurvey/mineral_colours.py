"""Colours of the known minerals, and the exposure that makes a field's colours agree with them.

Reflectances of minerals stand in fixed ratios, and a camera's exposure is one factor for all of
them. In logarithms it is a shift: the colours of a deposit are a mixture of normal distributions,
one per mineral, and a field shows them shifted along the axis of brightness. Annotated fields give
the distributions; of any other field the shift is found that makes its colours likeliest, whatever
the shares of its minerals.
"""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.vq import kmeans2

from oresurvey.minerals import VOID

BACKGROUND_PARTS = 5
"""Gangue, resin and pits have no colour of their own: several distributions share them."""
DARKEST = 4 / 255
"""Logarithms of darker values would be those of noise."""
SPREAD_FLOOR = 0.02
REACH = 0.4
"""Colours farther from a mineral's median than this, in stops, are scratches and rims."""
FEWEST = 20
PER_FIELD = 400
SHIFTS = np.arange(-1.0, 1.001, 0.05)
SHIFT_SPREAD = 0.25
"""Stops; standard deviation of automatic exposure within one afternoon (LumenStone S1: .22)."""
SHIFT_WEIGHT = 0.1
"""Of that prior, per block: colours of neighbouring blocks are no independent observations."""
EVIDENCE = 1500
SHARE_PRIOR = 0.02
OUTLIER = 1e-4
FARTHEST = -8.0
ROUNDS = 12


def log_colours(colours: np.ndarray) -> np.ndarray:
    """Brightness and hue in stops.

    Parameters
    ----------
    colours : (..., 3) uint8

    Returns
    -------
    (..., 3) float64
        Mean over channels of log2 of the value (255 is 0), log2(red / green), log2(blue / green).
    """
    logs = np.log2(np.maximum(colours / 255.0, DARKEST))
    hues = logs[..., [0, 2]] - logs[..., 1:2]
    return np.concatenate([logs.mean(axis=-1, keepdims=True), hues], axis=-1)


@dataclass(frozen=True)
class MineralColours:
    """Distributions of the log colours of one deposit, at its mean exposure.

    Attributes
    ----------
    deposit : str
    codes : (K,) int
        Mineral of each distribution; the background has several.
    means : (K, 3) float64
    covariances : (K, 3, 3) float64
    """

    deposit: str
    codes: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def as_json(self) -> dict:
        """Lists in place of arrays."""
        return {
            "deposit": self.deposit,
            "codes": self.codes.tolist(),
            "means": self.means.round(5).tolist(),
            "covariances": self.covariances.round(6).tolist(),
        }

    @classmethod
    def from_json(cls, content: dict) -> "MineralColours":
        """The inverse of `as_json`."""
        arrays = {key: np.array(content[key]) for key in ("codes", "means", "covariances")}
        return cls(content["deposit"], **arrays)


def _spread(values: np.ndarray, most: int) -> np.ndarray:
    """At most so many rows, evenly spread over all."""
    if len(values) <= most:
        return values
    return values[np.linspace(0, len(values), most, endpoint=False).astype(int)]


def annotated_shifts(samples: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Exposure of annotated fields, by least squares.

    The median brightness of mineral m in field f is shift(f) + brightness(m) + error; the mean of
    the shifts is 0.

    Parameters
    ----------
    samples : list of ((N, 3) uint8, (N,) uint8)
        As from `colour_sample.sample_colours`.

    Returns
    -------
    (fields,) float64
        Stops; NaN for a field that shows no mineral in at least 20 blocks.
    """
    seen = [
        (field, code, np.median(log_colours(colours[codes == code])[:, 0]))
        for field, (colours, codes) in enumerate(samples)
        for code in np.unique(codes)
        if code not in (0, VOID) and (codes == code).sum() >= FEWEST
    ]
    minerals = sorted({code for _, code, _ in seen})
    equations = np.zeros((len(seen) + 1, len(samples) + len(minerals)))
    for row, (field, code, _) in enumerate(seen):
        equations[row, field] = equations[row, len(samples) + minerals.index(code)] = 1
    fields = sorted({field for field, _, _ in seen})
    equations[-1, fields] = 1
    values = np.array([value for *_, value in seen] + [0.0])
    # Groups of fields that share no mineral leave more unknowns than equations: the least norm.
    solved = np.linalg.lstsq(equations, values, rcond=None)[0]
    shifts = np.full(len(samples), np.nan)
    shifts[fields] = solved[fields]
    return shifts


def fit_mineral_colours(deposit: str, samples: list[tuple[np.ndarray, np.ndarray]]):
    """Distributions of a deposit's colours from annotated fields.

    Parameters
    ----------
    deposit : str
    samples : list of ((N, 3) uint8, (N,) uint8)
        As from `colour_sample.sample_colours`; every field weighs alike.

    Returns
    -------
    MineralColours or None
        None where no field shows a mineral.
    """
    shifts = annotated_shifts(samples)
    if not np.isfinite(shifts).any():
        return None
    pooled: dict[int, list[np.ndarray]] = {}
    for shift, (colours, codes) in zip(np.nan_to_num(shifts), samples, strict=True):
        logs = log_colours(colours) - (shift, 0, 0)
        for code in np.unique(codes[codes != VOID]).tolist():
            found = logs[codes == code]
            pooled.setdefault(code, []).append(_spread(found, PER_FIELD))
    parts = []
    for code, fields in sorted(pooled.items()):
        points = np.concatenate(fields)
        if len(points) < FEWEST:
            continue
        labels = np.zeros(len(points), int)
        if code == 0 and len(points) >= BACKGROUND_PARTS * FEWEST:
            labels = kmeans2(points, BACKGROUND_PARTS, seed=1, minit="++")[1]
        for label in np.unique(labels):
            part = points[labels == label]
            middle = np.median(part, axis=0)
            spread = np.clip(part - middle, -REACH, REACH)
            covariance = spread.T @ spread / len(part) + SPREAD_FLOOR**2 * np.eye(3)
            parts.append((code, middle, covariance))
    codes, means, covariances = (np.array(values) for values in zip(*parts, strict=True))
    return MineralColours(deposit, codes, means, covariances)


def _log_densities(points: np.ndarray, colours: MineralColours) -> np.ndarray:
    """Log density of every distribution at every point, up to one constant; (N, K)."""
    found = np.empty((len(points), len(colours.codes)))
    for k, (mean, covariance) in enumerate(zip(colours.means, colours.covariances, strict=True)):
        root = np.linalg.cholesky(covariance)
        away = np.linalg.solve(root, (points - mean).T)
        found[:, k] = -0.5 * (away**2).sum(axis=0) - np.log(np.diag(root)).sum()
    return found


def _agreement(points: np.ndarray, colours: MineralColours) -> float:
    """Mean log-likelihood of points under the mixture with the shares that suit them best."""
    densities = _log_densities(points, colours)
    # What is far from everything counts as outlier, not as evidence for the least bad exposure.
    highest = np.maximum(densities.max(axis=1, keepdims=True), FARTHEST)
    densities = np.exp(densities - highest)
    shares = np.full(len(colours.codes), 1 / len(colours.codes))
    for _ in range(ROUNDS):
        joint = densities * shares
        shares = (joint / (joint.sum(axis=1, keepdims=True) + OUTLIER)).mean(axis=0) + SHARE_PRIOR
        shares /= shares.sum()
    likelihood = np.log((densities * shares).sum(axis=1) + OUTLIER) + highest[:, 0]
    return float(likelihood.mean() + SHARE_PRIOR * np.log(shares).sum())


def exposure_shift(colours: np.ndarray, known: list[MineralColours]) -> float:
    """Exposure of a field against that of the known colours.

    Parameters
    ----------
    colours : (N, 3) uint8
        As from `colour_sample.sample_colours`.
    known : list of MineralColours
        One per deposit; the deposit that agrees best decides.

    Returns
    -------
    float
        Stops; positive for a field that is brighter than the mean of the annotated ones. The most
        probable of `SHIFTS`, refined by a parabola.

    Notes
    -----
    Maximum a posteriori over a mixture model whose shares are fitted anew for every shift
    (expectation maximisation: Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39, 1-38).
    """
    points = log_colours(_spread(colours, EVIDENCE))
    prior = -SHIFT_WEIGHT * 0.5 * (SHIFTS / SHIFT_SPREAD) ** 2
    curves = [
        np.array([_agreement(points - (shift, 0, 0), one) for shift in SHIFTS]) + prior
        for one in known
    ]
    curve = max(curves, key=max)
    best = int(curve.argmax())
    if not 0 < best < len(SHIFTS) - 1:
        return float(SHIFTS[best])
    before, here, after = curve[best - 1 : best + 2]
    bend = before - 2 * here + after
    return float(SHIFTS[best] + (0.5 * (before - after) / bend if bend else 0) * 0.05)
