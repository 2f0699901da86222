# The few commands of this project; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run test test-ui extended up down status lint format unit e2e infra-test package package-test deploy \
        test-restore-client verify-numbers bench bench-restore bench-restore-workers bench-models \
        bench-snapshots bench-day docs guide-pictures clean

PY := .venv/bin/python
export PYTHONPATH := $(CURDIR):$(CURDIR)/plugins
# Bytecode is kept, in one folder, even where the shell says no: each process of Airflow and dbt would spend seconds on
# compiling what it imports.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/bytecode
PYTEST_ARGS ?=
# Whole files go to a process each: what a file shares (a server, a stack) is started once. They go in their own order: by
# default the files with the fewest tests come last, and those take the longest: one process would wait for the other.
PARALLEL ?= -n 2 --dist loadfile --no-loadscope-reorder
# Each is a minute or more; CI runs them every night, some with each change too.
EXTENDED := tests/infra/test_apply.py tests/infra/test_checkov.py \
            tests/dev/packaging/test_package_fits_the_image.py tests/compose/test_compose_services.py \
            tests/plugins/tokyobeta/operators/test_random_kills.py \
            tests/e2e/test_killed_services.py tests/e2e/test_failing_models.py \
            tests/e2e/test_restore_from_s3.py tests/dbt/test_normal_day_of_any_seed.py \
            tests/verification/test_worked_example.py
SETUP := python3 dev/local/bootstrap.py

help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install Airflow, dbt and the tools into .venv and .venv-dbt (the other commands do it themselves)
	@$(SETUP)

run: setup ## See the whole daily pipeline work on a genuine mysqldump, no Docker, no AWS
	@$(PY) -m dev.local.run $(RUN_ARGS)

test: setup lint ## Lint, types, unit, integration, dbt, infra, numbers, one end-to-end run
	@$(PY) -m pytest $(PARALLEL) $(addprefix --ignore=,$(EXTENDED) tests/ui) $(PYTEST_ARGS)

test-ui: setup ## The web UI in a real browser: data health, numbers, forms, axe, clears, repairs, roll back and forward, a decision (about 25 minutes)
	@$(PY) -m pytest tests/ui $(PYTEST_ARGS)

extended: setup ## The checks too long for every change: AWS stand-in, policies, the MWAA image, compose's services, kills, failing models, restore from S3 alone, any seed, January's closing
	@$(PY) -m pytest $(EXTENDED) $(PYTEST_ARGS)

up: setup ## Start what is missing of the local stack: MySQL, AWS and QuickSight stand-ins, Airflow
	@$(PY) -m dev.local up

down: ## Stop the local stack and leave no process behind
	@if [ -x $(PY) ]; then $(PY) -m dev.local down; fi

status: ## Show the local stack; JSON=1 for scripts
	@$(PY) -m dev.local status $(if $(JSON),--json)

lint: setup ## Style and types of Python, style of SQL and Terraform
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy include plugins dags dev
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/sqlfluff lint --config dbt/.sqlfluff dbt/models dbt/tests
	@if command -v terraform > /dev/null; then TF_CLI_CONFIG_FILE= terraform fmt -check -recursive infra; \
		else echo "terraform is not installed: the form of infra/ was not checked"; fi

format: setup ## Bring the code into its form
	@.venv/bin/ruff check --fix-only -q . ; .venv/bin/ruff format .

unit: setup ## Only the tests that need no server
	@$(PY) -m pytest -m "not mysql and not aws and not e2e and not slow" $(PYTEST_ARGS)

e2e: setup ## Only the end-to-end run of the DAG by the real scheduler
	@$(PY) -m pytest -m e2e $(PYTEST_ARGS)

infra-test: ## Terraform: form, validity, plans, policies, apply and destroy on the AWS stand-in
	@$(SETUP) infra
	@TOKYOBETA_REQUIRE_TERRAFORM=1 $(PY) -m pytest -n 2 --dist loadfile tests/infra tests/include/quicksight/assets $(PYTEST_ARGS)

test-restore-client: setup ## Hundreds of generated dumps, and of small ones changed at random, restored by the mysql client and by the engine (about 10 minutes)
	@$(PY) -m tests.include.dump.client_comparison $(COMPARISON_ARGS)

verify-numbers: setup ## Recompute every table and view of silver and gold with DuckDB from the raw dump, compare row by row
	@$(PY) -m tests.verification $(VERIFY_ARGS)

bench-restore: setup ## Restore speed and memory against the mysql client and the server's limit (about 30 minutes)
	@$(PY) -m dev.benchmarks.restore $(BENCH_ARGS)

bench-restore-workers: setup ## One dump restored by 1, 2 and 4 worker processes against one server (about 10 minutes)
	@$(PY) -m dev.benchmarks.restore.workers $(BENCH_ARGS)

bench-models: setup ## Build time of silver and gold at full size, at 60, 130 and 261 days
	@$(PY) -m dev.benchmarks.models $(BENCH_ARGS)

bench-snapshots: setup ## Loading a new day and all days of snapshots, at 1, 5 and 10 million rows
	@$(PY) -m dev.benchmarks.snapshots $(BENCH_ARGS)

bench-day: setup ## A whole second day at full size, before and after dbt was loaded once: time, CPU, memory (about 30 minutes)
	@$(PY) -m dev.benchmarks.day $(BENCH_ARGS)

bench: bench-restore bench-models bench-snapshots bench-day ## All benchmarks

package: setup ## Build what goes to MWAA from the commit: build/package
	@$(PY) -m dev.packaging build

package-test: setup ## Lay the package out as in the MWAA image, install, start it and run a day there; RUN=0 leaves the day out
	@$(PY) -m dev.packaging test $(if $(MWAA_CONSTRAINTS),--constraints $(MWAA_CONSTRAINTS)) $(if $(filter 0,$(RUN)),--no-run)

deploy: setup ## Deploy to MWAA: ENV=dev; COMMIT= goes back to a release; BUCKET= before there is an environment; FORCE=1 although a run is near
	@$(PY) -m dev.packaging deploy --env $(ENV) $(if $(COMMIT),--commit $(COMMIT)) \
		$(if $(ACCOUNT),--account $(ACCOUNT)) $(if $(BUCKET),--bucket $(BUCKET)) $(if $(FORCE),--force)

docs: setup ## Write the pages that are generated from the code
	@$(PY) -m dev.settings_table > docs/settings.md
	@$(PY) -m dev.definitions

guide-pictures: setup ## Take the pictures of docs/guide.md on the running stack (after the runs that dev/guide_pictures.py names)
	@$(PY) -m dev.guide_pictures

clean: down ## Remove the local stack's data and everything that was built
	@rm -rf .local build dbt/target dbt/logs .pytest_cache .mypy_cache .ruff_cache
