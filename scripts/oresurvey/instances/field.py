"""Instances of one field on disk: its grains and its contacts."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from oresurvey.errors import FieldError
from oresurvey.files.parquet_parts import ParquetParts
from oresurvey.files.table_digest import TableDigest
from oresurvey.instances.measure import Portions, instance_parts
from oresurvey.instances.splitting import Watershed, split_rows
from oresurvey.maps.rows import Rows, by_rows
from oresurvey.photographs.visible import VISIBLE_PX, Visible
from oresurvey.survey.field import Field
from oresurvey.survey.mineral_codes import UNIDENTIFIED, VOID


def _symbols(minerals: dict[str, str], class_pixels: dict[int, int]) -> ExtensionArray:
    """Symbol of every code 0 .. 255, empty where there is none and the map has no such code."""
    named = {*minerals, str(UNIDENTIFIED)}
    unknown = [code for code in class_pixels if str(code) not in named]
    if unknown:
        raise FieldError(
            f"the map holds code {unknown[0]}, which the table of minerals does not name; correct "
            "the map or add the mineral"
        )
    return pd.array([minerals.get(str(code), "") for code in range(VOID + 1)], dtype="str")


def _write(
    parts: Iterator[pd.DataFrame],
    path: Path,
    field: Field,
    provenance: dict,
    complete: Callable[[pd.DataFrame], None],
) -> TableDigest:
    """Write a table part by part, with deposit, section and field in front.

    Parameters
    ----------
    parts : iterator of DataFrame
        Numbers only.
    path : Path
    field : Field
    provenance : dict
    complete : function
        Adds the columns that follow from these numbers.

    Returns
    -------
    TableDigest
        Of the numbers.
    """
    digest = TableDigest()
    with ParquetParts(path, provenance) as table:
        for part in parts:
            digest.add(part)
            complete(part)
            for position, column in enumerate(("deposit", "section", "field")):
                part.insert(position, column, getattr(field, column))
            table.write(part)
    return digest


def _sha256(tables: list[TableDigest], about: dict) -> str:
    """Digest of every number of both tables, and of what they are about (JSON types)."""
    content = {"about": about, "tables": [table.columns() for table in tables]}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_instances(
    field: Field,
    class_map: np.ndarray | Rows,
    confidence: np.ndarray | Rows | None,
    connectivity: int,
    minerals: dict[str, str],
    folder: Path,
    provenance: dict,
    portions: Portions = Portions(),
    splitting: Watershed | None = None,
    visible: Visible | None = None,
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
    portions : Portions, optional
        The row groups of the files have as many rows as a part of a table.
    splitting : Watershed, optional
        How touching grains of one mineral are told apart; not at all by default.
    visible : Visible, optional
        What of the photograph is visible; all of it when None.

    Returns
    -------
    dict
        The field's entry in the manifest: row of the catalog's kind, size, class pixels, digests;
        visible_px, the pixels that are visible, where some are not.

    Raises
    ------
    FieldError
        Naming the field, if its map cannot be read, split or measured or names an unknown code.
    """
    rows = by_rows(class_map)
    how = {"connectivity": connectivity, "splitting": str(splitting or "none")}
    provenance = provenance | how

    def complete_grains(part: pd.DataFrame) -> None:
        part.insert(1, "mineral", symbols.take(part["code"].to_numpy()))

    def complete_contacts(part: pd.DataFrame) -> None:
        for side in ("b", "a"):
            part.insert(2, f"mineral_{side}", symbols.take(part[f"code_{side}"].to_numpy()))
        part["length_um"] = part["length_px"] * (field.um_per_px or np.nan)

    try:
        told_apart = split_rows(rows, connectivity, splitting)
        with instance_parts(
            told_apart, confidence, connectivity, field.um_per_px, portions, folder, visible
        ) as found:
            symbols = _symbols(minerals, found.class_pixels)
            digests = [
                _write(parts, folder / f"{name}.parquet", field, provenance, complete)
                for name, parts, complete in (
                    ("grains", found.grains, complete_grains),
                    ("contacts", found.contacts, complete_contacts),
                )
            ]
    except FieldError as error:
        raise FieldError(f"field {field.field}: {error}") from None
    place = [field.deposit, field.section, field.field]
    return {
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
        **({VISIBLE_PX: visible.pixels} if visible else {}),
        **how,
        "grains": digests[0].rows,
        "class_pixels": {str(code): n for code, n in found.class_pixels.items()},
        "sha256": _sha256(digests, {"place": place, "minerals": minerals}),
    }
