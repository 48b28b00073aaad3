# Report: tables -> figures, workbook, GIS layer, page; and what changes between two models.
import shutil

# Tables of a model that a comparison of models reads, and tables that it writes.
COMPARED = (
    *("modal", "grain_size", "association", "comparison", "deposit_tests"),
    *("size_tests", "association_tests"),
)
CHANGES = ("modal", "grain_size", "association", "conclusions")
PAGE_CHANGES = ("modal", "conclusions")
REPORT_PAGE = f"{RESULTS}/{MODEL}/report/index.html"
# A PDF of the page is made where there is a browser to print it.
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
# What makes the survey again; the page says it, and its wording is no reason for a rerun.
config["how"]["browser"] = BROWSER
config["how"]["command"] = [
    "snakemake",
    *(part for path in workflow.overwrite_configfiles for part in ("--configfile", str(path))),
]


def change_of(wildcards):
    """What changes against the previous model; for the model of the report only."""
    if wildcards.model != MODEL or not BASELINE:
        return []
    return [f"{RESULTS}/comparison/{BASELINE}-vs-{MODEL}/{name}.csv" for name in PAGE_CHANGES]


def templates(*names):
    """Digests of templates, as a parameter: their change is a rerun."""
    return [FINGERPRINT(f"{SCRIPTS}/oresurvey/templates/{name}") for name in names]


rule write_report:
    input:
        unpack(scores_of),
        unpack(training_figures_of),
        tables=expand(f"{RESULTS}/{{{{model}}}}/deposits/{{table}}.csv", table=TABLES),
        instances=instances_of,
        inference=expand(f"{RESULTS}/{{{{model}}}}/batches/inference/{{batch}}.json", batch=BATCHES),
        viewers=expand(f"{RESULTS}/{{{{model}}}}/batches/viewers/{{batch}}.json", batch=BATCHES),
        colours=expand(f"{RESULTS}/{{{{model}}}}/batches/colours/{{batch}}.json", batch=BATCHES),
        change=change_of,
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
        baseline=BASELINE,
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        precision_pct=SURVEY["deposits"]["precision_pct"],
        instances=SURVEY["instances"],
        ternary=SURVEY["deposits"]["ternary"],
        only_labelled=only_labelled_of,
        sheet_digest=FINGERPRINT(os.path.expandvars(SURVEY["sheet"])),
        configuration_digest=configuration_digest(SURVEY),
        code=code("write_report.py"),
        templates=templates("page.html", "page.css", "grid.html", "parts.html", "survey.html"),
    script:
        "../scripts/write_report.py"


rule write_deposit_pages:
    input:
        summary=lambda wildcards: summary_of(wildcards.model),
        tables=expand(f"{RESULTS}/{{{{model}}}}/deposits/{{table}}.csv", table=TABLES),
        instances=instances_of,
        inference=expand(f"{RESULTS}/{{{{model}}}}/batches/inference/{{batch}}.json", batch=BATCHES),
        viewers=expand(f"{RESULTS}/{{{{model}}}}/batches/viewers/{{batch}}.json", batch=BATCHES),
        fields=CATALOG,
        about=ABOUT,
        drift=f"{RESULTS}/{{model}}/deposits/drift.csv",
    output:
        directory(f"{RESULTS}/{{model}}/report/deposits"),
    log:
        f"{RESULTS}/logs/report/{{model}}_deposit_pages.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_deposit_pages.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        model=lambda wildcards: wildcards.model,
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        precision_pct=SURVEY["deposits"]["precision_pct"],
        code=code("write_deposit_pages.py"),
        templates=templates("page.html", "page.css", "grid.html", "parts.html", "deposit.html"),
    script:
        "../scripts/write_deposit_pages.py"


rule print_report:
    input:
        page=f"{RESULTS}/{{model}}/report/index.html",
        figures=f"{RESULTS}/{{model}}/report/figures",
        viewers=expand(f"{RESULTS}/{{{{model}}}}/batches/viewers/{{batch}}.json", batch=BATCHES),
    output:
        f"{RESULTS}/{{model}}/report/survey.pdf",
    log:
        f"{RESULTS}/logs/report/{{model}}_pdf.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_pdf.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        code=code("print_report.py"),
    script:
        "../scripts/print_report.py"


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
        f"{RESULTS}/{MODEL}/report/deposits",
        [f"{RESULTS}/{MODEL}/report/survey.pdf"] if BROWSER else [],
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
