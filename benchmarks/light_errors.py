"""How well the light of photographs is found: python benchmarks/light_errors.py RESULTS.

RESULTS holds the probability maps of config/experiments/cross_validation.yaml. Each fold of the
sheet is found with the colours of the others, and compared with what its own annotation gives.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import markdown_table
from oresurvey.light.colours import annotated_lights
from oresurvey.light.exposure import FREE, fit_exposure
from oresurvey.light.field_light import EXPOSURE, HUE, surface_terms
from oresurvey.training.sources import sample_of

FAR = 0.15


def errors_of(own: list[dict], samples: dict, folds: dict, method: str) -> pd.DataFrame:
    """Exposure, root mean square over the field, red and blue; a row per field, in stops."""
    names = [entry["field"] for entry in own]
    annotated = annotated_lights([samples[name] for name in names], FREE[method])
    rows = []
    for fold in sorted({folds[name] for name in names}):
        training = [k for k, name in enumerate(names) if folds[name] != fold]
        exposure = fit_exposure(method, {"own": [samples[names[k]] for k in training]})
        for k, name in enumerate(names):
            if folds[name] != fold or not np.isfinite(annotated[k, 0]):
                continue
            true = annotated[k].copy()
            for part in (EXPOSURE, HUE):
                true[part] -= np.nanmean(annotated[training][:, part], axis=0)
            sample = samples[name]
            off = np.array(exposure.light_of_sample(sample.colours, sample.positions).stops) - true
            over = surface_terms(sample.positions) @ off[:6]
            rows.append((name, abs(off[0]), np.sqrt((over**2).mean()), *abs(off[6:])))
    return pd.DataFrame(rows, columns=["field", "exposure", "over the field", "red", "blue"])


def main(results: Path) -> None:
    """Print the table."""
    manifests = sorted((results / "probability_maps").glob("*/batches/*.json"))
    entries = read_manifests([str(path) for path in manifests])
    sheet = pd.read_csv("config/lumenstone.tsv", sep="\t", dtype=str).set_index("field")
    folds = sheet["fold"].to_dict()
    samples = {entry["field"]: sample_of(entry) for entry in entries}
    rows = []
    for deposit in sorted({entry["deposit"] for entry in entries}):
        own = [entry for entry in entries if entry["deposit"] == deposit]
        for method in FREE:
            found = errors_of(own, samples, folds, method)
            row = {"deposit": deposit, "exposure:": method, "fields": len(found)}
            row |= {f"median, {name}": round(found[name].median(), 3) for name in found.columns[1:]}
            far = found["over the field"] > FAR
            row[f"fields off by more than {FAR}"] = int(far.sum())
            rows.append(row)
    print(markdown_table(pd.DataFrame(rows)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
