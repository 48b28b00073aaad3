"""Colours of the known minerals, as annotated fields show them under one light.

Reflectances of minerals stand in fixed ratios; what a photograph adds is its light. In logarithms a
field shows mineral + light: alternating least squares over all annotated fields of a deposit gives
both, and with the lights taken off every mineral has a narrow normal distribution of colours.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
from scipy.cluster.vq import kmeans2

from oresurvey.light.field_light import EXPOSURE, HUE, SURFACE, TERMS, surface_terms
from oresurvey.survey.mineral_codes import VOID

BACKGROUND_PARTS = 5
"""Gangue, resin and pits have no colour of their own: several distributions share them."""
DARKEST = 4 / 255
"""Logarithms of darker values would be those of noise."""
SPREAD_FLOOR = 0.02
REACH = 0.4
"""Colours farther from a mineral's median than this, in stops, are scratches and rims."""
FEWEST = 20
PER_FIELD = 400
ROUNDS = 12
RIM = 0.1
"""Stops; residuals beyond count less and less (Cauchy weights)."""
NEVER_FREE = 1e-6
IS_SURFACE = np.isin(np.arange(len(TERMS)), np.arange(len(TERMS))[SURFACE])
RIDGE = 4.0
"""Blocks' worth of evidence for the mean surface: a field of one small grain says little."""
LEAST_SHARE = 1e-3
LEAST_SPREAD = np.array([0.25, *[0.05] * 5, 0.08, 0.08])
"""Stops; automatic exposure was seen to vary by .22 within one afternoon (LumenStone S1).

White balance varied by .03 there; another camera has another one, and should be found too.
"""


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


def without_light(logs: np.ndarray, surface: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Log colours less their light.

    Parameters
    ----------
    logs : (N, 3)
        As from `log_colours`.
    surface : (N, 6)
        As from `light.field_light.surface_terms`.
    light : (8,)
        As `light.field_light.FieldLight.stops`.
    """
    bare = logs - np.append(0.0, light[HUE])
    bare[:, 0] -= surface @ light[:6]
    return bare


@dataclass(frozen=True)
class FieldSample:
    """Blocks of one field.

    Attributes
    ----------
    colours : (N, 3) uint8
    positions : (N, 2) float64
        As from `light.sample.block_positions`.
    codes : (N,) uint8
        Mineral of each block; VOID where there are several, or no annotation.
    settings : hashable
        What fields of one deposit have in common that share camera settings, their illumination
        undone by a calibration photograph: one exposure and white balance, and no surface. None
        for a field of its own.
    """

    colours: np.ndarray
    positions: np.ndarray
    codes: np.ndarray
    settings: Hashable = None


@dataclass(frozen=True)
class MineralColours:
    """Distributions of the log colours of one deposit, under its mean light.

    Attributes
    ----------
    deposit : str
    codes : (K,) int
        Mineral of each distribution; the background has several.
    means : (K, 3) float64
    covariances : (K, 3, 3) float64
    light, light_spread : (8,) float64
        Mean and standard deviation over fields of the terms of `light.field_light.TERMS`; terms
        that are not looked for have mean 0 and no spread.
    shares : (K,) float64
        Of the blocks of any mineral, those of this one, mean over fields; 1 for the background,
        and where a model was trained before they were noted.
    """

    deposit: str
    codes: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    light: np.ndarray
    light_spread: np.ndarray
    shares: np.ndarray

    def evenly_lit(self) -> "MineralColours":
        """The same minerals under light without a surface: none is looked for."""
        light, spread = self.light.copy(), self.light_spread.copy()
        light[SURFACE] = spread[SURFACE] = 0.0
        return replace(self, light=light, light_spread=spread)

    def as_json(self) -> dict:
        """Lists in place of arrays."""
        return {
            "deposit": self.deposit,
            "codes": self.codes.tolist(),
            "means": self.means.round(5).tolist(),
            "covariances": self.covariances.round(6).tolist(),
            "light": self.light.round(5).tolist(),
            "light_spread": self.light_spread.round(6).tolist(),
            "shares": self.shares.round(6).tolist(),
        }

    @classmethod
    def from_json(cls, content: dict) -> "MineralColours":
        """The inverse of `as_json`."""
        arrays = {key: np.array(value) for key, value in content.items() if key != "deposit"}
        arrays.setdefault("shares", np.ones(len(arrays["codes"])))
        return cls(content["deposit"], **arrays)


def evenly(values: np.ndarray, most: int) -> np.ndarray:
    """At most so many rows, evenly spread over all."""
    if len(values) <= most:
        return values
    return values[np.linspace(0, len(values), most, endpoint=False).astype(int)]


def _surface_of(surface, residuals, mean, free) -> np.ndarray:
    """Exposure and surface (6,) of a field whose blocks differ from their minerals by so much."""
    weights = np.ones(len(residuals))
    ridge = np.diag(np.where(free[:6], RIDGE, 1 / NEVER_FREE))
    ridge[0, 0] = NEVER_FREE
    found = mean
    for _ in range(3):
        scaled = surface * weights[:, None]
        found = np.linalg.solve(scaled.T @ surface + ridge, scaled.T @ residuals + ridge @ mean)
        weights = 1 / (1 + ((residuals - surface @ found) / RIM) ** 2)
    return found


def _alike(samples: list[FieldSample], used: list[int]) -> list[tuple[list[int], bool]]:
    """Fields that have one light, and whether it has no surface; most are alone."""
    groups: dict[Hashable, list[int]] = {}
    for field in used:
        settings = samples[field].settings
        groups.setdefault(field if settings is None else (settings,), []).append(field)
    return [(fields, samples[fields[0]].settings is not None) for fields in groups.values()]


def _mean_surface(samples: list[FieldSample], lights: np.ndarray) -> np.ndarray:
    """Mean exposure (0) and surface (6,) of the fields whose surface is looked for."""
    looked_for = [sample.settings is None for sample in samples] & np.isfinite(lights[:, 0])
    mean = lights[looked_for, :6].mean(axis=0) if looked_for.any() else np.zeros(6)
    mean[0] = 0.0
    return mean


def annotated_lights(samples: list[FieldSample], free: np.ndarray) -> np.ndarray:
    """Light of annotated fields.

    Parameters
    ----------
    samples : list of FieldSample
    free : (8,) bool
        Terms of `light.field_light.TERMS` to look for; the others stay 0.

    Returns
    -------
    (fields, 8) float64
        Exposure and hue have mean 0 over fields; NaN for a field that shows minerals in fewer than
        20 blocks. Fields of the same `FieldSample.settings` have one light, without a surface.
    """
    lights = np.full((len(samples), len(TERMS)), np.nan)
    named = [(one.codes != 0) & (one.codes != VOID) for one in samples]
    used = [field for field, found in enumerate(named) if found.sum() >= FEWEST]
    if not used:
        return lights
    logs = {field: log_colours(samples[field].colours[named[field]]) for field in used}
    surfaces = {field: surface_terms(samples[field].positions[named[field]]) for field in used}
    codes = {field: samples[field].codes[named[field]] for field in used}
    lights[used] = 0.0
    medians = np.zeros((VOID + 1, 3))
    for _ in range(ROUNDS):
        pooled: dict[int, list[np.ndarray]] = {}
        for field in used:
            bare = without_light(logs[field], surfaces[field], lights[field])
            for code in np.unique(codes[field]).tolist():
                pooled.setdefault(code, []).append(evenly(bare[codes[field] == code], PER_FIELD))
        for code, found in pooled.items():
            medians[code] = np.median(np.concatenate(found), axis=0)
        mean = _mean_surface(samples, lights)
        for fields, even in _alike(samples, used):
            residuals = np.concatenate([logs[one] - medians[codes[one]] for one in fields])
            surface = np.concatenate([surfaces[one] for one in fields])
            terms, about = (free & ~IS_SURFACE, mean * ~IS_SURFACE[:6]) if even else (free, mean)
            lights[fields, :6] = _surface_of(surface, residuals[:, 0], about, terms)
            lights[fields, HUE] = np.median(residuals[:, 1:], axis=0) * free[HUE]
        for part in (EXPOSURE, HUE):
            lights[:, part] -= np.nanmean(lights[:, part], axis=0)
    return lights


def _prior(lights: np.ndarray, even: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the light of a deposit's fields; the surface of those not evenly lit."""
    mean, spread = np.zeros(len(TERMS)), lights.std(axis=0)
    lit = lights[~even] if not even.all() else lights
    mean[SURFACE] = lit[:, SURFACE].mean(axis=0) * free[SURFACE]
    spread[SURFACE] = lit[:, SURFACE].std(axis=0)
    return mean, np.maximum(spread, LEAST_SPREAD) * free


def _shares(samples: list[FieldSample], codes: np.ndarray) -> np.ndarray:
    """`MineralColours.shares` of fields that show minerals."""
    named = [one.codes[(one.codes != 0) & (one.codes != VOID)] for one in samples]
    shares = np.mean([[(found == code).mean() for code in codes] for found in named], axis=0)
    return np.where(codes == 0, 1.0, np.maximum(shares, LEAST_SHARE))


def fit_mineral_colours(deposit: str, samples: list[FieldSample], free: np.ndarray):
    """Distributions of a deposit's colours from annotated fields.

    Parameters
    ----------
    deposit : str
    samples : list of FieldSample
        Every field weighs alike.
    free : (8,) bool
        See `annotated_lights`.

    Returns
    -------
    MineralColours or None
        None where no field shows a mineral.
    """
    lights = annotated_lights(samples, free)
    seen = np.isfinite(lights[:, 0])
    if not seen.any():
        return None
    pooled: dict[int, list[np.ndarray]] = {}
    for light, sample in zip(lights, samples, strict=True):
        if not np.isfinite(light[0]):
            continue
        bare = without_light(log_colours(sample.colours), surface_terms(sample.positions), light)
        for code in np.unique(sample.codes[sample.codes != VOID]).tolist():
            pooled.setdefault(code, []).append(evenly(bare[sample.codes == code], PER_FIELD))
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
    # One spread for all minerals: else a field of one mineral is taken for that of least spread,
    # under a light that nobody saw (by more than .15 stops in 12 of 59 fields of LumenStone S1,
    # against 7).
    if (codes != 0).any():
        covariances[codes != 0] = covariances[codes != 0].mean(axis=0)
    shares = _shares([samples[field] for field in np.flatnonzero(seen)], codes)
    even = np.array([one.settings is not None for one in samples])
    prior = _prior(lights[seen], even[seen], free)
    return MineralColours(deposit, codes, means, covariances, *prior, shares)
