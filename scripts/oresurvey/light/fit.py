"""The light of a field without annotation: the one under which its colours are those of minerals.

Its colours are a mixture of the known minerals' normal distributions, shifted by the light. Shares
of the minerals and light are found together, by expectation maximisation, from several exposures.
"""

from dataclasses import dataclass

import numpy as np

from oresurvey.light.colours import MineralColours, evenly, log_colours, without_light
from oresurvey.light.field_light import HUE, TERMS, FieldLight, surface_terms

STARTS = np.arange(-0.75, 0.751, 0.15)
"""Exposures, in stops, that the search starts from: of several likely lights the likeliest wins."""
EVIDENCE = 1500
EVIDENCE_WEIGHT = 0.03
"""Of one block: colours of neighbouring blocks are no independent observations."""
SHARE_PRIOR = 0.02
COMMONNESS = 0.03
"""Exponent of a mineral's share among those annotated.

A field of one mineral could show any mineral, each under a light of its own: then the common one
is likelier. Just enough to break such ties (a field of sphalerite alone was taken for tennantite);
with .2 and more, rare minerals are lost in other fields of LumenStone S1.
"""
OUTLIER = 1e-4
FARTHEST = -8.0
FIRST_ROUNDS, ROUNDS = 8, 40
KEPT_STARTS = 3
STILL = 1e-3


@dataclass
class _Search:
    """One start: light (8,), shares (K,) and their penalised mean log-likelihood."""

    light: np.ndarray
    shares: np.ndarray
    agreement: float = -np.inf
    ended: bool = False


class _Blocks:
    """Blocks of one field against the colours of one deposit."""

    def __init__(self, colours: np.ndarray, positions: np.ndarray, known: MineralColours):
        self.logs = log_colours(evenly(colours, EVIDENCE))
        self.surface = surface_terms(evenly(positions, EVIDENCE))
        self.known = known
        self.inverse = np.linalg.inv(known.covariances)
        roots = np.linalg.cholesky(known.covariances)
        self.whiten = np.linalg.inv(roots).transpose(0, 2, 1)
        self.offset = COMMONNESS * np.log(known.shares)
        self.offset -= np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)
        self.free = known.light_spread > 0
        self.precision = np.diag(1 / known.light_spread[self.free] ** 2)

    def hues(self) -> list[np.ndarray]:
        """White balances to start from: the usual one, and the one that the middle hue asks for.

        Another camera's white balance lies many spreads away, and from the usual one no mineral
        would be in sight.
        """
        usual = self.known.light[HUE]
        if not self.free[HUE].any():
            return [usual]
        middle = np.median(self.logs[:, 1:], axis=0) - self.known.means[:, 1:].mean(axis=0)
        return [usual, middle]

    def start(self, exposure: float, hue: np.ndarray) -> _Search:
        light = self.known.light.copy()
        light[0], light[HUE] = exposure, hue
        return _Search(light, np.full(len(self.known.codes), 1 / len(self.known.codes)))

    def step(self, search: _Search) -> None:
        """One round of expectation and maximisation, in place."""
        bare = without_light(self.logs, self.surface, search.light)
        away = bare[None] - self.known.means[:, None]
        densities = (-0.5 * ((away @ self.whiten) ** 2).sum(axis=2) + self.offset[:, None]).T
        # What is far from everything counts as outlier, not as evidence for the least bad light.
        highest = np.maximum(densities.max(axis=1, keepdims=True), FARTHEST)
        joint = np.exp(densities - highest) * search.shares
        total = joint.sum(axis=1, keepdims=True) + OUTLIER
        off = (search.light - self.known.light)[self.free]
        count = len(self.logs)
        search.agreement = float(
            (np.log(total) + highest).mean()
            + SHARE_PRIOR * np.log(search.shares).sum()
            - 0.5 * off @ self.precision @ off / (EVIDENCE_WEIGHT * count)
        )
        belongs = joint / total
        search.shares = belongs.mean(axis=0) + SHARE_PRIOR
        search.shares /= search.shares.sum()
        light = self._light(belongs)
        search.ended = np.abs(light - search.light).max() < STILL
        search.light = light

    def _light(self, belongs: np.ndarray) -> np.ndarray:
        """Least squares of the blocks' differences from the minerals that they belong to."""
        weights = (belongs @ self.inverse.reshape(-1, 9)).reshape(-1, 3, 3)
        away = self.logs[None] - self.known.means[:, None]
        pull = ((away @ self.inverse) * belongs.T[..., None]).sum(axis=0)
        surface = self.surface
        normal, target = np.empty((len(TERMS), len(TERMS))), np.empty(len(TERMS))
        normal[:6, :6] = (surface * weights[:, 0, :1]).T @ surface
        normal[:6, HUE] = surface.T @ weights[:, 0, 1:]
        normal[HUE, :6] = normal[:6, HUE].T
        normal[HUE, HUE] = weights[:, 1:, 1:].sum(axis=0)
        target[:6], target[HUE] = surface.T @ pull[:, 0], pull[:, 1:].sum(axis=0)
        free, mean = self.free, self.known.light
        found = np.zeros(len(TERMS))
        found[free] = np.linalg.solve(
            EVIDENCE_WEIGHT * normal[np.ix_(free, free)] + self.precision,
            EVIDENCE_WEIGHT * target[free] + self.precision @ mean[free],
        )
        return found


def _search(blocks: _Blocks) -> _Search:
    """The likeliest light among those that the starts lead to."""
    searches = [blocks.start(exposure, hue) for hue in blocks.hues() for exposure in STARTS]
    for search in searches:
        for _ in range(FIRST_ROUNDS):
            blocks.step(search)
    searches.sort(key=lambda search: -search.agreement)
    for search in searches[:KEPT_STARTS]:
        for _ in range(ROUNDS):
            if search.ended:
                break
            blocks.step(search)
    return max(searches[:KEPT_STARTS], key=lambda search: search.agreement)


def agreements(
    colours: np.ndarray, positions: np.ndarray, known: list[MineralColours]
) -> list[float]:
    """How well a field's colours agree with those of each deposit, at the light that fits best.

    Parameters
    ----------
    colours, positions, known :
        As of `find_light`.

    Returns
    -------
    list of float
        Mean log-likelihood of a block, less what a light costs that is far from the usual one.
        Blocks of a field are no independent observations (`EVIDENCE_WEIGHT`).
    """
    return [_search(_Blocks(colours, positions, one)).agreement for one in known]


def find_light(
    colours: np.ndarray, positions: np.ndarray, known: list[MineralColours]
) -> FieldLight:
    """Light of a field against that of the known colours.

    Parameters
    ----------
    colours : (N, 3) uint8
        As from `light.sample.sample_colours`.
    positions : (N, 2) float64
        As from `light.sample.block_positions`.
    known : list of MineralColours
        One per deposit; the deposit that agrees best decides.

    Returns
    -------
    FieldLight

    Notes
    -----
    Maximum a posteriori over a mixture model (expectation maximisation: Dempster, Laird and Rubin
    1977, J. R. Stat. Soc. B 39, 1-38). A normal prior keeps every term near what annotated fields
    have where colours do not decide.
    """
    found = [_search(_Blocks(colours, positions, one)) for one in known]
    best = max(found, key=lambda search: search.agreement)
    return FieldLight(tuple(best.light.round(6).tolist()))
