"""Coverage of the interval of grain sizes, and why it is not one of all grains together.

Invented deposits: lognormal grains, sections that differ in size and in number of grains. Prints,
as Markdown, how often the nominal 95 % log-t interval over sections holds the true geometric mean
of the sections' values, and how often the value of all grains of the deposit. A minute:
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from oresurvey.deposits.grain_size.quantiles import area_weighted_quantile
from oresurvey.files.tables import markdown_table, write_text
from oresurvey.statistics.intervals import log_t

REPEATS = 1000
SECTIONS = (3, 5, 10, 30)
QUANTILES = {"D50": 0.5, "P80": 0.8}
TABLE = Path(__file__).parents[1] / "results" / "size_coverage.md"


def section(rng: np.random.Generator) -> np.ndarray:
    """Diameters of the grains of one section: 30 on average, spread between sections and within."""
    grains = 1 + rng.poisson(30 * np.exp(rng.normal(-0.125, 0.5)))
    return np.exp(rng.normal(3, 0.3) + rng.normal(0, 0.6, grains))


def size(diameters: np.ndarray, share: float) -> float:
    """Area-weighted quantile."""
    return area_weighted_quantile(diameters, diameters**2, share)


def coverage(rng: np.random.Generator, share: float, sections: int, truth: tuple) -> list[float]:
    """Share of the intervals that hold each of the two true values."""
    held = np.zeros(2)
    for _ in range(REPEATS):
        found = log_t(np.array([size(section(rng), share) for _ in range(sections)]))
        held += [found.low <= value <= found.high for value in truth]
    return (held / REPEATS).tolist()


def main() -> None:
    """Print the table and write it to `TABLE`."""
    rng = np.random.default_rng(0)
    many = [section(rng) for _ in range(20_000)]
    rows = []
    for name, share in QUANTILES.items():
        mean = np.exp(np.mean([np.log(size(one, share)) for one in many]))
        truth = mean, size(np.concatenate(many), share)
        for sections in SECTIONS:
            rows.append((name, sections, *coverage(rng, share, sections, truth)))
    columns = ["size", "sections", "holds the sections' mean", "holds the value of all grains"]
    text = markdown_table(pd.DataFrame(rows, columns=columns))
    write_text(text, TABLE)
    print(text)


if __name__ == "__main__":
    main()
