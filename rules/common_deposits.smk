# Tables, inputs, outputs and settings of the rules that sum up deposits; no rule.
GRAIN_SIZES = ("grain_size", "size_curves", "size_bands", "saltykov")
ASSOCIATIONS = ("association", "rims", "textures", "locking", "liberation")
COMPARISONS = (
    *("comparison", "standing", "deposit_distances", "clusters", "ordination", "deposit_tests"),
    *("size_tests", "association_tests"),
)
TABLES = ("modal", "assay", *GRAIN_SIZES, *ASSOCIATIONS, *COMPARISONS)


# Where `snakemake --report` shows the tables of deposits, and the file of their caption.
SHOWN_UNDER = {
    "Modal": ("modal", "assay"),
    "Grain sizes": GRAIN_SIZES,
    "Association": ASSOCIATIONS,
    "Comparison": COMPARISONS,
}
TABLE_CAPTIONS = {
    "Modal": "captions/modal.rst",
    "Grain sizes": "captions/grain_sizes.rst",
    "Association": "captions/association.rst",
    "Comparison": "captions/deposit_comparison.rst",
}
KIND_OF_TABLE = {name: kind for kind, names in SHOWN_UNDER.items() for name in names}


def tables_of(*names):
    """Outputs of a rule: tables of deposits, shown by `snakemake --report`."""
    return {
        name: report(
            f"{RESULTS}/{{model}}/deposits/{name}.csv",
            caption=TABLE_CAPTIONS[KIND_OF_TABLE[name]],
            category="Deposits",
            subcategory=KIND_OF_TABLE[name],
            labels={"model": "{model}", "shows": name.replace("_", " "), "as": "table"},
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


def naming_of(wildcards):
    """Which minerals maps may name, see `network.naming.Naming`."""
    return naming(wildcards.model, FIELDS)


def deposit_settings(*names):
    """Some of the settings of the deposits: a change of another one is no reason for a rerun."""
    return {name: SURVEY["deposits"].get(name) for name in names}


def rims_of(wildcards):
    """Manifests of the rims of the same fields as `instances_of`."""
    return expand(
        f"{RESULTS}/{wildcards.model}/batches/rims/{{batch}}.json", batch=batches_of(wildcards)
    )
