"""Instances of one field on disk: its grains and its contacts."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey.grains import class_pixels, instances
from oresurvey.sheets import Field
from oresurvey.tables import write_parquet


def _with_place(table: pd.DataFrame, field: Field) -> pd.DataFrame:
    """Deposit, section and field in front."""
    for position, column in enumerate(("deposit", "section", "field")):
        table.insert(position, column, getattr(field, column))
    return table


def write_instances(
    field: Field,
    class_map: np.ndarray,
    confidence: np.ndarray | None,
    connectivity: int,
    minerals: dict[str, str],
    folder: Path,
    provenance: dict,
) -> dict:
    """Measure a field and write ``grains.parquet`` and ``contacts.parquet``.

    Parameters
    ----------
    field : Field
    class_map : (H, W) uint8
    confidence : (H, W) uint8 or None
    connectivity : int
    minerals : dict
        Code (as text) to symbol.
    folder : Path
    provenance : dict

    Returns
    -------
    dict
        The field's entry in the manifest: row of the catalog's kind, size, class pixels, digests.
    """
    found = instances(class_map, confidence, connectivity, field.um_per_px)
    grains, contacts = found.grains, found.contacts
    grains.insert(1, "mineral", [minerals[str(code)] for code in grains["code"]])
    for side in ("b", "a"):
        symbols = [minerals[str(code)] for code in contacts[f"code_{side}"]]
        contacts.insert(2, f"mineral_{side}", symbols)
    contacts["length_um"] = contacts["length_px"] * (field.um_per_px or np.nan)
    provenance = provenance | {"connectivity": connectivity, "splitting": "none"}
    write_parquet(_with_place(grains, field), folder / "grains.parquet", provenance)
    write_parquet(_with_place(contacts, field), folder / "contacts.parquet", provenance)
    digest = hashlib.sha256(pd.util.hash_pandas_object(grains, index=False).to_numpy().tobytes())
    return {
        "field": field.field,
        "deposit": field.deposit,
        "section": field.section,
        "split": field.split,
        "um_per_px": field.um_per_px,
        "selection": field.selection,
        "sample_type": field.sample_type,
        "width": class_map.shape[1],
        "height": class_map.shape[0],
        "folder": str(folder),
        "grains": len(grains),
        "class_pixels": {str(code): n for code, n in class_pixels(class_map).items()},
        "sha256": digest.hexdigest(),
    }
