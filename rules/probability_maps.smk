# Probability maps: annotated fields -> memory-mapped store and exact index of eq. (1), (2).
from oresurvey.files.folder_names import folder_name

HEAT_MAP_FIELDS = {folder_name(wanted.field): wanted.field for wanted in SETTINGS.heat_maps}
HEAT_MAPS = [
    f"{RESULTS}/probability_maps/{SURVEY.model(MODEL).map_set}/heat_maps/"
    f"{folder_name(wanted.field)}_{wanted.code}.png"
    for wanted in SETTINGS.heat_maps
    if SURVEY.model(MODEL).kind == "trained"
]


rule probability_maps:
    output:
        PLACES.maps("{maps}", "{batch}"),
    log:
        f"{RESULTS}/logs/probability_maps/{{maps}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/probability_maps/{{maps}}/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(
            SURVEY.training_batches[wildcards.batch], attempt, per_field=1
        ),
    params:
        fields=lambda wildcards: SURVEY.rows(SURVEY.training_batches[wildcards.batch]),
        codes=CODES,
        settings=lambda wildcards: SURVEY.map_sets[wildcards.maps].model_dump(
            include={"sampling", "patch_px", "input_scale"}
        ),
        largest_mpx=SETTINGS.catalog.largest_mpx,
        code=code("map_probabilities.py"),
    script:
        "../scripts/map_probabilities.py"


rule heat_map:
    input:
        expand(rules.probability_maps.output, batch=SURVEY.training_batches, allow_missing=True),
    output:
        report(
            f"{RESULTS}/probability_maps/{{maps}}/heat_maps/{{field}}_{{code}}.png",
            caption="captions/heat_map.rst",
            category="Training",
            labels={"model": MODEL, "shows": "patches of class {code}, {field}", "as": "figure"},
        ),
    log:
        f"{RESULTS}/logs/heat_maps/{{maps}}/{{field}}_{{code}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/heat_maps/{{maps}}/{{field}}_{{code}}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SETTINGS.minerals,
        # The file is named after the field as a folder is.
        field=lambda wildcards: HEAT_MAP_FIELDS[wildcards.field],
        script_code=code("draw_heat_map.py"),
    script:
        "../scripts/draw_heat_map.py"
