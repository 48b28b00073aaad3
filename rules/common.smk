# What every stage needs: the survey, as its configuration and its sheet are now, and digests of code.
# Errors of either stop here, before any work. No stage and no jobs: nothing here has a log.
import math
import os
import shlex
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake_interface_executor_plugins.settings import ExecMode

from oresurvey.annotations.corrected_fields import corrections_of_survey
from oresurvey.audit.filled import check_filled
from oresurvey.catalog import inspection as catalog
from oresurvey.catalog.before_work import check_before_work
from oresurvey.catalog.calibrations import check_calibrations
from oresurvey.catalog.sheet_remarks import say_of_sheet
from oresurvey.errors import OreSurveyError
from oresurvey.operations.records.bridge import check_version
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.operations.records.home import check_home
from oresurvey.operations.records.jobs import keep_code
from oresurvey.operations.records.provenance import COMMAND, about_run, command_line
from oresurvey.operations.run.start import begin_run, only_reads
from oresurvey.photographs.sizes import SMALLEST_PX, largest_mpx
from oresurvey.survey.settings.configuration import read_configuration
from oresurvey.survey.inputs import Inputs
from oresurvey.survey.layout import ANNOTATION
from oresurvey.survey.minerals import minerals_of_maps
from oresurvey.survey.reading import survey_from
from oresurvey.survey.rows import paths_of

# Python parts the folders of its modules there.
if os.pathsep in SCRIPTS:
    raise WorkflowError(
        f"the folder {workflow.basedir} has {os.pathsep!r} in its path; move the project to one without"
    )
# Scripts run in processes of their own; they find the package here.
os.environ.update(
    PYTHONPATH=os.pathsep.join(part for part in (SCRIPTS, os.environ.get("PYTHONPATH")) if part)
)
# Snakemake puts the path of Python into the command of every job as it is, a space in it or not.
if os.path.exists(sys.executable):
    sys.executable = shlex.quote(sys.executable)


def lock_of(results):
    """The lock of a results folder, kept until this process ends; a run that only reads has none."""
    if (
        workflow.exec_mode != ExecMode.DEFAULT
        or workflow.output_settings.dryrun
        or only_reads(sys.argv)
    ):
        return None
    return begin_run(results.rstrip("/"), os.environ.get(COMMAND) or command_line(sys.argv))


try:
    SETTINGS, NOTIFY = read_configuration(config)
    check_version(SETTINGS.results)
    if SETTINGS.demo:
        # Not at the top: what makes photographs takes long to import.
        from oresurvey.demo import DemoSettings, make_demo

        LOCK = lock_of(SETTINGS.results)
        make_demo(Path(SETTINGS.demo.folder), DemoSettings.of(SETTINGS.demo))
    SURVEY = survey_from(SETTINGS, SCRIPTS)
    check_filled(SURVEY)
    CORRECTIONS = corrections_of_survey(SURVEY)
    LARGEST_MPX = largest_mpx(SETTINGS.catalog.largest_mpx, SETTINGS.instances.split)
    # Read by the first process alone: a batch finds again what is wrong with its own.
    if workflow.exec_mode == ExecMode.DEFAULT:
        if not only_reads(sys.argv):
            check_before_work(SURVEY, LARGEST_MPX)
        check_calibrations(SURVEY.fields.values(), SETTINGS.sheet)
        say_of_sheet(SURVEY.fields.values(), SURVEY.remarks)
    # Not before: an error of the sheet leaves nothing behind.
    if not SETTINGS.demo:
        LOCK = lock_of(SETTINGS.results)
    check_home(SURVEY.places.results)
except OreSurveyError as error:
    raise WorkflowError(str(error)) from None

PLACES, INPUTS, RESULTS = SURVEY.places, Inputs(SURVEY), SURVEY.places.results
MODELS, MODEL, BASELINE = list(SURVEY.models), SETTINGS.report.model, SETTINGS.report.baseline
# Weights and what is known of them come from a training, from another model or ready-made.
A_MODEL, ABOUT = "|".join(MODELS), PLACES.of_model("{model}", "model.json")
BATCHES = SURVEY.batches
# The part of the table of minerals that numbers depend on.
NAMES, CODES = minerals_of_maps(SURVEY.minerals), list(SURVEY.minerals.codes)

# Scripts get the paths beside the parameters: photographs that moved are no reason for a rerun.
config["paths"] = paths_of(list(SURVEY.fields.values()))
config["corrected"] = {name: one["path"] for name, one in CORRECTIONS.items()}
# What a job notes in its record; nor is it a reason for a rerun.
config["run"] = about_run(SURVEY.recorded, SURVEY.minerals, SURVEY.formulas, sys.argv)
# So do settings that change how a result is computed and not what it is.
config["how"] = {
    "inference": SETTINGS.inference.model_dump(include={"tile_px", "engine"}),
    # Nor does it matter who inspects a field first.
    "verdicts": {
        "folder": f"{RESULTS}/catalog/.verdicts",
        "code": code_digest(catalog.__file__, SCRIPTS),
    },
}


def code(script):
    """Script and digest of it and the modules it uses, as a parameter: their change is a rerun."""
    found = f"{script} {code_digest(f'{SCRIPTS}/{script}', SCRIPTS)}"
    if LOCK:
        keep_code(found, SCRIPTS, Path(RESULTS))
    return found


def templates(own, *shared):
    """Digests of the templates of a page, as a parameter: their change is a rerun."""
    paths = [*(f"presentation/templates/{name}" for name in shared), own]
    return [SURVEY.digest_of_file(f"{SCRIPTS}/oresurvey/{path}") for path in paths]


def of_kind(kind):
    """Constraint of the wildcard `model`: models of a kind, or none."""
    return "|".join(SURVEY.models_that_are(kind)) or "(?!)"


def content_of(wildcards):
    """What a model names minerals by; the converted network too, unless TensorFlow is to predict."""
    if not SURVEY.model(wildcards.model).is_network:
        return {"model": ancient(PLACES.of_model(wildcards.model, "statistics.csv"))}
    content = {"model": ancient(PLACES.of_model(wildcards.model, "model.keras"))}
    if SETTINGS.inference.engine != "tensorflow":
        # Not ancient: what depends on a job that runs is not asked for reasons of its own, and would
        # be forgotten if this input did not count.
        content["network"] = PLACES.of_model(wildcards.model, "openvino/network.json")
    return content


def corrections_in(names):
    """Digests of the corrections of some fields; nothing where there are none."""
    found = {name: CORRECTIONS[name]["sha256"] for name in names if name in CORRECTIONS}
    return {"corrections": found} if found else {}


def minutes(names, attempt, per_field):
    """What a cluster allows a job that handles these fields; more on each attempt."""
    return attempt * (10 + math.ceil(per_field * len(names)))


def results_of(output):
    """The results folder, from the manifest RESULTS/MODEL/batches/STAGE/BATCH.json."""
    return str(Path(output[0]).parents[3])


def smallest_px(name):
    """The shortest side that a model can use."""
    return max(SMALLEST_PX, SURVEY.model(name).smallest_px)


wildcard_constraints:
    model="|".join([*MODELS, ANNOTATION]),
    batch="b[01]*",
    maps=r"[a-z]+_\d+px_scale[\d.]+",
