# Deposits: grains -> tables per field, section and deposit, comparison between deposits.
SUMMED_UP = MODELS + ([ANNOTATION] if ANNOTATED else [])


rule modal_table:
    input:
        unpack(model_of),
        unpack(drift_of),
        unpack(labels_of),
        instances=instances_of,
    output:
        **tables_of("modal"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_modal.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_modal.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("precision_pct", "seed"),
        naming=naming_of,
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        densities=DENSITIES,
        code=code("sum_up_modal.py"),
    script:
        "../scripts/sum_up_modal.py"


rule element_assay:
    input:
        unpack(model_of),
        modal=f"{RESULTS}/{{model}}/deposits/modal.csv",
    output:
        **tables_of("assay"),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_assay.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_assay.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        naming=naming_of,
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        densities=DENSITIES,
        formulas={str(code): formula.text for code, formula in FORMULAS.items()},
        code=code("calculate_assay.py"),
    script:
        "../scripts/calculate_assay.py"


rule grain_size_tables:
    input:
        unpack(model_of),
        instances=instances_of,
    output:
        **tables_of(*GRAIN_SIZES),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_grain_size.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_grain_size.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("smallest_grain_px", "smallest_grain_um", "saltykov_classes"),
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        code=code("sum_up_grain_sizes.py"),
    script:
        "../scripts/sum_up_grain_sizes.py"


rule association_tables:
    input:
        unpack(model_of),
        instances=instances_of,
        rims=rims_of,
    output:
        **tables_of(*ASSOCIATIONS),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_association.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_association.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("smallest_grain_px", "smallest_grain_um", "rim_px"),
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        code=code("sum_up_associations.py"),
    script:
        "../scripts/sum_up_associations.py"


rule compare_deposits:
    input:
        unpack(model_of),
        unpack(drift_of),
        **{
            name: f"{RESULTS}/{{model}}/deposits/{name}.csv"
            for name in ("modal", "grain_size", "association")
        },
        instances=instances_of,
    output:
        **tables_of(*COMPARISONS),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_comparison.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}_comparison.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=deposit_settings("detection_limit_pct", "permutations", "seed"),
        naming=naming_of,
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        code=code("compare_deposits.py"),
    script:
        "../scripts/compare_deposits.py"


rule deposit_drift:
    input:
        unpack(familiarity_of),
        maps=expand(f"{RESULTS}/{{{{model}}}}/batches/inference/{{batch}}.json", batch=BATCHES),
        about=ABOUT,
    output:
        report(
            f"{RESULTS}/{{model}}/deposits/drift.csv",
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
        model="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    params:
        code=code("check_drift.py"),
    script:
        "../scripts/check_drift.py"


rule tables:
    input:
        expand(f"{RESULTS}/{{model}}/deposits/{{table}}.csv", model=SUMMED_UP, table=TABLES),
        expand(f"{RESULTS}/{{model}}/deposits/drift.csv", model=MODELS),
