"""Is what the results were made from still the same? Photographs, sheet, configuration, code."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import asdict
from functools import cache
from pathlib import Path

from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import read_json
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.operations.records.findings import Finding, unlike
from oresurvey.operations.records.jobs import RECORDS
from oresurvey.operations.records.key_changes import key_changes
from oresurvey.survey.catalog_columns import CALIBRATION
from oresurvey.survey.field import Field

FILES = {"image": "sha256", "mask": "mask_sha256", "calibration": CALIBRATION}
"""Column of the sheet -> column of the catalog with the digest of its file."""

_code_now = cache(code_digest)


def _cells(field: Field) -> dict:
    """What the sheet says of a field beside where its files are."""
    row = {key: value for key, value in asdict(field).items() if key not in ("extra", *FILES)}
    return row | field.extra


def _check_field(field: Field, row: dict) -> list[Finding]:
    """Photograph, mask and cells of a field against its row of the catalog."""
    name = f"field {field.field}"
    cells = _cells(field)
    # A column that the catalog did not know of yet was empty.
    found = [
        Finding("changed", f"sheet, {name}", change)
        for change in key_changes({key: row.get(key, "") for key in cells}, cells)
    ]
    for column, recorded in FILES.items():
        path = getattr(field, column)
        digest = file_sha256(path) if path else ""
        # The catalog has no digest of a calibration photograph where none was named.
        known = row.get(recorded, "")
        if digest != known:
            what = {"image": "photograph", "calibration": "calibration photograph"}.get(
                column, column
            )
            detail = f"{path or 'none named'}: {unlike(known, digest)}"
            found.append(Finding("changed", f"{what} of {name}", detail))
    return found


def check_fields(
    manifests: list[Path],
    fields: dict[str, Field],
    whole: bool,
    workers: Executor,
    checked: Callable[[], None],
) -> Iterator[Finding]:
    """Photographs, masks and rows of the sheet that are not those of the catalog.

    Parameters
    ----------
    manifests : list of Path
        Of the catalog.
    fields : dict of str to Field
        The sheet.
    whole : bool
        Whether these are all manifests: a field in none of them is then new.
    workers : Executor
    checked : function
        Called for each photograph and each mask.
    """
    left = set(fields)
    for manifest in manifests:
        rows = {entry["field"]: entry["row"] for entry in read_json(manifest)["fields"]}
        both = [name for name in rows if name in left]
        yield from (
            Finding("changed", f"sheet, field {name}", "is no longer there")
            for name in sorted(rows.keys() - fields.keys())
        )
        left.difference_update(both)
        pairs = [(fields[name], rows[name]) for name in both]
        for (field, _), found in zip(
            pairs, workers.map(lambda pair: _check_field(*pair), pairs), strict=True
        ):
            for _ in range(1 + bool(field.mask)):
                checked()
            yield from found
    for name in sorted(left) if whole else ():
        yield Finding("changed", f"sheet, field {name}", "is new")


def check_run(
    results: Path, report: dict, inputs: dict[str, str], survey: dict
) -> Iterator[Finding]:
    """Configuration, sheet and minerals that are not those of the report.

    Parameters
    ----------
    results : Path
    report : dict
        Record of the report: it is made again after any change of the three.
    inputs : dict
        As from `survey.provenance.inputs_of_run`, now.
    survey : dict
        The configuration, now.
    """
    for key, digest in inputs.items():
        if report[key] == digest:
            continue
        name = key.removesuffix("_sha256")
        details = [unlike(report[key], digest)]
        kept = results / RECORDS / "configurations" / f"{report[key]}.json"
        if name == "configuration" and kept.is_file():
            details = key_changes(read_json(kept), survey)
        yield from (Finding("changed", name, detail) for detail in details)


def check_record(
    output: str, record: dict, recorded: dict[str, str], scripts: Path, earlier: frozenset[str]
) -> Iterator[Finding]:
    """Whether a job's inputs and its code are what they were when it ran.

    Parameters
    ----------
    output : str
        First output of the job.
    record : dict
    recorded : dict
        Digest of every output of every job, by path below the results.
    scripts : Path
    earlier : frozenset of str
        Code, as records have it, that is as good as the one of now.
    """
    for path, digest in record["inputs"].items():
        if recorded.get(path, digest) != digest:
            yield Finding("outdated", output, f"{path}: {unlike(digest, recorded[path])}")
    for path, digest in record["outside"].items():
        now = file_sha256(Path(os.path.expandvars(path)))
        if now != digest:
            yield Finding("changed", path, unlike(digest, now))
    if record["code"] in earlier:
        return
    script, digest = record["code"].split(" ")
    now = _code_now(scripts / script, scripts) if (scripts / script).is_file() else ""
    if now != digest:
        yield Finding("outdated", output, f"code of {script}: {unlike(digest, now)}")


def check_shipped(results: Path, survey: dict, altered: set[str]) -> Iterator[Finding]:
    """Shipped models that were replaced since they were put in place.

    Parameters
    ----------
    results : Path
    survey : dict
    altered : set of str
        Results that are no witnesses.
    """
    for name, model in survey["models"].items():
        about = results / "models" / name / "model.json"
        if "weights" not in model or f"models/{name}/model.json" in altered or not about.is_file():
            continue
        source = Path(os.path.expandvars(model["weights"])) / "model.keras"
        expected, found = read_json(about)["sha256"], file_sha256(source)
        if expected != found:
            yield Finding("changed", f"model {source}", unlike(expected, found))
