"""Baselines: the older ways of naming minerals, as models (docs/models/baselines.md).

The folder of one holds ``model.json``, which says what it is, and ``statistics.csv``.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.baselines.statistics import ColourStatistics
from oresurvey.files.tables import write_csv, write_json
from oresurvey.survey.settings.baselines import Clusters, Colour, Majority

STATISTICS = "statistics.csv"
PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
MEANS = [f"mean_{i}" for i in (1, 2, 3)]
COVARIANCES = [f"cov_{i + 1}{j + 1}" for i, j in PAIRS]


TYPES: dict[str, type[Colour | Clusters | Majority]] = {
    "colour": Colour,
    "clusters": Clusters,
    "majority": Majority,
}
"""Types of a model that is no network, and their settings."""


def is_baseline(about: dict) -> bool:
    """Whether ``model.json`` describes a baseline; a network says no type."""
    return about.get("type") in TYPES


def statistics_table(by_space: dict[str, ColourStatistics], symbols: dict[str, str]):
    """Colour statistics as a table: a row for each space and mineral.

    Parameters
    ----------
    by_space : dict of str to ColourStatistics
    symbols : dict
        Code to symbol.

    Returns
    -------
    DataFrame
    """
    rows = [
        {
            "space": space,
            "code": code,
            "symbol": symbols[str(code)],
            "pixels": int(found.pixels[k]),
            "pct": 100 * found.pixels[k] / max(found.pixels.sum(), 1),
            **dict(zip(MEANS, found.means[k], strict=True)),
            **{name: found.covariances[k][at] for name, at in zip(COVARIANCES, PAIRS, strict=True)},
        }
        for space, found in by_space.items()
        for k, code in enumerate(found.codes)
    ]
    # Counts alone have no colours: see `baselines.fit.Fit.statistics`.
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def read_statistics(folder: str | Path, space: str) -> ColourStatistics:
    """Colour statistics in one space, from a baseline's folder."""
    table = pd.read_csv(Path(folder) / STATISTICS)
    table = table[table["space"] == space].reindex(columns=["code", "pixels", *MEANS, *COVARIANCES])
    covariances = np.empty((len(table), 3, 3))
    for name, (i, j) in zip(COVARIANCES, PAIRS, strict=True):
        covariances[:, i, j] = covariances[:, j, i] = table[name]
    return ColourStatistics(
        tuple(int(code) for code in table["code"]),
        table["pixels"].to_numpy(np.int64),
        table[MEANS].to_numpy(float),
        covariances,
    )


def save_baseline(about: dict, table: pd.DataFrame, folder: str | Path) -> None:
    """Write the folder of a baseline, the description last.

    Parameters
    ----------
    about : dict
        type, codes, labelled, input_scale, exposure and the type's own settings; gets the digest
        of all that maps follow.
    table : DataFrame
        As from `statistics_table`.
    folder : path
    """
    write_csv(table, Path(folder) / STATISTICS)
    numbers = table.drop(columns="symbol").to_csv(index=False, float_format="%.10g")
    digest = hashlib.sha256((json.dumps(about, sort_keys=True) + numbers).encode())
    write_json(about | {"sha256": digest.hexdigest()}, Path(folder) / "model.json")
