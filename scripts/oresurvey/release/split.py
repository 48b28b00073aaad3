"""The validation fields of config/lumenstone.tsv, drawn.

Of a hundred thousand random draws of overlap groups per deposit, the one is kept whose shares come
closest to a fifth: of every mineral's pixels, of the fields that hold it, and of all fields.
Nothing but the annotation is looked at.
"""

import numpy as np
import pandas as pd

from oresurvey.photographs.photograph import read_mask
from oresurvey.survey.mineral_codes import VOID
from oresurvey.survey.sheet import read_sheet

SHARE, DRAWS, SEED = 0.2, 100_000, 1
EVERY, FEWEST = 4, 500
"""Every fourth pixel of every fourth row counts; a field holds what has more than 500 of them."""


def annotated_pixels(fields) -> pd.DataFrame:
    """Pixels by field and code, a column per code that is annotated anywhere."""
    counts = {}
    for field in fields:
        mask = read_mask(field.mask)[EVERY // 2 :: EVERY, EVERY // 2 :: EVERY]
        counts[field.field] = np.bincount(mask.ravel(), minlength=256)[:VOID]
    table = pd.DataFrame.from_dict(counts, orient="index")
    return table.loc[:, table.sum() > 0]


def draw(pixels: pd.DataFrame, groups: pd.Series, rng: np.random.Generator) -> list[str]:
    """Fields of one deposit to validate with.

    Parameters
    ----------
    pixels : DataFrame
        Of a deposit's fields, as from `annotated_pixels`.
    groups : Series of str
        Overlap group by field, the field's own name where it has none.
    rng : numpy.random.Generator
    """
    units = groups.unique()
    fields = pd.DataFrame({"fields": 1}, groups.index)
    tables = (pixels, (pixels > FEWEST).astype(int), fields)
    held = [table.groupby(groups).sum().loc[units].to_numpy() for table in tables]
    best, kept = np.inf, None
    for _ in range(DRAWS):
        chosen = rng.random(len(units)) < SHARE
        of_pixels, of_fields, of_all = (
            np.abs(part[chosen].sum(axis=0) / part.sum(axis=0) - SHARE).mean() for part in held
        )
        off = of_pixels + of_fields + 2 * of_all
        if off < best:
            best, kept = off, units[chosen]
    return sorted(groups.index[groups.isin(kept)])


def validation_fields(sheet: str) -> list[str]:
    """Names of the validation fields of a LumenStone sheet."""
    fields = [field for field in read_sheet(sheet) if field.split in ("train", "validation")]
    groups = pd.Series({f.field: f.extra.get("overlap_group") or f.field for f in fields})
    rng, drawn = np.random.default_rng(SEED), []
    for deposit in dict.fromkeys(field.deposit for field in fields):
        pixels = annotated_pixels([field for field in fields if field.deposit == deposit])
        drawn += draw(pixels, groups[pixels.index], rng)
    return drawn
