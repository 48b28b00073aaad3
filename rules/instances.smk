# Instances: class maps -> grains, contacts. Annotations get the same, as the model "annotation".
rule instances_batch:
    input:
        f"{RESULTS}/{{model}}/batches/inference/{{batch}}.json",
    output:
        f"{RESULTS}/{{model}}/batches/instances/{{batch}}.json",
    log:
        f"{RESULTS}/logs/instances/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/instances/{{model}}/{{batch}}.tsv"
    wildcard_constraints:
        model="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        settings=SURVEY["instances"],
        minerals=minerals_of_maps(MINERALS),
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
            ANNOTATED_BATCHES[wildcards.batch], attempt, per_field=1
        ),
    params:
        fields=lambda wildcards: rows(ANNOTATED_BATCHES[wildcards.batch]),
        smallest_px=SMALLEST_PX,
        settings=SURVEY["instances"],
        minerals=minerals_of_maps(MINERALS),
        results=lambda wildcards, output: results_of(output),
        largest_mpx=SURVEY["catalog"]["largest_mpx"],
        code=code("find_annotated_grains.py"),
    script:
        "../scripts/find_annotated_grains.py"


rule rim_guard_batch:
    input:
        lambda wildcards: (
            f"{RESULTS}/{wildcards.model}/batches/"
            f"{'instances' if wildcards.model == ANNOTATION else 'inference'}/{wildcards.batch}.json"
        ),
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
            batches_of(wildcards)[wildcards.batch], attempt, per_field=1
        ),
    params:
        rim_px=SURVEY["deposits"]["rim_px"],
        annotated=lambda wildcards: wildcards.model == ANNOTATION,
        # A mask can change without a change of its grains' numbers.
        masks=lambda wildcards: (
            [ROWS[name]["mask_digest"] for name in ANNOTATED_BATCHES[wildcards.batch]]
            if wildcards.model == ANNOTATION
            else None
        ),
        code=code("guard_rims.py"),
    script:
        "../scripts/guard_rims.py"


rule grains:
    input:
        expand(f"{RESULTS}/{{model}}/batches/instances/{{batch}}.json", model=MODELS, batch=BATCHES),
        expand(f"{RESULTS}/{ANNOTATION}/batches/instances/{{batch}}.json", batch=ANNOTATED_BATCHES),
