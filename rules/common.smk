# What every stage needs to know: configuration, sheet, batches of fields, digests.
# Sheet and configuration errors stop here, before any work.
import math
import os
from pathlib import Path
from urllib.parse import unquote

from snakemake.exceptions import WorkflowError
from snakemake_interface_executor_plugins.settings import ExecMode

from oresurvey.audit.sheet import check_place, read_audit
from oresurvey.catalog import inspection as catalog
from oresurvey.demo import DemoSettings, make_demo
from oresurvey.errors import OreSurveyError
from oresurvey.files.digests import digest_of
from oresurvey.files.fingerprints import Fingerprints
from oresurvey.files.folder_names import folder_name
from oresurvey.files.half_written import remove_half_written
from oresurvey.files.tables import read_json
from oresurvey.instances.splitting import largest_mpx
from oresurvey.light.deposit import MOST_FIELDS
from oresurvey.network.naming import Naming
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.operations.records.home import check_home
from oresurvey.operations.records.provenance import COMMAND, about_run, command_line
from oresurvey.operations.records.stale import stale_folders
from oresurvey.operations.run.start import begin_run, only_reads
from oresurvey.photographs.sizes import SMALLEST_PX
from oresurvey.report.gis.legend import legend_of_maps
from oresurvey.report.viewer.page import viewer_files
from oresurvey.survey.batches import ANNOTATED_FIELDS, split_into_batches
from oresurvey.survey.configuration import read_configuration
from oresurvey.survey.duplicates import mark_duplicates
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.layout import SurveyLayout, map_set_of
from oresurvey.survey.may_occur import declared_minerals
from oresurvey.survey.minerals import minerals_of_maps, palette_of_maps, read_minerals
from oresurvey.survey.provenance import configuration_digest
from oresurvey.survey.rows import as_rows, paths_of
from oresurvey.survey.sheet import read_sheet
from oresurvey.training.model_folder import PARTS as MODEL_PARTS
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK

# Scripts run in processes of their own; they find the package here.
os.environ.update(
    PYTHONPATH=os.pathsep.join(part for part in (SCRIPTS, os.environ.get("PYTHONPATH")) if part)
)


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
    SURVEY, NOTIFY = read_configuration(config, SCRIPTS)
    if "demo" in SURVEY:
        LOCK = lock_of(SURVEY["results"])
        make_demo(Path(SURVEY["demo"]["folder"]), DemoSettings.from_config(SURVEY["demo"]))
    FIELDS = {field.field: field for field in read_sheet(os.path.expandvars(SURVEY["sheet"]))}
    MINERALS = read_minerals(SURVEY["minerals"])
    FORMULAS = read_formulas(SURVEY["minerals"])
    if "sheet" in SURVEY["audit"]:
        check_place(SURVEY["audit"]["sheet"], SURVEY["results"])
        read_audit(SURVEY["audit"]["sheet"], MINERALS, [vars(field) for field in FIELDS.values()])
    DECLARED = declared_minerals(
        list(FIELDS.values()),
        {
            name: about["minerals"]
            for name, about in SURVEY["deposits"].items()
            if isinstance(about, dict)
        },
        MINERALS,
        SURVEY["sheet"],
    )
    # Not before: an error of the sheet leaves nothing behind.
    if "demo" not in SURVEY:
        LOCK = lock_of(SURVEY["results"])
except OreSurveyError as error:
    raise WorkflowError(str(error)) from None

RESULTS = SURVEY["results"].rstrip("/")
MODELS = list(SURVEY["models"])
DEPOSITS = {folder_name(field.deposit): field.deposit for field in FIELDS.values()}
LARGEST_MPX = largest_mpx(SURVEY["catalog"]["largest_mpx"], SURVEY["instances"]["split"])
TRAINED = [name for name in MODELS if "train" in SURVEY["models"][name]]
SHARING = [name for name in MODELS if "weights_of" in SURVEY["models"][name]]
SHIPPED = [name for name in MODELS if "weights" in SURVEY["models"][name]]
FITTED = [name for name in MODELS if "type" in SURVEY["models"][name]]
MODEL = SURVEY["report"]["model"]
BASELINE = SURVEY["report"].get("baseline")
ANNOTATION = "annotation"
ABOUT = f"{RESULTS}/models/{{model}}/model.json"
# Formulas are not in it: they concern the assay alone.
MINERAL_TABLE = digest_of([list(vars(mineral).values()) for mineral in MINERALS.table])
DENSITIES = [str(mineral.density_g_cm3) for mineral in MINERALS.table]

ANNOTATED = [name for name, field in FIELDS.items() if field.mask]
TRAINING = [name for name in ANNOTATED if FIELDS[name].split in ("train", "validation")]
SCORED = [name for name in ANNOTATED if FIELDS[name].split in ("validation", "test")]

for name in TRAINED:
    if "fold" not in SURVEY["models"][name]["train"]:
        continue
    for field in TRAINING:
        if not FIELDS[field].extra.get("fold", "").isdigit():
            raise WorkflowError(
                f"models.{name}.train.fold: field {field!r} has no whole number in the sheet's column "
                "fold; number the groups of a cross-validation there, or leave train.fold out"
            )

for name in TRAINED:
    known = sorted({FIELDS[field].deposit for field in TRAINING})
    for deposit in set(SURVEY["models"][name]["train"].get("deposits", [])) - set(known):
        raise WorkflowError(
            f"models.{name}.train.deposits: no annotated field with split train or validation is from "
            f"{deposit!r}; deposits to choose from: {', '.join(known)}"
        )

for key, wanted, known in (
    ("evaluation.show", SURVEY["evaluation"]["show"], SCORED),
    ("heat_maps", [wanted["field"] for wanted in SURVEY["heat_maps"]], TRAINING),
):
    for name in set(wanted) - set(known):
        raise WorkflowError(
            f"configuration: {key}: {name!r} is no annotated field with a fitting split in the "
            f"sheet; fields to choose from: {', '.join(known) or 'none'}"
        )

for key, wanted, known in (
    ("audit.deposits", SURVEY["audit"]["deposits"], {field.deposit for field in FIELDS.values()}),
    (
        "deposits.ternary",
        [symbol for triple in SURVEY["deposits"]["ternary"] for symbol in triple],
        {mineral.symbol for mineral in MINERALS.table},
    ),
):
    for name in sorted(set(wanted) - known):
        raise WorkflowError(
            f"configuration: {key}: {name!r} is unknown; to choose from: {', '.join(sorted(known))}"
        )

BATCHES = split_into_batches(list(FIELDS), SURVEY["batch_fields"])
# Annotated fields have batches of their own: a photograph added to the sheet must not retrain.
ANNOTATED_BATCHES = split_into_batches(ANNOTATED, ANNOTATED_FIELDS)
TRAINING_BATCHES = split_into_batches(TRAINING, ANNOTATED_FIELDS)

try:
    check_home(RESULTS)
except OreSurveyError as error:
    raise WorkflowError(str(error)) from None

FINGERPRINT = Fingerprints(f"{RESULTS}/catalog/.fingerprints.json")
ROWS = mark_duplicates({name: as_rows([field], FINGERPRINT)[0] for name, field in FIELDS.items()})
FINGERPRINT.save()
# Scripts get the paths beside the parameters: photographs that moved are no reason for a rerun.
config["paths"] = paths_of(list(FIELDS.values()))
# What a job notes in its record; nor is it a reason for a rerun.
config["run"] = about_run(SURVEY, MINERALS, FORMULAS, SCRIPTS, sys.argv)
# So do settings that change how a result is computed and not what it is.
config["how"] = {
    "inference": {key: SURVEY["inference"][key] for key in ("tile_px", "engine")},
    # Nor does it matter who inspects a field first.
    "verdicts": {
        "folder": f"{RESULTS}/catalog/.verdicts",
        "code": code_digest(catalog.__file__, SCRIPTS),
    },
}


def code(script):
    """Script and digest of it and the modules it uses, as a parameter: their change is a rerun."""
    return f"{script} {code_digest(f'{SCRIPTS}/{script}', SCRIPTS)}"


def minutes(names, attempt, per_field):
    """What a cluster allows a job that handles these fields; more on each attempt."""
    return attempt * (10 + math.ceil(per_field * len(names)))


def batches_of(wildcards):
    """Batches of the fields that a set of tables is made of."""
    return ANNOTATED_BATCHES if wildcards.model == ANNOTATION else BATCHES


def results_of(output):
    """The results folder, from the manifest RESULTS/MODEL/batches/STAGE/BATCH.json."""
    return str(Path(output[0]).parents[3])


def rows(names):
    """Rows of the sheet with the digests of photograph and mask."""
    return [ROWS[name] for name in names]


def training_settings(name):
    """The training section of a model, or of the one whose weights it has."""
    return SURVEY["models"][SURVEY["models"][name].get("weights_of", name)]["train"]


def start_of(name):
    """Folder of the weights that a training starts with, as an optional input."""
    start = training_settings(name).get("start_from")
    if start is None:
        return []
    folder = f"{RESULTS}/models/{start}" if start in MODELS else os.path.expandvars(start)
    return [f"{folder}/{part}" for part in ("model.keras", "model.json")]


def inference_settings(name):
    """The inference section of the survey with what a model does otherwise."""
    return SURVEY["inference"] | SURVEY["models"].get(name, {}).get("inference", {})


def naming(name, names):
    """Which minerals maps of some fields may name: what is declared of other deposits is no reason."""
    settings, deposits = inference_settings(name), {FIELDS[field].deposit for field in names}
    return {key: settings[key] for key in ("only_labelled", "as_unknown")} | {
        "declared": {deposit: codes for deposit, codes in DECLARED.items() if deposit in deposits}
    }


def trained_deposits(name):
    """Deposits that trained a model; None for a baseline, which knows no light of theirs."""
    if name in FITTED:
        return None
    if inference_settings(name)["as_unknown"]:
        return set()
    if name in SHIPPED:
        folder = os.path.expandvars(SURVEY["models"][name]["weights"])
        return set(read_json(f"{folder}/model.json").get("labelled", {}))
    return {FIELDS[field].deposit for field in splits_of(name)}


def recognised_by(wildcards):
    """What a model takes the deposits of a batch for, of those that it was not trained on."""
    trained = trained_deposits(wildcards.model)
    found = {FIELDS[name].deposit for name in BATCHES[wildcards.batch]}
    return [
        f"{RESULTS}/{wildcards.model}/recognition/{folder_name(deposit)}.json"
        for deposit in sorted(found - trained if trained is not None else ())
    ]


def deciding_rows(model, folder):
    """Rows of the fields by which a deposit is recognised: the same ones whatever is added.

    In a cross-validation only fields that the model never saw.
    """
    own = (
        [row["field"] for row in scored_rows(model)] if fold_of(model) is not None else list(FIELDS)
    )
    inside = [name for name in own if FIELDS[name].deposit == DEPOSITS[folder]]
    return rows(sorted(sorted(inside, key=digest_of)[:MOST_FIELDS]))


def fold_of(name):
    """The fold that a model of a cross-validation leaves out; None for other models."""
    return training_settings(name).get("fold") if name in TRAINED + SHARING else None


def splits_of(name):
    """Which annotated fields train a model and which validate it."""
    fold, deposits = fold_of(name), training_settings(name).get("deposits", [])
    of = [field for field in TRAINING if not deposits or FIELDS[field].deposit in deposits]
    if fold is None:
        return {field: FIELDS[field].split for field in of}
    return {
        field: "validation" if FIELDS[field].extra["fold"] == str(fold) else "train" for field in of
    }


def scored_rows(name):
    """Rows of the fields that a model is scored on: none that it was trained on."""
    fold = fold_of(name)
    if fold is None:
        return rows(SCORED)
    return [
        row | {"split": "validation" if row["field"] in TRAINING else "test"}
        for row in rows(ANNOTATED)
        if splits_of(name).get(row["field"], FIELDS[row["field"]].split) in ("validation", "test")
    ]


def scored_maps_of(name):
    """Manifests of the maps of these fields."""
    names = {row["field"] for row in scored_rows(name)}
    return [
        f"{RESULTS}/{name}/batches/inference/{batch}.json"
        for batch, members in BATCHES.items()
        if names.intersection(members)
    ]


def scored_maps(wildcards):
    """The same for the model of a rule."""
    return scored_maps_of(wildcards.model)


# Models that map in another way, with the weights of a fold, are scored beside it.
FOLDS = [
    name
    for name in TRAINED + SHARING
    if fold_of(name) is not None and (name in TRAINED or inference_settings(name)["as_unknown"])
]


def fold_maps(wildcards):
    """Manifests of the maps of every model of a cross-validation, by its name."""
    if not FOLDS:
        raise WorkflowError(
            "cross_validation: no model of the configuration leaves a fold out; give models "
            "train.fold: 0, 1, ... and number the fields in the sheet's column fold"
        )
    return {name: scored_maps_of(name) for name in FOLDS}


def map_set(name):
    """Folder name of the probability maps that a training uses."""
    return map_set_of(training_settings(name))


def smallest_px(name):
    """The shortest side that a model can use: a patch must fit into it with room to move."""
    if name in FITTED:
        return SMALLEST_PX
    if name in TRAINED + SHARING:
        about = training_settings(name)
    else:
        folder = os.path.expandvars(SURVEY["models"][name]["weights"])
        about = read_json(f"{folder}/model.json")
    return max(SMALLEST_PX, int((about.get("patch_px", 0) + 1) / about["input_scale"]))


def maps_batches(wildcards):
    """Manifests of the maps that a training reads."""
    return expand(
        f"{RESULTS}/probability_maps/{map_set(wildcards.model)}/batches/{{batch}}.json",
        batch=TRAINING_BATCHES,
    )


def model_files(name):
    """The results of a training, of a fit, of a shipped model or of one with another's weights."""
    if name in FITTED:
        parts = ("model.json", "statistics.csv", "card.md")
    else:
        parts = ("model.keras", "history.csv", "card.md")
    return [f"{RESULTS}/models/{name}/{part}" for part in parts]


def familiarity_of(wildcards):
    """How sure a model is of the fields that validated it; a baseline has none."""
    if wildcards.model in FITTED:
        return {}
    return {"familiarity": f"{RESULTS}/models/{wildcards.model}/familiarity.csv"}


def training_figures_of(wildcards):
    """Figures of the training; a fit has no epochs and hands out no patches."""
    if wildcards.model in FITTED:
        return {}
    return {"training_figures": f"{RESULTS}/models/{wildcards.model}/figures"}


def instances_of(wildcards):
    """Manifests of the grains that a set of tables is made of."""
    return expand(
        f"{RESULTS}/{wildcards.model}/batches/instances/{{batch}}.json",
        batch=batches_of(wildcards),
    )


def content_of(wildcards):
    """What a model names minerals by; the converted network too, unless TensorFlow is to predict."""
    folder = f"{RESULTS}/models/{wildcards.model}"
    if wildcards.model in FITTED:
        return {"model": ancient(f"{folder}/statistics.csv")}
    content = {"model": ancient(f"{folder}/model.keras")}
    if SURVEY["inference"]["engine"] != "tensorflow":
        # Not ancient: what depends on a job that runs is not asked for reasons of its own, and would
        # be forgotten if this input did not count.
        content["network"] = f"{folder}/openvino/network.json"
    return content


def scores_of(wildcards):
    """Evaluation of the model, where there is anything to score."""
    if not SCORED:
        return {}
    folder = f"{RESULTS}/{wildcards.model}/evaluation"
    return {
        "summary": f"{folder}/summary.json",
        "per_class": f"{folder}/per_class.csv",
        "evaluation_figures": f"{folder}/figures",
    }


def summary_of(name):
    """Scores of a model as an optional input."""
    return [f"{RESULTS}/{name}/evaluation/summary.json"] if SCORED else []


MAP_SETS = {map_set(name): training_settings(name) for name in TRAINED}


wildcard_constraints:
    model="|".join([*MODELS, ANNOTATION]),
    batch="b[01]*",
    maps=r"[a-z]+_\d+px_scale[\d.]+",
