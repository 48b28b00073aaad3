# Catalog: the sheet -> accepted fields, quarantined fields with reasons, shares of the classes.


rule catalog_batch:
    output:
        f"{RESULTS}/catalog/batches/{{batch}}.json",
    log:
        f"{RESULTS}/logs/catalog/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/catalog/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    resources:
        runtime=lambda wildcards, attempt: minutes(BATCHES[wildcards.batch], attempt, per_field=0.5),
    params:
        fields=lambda wildcards: SURVEY.rows(BATCHES[wildcards.batch]),
        codes=CODES,
        smallest_px=SMALLEST_PX,
        largest_mpx=LARGEST_MPX,
        code=code("inspect_fields.py"),
    script:
        "../scripts/inspect_fields.py"


rule catalog_table:
    input:
        expand(rules.catalog_batch.output, batch=BATCHES),
    output:
        report(
            f"{RESULTS}/catalog/fields.csv",
            caption="captions/fields.rst",
            category="Catalog",
            labels={"model": "none", "shows": "fields", "as": "table"},
        ),
    log:
        f"{RESULTS}/logs/catalog/table.log",
    benchmark:
        f"{RESULTS}/benchmarks/catalog/table.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        # Photographs that moved are not inspected again; the table tells where they are now.
        places=config["paths"],
        smallest_px=smallest_px(MODEL),
        code=code("write_catalog.py"),
    script:
        "../scripts/write_catalog.py"


rule class_shares:
    input:
        expand(rules.catalog_batch.output, batch=BATCHES),
    output:
        report(
            f"{RESULTS}/catalog/class_shares.csv",
            caption="captions/class_shares.rst",
            category="Catalog",
            labels={"model": "none", "shows": "class shares", "as": "table"},
        ),
    log:
        f"{RESULTS}/logs/catalog/class_shares.log",
    benchmark:
        f"{RESULTS}/benchmarks/catalog/class_shares.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        code=code("write_class_shares.py"),
    script:
        "../scripts/write_class_shares.py"


rule catalog:
    input:
        rules.catalog_table.output,
        rules.class_shares.output,
