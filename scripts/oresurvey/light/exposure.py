"""Light of a field, made comparable: cameras and lamps give every photograph another one.

Over one afternoon at one microscope the grey of one mineral was seen to double, and to fall by a
quarter from the middle of a field to its corners. Absolute grey says little; grey relative to the
other minerals of the field, at the same place, says much.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from oresurvey.errors import ConfigurationError
from oresurvey.light.colours import FieldSample, MineralColours, fit_mineral_colours
from oresurvey.light.field_light import TERMS, FieldLight
from oresurvey.light.fit import find_light, find_shared_light
from oresurvey.light.sample import sample_field
from oresurvey.photographs.visible import visible_part

FREE = {
    "minerals": np.array([term == "exposure" for term in TERMS]),
    "light": np.ones(len(TERMS), bool),
}
"""Terms of the light that each method finds by the colours of known minerals."""
METHODS = ("none", "brightest", *FREE)
QUANTILE = 0.995
TARGET = 235
STEP_PX = 4
STRIP_PX = 512


def brightest_gain(photograph) -> float:
    """Factor that makes the 99.5 % quantile of the brightest channel 235.

    Parameters
    ----------
    photograph : photographs.photograph.Photograph
        Read strip by strip, every fourth pixel of every fourth row.

    Returns
    -------
    float
        One factor for all channels, so that hues stay.
    """
    histogram, visible = np.zeros((3, 256), np.int64), visible_part(photograph)
    for y in range(0, photograph.height, STRIP_PX):
        strip = photograph.read(y, min(y + STRIP_PX, photograph.height), 0, photograph.width)
        sample = strip[::STEP_PX, ::STEP_PX]
        if visible:
            shown = visible.rows(y, y + len(strip))
            sample = sample[shown[::STEP_PX, ::STEP_PX]]
        for band in range(3):
            histogram[band] += np.bincount(sample[..., band].ravel(), minlength=256)
    share = histogram.cumsum(axis=1) / histogram.sum(axis=1, keepdims=True)
    # A black photograph has no brightest mineral; its gain stays finite.
    brightest = max(int((share >= QUANTILE).argmax(axis=1).max()), 1)
    return TARGET / brightest


@dataclass(frozen=True)
class Exposure:
    """How photographs are brought to one light.

    Attributes
    ----------
    method : str
        "none": as they are. "brightest": one factor, by their brightest pixels, see
        `brightest_gain`. "minerals": one factor, by the colours of known minerals. "light": these
        give the exposure, the white balance and the illumination, see `light.fit.find_light`.
    known : tuple of MineralColours
        For "minerals" and "light": the colours of each annotated deposit.
    """

    method: str = "none"
    known: tuple[MineralColours, ...] = ()

    def of_deposit(self, deposit: str | None) -> "Exposure":
        """The exposure by the colours of one deposit alone, where they are known.

        Two deposits, seen through two cameras, may show one mineral in two hues: the colours of
        both fit a field's less surely than its own.
        """
        own = tuple(one for one in self.known if one.deposit == deposit)
        return replace(self, known=own or self.known)

    def evenly_lit(self) -> "Exposure":
        """The same for photographs whose illumination a calibration photograph undid."""
        return replace(self, known=tuple(one.evenly_lit() for one in self.known))

    def light(self, photograph) -> FieldLight:
        """What has to be undone to bring a photograph to the common light.

        Parameters
        ----------
        photograph : photographs.photograph.Photograph
            Where it is ``evenly_lit``, no surface is looked for.
        """
        even = getattr(photograph, "evenly_lit", False)
        return (self.evenly_lit() if even else self).light_by(
            lambda: brightest_gain(photograph),
            lambda: sample_field(photograph),
        )

    def light_by(
        self, gain: Callable[[], float], sample: Callable[[], tuple[np.ndarray, np.ndarray]]
    ) -> FieldLight:
        """The same of a field of which one or the other was measured before.

        Parameters
        ----------
        gain : callable
            As `brightest_gain`; asked by the method "brightest" only.
        sample : callable
            Colours and positions of the field's blocks; asked by "minerals" and "light" only.
        """
        if self.method == "brightest":
            return FieldLight.of_gain(gain())
        if self.method in FREE:
            return self.light_of_sample(*sample())
        return FieldLight()

    def light_of_sample(self, colours: np.ndarray, positions: np.ndarray) -> FieldLight:
        """The same by minerals, from a sample of colours that was taken before."""
        return find_light(colours, positions, list(self.known))

    def shared_light(self, samples: list[tuple[np.ndarray, np.ndarray]]) -> FieldLight | None:
        """The one light of fields that share camera settings, their illumination undone.

        Parameters
        ----------
        samples : list of ((N, 3) uint8, (N, 2) float64)
            Colours and positions of each field's blocks, at least one field.

        Returns
        -------
        FieldLight or None
            None for the methods "none" and "brightest", which know no minerals: there every field
            has a light of its own.
        """
        if self.method not in FREE:
            return None
        return find_shared_light(samples, list(self.evenly_lit().known))

    def beside(self, older: "Exposure") -> "Exposure":
        """The same with the colours of deposits that another model knows and this one does not."""
        own = {one.deposit for one in self.known}
        kept = tuple(one for one in older.known if one.deposit not in own)
        return replace(self, known=(*self.known, *kept))

    def as_json(self) -> dict:
        """What ``model.json`` says of it."""
        said: dict = {"exposure": self.method}
        if self.known:
            said["mineral_colours"] = [one.as_json() for one in self.known]
        return said

    @classmethod
    def from_json(cls, about: dict) -> "Exposure":
        """The inverse of `as_json`."""
        known = [MineralColours.from_json(one) for one in about.get("mineral_colours", [])]
        return cls(about["exposure"], tuple(known))


def fit_exposure(method: str, samples: dict[str, list[FieldSample]]) -> Exposure:
    """The exposure of a model, fitted to its training fields where the method asks for it.

    Parameters
    ----------
    method : str
    samples : dict of str to list of FieldSample
        Blocks of the training fields of each deposit.

    Raises
    ------
    ConfigurationError
        If no field shows a mineral.
    """
    if method not in FREE:
        return Exposure(method)
    fitted = [
        fit_mineral_colours(deposit, fields, FREE[method])
        for deposit, fields in sorted(samples.items())
    ]
    known = tuple(one for one in fitted if one is not None)
    if not known:
        raise ConfigurationError(
            f"train.exposure: {method} needs a training field that shows annotated minerals in at "
            "least 20 blocks of 8 x 8 px; annotate more, or use brightest"
        )
    return Exposure(method, known)
