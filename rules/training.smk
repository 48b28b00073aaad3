# Training: balanced patches -> network, history; calibrated -> model; its card. A shipped model takes
# its place ready-made; a baseline is fitted to the annotation itself.


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
    "about": f"{RESULTS}/models/{{model}}/model.json",
    "calibration": f"{RESULTS}/models/{{model}}/calibration.csv",
    "reliability": f"{RESULTS}/models/{{model}}/reliability.csv",
    "familiarity": f"{RESULTS}/models/{{model}}/familiarity.csv",
}
CARD = f"{RESULTS}/models/{{model}}/card.md"
# With its card, what a shipped model brings, and a model with another's weights takes over.
NETWORK_FILES = {**CALIBRATED_FILES, **TRAINED_FILES}
OF_A_TRAINING = "|".join(TRAINED) or "(?!)"


rule train_model:
    input:
        maps=maps_batches,
        start=lambda wildcards: start_of(wildcards.model),
    output:
        **TRAINED_FILES,
        network=f"{RESULTS}/models/{{model}}/{TRAINED_NETWORK}",
        about=f"{RESULTS}/models/{{model}}/{TRAINED_ABOUT}",
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model=OF_A_TRAINING,
    conda:
        "../envs/environment.yaml"
    # All cores of a workstation: what is more than there are is scaled down.
    threads: 32
    params:
        splits=lambda wildcards: splits_of(wildcards.model),
        settings=lambda wildcards: training_settings(wildcards.model),
        code=code("train_model.py"),
    script:
        "../scripts/train_model.py"


rule calibrate_model:
    input:
        network=rules.train_model.output.network,
        about=rules.train_model.output.about,
        maps=maps_batches,
    output:
        **CALIBRATED_FILES,
    log:
        f"{RESULTS}/logs/calibration/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/calibration/{{model}}.tsv"
    wildcard_constraints:
        model=OF_A_TRAINING,
    conda:
        "../envs/environment.yaml"
    threads: 32
    params:
        splits=lambda wildcards: splits_of(wildcards.model),
        settings=lambda wildcards: {
            key: training_settings(wildcards.model)[key]
            for key in ("exposure", "seed", "deterministic")
        },
        code=code("calibrate_model.py"),
    script:
        "../scripts/calibrate_model.py"


rule write_card:
    input:
        about=rules.calibrate_model.output.about,
        calibration=rules.calibrate_model.output.calibration,
        history=rules.train_model.output.history,
        maps=maps_batches,
    output:
        card=CARD,
    log:
        f"{RESULTS}/logs/cards/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cards/{{model}}.tsv"
    wildcard_constraints:
        model=OF_A_TRAINING,
    conda:
        "../envs/environment.yaml"
    params:
        splits=lambda wildcards: splits_of(wildcards.model),
        settings=lambda wildcards: training_settings(wildcards.model),
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
        model="|".join(SHIPPED) or "(?!)",
    conda:
        "../envs/environment.yaml"
    params:
        folder=lambda wildcards: os.path.expandvars(SURVEY["models"][wildcards.model]["weights"]),
        digests=lambda wildcards: [
            FINGERPRINT(
                f"{os.path.expandvars(SURVEY['models'][wildcards.model]['weights'])}/{part}"
            )
            for part in MODEL_PARTS
        ],
        code=code("place_shipped_model.py"),
    script:
        "../scripts/place_shipped_model.py"


rule share_weights:
    input:
        lambda wildcards: [
            f"{RESULTS}/models/{SURVEY['models'][wildcards.model]['weights_of']}/{part}"
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
        model="|".join(SHARING) or "(?!)",
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
        lambda wildcards: CARD.format(model=SURVEY["models"][wildcards.model]["weights_of"]),
    output:
        card=CARD,
    log:
        f"{RESULTS}/logs/cards/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cards/{{model}}.tsv"
    wildcard_constraints:
        model="|".join(SHARING) or "(?!)",
    conda:
        "../envs/environment.yaml"
    params:
        folder=lambda wildcards, input: os.path.dirname(input[0]),
        code=code("place_shipped_model.py"),
    script:
        "../scripts/place_shipped_model.py"


rule fit_baseline:
    output:
        about=f"{RESULTS}/models/{{model}}/model.json",
        statistics=report(
            f"{RESULTS}/models/{{model}}/statistics.csv",
            caption="captions/statistics.rst",
            category="Training",
            labels={"model": "{model}", "shows": "colours of the minerals", "as": "table"},
        ),
        card=f"{RESULTS}/models/{{model}}/card.md",
    log:
        f"{RESULTS}/logs/training/{{model}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/training/{{model}}.tsv"
    wildcard_constraints:
        model="|".join(FITTED) or "(?!)",
    conda:
        "../envs/environment.yaml"
    params:
        fields=rows(TRAINING),
        minerals=minerals_of_maps(MINERALS),
        settings=lambda wildcards: SURVEY["models"][wildcards.model],
        largest_mpx=SURVEY["catalog"]["largest_mpx"],
        code=code("fit_baseline.py"),
    script:
        "../scripts/fit_baseline.py"


rule training_figures:
    input:
        history=f"{RESULTS}/models/{{model}}/history.csv",
        shares=f"{RESULTS}/models/{{model}}/shares.csv",
        annotated=CLASS_SHARES,
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
        minerals=SURVEY["minerals"],
        table=MINERAL_TABLE,
        code=code("draw_training.py"),
    script:
        "../scripts/draw_training.py"


rule train:
    input:
        [model_files(name) for name in MODELS],
        expand(f"{RESULTS}/models/{{model}}/figures", model=TRAINED + SHARING + SHIPPED),
        HEAT_MAPS,
