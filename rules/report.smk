# Report: tables -> figures, workbook, GIS layer, pages, viewers.
import shutil

REPORT_PAGE = f"{RESULTS}/{MODEL}/report/index.html"
VIEWERS = expand(f"{RESULTS}/{MODEL}/batches/viewers/{{batch}}.json", batch=BATCHES)
# A PDF of the page is made where there is a browser to print it.
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
config["how"]["browser"] = BROWSER


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
        workbook=report(
            f"{RESULTS}/{{model}}/report/survey.xlsx",
            caption="captions/workbook.rst",
            category="Deposits",
            subcategory="Workbook",
            labels={"model": "{model}", "shows": "all tables", "as": "workbook"},
        ),
        figures=report(
            directory(f"{RESULTS}/{{model}}/report/figures"),
            patterns=["{name}.png"],
            caption="captions/report.rst",
            category="Deposits",
            subcategory=kind_of_figure,
            labels=lambda wildcards: {
                "model": wildcards.model,
                "shows": wildcards.name.replace("_", " "),
                "as": "figure",
            },
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
        naming=naming_of,
        sheet_digest=FINGERPRINT(os.path.expandvars(SURVEY["sheet"])),
        configuration_digest=configuration_digest(SURVEY),
        code=code("write_report.py"),
        templates=templates(
            "report/templates/survey.html", "page.html", "page.css", "grid.html", "parts.html"
        ),
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
        templates=templates(
            "report/templates/deposit.html", "page.html", "page.css", "grid.html", "parts.html"
        ),
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
        legend=legend_of_maps(MINERALS),
        code=code("write_grain_layer.py"),
    script:
        "../scripts/write_grain_layer.py"


rule viewers_batch:
    input:
        # What is drawn beside the grains: the confidence.
        inference=f"{RESULTS}/{{model}}/batches/inference/{{batch}}.json",
        instances=f"{RESULTS}/{{model}}/batches/instances/{{batch}}.json",
    output:
        f"{RESULTS}/{{model}}/batches/viewers/{{batch}}.json",
    log:
        f"{RESULTS}/logs/viewers/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/viewers/{{model}}/{{batch}}.tsv"
    wildcard_constraints:
        model="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        fields=lambda wildcards: rows(BATCHES[wildcards.batch]),
        model=lambda wildcards: wildcards.model,
        report=lambda wildcards, output: f"{results_of(output)}/{wildcards.model}/report",
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        instances=SURVEY["instances"],
        code=code("write_viewers.py"),
        templates=[FINGERPRINT(path) for path in viewer_files()],
    script:
        "../scripts/write_viewers.py"


rule grain_geojson:
    input:
        instances_of,
    output:
        directory(f"{RESULTS}/{{model}}/report/geojson"),
    log:
        f"{RESULTS}/logs/report/{{model}}_grain_geojson.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_grain_geojson.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SURVEY["instances"],
        code=code("write_grain_geojson.py"),
    script:
        "../scripts/write_grain_geojson.py"


rule viewers:
    input:
        VIEWERS,


rule report:
    input:
        REPORT_PAGE,
        f"{RESULTS}/{MODEL}/report/deposits",
        [f"{RESULTS}/{MODEL}/report/survey.pdf"] if BROWSER else [],
        f"{RESULTS}/{MODEL}/report/grains.gpkg",
        [f"{RESULTS}/{MODEL}/report/geojson"] if SURVEY["report"]["geojson"] else [],
        VIEWERS,
        [f"{RESULTS}/{name}/deposits/{table}.csv" for name in SUMMED_UP for table in TABLES],
        [model_files(name) for name in MODELS],
        HEAT_MAPS,
