# Inputs, outputs and settings of the rules that sum up deposits; no rule.


def tables_of(*names):
    """Outputs of a rule: tables of deposits, shown by `snakemake --report`."""
    return {
        name: report(
            f"{RESULTS}/{{model}}/deposits/{name}.csv",
            caption="captions/tables.rst",
            category="Deposits",
            labels={"model": "{model}", "table": name},
        )
        for name in names
    }


def model_of(wildcards):
    """What is known of the model; the annotation is none."""
    return {} if wildcards.model == ANNOTATION else {"about": ABOUT.format(model=wildcards.model)}


def drift_of(wildcards):
    """Verdict on each deposit; the annotation has none."""
    if wildcards.model == ANNOTATION:
        return {}
    return {"drift": f"{RESULTS}/{wildcards.model}/deposits/drift.csv"}


def labels_of(wildcards):
    """What the shares of a model are corrected by: scored fields, annotated ones, named points."""
    if wildcards.model == ANNOTATION:
        return {}
    found = {}
    if SCORED:
        found["confusion"] = f"{RESULTS}/{wildcards.model}/evaluation/field_confusion.csv"
    if ANNOTATED:
        found["annotation"] = expand(
            f"{RESULTS}/{ANNOTATION}/batches/instances/{{batch}}.json", batch=ANNOTATED_BATCHES
        )
    if "sheet" in SURVEY["audit"]:
        found["audit"] = os.path.expandvars(SURVEY["audit"]["sheet"])
    return found


def only_labelled_of(wildcards):
    """Whether maps name only what the annotation of their deposit distinguishes."""
    return inference_settings(wildcards.model)["only_labelled"]


def deposit_settings(*names):
    """Some of the settings of the deposits: a change of another one is no reason for a rerun."""
    return {name: SURVEY["deposits"].get(name) for name in names}


def rims_of(wildcards):
    """Manifests of the rims of the same fields as `instances_of`."""
    return expand(
        f"{RESULTS}/{wildcards.model}/batches/rims/{{batch}}.json", batch=batches_of(wildcards)
    )
