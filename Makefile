# The whole vocabulary of this project. `make run` and `make test` are all most people need.
#
#   run            set up what changed, load demo data into a new database, serve on http://localhost:8000
#   setup          run-time parts only: leaves .venv with the `magnolia` command
#   setup-dev      setup, and what tests, checks and pictures need
#   setup-spark    the second engine of outcome rates, an extra of some 450 MB; it needs Java 17
#   test           every test this machine can run, on SQLite; ends with what it left out and why
#   test-postgres  portal and browser tests on PostgreSQL (MAGNOLIA_DATABASE names another server)
#   coverage       branches of the law that tests/policy alone does not reach; fails under all of them
#   mutants        small faults put into the law, one at a time: which ones no test finds; ARGS="calendar rules" for some modules
#   check          lint, types, import contracts
#   format         let the linter mend and lay out the code
#   rows           catalogue rows without a passing test; ARGS="SCOPE CAL" for some prefixes
#   pictures       each page as each role, phone and desktop, into pictures/
#   bench          the measurements in tests/bench/
#   lock           work out the locked versions again; ARGS=--upgrade takes newer ones
#   clean          remove what was built; var/ (database and documents) stays

.DELETE_ON_ERROR:
.PHONY: help run setup setup-dev setup-spark npm test test-postgres coverage mutants check format rows pictures bench lock clean
MAKEFLAGS += --no-print-directory

PYTHON  ?= python3
WORKERS ?= 2
ARGS    ?=
VAR     := $(or $(MAGNOLIA_VAR),var)
BIN     := .venv/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
POSTGRES = $(or $(filter postgres%,$(MAGNOLIA_DATABASE)),postgres://postgres@127.0.0.1:5432/test)

# Each stamp is younger than what it was made from, so that a second run does only what changed.
BUILT   := .venv/.built
RUN     := .venv/.run-parts
PACKAGE := .venv/.package
DEV     := .venv/.dev-parts
SPARK   := .venv/.spark-parts
BENCH   := .venv/.bench-parts
ASSETS  := node_modules/.assets

help:
	@grep -E '^#   [a-z-]+ ' Makefile | sed 's/^#   //'

setup: $(PACKAGE)
setup-dev: $(PACKAGE) $(DEV) $(ASSETS)
setup-spark: $(PACKAGE) $(SPARK)
npm: $(ASSETS)

$(BUILT):
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Magnolia needs Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)." \
	       "Another Python: make PYTHON=python3.12 ..." >&2; exit 1; }
	@[ -x $(BIN)/python ] || { echo "Making .venv"; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@touch $@

# bagit alone has no wheel: it is built from its hashed source, with the hashed build parts and nothing fetched on the way.
$(RUN): requirements/build.txt requirements/run.txt | $(BUILT)
	@echo "Installing the run-time parts"
	@$(INSTALL) -r requirements/build.txt
	@$(INSTALL) --no-binary bagit --no-build-isolation -r requirements/run.txt
	@touch $@

$(PACKAGE): pyproject.toml $(RUN)
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "Installing what tests and checks need"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

# Released as source only, as bagit is.
$(SPARK): requirements/spark.txt $(RUN)
	@echo "Installing Spark"
	@$(INSTALL) --no-binary pyspark --no-build-isolation -r requirements/spark.txt
	@touch $@

$(BENCH): requirements/bench.txt $(RUN)
	@echo "Installing what measurements are held against"
	@$(INSTALL) -r requirements/bench.txt
	@touch $@

$(ASSETS): package.json package-lock.json
	@command -v npm >/dev/null || { \
	  echo "Magnolia takes the U.S. Web Design System from npm: install Node 18 or newer (Debian: apt-get install npm)." >&2; exit 1; }
	@echo "Installing the design system"
	@npm ci --ignore-scripts --loglevel=error
	@touch $@

# The demo data goes in as one transaction and only into an empty database, so an interrupted first run starts over.
run: export MAGNOLIA_DEMO = yes
run: setup npm
	@mkdir -p $(VAR)
	@$(BIN)/magnolia manage migrate --verbosity 0
	@$(BIN)/magnolia manage demo --quiet-if-loaded
	@exec $(BIN)/magnolia serve $(ARGS)

# Tests and pictures never touch var/: they keep their own under .report/.
test test-postgres coverage mutants pictures bench: export MAGNOLIA_VAR = $(CURDIR)/.report/var

test: setup-dev
	@MAGNOLIA_DATABASE= $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-postgres: setup-dev
	@export MAGNOLIA_DATABASE="$(POSTGRES)"; $(BIN)/python -m tests.catalogue.machine && \
	$(BIN)/python -m pytest -n $(WORKERS) tests/portal tests/browser $(ARGS)

# Nothing but tests/policy counts here: the law is proved by sentences of the policy, and not by pages that pass through it.
coverage: setup-dev
	@$(BIN)/coverage erase
	@MAGNOLIA_DATABASE= $(BIN)/coverage run --source=magnolia/policy -m pytest -q -n 0 tests/policy $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --fail-under=100

# Some seventy minutes of one core from nothing; what was killed is kept until its module changes (docs/mutants.md).
mutants: setup-dev
	@MAGNOLIA_DATABASE= $(BIN)/python -m tests.mutants $(ARGS)

# All three run, whatever the first one says.
check: export MAGNOLIA_VAR = $(CURDIR)/.report/var
check: setup-dev
	@failed=; \
	$(BIN)/ruff check . || failed="$$failed lint"; \
	$(BIN)/mypy || failed="$$failed types"; \
	$(BIN)/lint-imports || failed="$$failed import-contracts"; \
	[ -z "$$failed" ] || { echo "Not clean:$$failed" >&2; exit 1; }

format: setup-dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

rows:
	@[ -e $(DEV) ] || $(MAKE) setup-dev
	@$(BIN)/python -m tests.catalogue.report $(ARGS)

pictures: setup-dev
	@$(BIN)/python -m tests.browser.pictures $(ARGS)

bench: setup-dev $(BENCH)
	@$(BIN)/python -m pytest tests/bench -o python_files='bench_*.py' -s $(ARGS)

COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11

lock:
	@[ -x $(BIN)/uv ] || $(MAKE) setup-dev
	@for part in build run dev spark bench; do $(COMPILE) $(ARGS) requirements/$$part.in -o requirements/$$part.txt || exit 1; done
	@npm install --package-lock-only --ignore-scripts --loglevel=error

clean:
	@rm -rf .venv node_modules build *.egg-info .report pictures .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
