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
            labels={"model": "{model}", "shows": "scores per class", "as": "table"},
        ),
        per_field=report(
            f"{RESULTS}/{{model}}/evaluation/per_field.csv",
            caption="captions/per_field.rst",
            category="Evaluation",
            labels={"model": "{model}", "shows": "scores per field", "as": "table"},
        ),
        confusion=f"{RESULTS}/{{model}}/evaluation/confusion.csv",
        field_confusion=f"{RESULTS}/{{model}}/evaluation/field_confusion.csv",
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
            labels=lambda wildcards: {
                "model": wildcards.model,
                "shows": wildcards.name.replace("_", " "),
                "as": "figure",
            },
        ),
    log:
        f"{RESULTS}/logs/evaluation/{{model}}_figures.log",
    benchmark:
        f"{RESULTS}/benchmarks/evaluation/{{model}}_figures.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        fields=lambda wildcards: scored_rows(wildcards.model),
        settings=SURVEY["evaluation"],
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        code=code("draw_evaluation.py"),
    script:
        "../scripts/draw_evaluation.py"


rule cross_validation:
    input:
        unpack(fold_maps),
    output:
        scores=report(
            f"{RESULTS}/cross_validation/scores.csv",
            caption="captions/cross_validation.rst",
            category="Evaluation",
            labels={"model": "every fold", "shows": "cross-validation", "as": "table"},
        ),
        per_class=f"{RESULTS}/cross_validation/per_class.csv",
        per_field=f"{RESULTS}/cross_validation/per_field.csv",
        confusion=f"{RESULTS}/cross_validation/confusion.csv",
        reliability=f"{RESULTS}/cross_validation/reliability.csv",
        risk_coverage=f"{RESULTS}/cross_validation/risk_coverage.csv",
        summary=f"{RESULTS}/cross_validation/summary.json",
    log:
        f"{RESULTS}/logs/evaluation/cross_validation.log",
    benchmark:
        f"{RESULTS}/benchmarks/evaluation/cross_validation.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        folds={
            name: {"rows": scored_rows(name), "way": Naming(**naming(name, FIELDS)).way}
            for name in FOLDS
        },
        settings=SURVEY["evaluation"],
        minerals=SURVEY["minerals"],
        codes=list(MINERALS.codes),
        names=minerals_of_maps(MINERALS),
        code=code("cross_validate.py"),
    script:
        "../scripts/cross_validate.py"


rule ablation:
    input:
        summaries=expand(f"{RESULTS}/{{model}}/evaluation/summary.json", model=TRAINED + SHARING),
        histories=expand(f"{RESULTS}/models/{{model}}/history.csv", model=TRAINED + SHARING),
    output:
        table=report(
            f"{RESULTS}/ablation.csv",
            caption="captions/ablation.rst",
            category="Evaluation",
            labels={"model": "all", "shows": "ablation", "as": "table"},
        ),
        text=f"{RESULTS}/ablation.md",
    log:
        f"{RESULTS}/logs/evaluation/ablation.log",
    conda:
        "../envs/environment.yaml"
    # All cores of a workstation: nothing may run beside what is timed.
    threads: 32
    params:
        classes=len(MINERALS.codes),
        trainings={
            name: training_settings(name)
            | {"inference": SURVEY["models"][name].get("inference", {})}
            for name in TRAINED + SHARING
        },
        code=code("collect_ablation.py"),
    script:
        "../scripts/collect_ablation.py"


rule unseen:
    input:
        **{f"{model}_about": f"{RESULTS}/models/{model}/model.json" for model in TRAINED},
        **{model: scored_maps_of(model) for model in TRAINED},
    output:
        report(
            f"{RESULTS}/unseen.csv",
            caption="captions/unseen.rst",
            category="Evaluation",
            labels={"model": "all", "shows": "minerals never seen", "as": "table"},
        ),
    log:
        f"{RESULTS}/logs/evaluation/unseen.log",
    conda:
        "../envs/environment.yaml"
    params:
        fields={model: scored_rows(model) for model in TRAINED},
        minerals=SURVEY["minerals"],
        code=code("measure_unseen.py"),
    script:
        "../scripts/measure_unseen.py"


rule measure_robustness:
    input:
        unpack(content_of),
        about=f"{RESULTS}/models/{{model}}/model.json",
    output:
        table=f"{RESULTS}/{{model}}/evaluation/robustness.csv",
        figure=report(
            f"{RESULTS}/{{model}}/evaluation/robustness.svg",
            caption="captions/robustness.rst",
            category="Evaluation",
            labels={"model": "{model}", "shows": "robustness", "as": "figure"},
        ),
    log:
        f"{RESULTS}/logs/evaluation/{{model}}_robustness.log",
    benchmark:
        f"{RESULTS}/benchmarks/evaluation/{{model}}_robustness.tsv"
    conda:
        "../envs/environment.yaml"
    # All cores of a workstation: what is more than there are is scaled down.
    threads: 32
    params:
        fields=lambda wildcards: scored_rows(wildcards.model),
        settings=lambda wildcards: {
            key: inference_settings(wildcards.model)[key] for key in ("precision", "flips")
        }
        | {"naming": naming(wildcards.model, SCORED)},
        smallest_px=lambda wildcards: smallest_px(wildcards.model),
        minerals=SURVEY["minerals"],
        codes=list(MINERALS.codes),
        largest_mpx=SURVEY["catalog"]["largest_mpx"],
        code=code("measure_robustness.py"),
    script:
        "../scripts/measure_robustness.py"


rule robustness:
    input:
        expand(f"{RESULTS}/{{model}}/evaluation/robustness.csv", model=EVALUATED),


rule evaluate:
    input:
        expand(f"{RESULTS}/{{model}}/evaluation/summary.json", model=EVALUATED),
        expand(f"{RESULTS}/{{model}}/evaluation/figures", model=EVALUATED),
        [model_files(name) for name in EVALUATED],
