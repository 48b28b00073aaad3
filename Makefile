# make survey | cluster | test | bench | peers | lint | sheet | lock | pictures | models | accuracy |
# methods.
# CONFIG=path runs another survey.
CONFIG ?= config/config.yaml
CORES ?= $(shell nproc)
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Set up again when the pins change, not when their file is merely newer.
READY := $(VENV)/.ready-$(shell sha256sum envs/requirements.txt | cut -c 1-16)
SNAKEMAKE := $(BIN)/snakemake --profile config/profiles/workstation --cores $(CORES)

.PHONY: survey cluster test bench peers lint sheet lock setup pictures models accuracy methods

setup: $(READY)

# The mark is written last, so a broken set-up is begun again.
$(READY):
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11 to 3.13 is needed; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r envs/requirements.txt
	touch $@

survey: $(READY)
	$(SNAKEMAKE) --configfile $(CONFIG)

# What config/profiles/slurm needs besides.
cluster: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  -r envs/requirements-cluster.txt

test: $(READY)
	$(BIN)/python -m pytest

# make bench STAGES="maps grains" measures some stages only.
bench: $(READY)
	$(BIN)/python benchmarks/run.py $(STAGES)

# Peers that need packages of their own (PyTorch); without them `make bench` says "not installed".
peers:
	$(PYTHON) -m venv --clear .venv-peers
	.venv-peers/bin/pip install --quiet -r benchmarks/requirements-peers.txt

lint: $(READY)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint --configfile config/config.yaml

# make sheet FOLDER=photographs SHEET=my_sheet.tsv
sheet: $(READY)
	PYTHONPATH=scripts $(BIN)/python scripts/make_sheet.py $(FOLDER) $(SHEET)

# Newer pins for every supported Python; then repeat them in environment.yaml (a test compares).
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes envs/requirements.in -o envs/requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-deps -c envs/requirements.txt \
	  --generate-hashes envs/requirements-cluster.in -o envs/requirements-cluster.txt

# The shipped models, trained anew; needs LUMENSTONE_DIR and an hour and a half on 2 cores.
models: $(READY)
	$(SNAKEMAKE) --configfile config/lumenstone_models.yaml -- train evaluate
	for name in best paper; do PYTHONPATH=scripts $(BIN)/python scripts/ship_model.py \
	  results/lumenstone_models lumenstone-$$name --terms models/lumenstone.md models/remarks-$$name.md || exit 1; done

# docs/accuracy.md and all that it shows; needs LUMENSTONE_DIR and a night on 2 cores.
accuracy: $(READY)
	$(SNAKEMAKE) --configfile config/lumenstone.yaml -- all robustness
	$(SNAKEMAKE) --configfile config/cross_validation.yaml -- cross_validation
	$(SNAKEMAKE) --configfile config/baselines.yaml -- evaluate
	$(SNAKEMAKE) --configfile config/unseen.yaml -- unseen
	$(SNAKEMAKE) --configfile config/ablation.yaml -- ablation \
	  results/ablation/exposure_none/evaluation/robustness.csv results/ablation/base/evaluation/robustness.csv
	PYTHONPATH=scripts $(BIN)/python scripts/write_accuracy.py

# What simulations say of the intervals, into docs/methods.md; half an hour on 2 cores.
methods: $(READY)
	$(BIN)/python benchmarks/run.py coverage demo_seeds
	$(BIN)/python benchmarks/size_coverage.py
	PYTHONPATH=scripts $(BIN)/python scripts/write_methods.py

# The README's pictures, from the report of the demo survey.
pictures:
	mkdir -p docs/pictures
	cp results/demo/small/report/figures/overview.png results/demo/small/report/figures/modal.png docs/pictures
