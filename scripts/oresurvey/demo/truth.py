"""The truth of the demo survey: of every field as it was drawn, of every deposit by design."""

from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.demo.deposits import DEPOSITS, composition
from oresurvey.maps.geotiff import read_map


def truth_modal(folder: str | Path) -> pd.DataFrame:
    """True composition of every field.

    Returns
    -------
    DataFrame
        deposit, section, field, code, pixels, pct.
    """
    return pd.read_csv(Path(folder) / "truth" / "modal.csv")


def truth_deposits(folder: str | Path) -> pd.DataFrame:
    """True mean composition of every deposit, of which its sections are a sample.

    Returns
    -------
    DataFrame
        deposit, code, pct (of the whole area; only what the deposit has).
    """
    return pd.read_csv(Path(folder) / "truth" / "deposits.csv")


def designed_shares(deposits: int) -> pd.DataFrame:
    """Content of ``truth/deposits.csv`` for the first so many deposits; see `truth_deposits`."""
    return pd.DataFrame(
        {"deposit": deposit, "code": code, "pct": 100 * share}
        for deposit, of in list(DEPOSITS.items())[:deposits]
        for code, share in sorted(composition(of).items())
    )


def counted_shares(folder: Path, rows: list[dict]) -> pd.DataFrame:
    """Content of ``truth/modal.csv``, counted from the true masks; see `truth_modal`.

    Parameters
    ----------
    folder : Path
        Of the demo.
    rows : list of dict
        deposit, section, field.
    """
    parts = []
    for row in rows:
        counts = np.bincount(read_map(folder / "truth" / "masks" / f"{row['field']}.png").ravel())
        for code in np.flatnonzero(counts):
            parts.append(
                {key: row[key] for key in ("deposit", "section", "field")}
                | {
                    "code": int(code),
                    "pixels": int(counts[code]),
                    "pct": 100 * counts[code] / counts.sum(),
                }
            )
    return pd.DataFrame(parts)
