# Report: tables -> figures, workbook, GIS layer, page; and what changes between two models.
# Tables of a model that a comparison of models reads, and tables that it writes.
COMPARED = (
    *("modal", "grain_size", "association", "comparison", "deposit_tests"),
    *("size_tests", "association_tests"),
)
CHANGES = ("modal", "grain_size", "association", "conclusions")
REPORT_PAGE = f"{RESULTS}/{MODEL}/report/index.html"


rule write_report:
    input:
        unpack(scores_of),
        unpack(training_figures_of),
        tables=expand(f"{RESULTS}/{{{{model}}}}/deposits/{{table}}.csv", table=TABLES),
        instances=instances_of,
        colours=expand(f"{RESULTS}/{{{{model}}}}/batches/colours/{{batch}}.json", batch=BATCHES),
        fields=CATALOG,
        class_shares=CLASS_SHARES,
        about=ABOUT,
        card=f"{RESULTS}/models/{{model}}/card.md",
        drift=f"{RESULTS}/{{model}}/deposits/drift.csv",
    output:
        page=f"{RESULTS}/{{model}}/report/index.html",
        workbook=f"{RESULTS}/{{model}}/report/survey.xlsx",
        figures=report(
            directory(f"{RESULTS}/{{model}}/report/figures"),
            patterns=["{name}.png"],
            caption="captions/report.rst",
            category="Deposits",
        ),
    log:
        f"{RESULTS}/logs/report/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        model=lambda wildcards: wildcards.model,
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        instances=SURVEY["instances"],
        ternary=SURVEY["deposits"]["ternary"],
        only_labelled=only_labelled_of,
        sheet_digest=FINGERPRINT(os.path.expandvars(SURVEY["sheet"])),
        configuration_digest=configuration_digest(SURVEY),
        code=code("write_report.py"),
        templates=[
            FINGERPRINT(f"{SCRIPTS}/oresurvey/templates/{name}.html")
            for name in ("page", "grid", "survey")
        ],
    script:
        "../scripts/write_report.py"


rule grain_layer:
    input:
        instances_of,
    output:
        f"{RESULTS}/{{model}}/report/grains.gpkg",
    log:
        f"{RESULTS}/logs/report/{{model}}_grain_layer.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_grain_layer.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY["instances"],
        code=code("write_grain_layer.py"),
    script:
        "../scripts/write_grain_layer.py"


rule compare_models:
    input:
        **{
            f"{name}_{side}": f"{RESULTS}/{{{side}}}/deposits/{name}.csv"
            for name in COMPARED
            for side in ("a", "b")
        },
        summary_a=lambda wildcards: summary_of(wildcards.a),
        summary_b=lambda wildcards: summary_of(wildcards.b),
    output:
        **{name: f"{RESULTS}/comparison/{{a}}-vs-{{b}}/{name}.csv" for name in CHANGES},
        page=f"{RESULTS}/comparison/{{a}}-vs-{{b}}/index.html",
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
        code=code("compare_models.py"),
        templates=[
            FINGERPRINT(f"{SCRIPTS}/oresurvey/templates/{name}.html")
            for name in ("page", "grid", "comparison")
        ],
    script:
        "../scripts/compare_models.py"


rule report:
    input:
        REPORT_PAGE,
        f"{RESULTS}/{MODEL}/report/grains.gpkg",
        [f"{RESULTS}/{name}/deposits/{table}.csv" for name in SUMMED_UP for table in TABLES],
        [model_files(MODEL), HEAT_MAPS],


rule compare:
    input:
        [
            f"{RESULTS}/comparison/{BASELINE}-vs-{MODEL}/{part}"
            for part in (*(f"{name}.csv" for name in CHANGES), "index.html")
            if BASELINE
        ],
