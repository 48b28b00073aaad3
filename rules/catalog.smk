# Catalog: the sheet -> accepted fields, quarantined fields with reasons, shares of the classes.
CATALOG = f"{RESULTS}/catalog/fields.csv"
CLASS_SHARES = f"{RESULTS}/catalog/class_shares.csv"


rule catalog_batch:
    output:
        f"{RESULTS}/catalog/batches/{{batch}}.json",
    log:
        f"{RESULTS}/logs/catalog/{{batch}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/catalog/{{batch}}.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        fields=lambda wildcards: rows(BATCHES[wildcards.batch]),
        codes=list(MINERALS.codes),
        smallest_px=SMALLEST_PX,
        code=code("inspect_fields.py"),
    script:
        "../scripts/inspect_fields.py"


rule catalog_tables:
    input:
        expand(f"{RESULTS}/catalog/batches/{{batch}}.json", batch=BATCHES),
    output:
        fields=report(
            CATALOG, caption="captions/fields.rst", category="Catalog", labels={"table": "fields"}
        ),
        shares=report(
            CLASS_SHARES,
            caption="captions/class_shares.rst",
            category="Catalog",
            labels={"table": "class shares"},
        ),
    log:
        f"{RESULTS}/logs/catalog/tables.log",
    benchmark:
        f"{RESULTS}/benchmarks/catalog/tables.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        # Photographs that moved are not inspected again; the table tells where they are now.
        places=config["paths"],
        minerals=SURVEY["minerals"],
        table=FINGERPRINT(SURVEY["minerals"]),
        code=code("write_catalog.py"),
    script:
        "../scripts/write_catalog.py"


rule catalog:
    input:
        CATALOG,
        CLASS_SHARES,
