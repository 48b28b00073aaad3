"""Instances of one field on disk: its grains and its contacts."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from oresurvey.errors import FieldError
from oresurvey.grains import Instances, instances
from oresurvey.map_rows import Rows, by_rows
from oresurvey.minerals import UNIDENTIFIED, VOID
from oresurvey.sheets import Field
from oresurvey.tables import write_parquet


def _symbols(minerals: dict[str, str], found: Instances) -> ExtensionArray:
    """Symbol of every code 0 .. 255, empty where there is none and the map has no such code."""
    named = {*minerals, str(UNIDENTIFIED)}
    unknown = [code for code in found.class_pixels if str(code) not in named]
    if unknown:
        raise FieldError(
            f"the map holds code {unknown[0]}, which the table of minerals does not name; correct "
            "the map or add the mineral"
        )
    return pd.array([minerals.get(str(code), "") for code in range(VOID + 1)], dtype="str")


def _with_place(table: pd.DataFrame, field: Field) -> pd.DataFrame:
    """Deposit, section and field in front."""
    for position, column in enumerate(("deposit", "section", "field")):
        table.insert(position, column, getattr(field, column))
    return table


def _sha256(found: Instances, about: dict) -> str:
    """Digest of every number of both tables, and of what they are about (JSON types)."""
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for table in (found.grains, found.contacts):
        for name, column in table.items():
            values = np.ascontiguousarray(column)
            digest.update(f"{name} {values.dtype} {len(values)}".encode())
            digest.update(values)
    return digest.hexdigest()


def write_instances(
    field: Field,
    class_map: np.ndarray | Rows,
    confidence: np.ndarray | Rows | None,
    connectivity: int,
    minerals: dict[str, str],
    folder: Path,
    provenance: dict,
) -> dict:
    """Measure a field and write ``grains.parquet`` and ``contacts.parquet``.

    Parameters
    ----------
    field : Field
    class_map : (H, W) uint8, or a map read by rows
    confidence : the same, or None
    connectivity : int
    minerals : dict
        Code (as text) to symbol.
    folder : Path
    provenance : dict

    Returns
    -------
    dict
        The field's entry in the manifest: row of the catalog's kind, size, class pixels, digests.

    Raises
    ------
    FieldError
        Naming the field, if its map cannot be read or measured or names an unknown code.
    """
    rows = by_rows(class_map)
    try:
        found = instances(rows, confidence, connectivity, field.um_per_px)
        symbols = _symbols(minerals, found)
    except FieldError as error:
        raise FieldError(f"field {field.field}: {error}") from None
    place = [field.deposit, field.section, field.field]
    entry = {
        "field": field.field,
        "deposit": field.deposit,
        "section": field.section,
        "split": field.split,
        "um_per_px": field.um_per_px,
        "selection": field.selection,
        "sample_type": field.sample_type,
        "width": rows.width,
        "height": rows.height,
        "folder": str(folder),
        "grains": len(found.grains),
        "class_pixels": {str(code): n for code, n in found.class_pixels.items()},
        "sha256": _sha256(found, {"place": place, "minerals": minerals}),
    }
    provenance = provenance | {"connectivity": connectivity, "splitting": "none"}
    grains, contacts = found.grains, found.contacts
    grains.insert(1, "mineral", symbols.take(grains["code"].to_numpy()))
    write_parquet(_with_place(grains, field), folder / "grains.parquet", provenance)
    # A panorama has millions of both: one after the other.
    del found, grains
    for side in ("b", "a"):
        codes = contacts[f"code_{side}"].to_numpy()
        contacts.insert(2, f"mineral_{side}", symbols.take(codes))
    contacts["length_um"] = contacts["length_px"] * (field.um_per_px or np.nan)
    write_parquet(_with_place(contacts, field), folder / "contacts.parquet", provenance)
    return entry
