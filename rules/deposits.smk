# Deposits: grains -> tables per field, section and deposit, comparison between deposits.
SUMMED_UP = MODELS + ([ANNOTATION] if SURVEY.annotated else [])
DENSITIES = [str(mineral.density_g_cm3) for mineral in SURVEY.minerals.table]
GRAIN_SIZES = ("grain_size", "size_curves", "size_bands", "saltykov")
ASSOCIATIONS = ("association", "rims", "textures", "locking", "liberation")
COMPARISONS = (
    *("comparison", "standing", "deposit_distances", "clusters", "ordination", "deposit_tests"),
    *("size_tests", "association_tests"),
)
TABLES = ("modal", "assay", *GRAIN_SIZES, *ASSOCIATIONS, *COMPARISONS)


# Where `snakemake --report` shows the tables: subcategory, tables and the file of their caption.
SHOWN = {
    "Modal": (("modal", "assay"), "modal"),
    "Grain sizes": (GRAIN_SIZES, "grain_sizes"),
    "Association": (ASSOCIATIONS, "association"),
    "Comparison": (COMPARISONS, "deposit_comparison"),
}


def tables_of(kind, *names):
    """Outputs of a rule: tables of deposits of one kind, all of them or those named."""
    of_kind, caption = SHOWN[kind]
    return {
        name: report(
            PLACES.table("{model}", name),
            caption=f"captions/{caption}.rst",
            category="Deposits",
            subcategory=kind,
            labels={"model": "{model}", "shows": name.replace("_", " "), "as": "table"},
        )
        for name in names or of_kind
    }


def about_of(wildcards):
    """What is known of the model; the annotation is none."""
    return {} if wildcards.model == ANNOTATION else {"about": ABOUT.format(model=wildcards.model)}


def drift_of(wildcards):
    """Verdict on each deposit; the annotation has none."""
    if wildcards.model == ANNOTATION:
        return {}
    return {"drift": expand(rules.deposit_drift.output, model=wildcards.model)[0]}


def familiarity_of(wildcards):
    """How sure a model is of the fields that validated it; a baseline has none."""
    if not SURVEY.model(wildcards.model).is_network:
        return {}
    return {"familiarity": PLACES.of_model(wildcards.model, "familiarity.csv")}


def labels_of(wildcards):
    """What the shares of a model are corrected by: scored fields, annotated ones, named points."""
    if wildcards.model == ANNOTATION:
        return {}
    found = {}
    if SURVEY.scored:
        confusion = rules.evaluate_model.output.field_confusion
        found["confusion"] = expand(confusion, model=wildcards.model)[0]
    if SURVEY.annotated:
        found["annotation"] = PLACES.manifests(ANNOTATION, "instances", SURVEY.annotated_batches)
    if SURVEY.audit_sheet is not None:
        found["audit"] = SURVEY.audit_sheet
    return found


def naming_of(wildcards):
    """Which minerals maps may name, see `network.naming.Naming`."""
    return SURVEY.naming(wildcards.model, SURVEY.fields)


def deposit_settings(*names):
    """Some of the settings of the deposits: a change of another one is no reason for a rerun."""
    return {name: SETTINGS["deposits"].get(name) for name in names}


rule modal_table:
    input:
        unpack(about_of),
        unpack(drift_of),
        unpack(labels_of),
        instances=instances_of,
    output:
        **tables_of("Modal", "modal"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_modal.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_modal.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("precision_pct", "seed"),
        naming=naming_of,
        minerals=SETTINGS["minerals"],
        names=NAMES,
        densities=DENSITIES,
        code=code("sum_up_modal.py"),
    script:
        "../scripts/sum_up_modal.py"


rule element_assay:
    input:
        unpack(about_of),
        modal=rules.modal_table.output.modal,
    output:
        **tables_of("Modal", "assay"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_assay.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_assay.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        naming=naming_of,
        minerals=SETTINGS["minerals"],
        names=NAMES,
        densities=DENSITIES,
        formulas={str(code): formula.text for code, formula in SURVEY.formulas.items()},
        code=code("calculate_assay.py"),
    script:
        "../scripts/calculate_assay.py"


rule grain_size_tables:
    input:
        unpack(about_of),
        instances=instances_of,
    output:
        **tables_of("Grain sizes"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_grain_size.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_grain_size.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("smallest_grain_px", "smallest_grain_um", "saltykov_classes"),
        minerals=SETTINGS["minerals"],
        names=NAMES,
        code=code("sum_up_grain_sizes.py"),
    script:
        "../scripts/sum_up_grain_sizes.py"


rule association_tables:
    input:
        unpack(about_of),
        instances=instances_of,
        rims=rims_of,
    output:
        **tables_of("Association"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_association.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_association.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("smallest_grain_px", "smallest_grain_um", "rim_px"),
        minerals=SETTINGS["minerals"],
        names=NAMES,
        code=code("sum_up_associations.py"),
    script:
        "../scripts/sum_up_associations.py"


rule compare_deposits:
    input:
        unpack(about_of),
        unpack(drift_of),
        modal=rules.modal_table.output.modal,
        grain_size=rules.grain_size_tables.output.grain_size,
        association=rules.association_tables.output.association,
        instances=instances_of,
    output:
        **tables_of("Comparison"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_comparison.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_comparison.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("detection_limit_pct", "permutations", "seed"),
        naming=naming_of,
        minerals=SETTINGS["minerals"],
        names=NAMES,
        code=code("compare_deposits.py"),
    script:
        "../scripts/compare_deposits.py"


rule deposit_drift:
    input:
        unpack(familiarity_of),
        maps=expand(rules.predict_batch.output, batch=BATCHES, allow_missing=True),
        about=ABOUT,
    output:
        report(
            PLACES.table("{model}", "drift"),
            caption="captions/drift.rst",
            category="Deposits",
            subcategory="Drift",
            labels={"model": "{model}", "shows": "drift", "as": "table"},
        ),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_drift.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_drift.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        code=code("check_drift.py"),
    script:
        "../scripts/check_drift.py"


rule tables:
    input:
        [PLACES.table(name, table) for name in SUMMED_UP for table in TABLES],
        expand(rules.deposit_drift.output, model=MODELS),
