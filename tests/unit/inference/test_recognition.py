"""Feature distances of a field in the light of several deposits."""

from types import SimpleNamespace

import numpy as np
import pytest

from oresurvey.errors import FieldError
from oresurvey.inference import recognition


def test_a_field_of_which_no_pixel_is_compared_decides_nothing(monkeypatch):
    """The mean of nothing would be taken for the least distance."""
    bands = [SimpleNamespace(distances=np.empty(0))]
    monkeypatch.setattr(recognition, "predict_bands", lambda *_, **__: bands)
    engine = SimpleNamespace(exposure=SimpleNamespace(known=[SimpleNamespace(deposit="Birch")]))
    with pytest.raises(FieldError, match="too little of the photograph is visible"):
        recognition.distances_by_light(None, engine)
