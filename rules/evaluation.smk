# Evaluation: class maps of annotated, held-out fields -> scores, confusion, error maps.
from oresurvey.network.naming import Naming

EVALUATED = MODELS if SURVEY.scored else []
TRAININGS = SURVEY.models_that_are("trained", "shared")


rule evaluate_model:
    input:
        maps=lambda wildcards: INPUTS.scored_maps(wildcards.model),
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
        fields=lambda wildcards: SURVEY.scored_rows(wildcards.model),
        settings=SETTINGS.evaluation.recorded(),
        codes=CODES,
        minerals=SETTINGS.minerals,
        names=NAMES,
        code=code("evaluate_model.py"),
    script:
        "../scripts/evaluate_model.py"


rule evaluation_figures:
    input:
        summary=rules.evaluate_model.output.summary,
        confusion=rules.evaluate_model.output.confusion,
        per_field=rules.evaluate_model.output.per_field,
        reliability=rules.evaluate_model.output.reliability,
        risk_coverage=rules.evaluate_model.output.risk_coverage,
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
        fields=lambda wildcards: SURVEY.scored_rows(wildcards.model),
        settings=SETTINGS.evaluation.recorded(),
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        code=code("draw_evaluation.py"),
    script:
        "../scripts/draw_evaluation.py"


rule cross_validation:
    input:
        unpack(lambda wildcards: INPUTS.folds()),
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
            name: {
                "rows": SURVEY.scored_rows(name),
                "way": Naming(**SURVEY.naming(name, SURVEY.fields)).way,
            }
            for name in SURVEY.folds
        },
        settings=SETTINGS.evaluation.recorded(),
        minerals=SETTINGS.minerals,
        codes=CODES,
        names=NAMES,
        code=code("cross_validate.py"),
    script:
        "../scripts/cross_validate.py"


rule ablation:
    input:
        summaries=expand(rules.evaluate_model.output.summary, model=TRAININGS),
        histories=[PLACES.of_model(name, "history.csv") for name in TRAININGS],
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
        classes=len(CODES),
        trainings={
            name: SURVEY.model(name).training.recorded()
            | {"inference": SURVEY.model(name).settings.recorded().get("inference", {})}
            for name in TRAININGS
        },
        code=code("collect_ablation.py"),
    script:
        "../scripts/collect_ablation.py"


rule unseen:
    input:
        **{f"{name}_about": ABOUT.format(model=name) for name in SURVEY.models_that_are("trained")},
        **{name: INPUTS.scored_maps(name) for name in SURVEY.models_that_are("trained")},
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
        fields={name: SURVEY.scored_rows(name) for name in SURVEY.models_that_are("trained")},
        minerals=SETTINGS.minerals,
        code=code("measure_unseen.py"),
    script:
        "../scripts/measure_unseen.py"


rule measure_robustness:
    input:
        unpack(content_of),
        about=ABOUT,
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
        fields=lambda wildcards: SURVEY.scored_rows(wildcards.model),
        settings=lambda wildcards: SURVEY.model(wildcards.model).inference_settings(
            "precision", "flips"
        )
        | {"naming": SURVEY.naming(wildcards.model, SURVEY.scored)},
        smallest_px=lambda wildcards: smallest_px(wildcards.model),
        minerals=SETTINGS.minerals,
        codes=CODES,
        largest_mpx=SETTINGS.catalog.largest_mpx,
        code=code("measure_robustness.py"),
    script:
        "../scripts/measure_robustness.py"


rule robustness:
    input:
        expand(rules.measure_robustness.output.table, model=EVALUATED),


rule evaluate:
    input:
        expand(rules.evaluate_model.output.summary, model=EVALUATED),
        expand(rules.evaluation_figures.output, model=EVALUATED),
        [SURVEY.model(name).files for name in EVALUATED],
