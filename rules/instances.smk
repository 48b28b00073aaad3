# Instances: class maps -> grains, contacts. Annotations get the same, as the model "annotation".


def instances_of(wildcards):
    """Manifests of the grains that a set of tables is made of."""
    return PLACES.manifests(wildcards.model, "instances", SURVEY.batches_of(wildcards.model))


def rims_of(wildcards):
    """Manifests of the rims of the same fields."""
    return PLACES.manifests(wildcards.model, "rims", SURVEY.batches_of(wildcards.model))


def mapped_by(wildcards):
    """Manifest of the maps of a batch: what a model mapped, or an annotator."""
    stage = "instances" if wildcards.model == ANNOTATION else "inference"
    return PLACES.manifest(wildcards.model, stage, wildcards.batch)


rule instances_batch:
    input:
        rules.predict_batch.output,
    output:
        f"{RESULTS}/{{model}}/batches/instances/{{batch}}.json",
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
        settings=SETTINGS["instances"],
        minerals=NAMES,
        code=code("find_grains.py"),
    script:
        "../scripts/find_grains.py"


rule annotation_instances_batch:
    output:
        f"{RESULTS}/{ANNOTATION}/batches/instances/{{batch}}.json",
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
        settings=SETTINGS["instances"],
        minerals=NAMES,
        results=lambda wildcards, output: results_of(output),
        largest_mpx=LARGEST_MPX,
        code=code("find_annotated_grains.py"),
    script:
        "../scripts/find_annotated_grains.py"


rule rim_guard_batch:
    input:
        mapped_by,
    output:
        f"{RESULTS}/{{model}}/batches/rims/{{batch}}.json",
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
        rim_px=SETTINGS["deposits"]["rim_px"],
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
