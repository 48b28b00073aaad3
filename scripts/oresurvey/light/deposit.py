"""Whose colours a deposit shows that no model was trained on: decided over its fields together.

Fields of one deposit share camera and minerals. One by one they may agree with the colours of
either training deposit; their sum seldom leaves a doubt. Another session may have another camera,
so it decides for itself, and fields that name one calibration photograph have one light.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from oresurvey.light.exposure import FREE, Exposure
from oresurvey.light.field_light import FieldLight
from oresurvey.light.fit import agreements
from oresurvey.survey.rows import camera_settings

DISTANCE_WEIGHT = 0.3
"""Of a field's feature distance against its agreement.

Of the 17 validation fields of LumenStone, seen by lumenstone-best, agreement alone names the right
one of two deposits for 12, and distance alone for 16; together they do for all.
"""

EXCHANGED = "exchanged"
LEAST_GAIN = 0.1
"""By how much colours have to agree better with red and blue exchanged. Of 42 frames of LumenStone
all agree better as they are, by .15 or more; with the colours of the other deposit, 41."""


def needs_decision(exposure: Exposure) -> bool:
    """Whether a model has colours of several deposits to choose from."""
    return exposure.method in FREE and len(exposure.known) > 1


def field_agreements(
    samples: Iterable[tuple[np.ndarray, np.ndarray]], exposure: Exposure
) -> np.ndarray:
    """Agreement of each field of a deposit with the colours of each training deposit.

    Parameters
    ----------
    samples : iterable of ((N, 3) uint8, (N, 2) float64)
        Colours and positions of the blocks of each field, see `light.sample`.
    exposure : light.exposure.Exposure
        Of the model.

    Returns
    -------
    (fields, deposits) float64
        As returned by `light.fit.agreements`; the deposits in the order of ``exposure.known``.
    """
    known = list(exposure.known)
    found = [agreements(colours, positions, known) for colours, positions in samples]
    return np.array(found, float).reshape(len(found), len(known))


def summed_evidence(
    found: np.ndarray, distances: np.ndarray, exposure: Exposure
) -> dict[str, float]:
    """Evidence for the light of each training deposit, summed over the fields.

    Parameters
    ----------
    found : (fields, deposits) float64
        As returned by `field_agreements`.
    distances : (fields, deposits) float64
        Mean feature distances of the fields in these lights, see `inference.recognition`; zeros
        for a model without statistics of features.
    exposure : light.exposure.Exposure
    """
    sums = (found - DISTANCE_WEIGHT * distances).sum(axis=0)
    return {
        one.deposit: round(float(total), 6) for one, total in zip(exposure.known, sums, strict=True)
    }


def seem_exchanged(found: np.ndarray, exchanged: np.ndarray) -> bool:
    """Whether a deposit agrees better with the colours of ore once red and blue are exchanged.

    White balance is free in both, so a bluish lamp alone makes no difference.

    Parameters
    ----------
    found, exchanged : (fields, deposits) float64
        As returned by `field_agreements`, of the photographs as they are, and with red and blue
        exchanged.
    """
    if not found.size:
        return False
    return bool(np.median(exchanged.max(axis=1) - found.max(axis=1)) > LEAST_GAIN)


def ore_agreement(found: np.ndarray) -> float | None:
    """How well the colours of a deposit agree with those of any ore that trained the model.

    Parameters
    ----------
    found : (fields, deposits) float64
        As returned by `field_agreements`.

    Returns
    -------
    float or None
        Median over the fields of the agreement with the training deposit that agrees best; None
        without fields or without known colours.
    """
    return round(float(np.median(found.max(axis=1))), 6) if found.size else None


def likest(sums: dict[str, float]) -> str:
    """The training deposit whose colours agree best; the first by name of several."""
    return max(sorted(sums), key=lambda name: sums[name])


def decided(found: np.ndarray, distances: np.ndarray, exposure: Exposure) -> dict:
    """Whose colours fields are seen in, as ``NAME/recognition/DEPOSIT.json`` has it.

    Parameters
    ----------
    found, distances : (fields, deposits) float64
        As of `summed_evidence`.
    exposure : light.exposure.Exposure

    Returns
    -------
    dict
        light_as (None where the model has no choice to make), evidence by training deposit,
        ore_agreement (see `ore_agreement`).
    """
    decides = needs_decision(exposure) and len(found)
    sums = summed_evidence(found, distances, exposure) if decides else {}
    return {
        "light_as": likest(sums) if sums else None,
        "evidence": sums,
        "ore_agreement": ore_agreement(found),
    }


@dataclass(frozen=True)
class DepositLights:
    """What was decided of the light of deposits, for those who map their fields.

    Attributes
    ----------
    light_as : dict of (str, str) to str
        Training deposit whose colours fields are seen in, by deposit and session; for fields of
        other sessions, by deposit and "".
    shared : dict of (str, str, str) to FieldLight
        Lights of fields that share camera settings, by `survey.rows.camera_settings`.
    """

    light_as: dict[tuple[str, str], str] = field(default_factory=dict)
    shared: dict[tuple[str, str, str], FieldLight] = field(default_factory=dict)

    @classmethod
    def from_json(cls, found: Iterable[dict]) -> "DepositLights":
        """Of the contents of some ``NAME/recognition/DEPOSIT.json``."""
        light_as, shared = {}, {}
        for one in found:
            deposit = one["deposit"]
            for session, verdict in {"": one, **one.get("sessions", {})}.items():
                if verdict["light_as"]:
                    light_as[deposit, session] = verdict["light_as"]
            for group in one.get("calibrations", []):
                key = deposit, group["session"], group["calibration_sha256"]
                shared[key] = FieldLight(tuple(group["light"]))
        return cls(light_as, shared)

    def light_as_of(self, row: dict) -> str | None:
        """Training deposit whose colours the field of a row is seen in; None: its own deposit."""
        deposit, session = row["deposit"], row.get("session", "")
        return self.light_as.get((deposit, session), self.light_as.get((deposit, "")))

    def shared_of(self, row: dict) -> FieldLight | None:
        """Light that the field of a row shares with others; None: it has its own."""
        settings = camera_settings(row)
        return self.shared.get(settings) if settings else None
