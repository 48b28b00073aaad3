"""Deposits: the modal table, raw and corrected."""

from pathlib import Path

import pandas as pd

from oresurvey.audit.sheet import read_audit
from oresurvey.deposits.entries import as_the_model_has_them, table_entries
from oresurvey.deposits.label_tables import CONFUSION_COLUMNS, NO_AUDIT, NO_CONFUSION
from oresurvey.deposits.levels import not_pooled, pixel_table, pixel_weights
from oresurvey.deposits.modal.best import BEST, explain_wider, with_best
from oresurvey.deposits.modal.boundary_sensitivity import boundary_sensitivity, perimeters
from oresurvey.deposits.modal.detection_limit import add_detection_limits, detection_limits
from oresurvey.deposits.modal.estimators import ANNOTATION
from oresurvey.deposits.modal.labels import Tables, corrections, true_codes
from oresurvey.deposits.modal.sampling_effort import RELATIVE_PRECISION_PCT, sampling_effort
from oresurvey.deposits.modal.searched import bound_absent, mark_searched
from oresurvey.deposits.modal.shares import COLUMNS, modal
from oresurvey.deposits.modal.variance_components import variance_components
from oresurvey.deposits.provenance import table_provenance
from oresurvey.deposits.samples import samples_of
from oresurvey.deposits.tables import read_table
from oresurvey.files.digests import file_sha256
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, read_parquet, write_csv
from oresurvey.log import LOG, start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.mineral_codes import UNIDENTIFIED
from oresurvey.survey.minerals import read_minerals

ADDED = [
    *("corrected_pct", "corrected_low_pct", "corrected_high_pct", "corrected_interval"),
    *("estimator", "correction_note", "validated", "lod_pct", "lod_fields", "below_lod"),
    *("boundary_sensitivity_pct", "design_effect", "equivalent_points", "sections_needed"),
    *("searched", "closure_pct", "l_c_pct", "l_d_pct", "below_l_c", "blanks"),
    *("binomial_points", "sections_needed_relative"),
    *("absent_sections_below_pct", "absent_grains_below_per_cm2"),
    *BEST,
]
BASES = {
    "total": "all pixels, the unidentified among them",
    "ore": "identified pixels of ore; grains, contacts and comparisons are of these",
}


def verdicts(drift: str | None) -> dict[str, str]:
    """Deposit to the verdict of ``drift.csv``."""
    if not drift:
        return {}
    table = read_table(drift, ["deposit", "verdict"])
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
    naming: dict,
    minerals: str,
    output: str,
    sampling: dict | None = None,
    variance: str = "",
    rock: dict | None = None,
) -> None:
    """Write ``modal.csv``: the columns of `deposits.modal.shares.modal`, and `ADDED`.

    And ``variance_components.csv``.

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
        precision_pct, relative_precision_pct and seed are used.
    naming : dict
        Of `network.naming.Naming`.
    minerals : str
    output : str
    sampling : dict, optional
        As returned by `survey.cells.sampling.sampling_of`.
    variance : str, optional
        Path of ``variance_components.csv``; it is not written without.
    rock : dict, optional
        gangue and particles, as for `deposits.modal.best.with_best`.
    """
    entries = table_entries(manifests)
    named = read_minerals(minerals)
    model = read_json(about) if about else None
    known = read_manifests(annotation) if model else []
    supported = Naming(**naming).supported({e["deposit"] for e in entries}, model)
    points = read_audit(audit, named, entries) if audit and model else NO_AUDIT
    scored = read_table(confusion, CONFUSION_COLUMNS) if confusion and model else NO_CONFUSION
    labelled = true_codes(scored, points, pixel_table(known)) if model else set()
    pixels = pixel_table(entries, frozenset(labelled & {*named.codes}))

    if left_out := not_pooled(pixel_weights(pixels)):
        LOG.warning(
            "left out of the shares of their sections, since only some fields of these have a "
            "scale: %s; fill um_per_px in the sheet",
            ", ".join(left_out),
        )
    samples = samples_of(entries, sampling or {})
    lengths = {e["field"]: perimeters(_contacts(e["folder"])) for e in entries}
    table = modal(pixels, named, samples.replicates)
    table = with_columns(table, boundary_sensitivity(pixels, lengths), None)
    effort = sampling_effort(
        pixels,
        settings.get("precision_pct", 2.0),
        samples.replicates,
        settings.get("relative_precision_pct") or RELATIVE_PRECISION_PCT,
    )
    table = with_columns(table, effort, "deposit")
    limits = detection_limits(scored, pixels, [*named.codes], supported, samples.replicates)
    table = add_detection_limits(table, limits)
    if model:
        mapped = pixel_table(as_the_model_has_them(entries), frozenset(pixels["code"]))
        labels = Tables(mapped, pixel_table(known), scored, points)
        corrected = corrections(
            labels,
            dict(samples.fields),
            verdicts(drift),
            supported,
            named.symbol,
            settings.get("seed", 1),
            samples.replicates,
        )
        table = with_columns(table, corrected, "deposit")
    else:
        deposit = table["level"] == "deposit"
        table["estimator"] = deposit.map({True: ANNOTATION, False: None})
        table["validated"] = deposit.map({True: True, False: None})
    provenance = table_provenance(about, entries, minerals, settings) | {
        "annotation_sha256": {entry["field"]: entry["sha256"] for entry in known},
        "confusion_sha256": file_sha256(Path(confusion)) if confusion and model else None,
        "audited_points": len(points),
        "shares": "pct, low_pct, high_pct: counted pixels, not corrected for the classifier's "
        "confusion; corrected_pct: see estimator and correction_note of the row; best_pct: what "
        "pages, figures and assay print, see best_shares",
    }
    if (pixels["code"] == UNIDENTIFIED).any():
        provenance["bases"] = BASES
    table = mark_searched(table.reindex(columns=[*COLUMNS, *ADDED]), supported)
    # The annotation is counted; nothing corrects it.
    counted = table.drop(columns=BEST).assign(estimator=table["estimator"] if model else None)
    best = with_best(counted, named, **(rock or {"gangue": {}}), replicates=samples.replicates)
    table = explain_wider(table.assign(**best[BEST]))
    write_csv(samples.said_in(bound_absent(table)), output, provenance)
    if variance:
        write_csv(variance_components(pixels, named, samples.replicates), variance, provenance)


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
        snakemake.params.naming,
        snakemake.params.minerals,
        snakemake.output.modal,
        snakemake.params.sampling,
        snakemake.output.variance,
        snakemake.params.rock,
    )
    record_job(snakemake)
