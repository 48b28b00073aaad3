# make survey | try | why | verify | repair | adopt | bridge | audit | unlock | clean-stale | snakemake-report | cluster | sbom
#      microscopes | test | test-all | soak | bench | peers | lint | sheet | lock | vendor | pictures | models | accuracy | methods | scaling
# CONFIG=path runs another survey. Most of it is a verb of one command, which explains itself:
# PYTHONPATH=scripts .venv/bin/python -m oresurvey --help
CONFIG ?= config/config.yaml
CORES ?= $(shell nproc)
PYTHON ?= python3
VENV ?= .venv
# Folders may have spaces in their names: paths are quoted, and where make itself reads one, escaped.
RUN := "$(VENV)/bin/python" -m
PIP := $(RUN) pip --quiet --disable-pip-version-check
EMPTY :=
# Set up again when the pins change, not when their file is merely newer.
READY := $(subst $(EMPTY) ,\ ,$(VENV)/.ready-$(shell sha256sum envs/requirements.txt | cut -c 1-16))
ORESURVEY := PYTHONPATH=scripts $(RUN) oresurvey
# Containers like to set it. Every job would then compile its imports again: half of its time.
unexport PYTHONDONTWRITEBYTECODE
SNAKEMAKE := $(RUN) snakemake --profile profiles/workstation --cores $(CORES)
# As a person types it.
TYPED := CONFIG=$(if $(word 2,$(CONFIG)),\"$(CONFIG)\",$(CONFIG))

.PHONY: survey try why verify repair adopt bridge audit unlock clean-stale snakemake-report cluster sbom setup \
  microscopes test test-all soak bench peers lint sheet lock vendor pictures models accuracy methods scaling

setup: $(READY)

# The mark is written last, so a broken set-up is begun again.
$(READY):
	"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11 to 3.13 is needed; set PYTHON=/path/to/python3"; exit 1; }
	"$(PYTHON)" -m venv --clear "$(VENV)"
	$(PIP) install --no-compile --require-hashes -r envs/requirements.txt
	touch "$@"

# Without --logger survey Snakemake prints its own lines; the status page is written in any case.
survey: $(READY)
	PYTHONPATH=scripts ORESURVEY_COMMAND="make survey $(TYPED)" \
	  $(SNAKEMAKE) --configfile "$(CONFIG)" --logger survey

# One file of a finished survey to pass on: figures and tables with captions, and the rule graph.
REPORT ?= results/snakemake_report.html
snakemake-report: $(READY)
	$(RUN) snakemake --cores $(CORES) --configfile "$(CONFIG)" --report "$(REPORT)"

# What `make survey` would do, and why.
why: $(READY)
	$(ORESURVEY) why "$(CONFIG)"

# Are the results as they were made, and from what is there now?
verify: $(READY)
	$(ORESURVEY) verify "$(CONFIG)" --cores $(CORES)

# Altered and missing results, made again.
repair: $(READY)
	$(ORESURVEY) repair "$(CONFIG)" --cores $(CORES)
	$(MAKE) survey

# Results that came from another machine, or whose .snakemake was lost: checked, then taken over.
adopt: $(READY)
	$(ORESURVEY) adopt "$(CONFIG)" --cores $(CORES)

# Results that version 0.1 finished: checked, then taken over.
bridge: $(READY)
	$(ORESURVEY) bridge "$(CONFIG)" --cores $(CORES)

# Points for a person to name, see docs/methods/audit.md.
audit: $(READY)
	$(ORESURVEY) audit "$(CONFIG)" --cores $(CORES)

# A killed run's lock is released by the next run; one of another machine is, if you say so here.
unlock: $(READY)
	$(ORESURVEY) unlock "$(CONFIG)"

# Results that an earlier sheet or configuration left; CONFIRM=1 removes them.
clean-stale: $(READY)
	$(ORESURVEY) clean-stale "$(CONFIG)" $(if $(CONFIRM),--remove)

# What is installed, and under which licences: a bill of materials (CycloneDX) and a table.
SBOM := cyclonedx-bom==7.5.0 pip-licenses==5.5.5
sbom: $(READY)
	fresh=$$(mktemp -d) && "$(PYTHON)" -m venv $$fresh && mkdir -p results/sbom \
	  && $$fresh/bin/python -m pip install --quiet --disable-pip-version-check $(SBOM) \
	  && $$fresh/bin/cyclonedx-py environment "$(VENV)/bin/python" --output-reproducible -o results/sbom/sbom.json \
	  && $$fresh/bin/pip-licenses --python="$(VENV)/bin/python" --format=markdown --with-urls \
	    --output-file=results/sbom/licences.md && rm -r $$fresh

# What profiles/slurm needs besides.
cluster: $(READY)
	$(PIP) install --require-hashes --no-deps -r envs/requirements-cluster.txt

# What reads files of microscopes, telephones and cameras besides, see docs/read/formats.md.
microscopes: $(READY)
	$(PIP) install --require-hashes --no-deps -r envs/requirements-microscopes.txt

# A file of tests is one worker's: its fixtures are made once. Surveys that files share are made by
# the first worker that needs them.
# One worker more than cores, because a survey waits for its jobs.
PYTEST := $(RUN) pytest --numprocesses $(shell expr $(CORES) + 1) --dist loadfile --no-loadscope-reorder

# Before a commit: tests of units, and one small survey from sheet to report.
test: $(READY)
	$(PYTEST) -m "not slow"

# All tests, each once; then the twenty that take most processor time, also into the page COSTS.
test-all: $(READY)
	$(PYTEST) --costs=20 $(if $(COSTS),--costs-page="$(COSTS)")

# What takes too long for make test-all, and a table of it. SOAK_SECONDS bounds the fuzzing (an hour),
# SOAK_KILLS is how often a run is killed (25 times).
# make soak PARTS="bad-input" runs some parts only: bad-input, faults, fuzzing.
soak: $(READY)
	PYTHONPATH=scripts "$(VENV)/bin/python" tests/soak/run.py $(PARTS)

# make bench STAGES="maps grains" measures some stages only.
bench: $(READY)
	"$(VENV)/bin/python" benchmarks/run.py $(STAGES)

# Peers that need packages of their own (PyTorch); without them `make bench` says "not installed".
peers:
	"$(PYTHON)" -m venv --clear .venv-peers
	.venv-peers/bin/python -m pip install --quiet -r benchmarks/requirements-peers.txt

lint: $(READY)
	$(RUN) ruff check . && $(RUN) ruff format --check . && $(RUN) snakefmt --check Snakefile rules
	PYTHONPATH=scripts "$(VENV)/bin/python" "$(VENV)/bin/lint-imports" --no-logo && $(RUN) mypy
	$(RUN) snakemake --lint --configfile config/config.yaml

# One photograph without a sheet: make try PHOTOGRAPH=my.jpg MINERALS="Py, Ccp" UM_PER_PX=1.25 MODEL=folder
try: $(READY)
	$(if $(PHOTOGRAPH),,@echo "name the photograph: make try PHOTOGRAPH=my_photograph.jpg" >&2; exit 2)
	$(ORESURVEY) try --cores $(CORES) "$$PHOTOGRAPH" $(if $(MODEL),--model "$$MODEL") \
	  $(if $(MINERALS),--minerals "$$MINERALS") $(if $(UM_PER_PX),--um-per-px "$$UM_PER_PX")

# make sheet FOLDER=photographs SHEET=my_sheet.xlsx; SHOW=1 only shows it, APPEND=1 adds to it, LEVELS=*/deposit/section
# Given as $$FOLDER, not $(FOLDER): names may have spaces and quotation marks.
sheet: $(READY)
	$(if $(FOLDER),,@echo "name the folder: make sheet FOLDER=photographs SHEET=my_sheet.xlsx" >&2; exit 2)
	$(ORESURVEY) sheet "$$FOLDER" $(if $(SHEET),"$$SHEET") $(if $(SHOW),--show) \
	  $(if $(APPEND),--append) $(if $(LEVELS),--levels "$$LEVELS")

# Newer pins for every supported Python; then repeat them in environment.yaml (a test compares).
lock: $(READY)
	$(PIP) install uv
	$(RUN) uv pip compile --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes envs/requirements.in -o envs/requirements.txt
	$(RUN) uv pip compile --universal --python-version 3.11 --no-deps -c envs/requirements.txt \
	  --generate-hashes envs/requirements-cluster.in -o envs/requirements-cluster.txt
	$(RUN) uv pip compile --universal --python-version 3.11 --fork-strategy fewest --no-deps \
	  -c envs/requirements.txt --generate-hashes envs/requirements-microscopes.in \
	  -o envs/requirements-microscopes.txt

# The library of the field viewer, once more from npm; a test compares its sum with the README beside it.
OPENSEADRAGON := openseadragon@6.1.1
vendor:
	fresh=$$(mktemp -d) && (cd $$fresh && npm pack --silent $(OPENSEADRAGON) && tar -xzf *.tgz) \
	  && cp $$fresh/package/build/openseadragon/openseadragon.min.js $$fresh/package/LICENSE.txt \
	  scripts/oresurvey/report/viewer/vendor/openseadragon/ && rm -r $$fresh

# The shipped models, trained again; needs LUMENSTONE_DIR and two hours on 2 cores.
models: $(READY)
	$(SNAKEMAKE) --configfile config/experiments/lumenstone_models.yaml -- train evaluate
	for name in first best paper; do $(ORESURVEY) ship-model \
	  results/lumenstone_models lumenstone-$$name --terms models/lumenstone.md models/remarks-$$name.md || exit 1; done

# docs/models/accuracy.md and all that it shows; needs LUMENSTONE_DIR and a night on 2 cores.
accuracy: $(READY)
	$(SNAKEMAKE) --configfile config/lumenstone.yaml -- all robustness
	$(SNAKEMAKE) --configfile config/experiments/cross_validation.yaml -- cross_validation
	$(SNAKEMAKE) --configfile config/experiments/baselines.yaml -- evaluate
	$(SNAKEMAKE) --configfile config/experiments/unseen.yaml -- unseen
	$(SNAKEMAKE) --configfile config/experiments/ablation.yaml -- ablation \
	  results/ablation/exposure_none/evaluation/robustness.csv results/ablation/base/evaluation/robustness.csv
	$(SNAKEMAKE) --configfile config/experiments/any_deposit.yaml -- train
	$(ORESURVEY) write-accuracy

# What simulations say of the intervals, into pages of docs/methods; half an hour on 2 cores.
methods: $(READY)
	"$(VENV)/bin/python" benchmarks/run.py coverage comparison levels referee demo_seeds
	"$(VENV)/bin/python" benchmarks/share_pooling.py
	"$(VENV)/bin/python" benchmarks/size_coverage.py
	"$(VENV)/bin/python" benchmarks/sizes_in_frames.py
	$(ORESURVEY) write-methods $(addprefix methods/,modal.md comparison.md grain_size.md referee.md proof.md)

# docs/run/scaling.md: the cost of each stage on LumenStone, and large collections on paper.
scaling: $(READY)
	$(SNAKEMAKE) --configfile benchmarks/scaling.yaml -- report grains
	"$(VENV)/bin/python" benchmarks/run.py scale
	PYTHONPATH=scripts "$(VENV)/bin/python" benchmarks/simulate_night.py results/benchmarks/scaling
	$(ORESURVEY) write-methods run/scaling.md

# The README's pictures, of the pages of the finished demo; needs Debian's Chromium.
pictures: $(READY)
	$(ORESURVEY) take-pictures
