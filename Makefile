# Every target sets up .venv first (tools/bootstrap.py: only Python >= 3.11 is needed) and does
# nothing twice. `make` alone lists the targets.

# Values given to make reach the shell through the environment only, unexpanded: a blank, a quote or
# a dollar sign in them is data. GNU make would expand "$" in the originals, so those stay inside.
export RUN_SCENARIO := $(value SCENARIO)
export RUN_SET := $(value SET)
export RUN_OVERRIDES := $(value OVERRIDES)
export RUN_SEED := $(value SEED)
export RUN_OUT := $(value OUT)
export RUN_JOBS := $(value JOBS)
export RUN_NOTEBOOKS := $(value NOTEBOOKS)
export SET_UP_PYTHON := $(value PYTHON)
export TEST_TIERS := $(value TIERS)
unexport SCENARIO SET OVERRIDES SEED OUT JOBS PYTHON TIERS

# No byte-code path or virtual environment of the caller's may lead elsewhere than into .venv.
unexport PYTHONHOME PYTHONPATH

BIN := .venv/bin
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Two targets at once would share two cores and one set-up lock.
.NOTPARALLEL:
.PHONY: help setup run notebooks reference calibration verify bench evaluate .venv-bench lab test test-unit test-portable lint lock environment clean reset

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make or update .venv (PYTHON=python3.12 to choose the interpreter)
	@bash tools/set_up.sh

run: setup ## run the notebooks: SCENARIO=name SET="a=1 b=2" NOTEBOOKS="04_jobs" SEED=7 OUT=folder JOBS=2
	@bash tools/run_scenario.sh

notebooks: setup ## re-execute the committed notebooks in place
	@$(BIN)/tomsk2020 notebooks

reference: setup ## recompute outputs/reference and the README's answer (say why in CHANGELOG)
	@$(BIN)/python -m analysis.execution.reference

calibration: setup ## re-estimate weights, widths and error record of the baseline (minutes)
	@$(BIN)/python -m analysis.execution.calibrate

verify: setup ## published results against what the same functions obtain, also as a page
	@$(BIN)/tomsk2020 verify --page outputs/verify.html

bench: .venv-bench ## cost of simulation, baseline and sweeps, as ratios (minutes), in an environment of its own
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv-bench/bin/python tools/bench_simulation.py
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv-bench/bin/python tools/bench_baseline.py
	@.venv-bench/bin/python tools/bench_sweep.py
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv-bench/bin/python tools/bench_sweep_cost.py

evaluate: .venv-bench ## skill and coverage of the baseline, also on series nobody tuned on (minutes)
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv-bench/bin/python tools/evaluate_baseline.py

.venv-bench: setup
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-bench
	@VIRTUAL_ENV=.venv-bench $(BIN)/uv pip sync --quiet --compile-bytecode requirements-bench.lock
	@VIRTUAL_ENV=.venv-bench $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .

lab: setup ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

test: setup ## everything CI runs: lint, unit, notebooks, end_to_end (TIERS="lint unit" for some)
	@$(BIN)/python tools/run_tests.py

test-unit: setup ## the unit tests alone (some minutes)
	@TEST_TIERS=unit $(BIN)/python tools/run_tests.py

test-portable: setup ## the same as test, with the arithmetic of an older processor
	@bash tools/older_processor.sh $(BIN)/python tools/run_tests.py

lint: setup ## ruff, mypy, numpydoc
	@TEST_TIERS=lint $(BIN)/python tools/run_tests.py

lock: setup ## resolve pyproject.toml anew into requirements.lock and environment.yml
	@$(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
		--no-emit-index-url --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
		--no-emit-index-url --python-version 3.11 --group dev --group bench pyproject.toml \
		-c requirements.lock -o requirements-bench.lock
	@$(BIN)/python tools/conda_environment.py

environment: setup ## regenerate environment.yml from pyproject.toml and requirements.lock
	@$(BIN)/python tools/conda_environment.py

clean: ## remove caches and scratch outputs; run folders stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .memory outputs/scratch
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

reset: clean ## remove .venv too
	@rm -rf .venv .venv.lock
