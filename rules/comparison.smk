# Report: what changes between two models, in maps, tables and on a page.
from urllib.parse import unquote

# Tables of a model that a comparison of models reads, and tables that it writes.
COMPARED = (
    *("modal", "grain_size", "association", "comparison", "deposit_tests"),
    *("size_tests", "association_tests"),
)
CHANGES = {
    "modal": "Modal shares",
    "grain_size": "Grain sizes",
    "association": "Association",
    "conclusions": "Conclusions",
    "transitions": "Maps",
    "fields": "Maps",
    "disagreements": "Which is right",
    "left_out": "Left out",
}


rule map_change_batch:
    input:
        before=PLACES.manifest("{a}", "inference", "{batch}"),
        after=PLACES.manifest("{b}", "inference", "{batch}"),
    output:
        PLACES.change("{a}", "{b}", "batches/{batch}.json"),
    log:
        f"{RESULTS}/logs/comparison/{{a}}-vs-{{b}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/comparison/{{a}}-vs-{{b}}/{{batch}}.tsv"
    wildcard_constraints:
        a=A_MODEL,
        b=A_MODEL,
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        judged=lambda wildcards: {
            row["field"]: row["mask_digest"]
            for row in SURVEY.judging_rows(wildcards.a, wildcards.b)
            if row["field"] in BATCHES[wildcards.batch]
        },
        code=code("find_map_changes.py"),
    script:
        "../scripts/find_map_changes.py"


rule compare_models:
    input:
        **{
            f"{name}_{side}": PLACES.table(f"{{{side}}}", name)
            for name in COMPARED
            for side in ("a", "b")
        },
        changes=expand(rules.map_change_batch.output, batch=BATCHES, allow_missing=True),
    output:
        **{
            name: report(
                PLACES.change("{a}", "{b}", f"{name}.csv"),
                caption=f"captions/comparison_{name}.rst",
                category="Model change",
                subcategory=subcategory,
                labels={"model": "{a} to {b}", "shows": name.replace("_", " "), "as": "table"},
            )
            for name, subcategory in CHANGES.items()
        },
    log:
        f"{RESULTS}/logs/comparison/{{a}}-vs-{{b}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/comparison/{{a}}-vs-{{b}}.tsv"
    wildcard_constraints:
        a=A_MODEL,
        b=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SETTINGS.minerals,
        names=NAMES,
        split=lambda wildcards: SURVEY.judging_split(wildcards.a, wildcards.b),
        sampling=SURVEY.sampling,
        code=code("compare_models.py"),
    script:
        "../scripts/compare_models.py"


rule comparison_page:
    input:
        tables=list(rules.compare_models.output),
        changes=expand(rules.map_change_batch.output, batch=BATCHES, allow_missing=True),
        summary_a=lambda wildcards: INPUTS.summary(wildcards.a),
        summary_b=lambda wildcards: INPUTS.summary(wildcards.b),
    output:
        page=PLACES.change("{a}", "{b}", "index.html"),
        figures=report(
            directory(PLACES.change("{a}", "{b}", "figures")),
            patterns=["{figure}.svg"],
            caption="captions/comparison_figures.rst",
            category="Model change",
            subcategory="Figures",
            labels=lambda wildcards: {
                "model": f"{wildcards.a} to {wildcards.b}",
                "shows": unquote(wildcards.figure),
                "as": "figure",
            },
        ),
        examples=report(
            directory(PLACES.change("{a}", "{b}", "examples")),
            patterns=["{picture}.png", "{picture}.jpg"],
            caption="captions/comparison_examples.rst",
            category="Model change",
            subcategory="Example fields",
            labels=lambda wildcards: {
                "model": f"{wildcards.a} to {wildcards.b}",
                "shows": unquote(wildcards.picture),
                "as": "picture",
            },
        ),
    log:
        f"{RESULTS}/logs/comparison/{{a}}-vs-{{b}}_page.log",
    benchmark:
        f"{RESULTS}/benchmarks/comparison/{{a}}-vs-{{b}}_page.tsv"
    wildcard_constraints:
        a=A_MODEL,
        b=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        examples=SETTINGS.report.examples,
        # Only the model of the report has viewers to link to.
        viewers=[MODEL],
        code=code("write_comparison.py"),
        templates=templates(
            "model_change/templates/comparison.html",
            "page.html",
            "page.css",
            "grid.html",
            "tables.js",
        ),
    script:
        "../scripts/write_comparison.py"


rule compare:
    input:
        [
            PLACES.change(BASELINE, MODEL, part)
            for part in (*(f"{name}.csv" for name in CHANGES), "index.html")
            if BASELINE
        ],
