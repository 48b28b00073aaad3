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
    """One start: light (8,), shares (K,) of each field, their penalised mean log-likelihood."""

    light: np.ndarray
    shares: list[np.ndarray]
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

    def expect(self, light: np.ndarray, shares: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Which mineral each block belongs to, under a light.

        Returns
        -------
        float
            Mean log-likelihood of a block, less what rare minerals cost.
        belongs : (N, K)
        shares : (K,)
        """
        bare = without_light(self.logs, self.surface, light)
        away = bare[None] - self.known.means[:, None]
        densities = (-0.5 * ((away @ self.whiten) ** 2).sum(axis=2) + self.offset[:, None]).T
        # What is far from everything counts as outlier, not as evidence for the least bad light.
        highest = np.maximum(densities.max(axis=1, keepdims=True), FARTHEST)
        joint = np.exp(densities - highest) * shares
        total = joint.sum(axis=1, keepdims=True) + OUTLIER
        agreement = (np.log(total) + highest).mean() + SHARE_PRIOR * np.log(shares).sum()
        belongs = joint / total
        shares = belongs.mean(axis=0) + SHARE_PRIOR
        return agreement, belongs, shares / shares.sum()

    def equations(self, belongs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Normal equations (8, 8) and (8,) of the blocks' differences from their minerals."""
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
        return normal, target


class _Fields:
    """Fields under one light against the colours of one deposit; each has shares of its own."""

    def __init__(self, samples: list[tuple[np.ndarray, np.ndarray]], known: MineralColours):
        self.known = known
        self.fields = [_Blocks(colours, positions, known) for colours, positions in samples]
        counts = np.array([len(field.logs) for field in self.fields])
        self.count, self.weights = int(counts.sum()), counts / counts.sum()
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
        logs = np.concatenate([field.logs for field in self.fields])
        middle = np.median(logs[:, 1:], axis=0) - self.known.means[:, 1:].mean(axis=0)
        return [usual, middle]

    def start(self, exposure: float, hue: np.ndarray) -> _Search:
        light = self.known.light.copy()
        light[0], light[HUE] = exposure, hue
        shares = np.full(len(self.known.codes), 1 / len(self.known.codes))
        return _Search(light, [shares] * len(self.fields))

    def step(self, search: _Search) -> None:
        """One round of expectation and maximisation, in place."""
        found = [
            field.expect(search.light, shares)
            for field, shares in zip(self.fields, search.shares, strict=True)
        ]
        off = (search.light - self.known.light)[self.free]
        search.agreement = float(
            sum(weight * one[0] for weight, one in zip(self.weights, found, strict=True))
            - 0.5 * off @ self.precision @ off / (EVIDENCE_WEIGHT * self.count)
        )
        search.shares = [shares for _, _, shares in found]
        light = self._light([belongs for _, belongs, _ in found])
        search.ended = np.abs(light - search.light).max() < STILL
        search.light = light

    def _light(self, belongs: list[np.ndarray]) -> np.ndarray:
        """Least squares of the blocks' differences from the minerals that they belong to."""
        equations = [field.equations(one) for field, one in zip(self.fields, belongs, strict=True)]
        normal, target = (np.sum(parts, axis=0) for parts in zip(*equations, strict=True))
        free, mean = self.free, self.known.light
        found = np.zeros(len(TERMS))
        found[free] = np.linalg.solve(
            EVIDENCE_WEIGHT * normal[np.ix_(free, free)] + self.precision,
            EVIDENCE_WEIGHT * target[free] + self.precision @ mean[free],
        )
        return found


def _search(fields: _Fields) -> _Search:
    """The likeliest light among those that the starts lead to."""
    searches = [fields.start(exposure, hue) for hue in fields.hues() for exposure in STARTS]
    for search in searches:
        for _ in range(FIRST_ROUNDS):
            fields.step(search)
    searches.sort(key=lambda search: -search.agreement)
    for search in searches[:KEPT_STARTS]:
        for _ in range(ROUNDS):
            if search.ended:
                break
            fields.step(search)
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
    return [_search(_Fields([(colours, positions)], one)).agreement for one in known]


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
    return find_shared_light([(colours, positions)], known)


def find_shared_light(
    samples: list[tuple[np.ndarray, np.ndarray]], known: list[MineralColours]
) -> FieldLight:
    """The one light of several fields: that under which all of them together agree best.

    Parameters
    ----------
    samples : list of ((N, 3) uint8, (N, 2) float64)
        Colours and positions of each field, at least one; as of `find_light`. Every field has
        shares of its own.
    known : list of MineralColours
        As of `find_light`; evenly lit (`MineralColours.evenly_lit`) where the fields are.

    Returns
    -------
    FieldLight
    """
    found = [_search(_Fields(samples, one)) for one in known]
    best = max(found, key=lambda search: search.agreement)
    return FieldLight(tuple(best.light.round(6).tolist()))
