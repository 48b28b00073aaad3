# Training: balanced patches -> network, history; calibrated -> model; its card. A shipped model takes
# its place ready-made; a baseline is fitted to the annotation itself.
from oresurvey.training.model_folder import PARTS as MODEL_PARTS
from oresurvey.training.trained_files import TRAINED_ABOUT, TRAINED_NETWORK

TRAINED_FILES = {
    "history": report(
        f"{RESULTS}/models/{{model}}/history.csv",
        caption="captions/history.rst",
        category="Training",
        labels={"model": "{model}", "shows": "epochs", "as": "table"},
    ),
    "shares": f"{RESULTS}/models/{{model}}/shares.csv",
}
CALIBRATED_FILES = {
    "model": f"{RESULTS}/models/{{model}}/model.keras",
    "about": ABOUT,
    "calibration": f"{RESULTS}/models/{{model}}/calibration.csv",
    "reliability": f"{RESULTS}/models/{{model}}/reliability.csv",
    "familiarity": f"{RESULTS}/models/{{model}}/familiarity.csv",
}
CARD = f"{RESULTS}/models/{{model}}/card.md"
# With its card, what a shipped model brings, and a model with another's weights takes over.
NETWORK_FILES = {**CALIBRATED_FILES, **TRAINED_FILES}


rule train_model:
    input:
        maps=lambda wildcards: INPUTS.training_maps(wildcards.model),
        start=lambda wildcards: INPUTS.start(wildcards.model),
    output:
        **TRAINED_FILES,
        network=f"{RESULTS}/models/{{model}}/{TRAINED_NETWORK}",
        about=f"{RESULTS}/models/{{model}}/{TRAINED_ABOUT}",
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("trained"),
    conda:
        "../envs/environment.yaml"
    # All cores of a workstation: what is more than there are is scaled down.
    threads: 32
    params:
        splits=lambda wildcards: SURVEY.model(wildcards.model).splits,
        settings=lambda wildcards: SURVEY.model(wildcards.model).training.recorded(),
        code=code("train_model.py"),
    script:
        "../scripts/train_model.py"


rule calibrate_model:
    input:
        network=rules.train_model.output.network,
        about=rules.train_model.output.about,
        maps=lambda wildcards: INPUTS.training_maps(wildcards.model),
    output:
        **CALIBRATED_FILES,
    log:
        f"{RESULTS}/logs/calibration/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/calibration/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("trained"),
    conda:
        "../envs/environment.yaml"
    threads: 32
    params:
        splits=lambda wildcards: SURVEY.model(wildcards.model).splits,
        settings=lambda wildcards: SURVEY.model(wildcards.model).training.model_dump(
            include={"exposure", "seed", "deterministic"}
        ),
        code=code("calibrate_model.py"),
    script:
        "../scripts/calibrate_model.py"


rule write_card:
    input:
        about=rules.calibrate_model.output.about,
        calibration=rules.calibrate_model.output.calibration,
        history=rules.train_model.output.history,
        maps=lambda wildcards: INPUTS.training_maps(wildcards.model),
    output:
        card=CARD,
    log:
        f"{RESULTS}/logs/cards/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cards/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("trained"),
    conda:
        "../envs/environment.yaml"
    params:
        splits=lambda wildcards: SURVEY.model(wildcards.model).splits,
        settings=lambda wildcards: SURVEY.model(wildcards.model).training.recorded(),
        code=code("write_card.py"),
    script:
        "../scripts/write_card.py"


rule shipped_model:
    output:
        **NETWORK_FILES,
        card=CARD,
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("shipped"),
    conda:
        "../envs/environment.yaml"
    params:
        folder=lambda wildcards: SURVEY.model(wildcards.model).folder,
        digests=lambda wildcards: [
            SURVEY.digest_of_file(f"{SURVEY.model(wildcards.model).folder}/{part}")
            for part in MODEL_PARTS
        ],
        code=code("place_shipped_model.py"),
    script:
        "../scripts/place_shipped_model.py"


rule share_weights:
    input:
        lambda wildcards: [
            PLACES.of_model(SURVEY.model(wildcards.model).settings.weights_of, part)
            for part in MODEL_PARTS
            if part != "card.md"
        ],
    output:
        **NETWORK_FILES,
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("shared"),
    conda:
        "../envs/environment.yaml"
    params:
        folder=lambda wildcards, input: os.path.dirname(input[0]),
        code=code("place_shipped_model.py"),
    script:
        "../scripts/place_shipped_model.py"


# Apart: another sentence of the card is no reason to predict with the weights again.
rule share_card:
    input:
        lambda wildcards: CARD.format(model=SURVEY.model(wildcards.model).settings.weights_of),
    output:
        card=CARD,
    log:
        f"{RESULTS}/logs/cards/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cards/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("shared"),
    conda:
        "../envs/environment.yaml"
    params:
        folder=lambda wildcards, input: os.path.dirname(input[0]),
        code=code("place_shipped_model.py"),
    script:
        "../scripts/place_shipped_model.py"


rule fit_baseline:
    output:
        about=ABOUT,
        statistics=report(
            f"{RESULTS}/models/{{model}}/statistics.csv",
            caption="captions/statistics.rst",
            category="Training",
            labels={"model": "{model}", "shows": "colours of the minerals", "as": "table"},
        ),
        card=CARD,
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model=of_kind("fitted"),
    conda:
        "../envs/environment.yaml"
    params:
        fields=SURVEY.rows(SURVEY.training),
        minerals=NAMES,
        settings=lambda wildcards: SURVEY.model(wildcards.model).settings.recorded(),
        largest_mpx=SETTINGS.catalog.largest_mpx,
        code=code("fit_baseline.py"),
    script:
        "../scripts/fit_baseline.py"


rule training_figures:
    input:
        history=f"{RESULTS}/models/{{model}}/history.csv",
        shares=f"{RESULTS}/models/{{model}}/shares.csv",
        annotated=rules.class_shares.output[0],
    output:
        report(
            directory(f"{RESULTS}/models/{{model}}/figures"),
            patterns=["{name}.svg"],
            caption="captions/training.rst",
            category="Training",
            labels=lambda wildcards: {
                "model": wildcards.model,
                "shows": wildcards.name.replace("_", " "),
                "as": "figure",
            },
        ),
    log:
        f"{RESULTS}/logs/training/{{model}}_figures.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}_figures.tsv"
    conda:
        "../envs/environment.yaml"
    params:
        minerals=SETTINGS.minerals,
        table=SURVEY.mineral_table,
        code=code("draw_training.py"),
    script:
        "../scripts/draw_training.py"


rule train:
    input:
        [model.files for model in SURVEY.models.values()],
        expand(
            rules.training_figures.output,
            model=SURVEY.models_that_are("trained", "shared", "shipped"),
        ),
        HEAT_MAPS,
