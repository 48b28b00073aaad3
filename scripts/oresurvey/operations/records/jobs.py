"""Records: what every job made, and what from. `make verify` compares results with them.

The job that makes a file notes its digest, so a later run never takes an altered file for its own.
A record is ``RESULTS/records/FIRST_OUTPUT.json``; paths in it are below the results.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from oresurvey.errors import ConfigurationError
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import PROVENANCE, read_json, write_json
from oresurvey.maps.digests import content_digest
from oresurvey.operations.records.code_digest import code_digest, code_parts

RECORDS = "records"
JOBS = f"{RECORDS}/jobs"
FIELD_FILES = {
    "predict_batch": (
        "classes.tif",
        "confidence.tif",
        "most_probable.tif",
        "uncorrected.tif",
        "feature_distance.json",
    ),
    "instances_batch": ("grains.parquet", "contacts.parquet"),
    "annotation_instances_batch": ("grains.parquet", "contacts.parquet"),
    "colour_batch": (
        *("classes.tif.aux.xml", "classes.qml"),
        *("most_probable.tif.aux.xml", "most_probable.qml"),
        *("uncorrected.tif.aux.xml", "uncorrected.qml"),
    ),
    "probability_maps": (
        *("image.npy", "image_strips.npy", "mask.npy", "mask_strips.npy"),
        *("colours.npy", "index.json", "rows.npy"),
    ),
}
"""Rule -> files that it leaves in the folder of a field, some of them not always. Only the manifest
of the batch is an output that Snakemake knows of."""
PAGE_FILES = {"viewers_batch": ("page", "thumbnail", "map_thumbnail")}
"""Rule -> entries of its manifest that name files, below the report of the model."""
SMALL_BYTES = 1_000_000
"""Inputs up to this size are noted. A larger one is a network: its digest is in ``model.json``."""


def files_of(output: Path) -> Iterator[Path]:
    """Files of an output: itself with its provenance, or all that is in the folder."""
    if output.is_dir():
        for path in sorted(output.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path
        return
    yield output
    beside = output.with_name(output.name + PROVENANCE)
    if beside.is_file():
        yield beside


def _inputs(paths, results: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Digests of inputs that are results, and of those that are not."""
    within, outside = {}, {}
    for path in map(Path, paths):
        if path.is_dir() or path.stat().st_size > SMALL_BYTES:
            continue
        if path.is_relative_to(results):
            within[str(path.relative_to(results))] = file_sha256(path)
        else:
            outside[str(path)] = file_sha256(path)
    return within, outside


def _field_files(rule: str, manifest: Path, results: Path) -> dict[str, dict[str, str]]:
    """Digests of the files that a batch left, by folder and name."""
    found: dict[str, dict[str, str]] = {}
    if rule in FIELD_FILES:
        for entry in read_json(manifest)["fields"]:
            folder = Path(entry["folder"])
            found[str(folder.relative_to(results))] = {
                name: content_digest(folder / name)
                for name in FIELD_FILES[rule]
                if (folder / name).is_file()
            }
    if rule in PAGE_FILES:
        report = manifest.parents[2] / "report"
        for entry in read_json(manifest)["fields"]:
            for path in (report / entry[key] for key in PAGE_FILES[rule]):
                place = str(path.parent.relative_to(results))
                found.setdefault(place, {})[path.name] = content_digest(path)
    return found


def _keep(value, path: Path) -> None:
    """Write what is named by its own digest, unless it is there."""
    if not path.exists():
        write_json(value, path)


def keep_code(code: str, scripts: str | Path, results: Path) -> None:
    """Keep the digests of the modules behind a code digest, for `why`.

    The run does it before its jobs: they would each read the whole program for it.
    """
    script, digest = code.split(" ")
    path = results / RECORDS / "code" / f"{digest}.json"
    if not path.exists() and code_digest(Path(scripts) / script, scripts) == digest:
        write_json(code_parts(Path(scripts) / script, scripts), path)


def _drop_superseded(results: Path, outputs: list[Path]) -> None:
    """Remove records of the same files by an earlier version, whose rule had other outputs."""
    own, *others = (path.relative_to(results) for path in outputs)
    for path in (own.parent, *others, *(other.parent for other in others)):
        record_path(results, path).unlink(missing_ok=True)
    for path in (own, *others):
        within = results / JOBS / path
        if within.is_dir():
            shutil.rmtree(within)


def record_job(job) -> None:
    """Note what a job made; the last thing that a script does.

    Parameters
    ----------
    job : object
        The ``snakemake`` that a script finds: its ``rule``, ``input``, ``output``, ``params`` and
        ``config``, in which "run" is as from `operations.records.provenance.about_run`.
    """
    run = job.config["run"]
    results = Path(run["results"])
    outputs = [Path(str(path)) for path in job.output]
    within, outside = _inputs(map(str, job.input), results)
    code = job.params.get("code") or job.params.get("script_code")
    records = results / RECORDS
    _keep(run["configuration"], records / "configurations" / f"{run['configuration_sha256']}.json")
    _drop_superseded(results, outputs)
    write_json(
        {
            "rule": job.rule,
            "code": code,
            **{key: value for key, value in run.items() if key.endswith("sha256")},
            "version": run["version"],
            "software": run["software"],
            "command": run["command"],
            "inputs": within,
            "outside": outside,
            "outputs": {
                str(path.relative_to(results)): content_digest(path)
                for output in outputs
                for path in files_of(output)
            },
            "fields": _field_files(job.rule, outputs[0], results),
        },
        record_path(results, outputs[0].relative_to(results)),
    )


def record_path(results: str | Path, output: str | Path) -> Path:
    """Where the record of the job is whose first output, below the results, is this."""
    return Path(results) / JOBS / f"{output}.json"


def read_records(results: str | Path) -> Iterator[tuple[str, dict]]:
    """First output and record of every job, one at a time, in the order of the paths.

    Raises
    ------
    ConfigurationError
        If one is no record.
    """
    root = Path(results) / JOBS
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".json") and not name.startswith("."):
                path = Path(folder) / name
                yield str(path.relative_to(root)).removesuffix(".json"), _read(path)


def _read(path: Path) -> dict:
    try:
        record = read_json(path)
        if record.keys() >= {"rule", "code", "inputs", "outside", "outputs", "fields"}:
            return record
    except (OSError, ValueError, AttributeError):
        pass
    raise ConfigurationError(
        f"record {path} is damaged; delete it and the result that it is named after, and run the "
        "survey again"
    )
