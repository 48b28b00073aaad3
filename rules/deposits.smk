# Deposits: grains -> tables per field, section and deposit, comparison between deposits.
TABLES = ("modal", "grain_size", "association", "comparison")
SUMMED_UP = MODELS + ([ANNOTATION] if ANNOTATED else [])


rule deposit_tables:
    input:
        instances=instances_of,
        about=lambda wildcards: (
            []
            if wildcards.model == ANNOTATION
            else f"{RESULTS}/models/{wildcards.model}/model.json"
        ),
    output:
        **{
            name: report(
                f"{RESULTS}/{{model}}/deposits/{name}.csv",
                caption="captions/tables.rst",
                category="Deposits",
                labels={"model": "{model}", "table": name},
            )
            for name in TABLES
        },
        curves=f"{RESULTS}/{{model}}/deposits/size_curves.csv",
    log:
        f"{RESULTS}/logs/deposits/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/deposits/{{model}}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY["deposits"],
        only_labelled=lambda wildcards: inference_settings(wildcards.model)["only_labelled"],
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        densities=[str(mineral.density_g_cm3) for mineral in MINERALS.table],
        code=code("sum_up_deposits.py"),
    script:
        "../scripts/sum_up_deposits.py"


rule deposit_drift:
    input:
        unpack(familiarity_of),
        maps=expand(f"{RESULTS}/{{{{model}}}}/batches/inference/{{batch}}.json", batch=BATCHES),
        about=f"{RESULTS}/models/{{model}}/model.json",
    output:
        report(
            f"{RESULTS}/{{model}}/deposits/drift.csv",
            caption="captions/drift.rst",
            category="Deposits",
            labels={"model": "{model}", "table": "drift"},
        ),
    log:
        f"{RESULTS}/logs/deposits/{{model}}_drift.log",
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
