# Every target first sets up what it needs: the locked packages in .venv, and .venv/bin/daw.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPARK := .venv-spark
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet
LOCK := $(COMPILE) pyproject.toml --extra postgres
SQL_LINT := $(BIN)/sqlfluff lint dbt_project/models dbt_project/macros dbt_project/tests
export DO_NOT_TRACK := 1
# The files of tests lie in memory where there is room (8 GB), so that they do not wait for a disk.
TEST_FILES := $(shell df --output=avail /dev/shm 2>/dev/null \
	| awk 'NR == 2 && $$1 > 8000000 {print "PYTEST_DEBUG_TEMPROOT=/dev/shm"}')

.DEFAULT_GOAL := help
.PHONY: help setup demo spark test test-long test-spark lint format types generate bench kills reading-grade counties docs audit-dependencies lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --compile --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --compile --no-deps --require-hashes --requirement requirements-dev.lock
	touch $@

setup: $(VENV)/.installed ## the locked packages and the daw command, in .venv

$(SPARK)/.installed: requirements-spark.lock
	$(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-spark.lock
	touch $@

spark: $(SPARK)/.installed ## Spark's environment in .venv-spark, for daw build --engine spark; Java is yours to install

demo: setup ## the main job on sample returns, from nothing to the dashboard
	$(BIN)/daw demo

# In the order of the rooms: the end-to-end tests, of which each takes long, come first. One process
# more than there are cores, since tests wait for the disk, a browser and other processes.
test: $(VENV)/.installed-dev ## every test, browser tests where there is a chromium
	$(TEST_FILES) $(BIN)/pytest -n $$($(BIN)/python -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))') \
		--dist loadfile --no-loadscope-reorder -o tmp_path_retention_policy=failed

test-long: $(VENV)/.installed-dev spark ## the longer runs: all pages, kills, random counties, fuzzing
	$(BIN)/pytest -m long

test-spark: $(VENV)/.installed-dev spark ## whether Spark builds what DuckDB builds; needs Java 17 or newer
	$(BIN)/pytest -m "spark and not long"

lint: $(VENV)/.installed-dev types ## ruff, sqlfluff, import-linter, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(SQL_LINT)

types: $(VENV)/.installed-dev ## mypy
	$(BIN)/mypy

generate: setup ## dbt's sources, staging models and doc blocks, from the contracts
	$(BIN)/python -m sources.contract.code_generation

format: $(VENV)/.installed-dev ## lay out the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: setup ## rows a second, memory, a whole run's parts, docs/scale.md's growth, publishing's cost
	$(BIN)/python -m tests.benchmarks.bench
	$(BIN)/python -m tests.benchmarks.growth
	$(BIN)/python -m tests.benchmarks.publishing_curve
	$(BIN)/python -m tests.benchmarks.ten_years

kills: $(VENV)/.installed-dev ## 500 kills of every job: kills, seconds and what was lost
	$(BIN)/python -m tests.benchmarks.kills

reading-grade: $(VENV)/.installed-dev ## the reading grade of the demonstration's pages
	$(BIN)/python -m tests.benchmarks.reading_grade $(firstword $(wildcard data/drafts/*/site))

counties: $(VENV)/.installed-dev ## 200 random counties protected and attacked, on two processes (an hour)
	$(BIN)/python -m tests.benchmarks.beside
	$(BIN)/python -m tests.benchmarks.trial --counties 200 --quarters 8 --processes 2

docs: setup ## the data dictionary, as static pages in build/docs
	$(BIN)/python -m orchestration.documentation.documentation_site

# Strict, or a package that the service does not know counts as one without vulnerabilities.
audit-dependencies: $(VENV)/.installed-dev ## known vulnerabilities of what is locked
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.lock \
		--requirement requirements-spark.lock || { \
		echo "The audit failed. Where a package is named as not found or not audited, the vulnerability"; \
		echo "service of pypi.org could not be asked from here: run this where https://pypi.org can be"; \
		echo "reached, not a mirror. Else the table above names what to raise; then make lock."; \
		exit 1; } >&2

lock: $(VENV)/.installed-dev ## choose and lock the versions anew
	$(LOCK) --extra dev --output-file requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --group spark --constraint requirements-dev.lock --output-file requirements-spark.lock
