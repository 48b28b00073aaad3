# Audit: class maps -> points drawn at random, for a person to name. The filled sheet lives elsewhere:
# it is named in the configuration (audit.sheet) and corrects the modal table.


rule draw_audit:
    input:
        instances=lambda wildcards: INPUTS.manifests(wildcards.model, "instances"),
        about=ABOUT,
    output:
        points=f"{RESULTS}/{{model}}/audit/points.csv",
        strata=f"{RESULTS}/{{model}}/audit/strata.csv",
        page=f"{RESULTS}/{{model}}/audit/index.html",
        crops=directory(f"{RESULTS}/{{model}}/audit/crops"),
    log:
        f"{RESULTS}/logs/audit/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/audit/{{model}}.tsv"
    wildcard_constraints:
        model=A_MODEL,
    conda:
        "../envs/environment.yaml"
    params:
        # Not the filled sheet: naming it must not draw again.
        settings=SETTINGS.audit.model_dump(exclude={"sheet"}),
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        code=code("draw_audit.py"),
        templates=templates("audit/templates/audit.html", "page.html", "page.css"),
    script:
        "../scripts/draw_audit.py"


rule audit:
    input:
        expand(rules.draw_audit.output, model=MODEL),
