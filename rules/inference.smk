# Inference: model + fields -> class maps, confidence. The engine starts once per batch.
from oresurvey.light.field_light import MOST_FIELDS
from oresurvey.report.gis.legend import legend_of_maps
from oresurvey.survey.minerals import palette_of_maps

UNIDENTIFIED_PIXELS = SETTINGS.inference.unidentified_below > 0


rule convert_network:
    # Once per model: the batches then need no TensorFlow, whose start takes as long as three fields.
    input:
        about=ABOUT,
        model=ancient(PLACES.of_model("{model}", "model.keras")),
    output:
        # Batches depend on the note alone: unlike a folder it can be known to be the same.
        note=PLACES.of_model("{model}", "openvino/network.json"),
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
    # And so do fields that name one calibration photograph, which share one light.
    input:
        unpack(content_of),
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
    # All cores of a workstation: what is more than there are is scaled down.
    threads: 32
    params:
        fields=lambda wildcards: SURVEY.deciding_rows(
            wildcards.model, wildcards.deposit, MOST_FIELDS
        ),
        sharing=lambda wildcards: SURVEY.sharing_rows(
            wildcards.model, wildcards.deposit, MOST_FIELDS
        ),
        settings=lambda wildcards: SURVEY.model(wildcards.model).inference_settings("precision"),
        deposit=lambda wildcards: SURVEY.deposits[wildcards.deposit],
        code=code("recognise_deposit.py"),
    script:
        "../scripts/recognise_deposit.py"


rule predict_batch:
    input:
        unpack(content_of),
        recognised=lambda wildcards: INPUTS.recognised(wildcards.model, wildcards.batch),
        catalog=rules.catalog_batch.output[0],
        about=ABOUT,
    output:
        PLACES.manifest("{model}", "inference", "{batch}"),
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
        settings=lambda wildcards: SURVEY.model(wildcards.model).inference_settings(
            "precision", "flips", "unidentified_below"
        )
        | {"naming": SURVEY.naming(wildcards.model, BATCHES[wildcards.batch])}
        | corrections_in(BATCHES[wildcards.batch]),
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
