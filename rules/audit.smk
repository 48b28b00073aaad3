# Audit: class maps -> points drawn at random, for a person to name. The filled sheet lives elsewhere:
# it is named in the configuration (audit.sheet) and corrects the modal table.
AUDIT = f"{RESULTS}/{MODEL}/audit"


rule draw_audit:
    input:
        instances=instances_of,
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
        model="|".join(MODELS),
    conda:
        "../envs/environment.yaml"
    params:
        # Not the filled sheet: naming it must not draw again.
        settings={key: SURVEY["audit"][key] for key in ("points", "seed", "deposits")},
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        code=code("draw_audit.py"),
        templates=templates("audit/templates/audit.html", "page.html", "page.css"),
    script:
        "../scripts/draw_audit.py"


rule audit:
    input:
        f"{AUDIT}/points.csv",
        f"{AUDIT}/strata.csv",
        f"{AUDIT}/index.html",
        f"{AUDIT}/crops",
