# Instances: class maps -> grains, contacts. Annotations get the same, as the model "annotation".


rule instances_batch:
    input:
        rules.predict_batch.output,
    output:
        PLACES.manifest("{model}", "instances", "{batch}"),
    log:
        f"{RESULTS}/logs/instances/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/instances/{{model}}/{{batch}}.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        settings=SETTINGS.instances.recorded(),
        minerals=NAMES,
        code=code("find_grains.py"),
    script:
        "../scripts/find_grains.py"


rule annotation_instances_batch:
    output:
        PLACES.manifest(ANNOTATION, "instances", "{batch}"),
    log:
        f"{RESULTS}/logs/instances/{ANNOTATION}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/instances/{ANNOTATION}/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(
            SURVEY.annotated_batches[wildcards.batch], attempt, per_field=1
        ),
    params:
        fields=lambda wildcards: SURVEY.rows(SURVEY.annotated_batches[wildcards.batch]),
        smallest_px=SMALLEST_PX,
        settings=SETTINGS.instances.recorded(),
        minerals=NAMES,
        results=lambda wildcards, output: results_of(output),
        largest_mpx=LARGEST_MPX,
        code=code("find_annotated_grains.py"),
    script:
        "../scripts/find_annotated_grains.py"


rule rim_guard_batch:
    input:
        lambda wildcards: INPUTS.mapped(wildcards.model, wildcards.batch),
    output:
        PLACES.manifest("{model}", "rims", "{batch}"),
    log:
        f"{RESULTS}/logs/rims/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/rims/{{model}}/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(
            SURVEY.batches_of(wildcards.model)[wildcards.batch], attempt, per_field=1
        ),
    params:
        rim_px=SETTINGS.deposits.rim_px,
        annotated=lambda wildcards: wildcards.model == ANNOTATION,
        # A mask can change without a change of its grains' numbers.
        masks=lambda wildcards: (
            [row["mask_digest"] for row in SURVEY.rows(SURVEY.annotated_batches[wildcards.batch])]
            if wildcards.model == ANNOTATION
            else None
        ),
        code=code("guard_rims.py"),
    script:
        "../scripts/guard_rims.py"


rule grains:
    input:
        expand(rules.instances_batch.output, model=MODELS, batch=BATCHES),
        expand(rules.annotation_instances_batch.output, batch=SURVEY.annotated_batches),
