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
    conda:
        "../envs/environment.yaml"
    params:
        fields=lambda wildcards: rows(ANNOTATED_BATCHES[wildcards.batch]),
        smallest_px=SMALLEST_PX,
        settings=SURVEY["instances"],
        minerals=minerals_of_maps(MINERALS),
        results=lambda wildcards, output: results_of(output),
        code=code("find_annotated_grains.py"),
    script:
        "../scripts/find_annotated_grains.py"


rule grains:
    input:
        expand(f"{RESULTS}/{{model}}/batches/instances/{{batch}}.json", model=MODELS, batch=BATCHES),
        expand(f"{RESULTS}/{ANNOTATION}/batches/instances/{{batch}}.json", batch=ANNOTATED_BATCHES),
