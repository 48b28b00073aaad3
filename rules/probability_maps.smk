# Probability maps: annotated fields -> memory-mapped store and exact index of eq. (1), (2).
HEAT_MAP_FIELDS = {folder_name(wanted["field"]): wanted["field"] for wanted in SURVEY["heat_maps"]}
HEAT_MAPS = [
    f"{RESULTS}/probability_maps/{map_set(MODEL)}/heat_maps/"
    f"{folder_name(wanted['field'])}_{wanted['code']}.png"
    for wanted in SURVEY["heat_maps"]
    if MODEL in TRAINED
]


rule probability_maps:
    output:
        f"{RESULTS}/probability_maps/{{maps}}/batches/{{batch}}.json",
    log:
        f"{RESULTS}/logs/probability_maps/{{maps}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/probability_maps/{{maps}}/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(
            TRAINING_BATCHES[wildcards.batch], attempt, per_field=1
        ),
    params:
        fields=lambda wildcards: rows(TRAINING_BATCHES[wildcards.batch]),
        codes=list(MINERALS.codes),
        settings=lambda wildcards: {
            key: MAP_SETS[wildcards.maps][key] for key in ("sampling", "patch_px", "input_scale")
        },
        largest_mpx=SURVEY["catalog"]["largest_mpx"],
        code=code("map_probabilities.py"),
    script:
        "../scripts/map_probabilities.py"


rule heat_map:
    input:
        expand(
            f"{RESULTS}/probability_maps/{{{{maps}}}}/batches/{{batch}}.json",
            batch=TRAINING_BATCHES,
        ),
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
        minerals=SURVEY["minerals"],
        # The file is named after the field as a folder is.
        field=lambda wildcards: HEAT_MAP_FIELDS[wildcards.field],
        script_code=code("draw_heat_map.py"),
    script:
        "../scripts/draw_heat_map.py"
