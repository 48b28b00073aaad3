# Report: what changes between two models, in maps, tables and on a page.


rule map_change_batch:
    input:
        before=f"{RESULTS}/{{a}}/batches/inference/{{batch}}.json",
        after=f"{RESULTS}/{{b}}/batches/inference/{{batch}}.json",
    output:
        f"{COMPARISON}/batches/{{batch}}.json",
    log:
        f"{RESULTS}/logs/comparison/{{a}}-vs-{{b}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/comparison/{{a}}-vs-{{b}}/{{batch}}.tsv"
    wildcard_constraints:
        a="|".join(MODELS),
        b="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        judged=lambda wildcards: {
            row["field"]: row["mask_digest"]
            for row in judging_rows(wildcards.a, wildcards.b)
            if row["field"] in BATCHES[wildcards.batch]
        },
        code=code("find_map_changes.py"),
    script:
        "../scripts/find_map_changes.py"


rule compare_models:
    input:
        **{
            f"{name}_{side}": f"{RESULTS}/{{{side}}}/deposits/{name}.csv"
            for name in COMPARED
            for side in ("a", "b")
        },
        changes=MAP_CHANGES,
    output:
        **{
            name: report(
                f"{COMPARISON}/{name}.csv",
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
        a="|".join(MODELS),
        b="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SURVEY["minerals"],
        names=minerals_of_maps(MINERALS),
        split=judging_split,
        code=code("compare_models.py"),
    script:
        "../scripts/compare_models.py"


rule comparison_page:
    input:
        tables=[f"{COMPARISON}/{name}.csv" for name in CHANGES],
        changes=MAP_CHANGES,
        summary_a=lambda wildcards: summary_of(wildcards.a),
        summary_b=lambda wildcards: summary_of(wildcards.b),
    output:
        page=f"{COMPARISON}/index.html",
        figures=report(
            directory(f"{COMPARISON}/figures"),
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
            directory(f"{COMPARISON}/examples"),
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
        a="|".join(MODELS),
        b="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        examples=SURVEY["report"]["examples"],
        # Only the model of the report has viewers to link to.
        viewers=[MODEL],
        code=code("write_comparison.py"),
        templates=templates(
            "model_change/templates/comparison.html", "page.html", "page.css", "grid.html"
        ),
    script:
        "../scripts/write_comparison.py"


rule compare:
    input:
        [
            f"{RESULTS}/comparison/{BASELINE}-vs-{MODEL}/{part}"
            for part in (*(f"{name}.csv" for name in CHANGES), "index.html")
            if BASELINE
        ],
