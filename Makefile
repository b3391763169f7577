# Every target works in a fresh clone; what it needs is installed on the way. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo run postgres postgres-stop test-engines sample summary metrics publish-postgres export superset spark spark-cluster spark-client spark-stop spark-for-tests test test-all test-superset superset-for-tests faults growth bench lint audit promise compare-contract docs ui clean browser metricflow

# Settings of a run: make run VARS='{"as_of": "2026-09-30"}', make sample PEOPLE=10000 MONTHS=36 SEED=3 END=2026-09-30
VARS ?=
PEOPLE ?= 3000
MONTHS ?= 24
SEED ?= 7
END ?=
PORT ?= 3000
FOLDER ?= export
FULL ?=
ARGS ?=
N ?= 100
WORKERS ?= 2
CONTRACT ?= ../shared/contract
ZONES ?=
ENGINE ?= postgres
export VARS

# Through the environment, not the command line: quotes in the JSON then need no care.
with_vars = $(if $(strip $(VARS)),--vars "$$VARS")
UV := .venv/bin/uv
READY := .venv/.ready
TESTED := .venv/.ready_for_tests
SUPERSET := .uv/superset/.ready
SPARK := .uv/spark/.ready

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(READY) ## Install everything into .venv (once; later only what changed)

$(READY): pyproject.toml uv.lock
	@python=""; \
	for candidate in $${PYTHON:-} python3 python3.13 python3.12 python3.11; do \
	  if command -v "$$candidate" >/dev/null && "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Python 3.11, 3.12 or 3.13 is needed and none was found. Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	if [ ! -x .venv/bin/python ] && ! "$$python" -m venv .venv; then \
	  rm -rf .venv; echo "Python cannot make an environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; fi
	@[ -x $(UV) ] || { .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null; \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv; }
	@unset PYTHONDONTWRITEBYTECODE; $(UV) sync --quiet --frozen --compile-bytecode --inexact
	@# What Python brought along to install uv with is old, and nothing here needs it.
	@$(UV) pip uninstall --quiet pip setuptools 2>/dev/null || true
	@touch $(READY)

$(TESTED): $(READY)
	@unset PYTHONDONTWRITEBYTECODE; $(UV) sync --quiet --frozen --compile-bytecode --inexact --group dev
	@touch $(TESTED)

demo: setup ## Make a company, refresh everything, show the figures (again: only when something changed)
	@.venv/bin/engagement demo $(with_vars) $(ARGS)

run: setup ## Refresh from ENGAGEMENT_RAW_DIR; FULL=1 rebuilds everything, ARGS=--explain says what was rebuilt; VARS='{"as_of": "2026-09-30"}' sets variables
	@.venv/bin/engagement run $(with_vars) $(if $(strip $(FULL)),--full-refresh) $(ARGS)

postgres: setup ## Refresh as make run does, built on PostgreSQL: ENGAGEMENT_POSTGRES=..., else a server in a folder of its own
	@$(UV) sync --quiet --frozen --inexact --extra postgres-engine
	@address="$${ENGAGEMENT_POSTGRES:-}"; \
	[ -n "$$address" ] || address="$$(.venv/bin/engagement postgres-server start)"; \
	ENGAGEMENT_POSTGRES="$$address" .venv/bin/engagement run --target postgres $(with_vars) $(if $(strip $(FULL)),--full-refresh) $(ARGS)

postgres-stop: setup ## Stop the server that make postgres has started; its tables stay
	@.venv/bin/engagement postgres-server stop

sample: setup ## Write the made-up company into the landing zone; PEOPLE=3000 MONTHS=24 SEED=7 END=2026-09-30
	@.venv/bin/engagement sample --people "$(PEOPLE)" --months "$(MONTHS)" --seed "$(SEED)" $(if $(strip $(END)),--end "$(END)")

summary: setup ## Show the figures of the published refresh
	@.venv/bin/engagement summary

metrics: setup metricflow ## Ask the semantic layer; ARGS='--metrics nps,repeat_rate --group-by metric_time__month'
	@.venv/bin/engagement metrics $(ARGS)

metricflow: setup
	@UV_PROJECT_ENVIRONMENT=.uv/metrics $(UV) sync --quiet --frozen --only-group metrics

publish-postgres: setup ## Copy what is published into PostgreSQL; ENGAGEMENT_POSTGRES=postgresql://user@host/database
	@$(UV) sync --quiet --frozen --inexact --extra postgres
	@.venv/bin/engagement publish-postgres $(ARGS)

export: setup ## Write what is published as parquet files; FOLDER=export ARGS=--iceberg
	@$(if $(findstring --iceberg,$(ARGS)),$(UV) sync --quiet --frozen --inexact --extra iceberg)
	@.venv/bin/engagement export "$(FOLDER)" $(ARGS)

superset: setup ## Open Superset on 127.0.0.1, on the published file; PORT=8088 (700 MB, once)
	@[ -e "$${ENGAGEMENT_DATA_DIR:-data}/engagement.duckdb" ] \
	  || { echo "Nothing is published in $${ENGAGEMENT_DATA_DIR:-data} yet. Run: make demo, or make run" >&2; exit 1; }
	@$(MAKE) -s --no-print-directory $(SUPERSET)
	@.venv/bin/engagement superset $(if $(filter-out file,$(origin PORT)),--port "$(PORT)") $(ARGS)

# Its own environment: beside Great Expectations it ends the imports of Dagster's runs.
$(SPARK): pyproject.toml uv.lock | $(READY)
	@[ -x .uv/spark/bin/python ] || echo "Installing Spark (480 MB) ..." >&2
	@UV_PROJECT_ENVIRONMENT=.uv/spark $(UV) sync --quiet --frozen --only-group spark
	@touch $(SPARK)

spark: spark-client ## Refresh as make run does, built on Apache Spark: ENGAGEMENT_SPARK_HOST=..., else in one JVM in the data folder
	@[ -n "$${ENGAGEMENT_SPARK_HOST:-}" ] || { $(MAKE) -s --no-print-directory $(SPARK) && .venv/bin/python -m orchestration.spark_own start; }
	@.venv/bin/engagement run --target spark $(with_vars) $(if $(strip $(FULL)),--full-refresh) $(ARGS)

spark-cluster: spark-client $(SPARK) ## The same on a master and WORKERS=2 workers beside the server, all on this machine
	@.venv/bin/python -m orchestration.spark_own start --workers "$(WORKERS)"
	@ENGAGEMENT_SPARK_HOST= .venv/bin/engagement run --target spark $(with_vars) $(if $(strip $(FULL)),--full-refresh) $(ARGS)

spark-client: setup
	@$(UV) sync --quiet --frozen --inexact --extra spark-engine

spark-stop: setup ## Stop what make spark or spark-cluster has started; tables stay
	@.venv/bin/python -m orchestration.spark_own stop

# Its own environment: it needs SQLAlchemy 1.4. The lock has the hash of every package.
$(SUPERSET): dashboard/superset/requirements.txt | $(READY)
	@[ -x .uv/superset/bin/python ] || $(UV) venv --quiet --no-python-downloads --python ">=3.11,<3.13" .uv/superset \
	  || { echo "Superset needs Python 3.11 or 3.12 (some of its packages have no wheels for 3.13), and none was found." >&2; exit 1; }
	@echo "Installing Superset (700 MB) ..." >&2
	@$(UV) pip sync --quiet --python .uv/superset/bin/python --require-hashes dashboard/superset/requirements.txt
	@touch $(SUPERSET)

ui: setup ## Open Dagster on 127.0.0.1; PORT=3000
	@.venv/bin/engagement ui --port "$(PORT)"

browser:
	@if ! command -v chromium >/dev/null || ! fc-list 2>/dev/null | grep -qi "noto.*cjk"; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig) >/dev/null 2>&1 </dev/null \
	      || echo "chromium could not be installed; tests in a browser are skipped." >&2; \
	  else echo "chromium or fonts-noto-cjk is missing; tests in a browser are skipped. Install: apt install chromium fonts-noto-cjk" >&2; fi; \
	fi

# Two processes; tests that share a costly fixture stay together (tests/conftest.py). ARGS='-n 0' runs them in one.
test: $(TESTED) browser metricflow spark-for-tests ## Run the tests that CI runs; ARGS='-k identity' picks some
	@.venv/bin/python -m pytest -n 2 $(ARGS)

test-all: $(TESTED) browser metricflow spark-for-tests superset-for-tests ## Run all tests, the slow ones too
	@.venv/bin/python -m pytest -n 2 -m "slow or not slow" $(ARGS)

test-superset: $(TESTED) browser superset-for-tests ## Install Superset and run the tests that open it
	@.venv/bin/python -m pytest -n 0 -m "slow or not slow" tests/dashboard/test_superset_bundle.py tests/end_to_end/test_superset.py $(ARGS)

spark-for-tests: $(TESTED)
	@$(MAKE) -s --no-print-directory $(SPARK) || echo "Spark cannot be installed here; the tests that run on it are skipped." >&2

superset-for-tests: $(TESTED)
	@$(MAKE) -s --no-print-directory $(SUPERSET) || echo "Superset cannot be installed here; the tests that open it are skipped." >&2

test-engines: $(TESTED) $(if $(filter spark,$(ENGINE)),$(SPARK)) ## Build zones on DuckDB and another engine and compare every mart; ENGINE=spark ZONES="s3 s4" ARGS='--landing FOLDER'
	@.venv/bin/python tests/compare_engines.py "$(ENGINE)" $(ZONES) $(if $(strip $(ZONES)),,--made-up "$(PEOPLE)") $(ARGS)

faults: $(TESTED) ## Break N whole refreshes at drawn moments and prove that nothing is harmed; N=100 ARGS='--seed 7'
	@.venv/bin/python tests/faults.py --count "$(N)" $(ARGS)

bench: setup ## Measure refreshes as history grows, beside plain SQL; ARGS='--events 1 10 50' (millions of web events)
	@.venv/bin/python benchmarks/increments.py $(ARGS)

lint: setup ## Check style of Python and SQL (tools live in their own environment)
	@export UV_PROJECT_ENVIRONMENT=.uv/lint; \
	$(UV) sync --quiet --frozen --only-group lint; \
	.uv/lint/bin/ruff check .; .uv/lint/bin/ruff format --check .; \
	if [ -f .sqlfluff ]; then .uv/lint/bin/sqlfluff lint dbt_project/models analyses; \
	  .uv/lint/bin/sqlfluff lint --templater placeholder dashboard/tabs dashboard/metric_rows dashboard/customer; fi

growth: $(TESTED) ## Grow N landing zones and compare each refresh with a warehouse built anew; N=100 ARGS='--seed 7'
	@.venv/bin/python tests/increments/grow.py --count "$(N)" $(ARGS)

audit: setup ## Look for known faults of what is installed (asks api.osv.dev; licences and bounds are tests)
	@told="$$($(UV) audit --frozen --preview-features audit-command 2>&1)" && { echo "$$told"; exit 0; }; \
	if grep -q "error sending request" <<<"$$told"; then \
	  echo "No database of known faults can be reached from here, so nothing was looked up. Run make audit where https://api.osv.dev can be." >&2; \
	else echo "$$told" >&2; fi; exit 1

promise: $(TESTED) ## Promise what the project has grown by: marts, raw tables, variables (tests/promises/)
	@.venv/bin/python tests/promise.py

compare-contract: $(TESTED) ## Say where a published contract goes beyond the project; CONTRACT=../shared/contract
	@.venv/bin/python tests/promise.py --compare "$(CONTRACT)"

docs: setup ## Write data/docs/index.html: what each mart answers, holds and comes from (after a refresh)
	@.venv/bin/engagement docs

clean: ## Take away build databases, caches and logs; landing zone and published files stay
	@data="$${ENGAGEMENT_DATA_DIR:-data}"; \
	rm -rf "$$data"/build/*.duckdb* "$$data"/build/spill "$$data"/build/evidence "$$data"/.dbt "$$data"/.dagster "$$data"/logs "$$data"/docs \
	  dbt_project/target dbt_project/logs .cache .pytest_cache .ruff_cache .hypothesis .uv
	@find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
