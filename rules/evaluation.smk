# Evaluation: class maps of annotated, held-out fields -> scores, confusion, error maps.
EVALUATED = MODELS if SCORED else []


rule evaluate_model:
    input:
        maps=scored_maps,
    output:
        per_class=report(
            f"{RESULTS}/{{model}}/evaluation/per_class.csv",
            caption="captions/per_class.rst",
            category="Evaluation",
            labels={"model": "{model}", "table": "per class"},
        ),
        per_field=f"{RESULTS}/{{model}}/evaluation/per_field.csv",
        confusion=f"{RESULTS}/{{model}}/evaluation/confusion.csv",
        reliability=f"{RESULTS}/{{model}}/evaluation/reliability.csv",
        risk_coverage=f"{RESULTS}/{{model}}/evaluation/risk_coverage.csv",
        summary=f"{RESULTS}/{{model}}/evaluation/summary.json",
    log:
        f"{RESULTS}/logs/evaluation/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/evaluation/{{model}}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        fields=lambda wildcards: scored_rows(wildcards.model),
        settings=SURVEY["evaluation"],
        codes=list(MINERALS.codes),
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        code=code("evaluate_model.py"),
    script:
        "../scripts/evaluate_model.py"


rule evaluation_figures:
    input:
        summary=f"{RESULTS}/{{model}}/evaluation/summary.json",
        confusion=f"{RESULTS}/{{model}}/evaluation/confusion.csv",
        per_field=f"{RESULTS}/{{model}}/evaluation/per_field.csv",
        reliability=f"{RESULTS}/{{model}}/evaluation/reliability.csv",
        risk_coverage=f"{RESULTS}/{{model}}/evaluation/risk_coverage.csv",
    output:
        report(
            directory(f"{RESULTS}/{{model}}/evaluation/figures"),
            patterns=["{name}.png"],
            caption="captions/evaluation.rst",
            category="Evaluation",
        ),
    log:
        f"{RESULTS}/logs/evaluation/{{model}}_figures.log",
    conda:
        "../envs/environment.yaml"
    params:
        fields=lambda wildcards: scored_rows(wildcards.model),
        settings=SURVEY["evaluation"],
        minerals=SURVEY["minerals"],
        table=FINGERPRINT(SURVEY["minerals"]),
        code=code("draw_evaluation.py"),
    script:
        "../scripts/draw_evaluation.py"


rule evaluate:
    input:
        expand(f"{RESULTS}/{{model}}/evaluation/summary.json", model=EVALUATED),
        expand(f"{RESULTS}/{{model}}/evaluation/figures", model=EVALUATED),
