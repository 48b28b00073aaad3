# Inference: model + fields -> class maps, confidence. The engine starts once per batch.
from oresurvey.light.deposit import MOST_FIELDS
from oresurvey.report.gis.legend import legend_of_maps
from oresurvey.survey.minerals import palette_of_maps

UNIDENTIFIED_PIXELS = SETTINGS["inference"]["unidentified_below"] > 0


def content_of(wildcards):
    """What a model names minerals by; the converted network too, unless TensorFlow is to predict."""
    if not SURVEY.model(wildcards.model).is_network:
        return {"model": ancient(PLACES.of_model(wildcards.model, "statistics.csv"))}
    content = {"model": ancient(PLACES.of_model(wildcards.model, "model.keras"))}
    if SETTINGS["inference"]["engine"] != "tensorflow":
        # Not ancient: what depends on a job that runs is not asked for reasons of its own, and would
        # be forgotten if this input did not count.
        content["network"] = expand(rules.convert_network.output.note, model=wildcards.model)[0]
    return content


def deciding_rows(wildcards):
    """Rows of the fields by which a model recognises a deposit."""
    deposit = SURVEY.deposits[wildcards.deposit]
    return SURVEY.rows(SURVEY.model(wildcards.model).deciding_fields(deposit, MOST_FIELDS))


def inference_settings(wildcards, *names):
    """Some of the settings of a model's inference: a change of another one is no reason to run."""
    settings = SURVEY.model(wildcards.model).inference
    return {name: settings[name] for name in names}


rule convert_network:
    # Once per model: the batches then need no TensorFlow, whose start takes as long as three fields.
    input:
        about=ABOUT,
        model=ancient(PLACES.of_model("{model}", "model.keras")),
    output:
        # Batches depend on the note alone: unlike a folder it can be known to be the same.
        note=f"{RESULTS}/models/{{model}}/openvino/network.json",
        topology=f"{RESULTS}/models/{{model}}/openvino/network.xml",
        weights=f"{RESULTS}/models/{{model}}/openvino/network.bin",
    log:
        f"{RESULTS}/logs/inference/{{model}}_network.log",
    benchmark:
        f"{RESULTS}/benchmarks/inference/{{model}}_network.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        code=code("convert_network.py"),
    script:
        "../scripts/convert_network.py"


rule recognise_deposit:
    # Fields of a deposit that the model was not trained on share one camera: they decide together.
    input:
        about=ABOUT,
    output:
        f"{RESULTS}/{{model}}/recognition/{{deposit}}.json",
    log:
        f"{RESULTS}/logs/inference/{{model}}/recognition/{{deposit}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/inference/{{model}}/recognition/{{deposit}}.tsv"
    wildcard_constraints:
        model=A_MODEL,
        deposit="[^/]+",
    conda:
        "../envs/environment.yaml"
    params:
        fields=deciding_rows,
        deposit=lambda wildcards: SURVEY.deposits[wildcards.deposit],
        code=code("recognise_deposit.py"),
    script:
        "../scripts/recognise_deposit.py"


rule predict_batch:
    input:
        unpack(content_of),
        recognised=lambda wildcards: SURVEY.model(wildcards.model).recognitions(
            BATCHES[wildcards.batch]
        ),
        catalog=rules.catalog_batch.output,
        about=ABOUT,
    output:
        f"{RESULTS}/{{model}}/batches/inference/{{batch}}.json",
    log:
        f"{RESULTS}/logs/inference/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/inference/{{model}}/{{batch}}.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    # All cores of a workstation: what is more than there are is scaled down.
    threads: 32
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=2),
    params:
        fields=lambda wildcards: SURVEY.rows(BATCHES[wildcards.batch]),
        settings=lambda wildcards: inference_settings(
            wildcards, "precision", "flips", "unidentified_below"
        )
        | {"naming": SURVEY.naming(wildcards.model, BATCHES[wildcards.batch])},
        smallest_px=lambda wildcards: smallest_px(wildcards.model),
        results=lambda wildcards, output: results_of(output),
        code=code("predict_fields.py"),
    script:
        "../scripts/predict_fields.py"


rule colour_batch:
    # Colours are put on afterwards, so that another colour costs no inference.
    input:
        rules.predict_batch.output,
    output:
        f"{RESULTS}/{{model}}/batches/colours/{{batch}}.json",
    log:
        f"{RESULTS}/logs/colours/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/colours/{{model}}/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=0.5),
    params:
        palette=palette_of_maps(SURVEY.minerals, UNIDENTIFIED_PIXELS),
        legend=legend_of_maps(SURVEY.minerals, UNIDENTIFIED_PIXELS),
        code=code("colour_maps.py"),
    script:
        "../scripts/colour_maps.py"


rule predict:
    input:
        expand(rules.colour_batch.output, model=MODELS, batch=BATCHES),
