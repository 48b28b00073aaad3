"""Contrast between two minerals, field by field: python benchmarks/contrasts.py RESULTS A B.

RESULTS holds the probability maps of config/experiments/cross_validation.yaml; A and B are symbols
of the table of minerals. Light and exposure are the same for both minerals of a field, so what
differs between fields is camera, lamp, polish, or the minerals themselves. In stops.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import markdown_table
from oresurvey.light.colours import (
    FEWEST,
    FieldSample,
    annotated_lights,
    log_colours,
    without_light,
)
from oresurvey.light.exposure import FREE
from oresurvey.light.field_light import surface_terms
from oresurvey.survey.minerals import read_minerals
from oresurvey.training.sources import sample_of


def contrast(sample: FieldSample, light: np.ndarray, codes: list[int]) -> np.ndarray | None:
    """Median log colour of the first mineral less that of the second; None where either is rare.

    Parameters
    ----------
    sample : FieldSample
    light : (8,) float64
        As from `annotated_lights`; taken off, as it is uneven over the field.
    codes : list of 2 int

    Returns
    -------
    (3,) float64 or None
        Brightness, red / green, blue / green.
    """
    of = [np.flatnonzero(sample.codes == code) for code in codes]
    if min(len(found) for found in of) < FEWEST or not np.isfinite(light).all():
        return None
    bare = without_light(log_colours(sample.colours), surface_terms(sample.positions), light)
    first, second = (np.median(bare[found], axis=0) for found in of)
    return first - second


def main(results: Path, symbols: list[str]) -> None:
    """Print the table."""
    manifests = sorted((results / "probability_maps").glob("*/batches/*.json"))
    entries = sorted(read_manifests([str(path) for path in manifests]), key=lambda e: e["field"])
    minerals = read_minerals("config/minerals.tsv")
    code_of = {minerals.symbol(code): code for code in minerals.codes}
    rows = []
    for deposit in sorted({entry["deposit"] for entry in entries}):
        own = [entry for entry in entries if entry["deposit"] == deposit]
        samples = [sample_of(entry) for entry in own]
        lights = annotated_lights(samples, FREE["light"])
        for entry, sample, light in zip(own, samples, lights, strict=True):
            found = contrast(sample, light, [code_of[symbol] for symbol in symbols])
            if found is not None:
                named = zip(("brightness", "red / green", "blue / green"), found, strict=True)
                rows.append({"field": entry["field"]} | {key: round(v, 2) for key, v in named})
    print(markdown_table(pd.DataFrame(rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:4])
