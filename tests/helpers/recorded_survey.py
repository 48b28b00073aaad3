"""A small survey whose results were written by hand and recorded as jobs record theirs."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import yaml

from oresurvey.catalog.inspection import Inspection, catalog_row
from oresurvey.files.digests import file_sha256
from oresurvey.files.tables import write_json, write_text
from oresurvey.maps.geotiff import MapWriter
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.operations.records.jobs import keep_code, record_job
from oresurvey.operations.records.provenance import about_run
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals
from oresurvey.survey.reading import read_survey
from oresurvey.survey.survey import Survey

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
SHEET = "deposit\tsection\tfield\timage\tmask\tsplit\n"
FIELDS = {"a1": "Alder Creek", "b1": "Birch Hill"}
"""Field -> deposit; both are annotated."""
MAP = np.array([[0, 1], [6, 8]], np.uint8)


def write_sheet(fields: dict[str, str]) -> None:
    """The sheet of these fields."""
    rows = (
        f"{of}\ts-{name}\t{name}\t{name}.jpg\t{name}.png\ttrain\n" for name, of in fields.items()
    )
    Path("sheet.tsv").write_text(SHEET + "".join(rows))


def write_configuration(**more) -> None:
    """The configuration, as ``survey.yaml``."""
    survey = {
        "sheet": "sheet.tsv",
        "minerals": "minerals.tsv",
        "models": {"first": {"type": "majority"}},
        "report": {"model": "first"},
    }
    Path("survey.yaml").write_text(yaml.safe_dump(survey | more))


def read() -> Survey:
    """The survey as it is now."""
    return read_survey("survey.yaml", SCRIPTS)


def job(rule: str, output: str, inputs=(), more=(), script: str = "write_catalog.py"):
    """What a script of a rule finds as ``snakemake``."""
    survey = read().recorded
    minerals = read_minerals("minerals.tsv"), read_formulas("minerals.tsv")
    run = about_run(survey, *minerals, ["snakemake", "--cores", "2"])
    code = f"{script} {code_digest(SCRIPTS / script, SCRIPTS)}"
    keep_code(code, SCRIPTS, Path("results"))
    return SimpleNamespace(
        rule=rule,
        input=[f"results/{path}" for path in inputs],
        output=[f"results/{path}" for path in (output, *more)],
        params={"code": code},
        config={"run": run},
    )


def _entries(stage: str) -> dict:
    folders = {
        name: f"results/first/fields/{of.replace(' ', '%20')}" for name, of in FIELDS.items()
    }
    return {
        "fields": [
            {"field": name, "stage": stage, "folder": f"{folder}/{name}"}
            for name, folder in folders.items()
        ]
    }


def recorded_survey() -> None:
    """Make sheet, photographs, configuration and results in the working directory."""
    shutil.copy(ROOT / "config" / "minerals.tsv", "minerals.tsv")
    write_sheet(FIELDS)
    write_configuration()
    for name in FIELDS:
        Path(f"{name}.jpg").write_text(f"photograph {name}")
        Path(f"{name}.png").write_text(f"mask {name}")
    entries = []
    for field in read().fields.values():
        digests = {"sha256": file_sha256(field.image), "mask_sha256": file_sha256(field.mask)}
        row = catalog_row(field, Inspection("accepted", "", 2, 2, **digests, class_pixels={}))
        entries.append({"field": field.field, "row": row})
    write_json({"fields": entries}, "results/catalog/batches/b.json")
    record_job(job("catalog_batch", "catalog/batches/b.json"))
    write_text("{}", "results/models/first/model.json")
    write_text("code\n1\n", "results/models/first/statistics.csv")
    record_job(job("fit_baseline", "models/first/model.json", more=["models/first/statistics.csv"]))
    for entry in _entries("inference")["fields"]:
        folder = Path(entry["folder"])
        for name in ("classes.tif", "confidence.tif"):
            with MapWriter(folder / name, 2, 2, {"MODEL": "first"}) as data:
                data.write(MAP, 0, 0)
        write_text("{}", folder / "feature_distance.json")
        write_text("grains", folder / "grains.parquet")
        write_text("contacts", folder / "contacts.parquet")
    for stage, rule, before in (
        ("inference", "predict_batch", "models/first/model.json"),
        ("instances", "instances_batch", "first/batches/inference/b.json"),
    ):
        output = f"first/batches/{stage}/b.json"
        write_json(_entries(stage), f"results/{output}")
        record_job(job(rule, output, [before]))
    write_text("mineral,pct\nPy,12\n", "results/first/deposits/modal.csv")
    write_json({"version": "1"}, "results/first/deposits/modal.csv.provenance.json")
    modal = "first/deposits/modal.csv"
    record_job(job("modal_table", modal, ["first/batches/instances/b.json"]))
    write_text("<html>", "results/first/report/index.html")
    write_text("drawing", "results/first/report/figures/overview.png")
    figures = "first/report/figures"
    record_job(job("write_report", "first/report/index.html", [modal], [figures]))
    for folder in ("logs", "benchmarks"):
        write_text("1", f"results/{folder}/a/b.log")
