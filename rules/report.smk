# Report: tables -> figures, workbook, GIS layer, pages, viewers.
import json
import shutil
from types import SimpleNamespace

import snakemake.report.html_reporter.data.results as reported_results

from oresurvey.report.viewer.page import viewer_files
from oresurvey.survey.provenance import configuration_digest

# Names from the sheet are data in the report of Snakemake too, which puts the parameters and labels
# of a result into a <script> element as they are, where a name with </script> would end the element.
reported_results.json = SimpleNamespace(
    dumps=lambda value: json.dumps(value).replace("<", r"\u003c")
)

REPORT_PAGE = PLACES.report(MODEL, "index.html")
# A PDF of the page is made where there is a browser to print it.
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
config["how"]["browser"] = BROWSER
# Where `snakemake --report` shows the figures of a report, by the first part of their names.
FIGURE_KINDS = {
    **dict.fromkeys(("modal", "mineral"), "Modal"),
    "grain": "Grain sizes",
    **dict.fromkeys(("association", "locking", "textures"), "Association"),
    **dict.fromkeys(("biplot", "tree", "distances", "ratios", "ternary"), "Comparison"),
}


rule viewers_batch:
    input:
        # What is drawn beside the grains: the confidence.
        inference=rules.predict_batch.output[0],
        instances=rules.instances_batch.output[0],
    output:
        f"{RESULTS}/{{model}}/batches/viewers/{{batch}}.json",
    log:
        f"{RESULTS}/logs/viewers/{{model}}/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/viewers/{{model}}/{{batch}}.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=1),
    params:
        fields=lambda wildcards: SURVEY.rows(BATCHES[wildcards.batch]),
        model=lambda wildcards: wildcards.model,
        report=lambda wildcards, output: f"{results_of(output)}/{wildcards.model}/report",
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        instances=SETTINGS.instances.recorded(),
        code=code("write_viewers.py"),
        templates=[SURVEY.digest_of_file(path) for path in viewer_files()],
    script:
        "../scripts/write_viewers.py"


rule write_report:
    input:
        unpack(lambda wildcards: INPUTS.scores(wildcards.model)),
        unpack(lambda wildcards: INPUTS.training_figures(wildcards.model)),
        tables=[PLACES.table("{model}", name) for name in TABLES],
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
        inference=expand(rules.predict_batch.output, batch=BATCHES, allow_missing=True),
        viewers=expand(rules.viewers_batch.output, batch=BATCHES, allow_missing=True),
        colours=expand(rules.colour_batch.output, batch=BATCHES, allow_missing=True),
        change=lambda wildcards: INPUTS.change(wildcards.model),
        fields=rules.catalog_table.output[0],
        class_shares=rules.class_shares.output[0],
        about=ABOUT,
        card=CARD,
        drift=rules.deposit_drift.output[0],
        may_occur=rules.suggest_minerals.output[0],
    output:
        page=f"{RESULTS}/{{model}}/report/index.html",
        card=f"{RESULTS}/{{model}}/report/card.html",
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
            subcategory=lambda wildcards: FIGURE_KINDS.get(
                wildcards.name.split("_")[0], "Overview"
            ),
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
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        precision_pct=SETTINGS.deposits.precision_pct,
        instances=SETTINGS.instances.recorded(),
        ternary=SETTINGS.deposits.ternary,
        pdf=bool(BROWSER),
        audited=SURVEY.audit_sheet is not None,
        head=SETTINGS.report.model_dump(include={"title", "author", "date", "objective"}),
        naming=lambda wildcards: SURVEY.naming(wildcards.model, SURVEY.fields),
        sheet_digest=SURVEY.digest_of_file(os.path.expandvars(SETTINGS.sheet)),
        configuration_digest=configuration_digest(SURVEY.recorded),
        code=code("write_report.py"),
        templates=templates(
            "report/templates/survey.html",
            *("page.html", "page.css", "grid.html", "parts.html", "tables.js", "card.html"),
        ),
    script:
        "../scripts/write_report.py"


rule write_deposit_pages:
    input:
        unpack(lambda wildcards: INPUTS.score_tables(wildcards.model)),
        tables=[PLACES.table("{model}", name) for name in TABLES],
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
        inference=expand(rules.predict_batch.output, batch=BATCHES, allow_missing=True),
        viewers=expand(rules.viewers_batch.output, batch=BATCHES, allow_missing=True),
        fields=rules.catalog_table.output[0],
        about=ABOUT,
        card=CARD,
        drift=rules.deposit_drift.output[0],
        may_occur=rules.suggest_minerals.output[0],
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
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        precision_pct=SETTINGS.deposits.precision_pct,
        code=code("write_deposit_pages.py"),
        templates=templates(
            "report/templates/deposit.html",
            "page.html",
            "page.css",
            "grid.html",
            "parts.html",
            "tables.js",
        ),
    script:
        "../scripts/write_deposit_pages.py"


rule print_report:
    input:
        page=rules.write_report.output.page,
        figures=rules.write_report.output.figures,
        viewers=expand(rules.viewers_batch.output, batch=BATCHES, allow_missing=True),
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
        lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
    output:
        f"{RESULTS}/{{model}}/report/grains.gpkg",
    log:
        f"{RESULTS}/logs/report/{{model}}_grain_layer.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_grain_layer.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SETTINGS.instances.recorded(),
        legend=legend_of_maps(SURVEY.minerals),
        code=code("write_grain_layer.py"),
    script:
        "../scripts/write_grain_layer.py"


rule grain_geojson:
    input:
        lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
    output:
        directory(f"{RESULTS}/{{model}}/report/geojson"),
    log:
        f"{RESULTS}/logs/report/{{model}}_grain_geojson.log",
    benchmark:
        f"{RESULTS}/benchmarks/report/{{model}}_grain_geojson.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        settings=SETTINGS.instances.recorded(),
        code=code("write_grain_geojson.py"),
    script:
        "../scripts/write_grain_geojson.py"


rule viewers:
    input:
        expand(rules.viewers_batch.output, model=MODEL, batch=BATCHES),


rule report:
    input:
        REPORT_PAGE,
        expand(rules.write_deposit_pages.output, model=MODEL),
        expand(rules.print_report.output, model=MODEL) if BROWSER else [],
        expand(rules.grain_layer.output, model=MODEL),
        expand(rules.grain_geojson.output, model=MODEL) if SETTINGS.report.geojson else [],
        rules.viewers.input,
        [PLACES.table(name, table) for name in SUMMED_UP for table in TABLES],
        [model.files for model in SURVEY.models.values()],
        HEAT_MAPS,
