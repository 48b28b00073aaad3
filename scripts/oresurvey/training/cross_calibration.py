"""What calibration is worth: errors on fields that the temperature was not fitted on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from oresurvey.statistics.calibration import (
    ERRORS,
    ScoredPixels,
    errors_of,
    fit_temperature,
    log_probabilities,
    reliability,
)

COLUMNS = (
    *("measured_on", "fitted_on", "fields", "pixels", "temperature"),
    *(f"{error}_{when}" for error in ERRORS for when in ("before", "after")),
)
HELD_OUT = "both halves"
"""Row of the errors that count: every pixel at the temperature of the half that it is not in."""


@dataclass(frozen=True)
class Calibration:
    """A temperature and the evidence for it.

    Attributes
    ----------
    temperature : float
        Fitted on all pixels.
    errors : DataFrame
        Content of ``calibration.csv``, columns `COLUMNS`. Each half of the fields is measured at
        the temperature fitted on the other half; "all" is measured on what it was fitted on.
    bins : DataFrame
        Content of ``reliability.csv``: calibrated (no, yes) and the columns of
        `statistics.calibration.table_of_bins`, of the row "both halves" ("all" where there is one
        field).
    familiarity : DataFrame
        Content of ``familiarity.csv`` but for the feature distances, see `familiarity_of`.
    """

    temperature: float
    errors: pd.DataFrame
    bins: pd.DataFrame
    familiarity: pd.DataFrame


def familiarity_of(
    pixels: ScoredPixels, after: np.ndarray, fields: list[tuple[str, str]]
) -> pd.DataFrame:
    """How sure a network is of every validation field.

    Parameters
    ----------
    pixels : ScoredPixels
    after : (n, C) float64
        Their log-probabilities at the temperature.
    fields : list of (str, str)
        Deposit and name of every field.

    Returns
    -------
    DataFrame
        deposit, field, mean_confidence: what `deposits.drift.drift_table` compares deposits with.
    """
    sure = np.exp(after.max(axis=1)) if len(after) else np.empty(0)
    rows = [
        {"deposit": deposit, "field": name, "mean_confidence": sure[pixels.field == k].mean()}
        for k, (deposit, name) in enumerate(fields)
        if (pixels.field == k).any()
    ]
    return pd.DataFrame(rows, columns=["deposit", "field", "mean_confidence"])


def halves(deposits: list[str], rng: np.random.Generator) -> np.ndarray:
    """Half, 0 or 1, of every field: chance within a deposit, and as even as it can be.

    Parameters
    ----------
    deposits : list of str
        Of every field.
    rng : numpy.random.Generator

    Returns
    -------
    (fields,) int64
    """
    order = rng.permutation(len(deposits))
    order = order[np.argsort(np.asarray(deposits)[order], kind="stable")]
    half = np.empty(len(deposits), np.int64)
    half[order] = np.arange(len(deposits)) % 2
    return half


def _row(measured_on, fitted_on, pixels: ScoredPixels, temperature, after: np.ndarray) -> dict:
    row = {
        "measured_on": measured_on,
        "fitted_on": fitted_on,
        "fields": len(np.unique(pixels.field)),
        "pixels": len(pixels.truth),
        "temperature": temperature,
    }
    for when, found in (("before", log_probabilities(pixels)), ("after", after)):
        row |= {f"{key}_{when}": error for key, error in errors_of(found, pixels).items()}
    return row


def _bins(pixels: ScoredPixels, after: np.ndarray) -> pd.DataFrame:
    tables = []
    for calibrated, found in (("no", log_probabilities(pixels)), ("yes", after)):
        right = found.argmax(axis=1) == pixels.truth
        table = reliability(np.exp(found.max(axis=1)), right)
        table.insert(0, "calibrated", calibrated)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def calibration_of(
    pixels: ScoredPixels, fields: list[tuple[str, str]], rng: np.random.Generator
) -> Calibration:
    """Fit the temperature, and measure it by fitting it on half of the fields.

    Parameters
    ----------
    pixels : ScoredPixels
    fields : list of (str, str)
        Deposit and name of every field.
    rng : numpy.random.Generator
    """
    deposits = [deposit for deposit, _ in fields]
    temperature = fit_temperature(pixels)
    after = log_probabilities(pixels, temperature)
    familiar = familiarity_of(pixels, after, fields)
    if not len(pixels.truth):
        errors = pd.DataFrame(columns=COLUMNS)
        return Calibration(temperature, errors, _bins(pixels, after), familiar)
    half = halves(deposits, rng)[pixels.field]
    rows = [_row("all", "all", pixels, temperature, after)]
    bins = _bins(pixels, after)
    if len(np.unique(half)) == 2:
        crossed = np.empty_like(after)
        parts = [pixels.of_fields(np.unique(pixels.field[half == k])) for k in (0, 1)]
        for k, part in enumerate(parts):
            other = fit_temperature(parts[1 - k])
            crossed[half == k] = log_probabilities(part, other)
            name, fitted = f"half {k + 1}", f"half {2 - k}"
            rows.append(_row(name, fitted, part, other, crossed[half == k]))
        rows.append(_row(HELD_OUT, "the other half", pixels, np.nan, crossed))
        bins = _bins(pixels, crossed)
    return Calibration(temperature, pd.DataFrame(rows, columns=COLUMNS), bins, familiar)
