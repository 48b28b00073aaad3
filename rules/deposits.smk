# Deposits: grains -> tables per field, section and deposit, comparison between deposits.
SUMMED_UP = MODELS + ([ANNOTATION] if SURVEY.annotated else [])
DENSITIES = [str(mineral.density_g_cm3) for mineral in SURVEY.minerals.table]
ROCK = {"gangue": SURVEY.gangue, "particles": SURVEY.particles}
GRAIN_SIZES = ("grain_size", "size_curves", "size_bands", "saltykov")
ASSOCIATIONS = ("association", "rims", "textures", "locking", "liberation")
COMPARISONS = (
    *("comparison", "standing", "deposit_distances", "clusters", "ordination", "deposit_tests"),
    *("size_tests", "association_tests"),
)
TABLES = (
    *("modal", "variance_components", "assay", "reconciliation"),
    *GRAIN_SIZES,
    *ASSOCIATIONS,
    *COMPARISONS,
)


# Where `snakemake --report` shows the tables: subcategory, tables and the file of their caption.
SHOWN = {
    "Modal": (("modal", "variance_components", "assay", "reconciliation"), "modal"),
    "Grain sizes": (GRAIN_SIZES, "grain_sizes"),
    "Association": (ASSOCIATIONS, "association"),
    "Comparison": (COMPARISONS, "deposit_comparison"),
}
TABLE_FILES = {
    name: report(
        PLACES.table("{model}", name),
        caption=f"captions/{caption}.rst",
        category="Deposits",
        subcategory=kind,
        labels={"model": "{model}", "shows": name.replace("_", " "), "as": "table"},
    )
    for kind, (names, caption) in SHOWN.items()
    for name in names
}


rule modal_table:
    input:
        unpack(lambda wildcards: INPUTS.about(wildcards.model)),
        unpack(lambda wildcards: INPUTS.drift(wildcards.model)),
        unpack(lambda wildcards: INPUTS.labels(wildcards.model)),
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
    output:
        modal=TABLE_FILES["modal"],
        variance=TABLE_FILES["variance_components"],
    log:
        f"{RESULTS}/logs/deposits/{{model}}_modal.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_modal.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY.deposit_settings("precision_pct", "relative_precision_pct", "seed"),
        naming=lambda wildcards: SURVEY.naming(wildcards.model, SURVEY.fields),
        sampling=SURVEY.sampling,
        rock=ROCK,
        minerals=SETTINGS.minerals,
        names=NAMES,
        densities=DENSITIES,
        code=code("sum_up_modal.py"),
    script:
        "../scripts/sum_up_modal.py"


rule element_assay:
    input:
        unpack(lambda wildcards: INPUTS.about(wildcards.model)),
        modal=rules.modal_table.output.modal,
    output:
        assay=TABLE_FILES["assay"],
        reconciliation=TABLE_FILES["reconciliation"],
    log:
        f"{RESULTS}/logs/deposits/{{model}}_assay.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_assay.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        naming=lambda wildcards: SURVEY.naming(wildcards.model, SURVEY.fields),
        rock=ROCK | {"assayed": SURVEY.assayed, "sampling": SURVEY.sampling},
        minerals=SETTINGS.minerals,
        names=NAMES,
        densities=DENSITIES,
        formulas={str(code): formula.text for code, formula in SURVEY.formulas.items()},
        code=code("calculate_assay.py"),
    script:
        "../scripts/calculate_assay.py"


rule grain_size_tables:
    input:
        unpack(lambda wildcards: INPUTS.about(wildcards.model)),
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
    output:
        **{name: TABLE_FILES[name] for name in GRAIN_SIZES},
    log:
        f"{RESULTS}/logs/deposits/{{model}}_grain_size.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_grain_size.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY.deposit_settings(
            "smallest_grain_px", "smallest_grain_um", "saltykov_classes"
        ),
        sampling=SURVEY.sampling,
        minerals=SETTINGS.minerals,
        names=NAMES,
        code=code("sum_up_grain_sizes.py"),
    script:
        "../scripts/sum_up_grain_sizes.py"


rule association_tables:
    input:
        unpack(lambda wildcards: INPUTS.about(wildcards.model)),
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
        rims=lambda wildcards: INPUTS.manifests(wildcards.model, "rims"),
    output:
        **{name: TABLE_FILES[name] for name in ASSOCIATIONS},
    log:
        f"{RESULTS}/logs/deposits/{{model}}_association.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_association.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY.deposit_settings("smallest_grain_px", "smallest_grain_um", "rim_px"),
        sampling=SURVEY.sampling,
        minerals=SETTINGS.minerals,
        names=NAMES,
        code=code("sum_up_associations.py"),
    script:
        "../scripts/sum_up_associations.py"


rule compare_deposits:
    input:
        unpack(lambda wildcards: INPUTS.about(wildcards.model)),
        unpack(lambda wildcards: INPUTS.drift(wildcards.model)),
        modal=rules.modal_table.output.modal,
        grain_size=rules.grain_size_tables.output.grain_size,
        association=rules.association_tables.output.association,
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
    output:
        **{name: TABLE_FILES[name] for name in COMPARISONS},
    log:
        f"{RESULTS}/logs/deposits/{{model}}_comparison.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_comparison.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY.deposit_settings("detection_limit_pct", "permutations", "seed"),
        naming=lambda wildcards: SURVEY.naming(wildcards.model, SURVEY.fields),
        sampling=SURVEY.sampling,
        minerals=SETTINGS.minerals,
        names=NAMES,
        code=code("compare_deposits.py"),
    script:
        "../scripts/compare_deposits.py"


rule deposit_drift:
    input:
        unpack(lambda wildcards: INPUTS.familiarity(wildcards.model)),
        recognised=lambda wildcards: INPUTS.every_recognised(wildcards.model),
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
        overlap=SURVEY.sampling.get("overlap_group", {}),
        code=code("check_drift.py"),
    script:
        "../scripts/check_drift.py"


rule suggest_minerals:
    input:
        modal=rules.modal_table.output.modal,
        recognised=lambda wildcards: INPUTS.every_recognised(wildcards.model),
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
        about=ABOUT,
    output:
        report(
            PLACES.table("{model}", "may_occur"),
            caption="captions/may_occur.rst",
            category="Deposits",
            subcategory="Modal",
            labels={"model": "{model}", "shows": "minerals that may occur", "as": "table"},
        ),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_may_occur.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_may_occur.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        naming=lambda wildcards: SURVEY.naming(wildcards.model, SURVEY.fields),
        minerals=SETTINGS.minerals,
        names=NAMES,
        code=code("suggest_minerals.py"),
    script:
        "../scripts/suggest_minerals.py"


rule tables:
    input:
        [PLACES.table(name, table) for name in SUMMED_UP for table in TABLES],
        expand(rules.deposit_drift.output + rules.suggest_minerals.output, model=MODELS),
