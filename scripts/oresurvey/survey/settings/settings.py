"""All settings of a survey."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from oresurvey.survey.settings.deposits import Deposits, EachOnce, Instances
from oresurvey.survey.settings.inference import Inference
from oresurvey.survey.settings.models import AnyModel
from oresurvey.survey.settings.section import Count, Positive, Section, Whole


class Demo(Section):
    """Make the synthetic sections of the demo survey before the first run; the sheet is then
    FOLDER/sheet.tsv."""

    folder: str
    """Where the synthetic photographs are written."""
    seed: int = 1
    """Seed of the synthetic sections."""
    size: Literal["full", "tiny"] = "full"
    """tiny makes twelve small fields and a damaged one for tests."""


def _as_iso(value: Any) -> Any:
    """YAML reads 2026-05-01 as a date."""
    return value.isoformat() if isinstance(value, date) else value


Line = Annotated[str, Field(min_length=1)]


class Report(Section):
    """Which model the report is about, and what stands above it."""

    model: str
    """Name of the model that the report shows."""
    baseline: str | None = None
    """Name of an earlier model; what changed since is reported in comparison/BASELINE-vs-MODEL.
    By default the model of this configuration that the report's model was taught from, if any."""
    geojson: bool = False
    """Write the grains of every field as GeoJSON too, in report/geojson/DEPOSIT/FIELD.geojson; in
    local micrometres, see docs/read/gis.md."""
    examples: Whole = 3
    """Fields of each deposit that the report of a change of model shows as pictures: those with the
    most changed pixels."""
    title: Line | None = None
    """Title of the survey page; the names of the deposits by default."""
    author: Line | None = None
    """Who answers for the survey, as it is to stand below the title."""
    date: Annotated[Line, BeforeValidator(_as_iso)] | None = None
    """Date of the report, as it is to stand below the title; when the page was made stands there
    anyway."""
    objective: Line | None = None
    """What the survey is for, in a sentence or two."""


class Catalog(Section):
    """What is accepted as a photograph."""

    largest_mpx: Positive = 1000
    """Millions of pixels of the largest photograph; a larger one is quarantined without being
    decoded, as a file of a few kB may claim any size."""


class Evaluation(Section):
    """How class maps are scored against annotations."""

    boundary_px: Whole = 2
    """Width of the band at annotated boundaries that the second set of scores leaves out."""
    show: list[str] = []
    """Names of annotated fields that are always shown."""
    figure_fields: Whole = 6
    """Fields shown as photograph, annotation, prediction and error; spread from worst to best."""


class Audit(Section):
    """Points drawn from the class maps of the report's model, for a person to name (target audit);
    the filled sheet corrects the modal table."""

    points: Annotated[int, Field(ge=2)] = 200
    """Points of the whole audit, divided evenly between the deposits; two hundred take an hour."""
    seed: Whole = 1
    """Seed of the drawing."""
    deposits: EachOnce = []
    """Deposits to audit; all if none is named."""
    sheet: str | None = None
    """The filled points.csv: a copy outside the results folder, whose files are deleted before they
    are made again. Environment variables are filled in."""


class HeatMap(Section):
    """Probability maps to be drawn over their photographs."""

    field: str
    """Name of an annotated field."""
    code: int
    """Mineral code."""


class Settings(Section):
    """Configuration of a survey."""

    sheet: str
    """Table of fields, one row per photograph (.tsv or .csv); relative to the working folder;
    environment variables are filled in."""
    minerals: str = "config/minerals.tsv"
    """Table of minerals - codes, symbols, names, colours, densities."""
    results: str = "results"
    """Folder for everything that the survey makes."""
    notify: Annotated[str, Field(min_length=1)] | None = None
    """Shell command that is run once when a run has ended, with the summary as its standard input;
    the environment variables ORESURVEY_STATUS (finished or failed), ORESURVEY_SUMMARY and
    ORESURVEY_REPORT say the same. None by default."""
    demo: Demo | None = None
    models: Annotated[dict[str, AnyModel], Field(min_length=1)]
    """Models by name; each is trained here, comes with weights, or is a baseline of some type."""
    report: Report
    catalog: Catalog = Catalog()
    batch_fields: Count = 16
    """Fields that one job handles. Another number makes everything but the training again."""
    inference: Inference = Inference()
    instances: Instances = Instances()
    evaluation: Evaluation = Evaluation()
    deposits: Deposits = Deposits()
    audit: Audit = Audit()
    corrections: str | Annotated[list[str], Field(min_length=1)] | None = None
    """Corrections that were saved in the viewer: a folder of FIELD.corrections.json, or files. They
    overrule the maps of every model, see docs/models/adapt.md."""
    heat_maps: list[HeatMap] = []
    """Probability maps to be drawn over their photographs."""
