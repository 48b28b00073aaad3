"""Exposure of a field, made comparable: automatic cameras choose another one for every photograph.

Over one afternoon at one microscope the grey of one mineral was seen to double. Absolute grey says
little; grey relative to the other minerals of the field says much.
"""

from dataclasses import dataclass, replace

import numpy as np

from oresurvey.colour_sample import sample_colours
from oresurvey.errors import ConfigurationError
from oresurvey.mineral_colours import MineralColours, exposure_shift, fit_mineral_colours

METHODS = ("none", "brightest", "minerals")
QUANTILE = 0.995
TARGET = 235
STEP_PX = 4
STRIP_PX = 512


def brightest_gain(photograph) -> float:
    """Factor that makes the 99.5 % quantile of the brightest channel 235.

    Parameters
    ----------
    photograph : rasters.Photograph
        Read strip by strip, every fourth pixel of every fourth row.

    Returns
    -------
    float
        One factor for all channels, so that hues stay.
    """
    histogram = np.zeros((3, 256), np.int64)
    for y in range(0, photograph.height, STRIP_PX):
        strip = photograph.read(y, min(y + STRIP_PX, photograph.height), 0, photograph.width)
        sample = strip[::STEP_PX, ::STEP_PX]
        for band in range(3):
            histogram[band] += np.bincount(sample[..., band].ravel(), minlength=256)
    share = histogram.cumsum(axis=1) / histogram.sum(axis=1, keepdims=True)
    # A black photograph has no brightest mineral; its gain stays finite.
    brightest = max(int((share >= QUANTILE).argmax(axis=1).max()), 1)
    return TARGET / brightest


@dataclass(frozen=True)
class Exposure:
    """How photographs are brought to one exposure.

    Attributes
    ----------
    method : str
        "none": as they are. "brightest": by their brightest pixels, see `brightest_gain`.
        "minerals": by the colours of known minerals, see `mineral_colours.exposure_shift`.
    known : tuple of MineralColours
        For "minerals": the colours of each annotated deposit.
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

    def gain(self, photograph) -> float:
        """Factor that brings a photograph to the common exposure.

        Parameters
        ----------
        photograph : rasters.Photograph

        Returns
        -------
        float
            One for all channels, so that hues stay.
        """
        if self.method == "brightest":
            return brightest_gain(photograph)
        if self.method == "minerals":
            return self.gain_of_sample(sample_colours(photograph)[0])
        return 1.0

    def gain_of_sample(self, colours: np.ndarray) -> float:
        """The same for "minerals", from a sample of colours that was taken before."""
        return 2.0 ** -exposure_shift(colours, list(self.known))

    def as_json(self) -> dict:
        """What ``model.json`` says of it."""
        said = {"exposure": self.method}
        if self.known:
            said["mineral_colours"] = [one.as_json() for one in self.known]
        return said

    @classmethod
    def from_json(cls, about: dict) -> "Exposure":
        """The inverse of `as_json`."""
        known = [MineralColours.from_json(one) for one in about.get("mineral_colours", [])]
        return cls(about["exposure"], tuple(known))


def fit_exposure(method: str, samples: dict[str, list[tuple[np.ndarray, np.ndarray]]]) -> Exposure:
    """The exposure of a model, fitted to its training fields where the method asks for it.

    Parameters
    ----------
    method : str
    samples : dict of str to list of ((N, 3) uint8, (N,) uint8)
        Colours and codes of the training fields of each deposit, see `colour_sample`.

    Raises
    ------
    ConfigurationError
        If no field shows a mineral.
    """
    if method != "minerals":
        return Exposure(method)
    fitted = [fit_mineral_colours(deposit, fields) for deposit, fields in sorted(samples.items())]
    known = tuple(one for one in fitted if one is not None)
    if not known:
        raise ConfigurationError(
            "train.exposure: minerals needs a training field that shows an annotated mineral in at "
            "least 20 blocks of 8 x 8 px; annotate more, or use brightest"
        )
    return Exposure(method, known)


def apply_gain(image: np.ndarray, gain: float) -> np.ndarray:
    """Multiply, round and clip; uint8 in, uint8 out, of any shape."""
    if gain == 1.0:
        return image
    table = np.minimum(np.round(np.arange(256) * gain), 255).astype(np.uint8)
    return table[image]
