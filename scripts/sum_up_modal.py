"""Deposits: the modal table, raw and corrected."""

from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.audit_sheet import read_audit
from oresurvey.boundary_sensitivity import boundary_sensitivity, perimeters
from oresurvey.corrections_by_labels import ANNOTATION
from oresurvey.deposit_labels import (
    CONFUSION_COLUMNS,
    NO_AUDIT,
    NO_CONFUSION,
    Tables,
    corrections,
    true_codes,
)
from oresurvey.detection_limit import add_detection_limits, detection_limits
from oresurvey.digests import file_sha256
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import UNIDENTIFIED, read_minerals
from oresurvey.modal import COLUMNS, modal, pixel_table
from oresurvey.sampling_effort import sampling_effort
from oresurvey.supported_codes import supported_codes
from oresurvey.tables import FORMULA_STARTS, read_json, read_parquet, write_csv

ADDED = [
    *("corrected_pct", "corrected_low_pct", "corrected_high_pct", "corrected_interval"),
    *("estimator", "correction_note", "validated", "lod_pct", "lod_fields", "below_lod"),
    *("boundary_sensitivity_pct", "design_effect", "equivalent_points", "sections_needed"),
]
BASES = {
    "total": "all pixels, the unidentified among them",
    "ore": "identified pixels of ore; grains, contacts and comparisons are of these",
}


def selections(entries: list[dict]) -> dict[str, set[str]]:
    """How the fields of each deposit were selected; "" where the sheet does not say."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        found.setdefault(entry["deposit"], set()).add(entry["selection"] or "")
    return found


def verdicts(drift: str | None) -> dict[str, str]:
    """Deposit to the verdict of ``drift.csv``."""
    if not drift:
        return {}
    table = read_names(drift, ["deposit", "verdict"])
    return dict(zip(table["deposit"], table["verdict"], strict=True))


def with_columns(table: pd.DataFrame, added: pd.DataFrame, level: str | None) -> pd.DataFrame:
    """`table` with the columns of `added`, on the rows of one level or of all."""
    if level:
        added = added.assign(level=level)
    return table.merge(added, on=[c for c in added if c in COLUMNS], how="left")


def main(
    manifests: list[str],
    about: str | None,
    confusion: str | None,
    annotation: list[str],
    audit: str | None,
    drift: str | None,
    settings: dict,
    only_labelled: bool,
    minerals: str,
    output: str,
) -> None:
    """Write ``modal.csv``: the columns of `modal.modal`, and `ADDED`.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    about : str or None
        ``model.json``; None for the annotation, which nothing corrects.
    confusion : str or None
        ``field_confusion.csv`` of the model's evaluation.
    annotation : list of str
        Manifests of the instances of the annotation.
    audit : str or None
        Filled sheet of an audit.
    drift : str or None
        ``drift.csv``.
    settings : dict
        precision_pct and seed are used.
    only_labelled : bool
        Whether maps name only what the annotation of their deposit distinguishes.
    minerals : str
    output : str
    """
    entries = read_manifests(manifests)
    named = read_minerals(minerals)
    model = read_json(about) if about else None
    known = read_manifests(annotation) if model else []
    supported = supported_codes({e["deposit"] for e in entries}, model, only_labelled)
    points = read_audit(audit, named, entries) if audit and model else NO_AUDIT
    scored = read_names(confusion, CONFUSION_COLUMNS) if confusion and model else NO_CONFUSION
    labelled = true_codes(scored, points, pixel_table(known)) if model else set()
    pixels = pixel_table(entries, frozenset(labelled & {*named.codes}))

    lengths = {e["field"]: perimeters(_contacts(e["folder"])) for e in entries}
    table = modal(pixels, named)
    table = with_columns(table, boundary_sensitivity(pixels, lengths), None)
    table = with_columns(
        table, sampling_effort(pixels, settings.get("precision_pct", 2.0)), "deposit"
    )
    limits = detection_limits(scored, [*named.codes], supported)
    table = add_detection_limits(table, limits, supported)
    if model:
        labels = Tables(pixels, pixel_table(known), scored, points)
        corrected = corrections(
            labels,
            selections(entries),
            verdicts(drift),
            supported,
            named.symbol,
            settings.get("seed", 1),
        )
        table = with_columns(table, corrected, "deposit")
    else:
        deposit = table["level"] == "deposit"
        table["estimator"] = deposit.map({True: ANNOTATION, False: None})
        table["validated"] = deposit.map({True: True, False: None})
    provenance = {
        "version": __version__,
        "model_sha256": model["sha256"] if model else "annotation",
        "instances_sha256": {entry["field"]: entry["sha256"] for entry in entries},
        "annotation_sha256": {entry["field"]: entry["sha256"] for entry in known},
        "minerals_sha256": file_sha256(Path(minerals)),
        "confusion_sha256": file_sha256(Path(confusion)) if confusion and model else None,
        "audited_points": len(points),
        "settings": settings,
        "shares": "pct, low_pct, high_pct: counted pixels, not corrected for the classifier's "
        "confusion; corrected_pct: see estimator and correction_note of the row",
    }
    if (pixels["code"] == UNIDENTIFIED).any():
        provenance["bases"] = BASES
    write_csv(table.reindex(columns=[*COLUMNS, *ADDED]), output, provenance)


def read_names(path: str, columns: list[str]) -> pd.DataFrame:
    """Columns of a table of this survey, names as they are in the sheet.

    A deposit called "NA" is no missing value, and the apostrophe before a name that a spreadsheet
    would take for a formula is not part of it.
    """
    numbers = ("true_code", "predicted_code", "pixels")
    kinds = {column: "int64" if column in numbers else str for column in columns}
    table = pd.read_csv(path, usecols=columns, dtype=kinds, keep_default_na=False)
    for column in [column for column in columns if column not in numbers]:
        guarded = [n[1:] if n[:1] == "'" and n[1:].startswith(FORMULA_STARTS) else n
                   for n in table[column]]  # fmt: skip
        table[column] = guarded
    return table


def _contacts(folder: str) -> pd.DataFrame:
    return read_parquet(Path(folder) / "contacts.parquet", ["code_a", "code_b", "length_px"])


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.instances),
        snakemake.input.get("about") or None,
        snakemake.input.get("confusion") or None,
        list(snakemake.input.get("annotation") or []),
        snakemake.input.get("audit") or None,
        snakemake.input.get("drift") or None,
        snakemake.params.settings,
        snakemake.params.only_labelled,
        snakemake.params.minerals,
        snakemake.output[0],
    )
