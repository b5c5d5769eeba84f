# Every habit of the project in one word; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export SAM_CLI_TELEMETRY := 0
# An image of a desk may forbid Python to keep bytecode: each of the processes that start here would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE
# sam and botocore look at AWS_DEFAULT_REGION alone, every newer tool of AWS at AWS_REGION.
ifneq ($(AWS_REGION),)
export AWS_DEFAULT_REGION := $(AWS_REGION)
endif

LOCKS := infra/build
# The first Python that runs and is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
# What samconfig.toml says of the stage: $(call said,stack_name).
said = $(shell awk -F'"' '/^\[/ {ours = index($$0, "[$(or $(CONFIG),default).") == 1} ours && /^$(1) *=/ {found = $$2} END {print found}' samconfig.toml)
# As the stage's own region says, where samconfig.toml has one.
in_region = $(if $(call said,region),AWS_REGION="$(call said,region)" AWS_DEFAULT_REGION="$(call said,region)" )
# Versions that a failed deployment left keep the next one from publishing the same code; old ones nobody goes back to.
PRUNE = $(in_region)$(BIN)/portal versions --prune --stack "$(call said,stack_name)"
# PARAMETERS="Name=value …" go before those of samconfig.toml, and what neither names has its default again. Without them
# what samconfig.toml does not name stays, and is said (infra/deploy/parameters.py).
EVERY_PARAMETER = $(in_region)PYTHONPATH=infra $(BIN)/python -m deploy.parameters --stage "$(or $(CONFIG),default)" $(PARAMETERS)
# The answers of --guided say which stack it is.
GUIDED = $(findstring --guided,$(DEPLOY))
BESIDE = $(in_region)PYTHONPATH=infra $(BIN)/python -m deploy.beside --stack "$(call said,stack_name)"
# Stops for a stage that samconfig.toml does not have, or that has no stack: $(known-config).
STAGES = $(shell sed -n 's/^\[\([^].]*\)\..*/\1/p' samconfig.toml | sort -u)
known-config = $(if $(filter $(or $(CONFIG),default),$(STAGES)),,$(error CONFIG=$(CONFIG): samconfig.toml \
	has $(STAGES); for another stage write sections of its own there))$(if $(call said,stack_name),,$(error \
	samconfig.toml: [$(or $(CONFIG),default).global.parameters] has no stack_name))
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
# Three on two cores, for a third of their time tests wait: for a clock, a browser, a process.
PROCESSES ?= 3
QUALITY_TOOLS := tests/quality/node_modules/ready
LAYER := layers/dependencies/requirements
INGEST := functions/ingest/requirements
DESK := functions/desk/requirements
SEARCH := functions/search/requirements
INDEX := functions/index/requirements
PICTURES := functions/pictures/requirements
PAGEVIEWS := functions/pageviews/requirements

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: setup
setup: .venv/ready .venv-engine/ready ## Make .venv with everything that development needs

.PHONY: python313
python313: .venv/ready ## See that there is a Python 3.13, which a build needs; fetch one where there is none
	@PYTHONPATH=infra $(BIN)/python -m build.python313 >/dev/null 2>&1 || $(BIN)/uv python install 3.13

.PHONY: run
run: .venv/ready .venv-engine/ready ## Run the whole portal here: http://127.0.0.1:8000 (PORT, SITE, INGEST_EVERY, SERVER_TIMING=1)
	@exec $(BIN)/python -m local.run

.PHONY: run-built
run-built: export ARCH := $(or $(ARCH),$(subst aarch64,arm64,$(shell uname -m)))
run-built: build .venv-engine/ready ## As `run`, with the functions as they are built for Lambda (not loaded anew after an edit)
	@BUILT=.aws-sam/build exec $(BIN)/python -m local.run

.PHONY: test
test: .venv/ready .venv-engine/ready .venv-sam/ready .venv-checkov/ready .venv-preflight/ready $(if $(shell command -v npm),$(QUALITY_TOOLS)) ## Every test; what needs Chromium, node, Java, hunspell or Python 3.13 where that is
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile $(TESTS)

.PHONY: prove
prove: ## As `test`, with every sweep whole, where `test` runs a sample (TESTS; some twenty minutes)
	@PROVE=1 $(MAKE) test

.PHONY: check
check: .venv/ready ## Lint, format, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: judge
judge: .venv/ready .venv-sam/ready .venv-preflight/ready ## Would AWS take this? Every template, each stage and parameter, against documented limits and permissions
	@PYTHONPATH=infra $(BIN)/python -m judge

.PHONY: scan
scan: .venv/ready .venv-sam/ready .venv-checkov/ready ## checkov over everything that is deployed; infra/checkov.yaml has the exceptions
	@$(BIN)/python -m pytest -q tests/infra/test_scan.py

.PHONY: format
format: .venv/ready ## Put the code in shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: bench
bench: .venv/ready .venv-engine/ready .venv-sam/ready ## Measure side by side and write bench/report.md (about two minutes)
	$(BIN)/python -m bench.run

.PHONY: costs
costs: .venv/ready .venv-engine/ready .venv-sam/ready ## Measure the units that AWS bills and write docs/costs.md and docs/scale.md
	$(BIN)/python -m bench.units
	$(BIN)/python -m bench.costs_page
	$(BIN)/python -m bench.scale

.PHONY: build
build: .venv/ready .venv-sam/ready ## Build the functions for Lambda, without Docker (ARCH=arm64, the default, or x86_64)
	$(known-config)@set -o pipefail; .venv-sam/bin/sam build --config-env $(or $(CONFIG),default) | sed '/^Commands you can use next/,$$d'
	@PYTHONPATH=infra:layers/portal $(BIN)/python -m build.artefacts stamp .aws-sam/build/template.yaml
	@echo 'build: whole, in .aws-sam/build; `make deploy` puts it live, `make run-built` runs it here'

.PHONY: no-site
no-site:
	$(if $(SITE),$(error SITE is for running here: what is deployed is layers/site))@:

.PHONY: deploy
deploy: no-site build ## Build and deploy the site, then what watches it (CONFIG=default or prod, see samconfig.toml; DEPLOY=--guided asks)
	$(if $(GUIDED),,@$(PRUNE) || true)
	@$(if $(GUIDED),,said=$$($(EVERY_PARAMETER)) && )\
		.venv-sam/bin/sam deploy --config-env $(or $(CONFIG),default) $(if $(PARAMETERS),--parameter-overrides $$said )$(DEPLOY)
	@$(MAKE) deployed

# What follows a deployment. A make of its own: `--guided` has written samconfig.toml, and make reads it before a recipe begins.
.PHONY: deployed
deployed:
	@$(PRUNE) || true
	@$(BESIDE) --lenient

.PHONY: watch
watch: .venv/ready .venv-sam/ready ## Deploy what stands beside the site alone: alarms, deliveries, budget (CONFIG)
	$(known-config)@$(BESIDE)

.PHONY: doctor
doctor: .venv/ready ## Is what is deployed well? (CONFIG; DOCTOR=--before-deploy asks what this site.toml would change)
	$(known-config)@$(in_region)$(BIN)/portal doctor --stack "$(call said,stack_name)" $(DOCTOR)

.PHONY: lock
lock: .venv/ready ## Resolve every dependency anew and write the lock files
	$(COMPILE) --upgrade $(LAYER).in -o $(LAYER).txt
	$(COMPILE) --upgrade $(INGEST).in -c $(LAYER).txt -o $(INGEST).txt
	$(COMPILE) --upgrade $(DESK).in -c $(LAYER).txt -c $(INGEST).txt -o $(DESK).txt
	$(COMPILE) --upgrade $(SEARCH).in -c $(LAYER).txt -o $(SEARCH).txt
	$(COMPILE) --upgrade $(INDEX).in -c $(SEARCH).txt -o $(INDEX).txt
	$(COMPILE) --upgrade $(PICTURES).in -c $(LAYER).txt -o $(PICTURES).txt
	$(COMPILE) --upgrade $(PAGEVIEWS).in -c $(LAYER).txt -o $(PAGEVIEWS).txt
	$(COMPILE) --upgrade pyproject.toml --group dev $(foreach lock,$(LAYER) $(INGEST) $(DESK) $(SEARCH) $(PICTURES) $(PAGEVIEWS),-c $(lock).txt) -o $(LOCKS)/requirements-dev.txt
	$(COMPILE) --upgrade $(LOCKS)/requirements-sam.in -o $(LOCKS)/requirements-sam.txt
	$(COMPILE) --upgrade $(LOCKS)/requirements-checkov.in -o $(LOCKS)/requirements-checkov.txt
	$(COMPILE) --upgrade --no-deps $(LOCKS)/requirements-preflight.in -o $(LOCKS)/requirements-preflight.txt
	$(COMPILE) --upgrade $(LOCKS)/requirements-engine.in -o $(LOCKS)/requirements-engine.txt
	cd tests/quality && npm install --package-lock-only --silent
	grep -A 40 '^uv==' $(LOCKS)/requirements-dev.txt | sed -e '2,$${/^[a-z]/,$$d}' > $(LOCKS)/requirements-uv.txt

.PHONY: clean
clean: ## Remove what was made here; logins of feeds stay
	find .local -mindepth 1 -maxdepth 1 ! -name logins.toml -exec rm -rf {} + 2>/dev/null || true
	rm -rf .venv .venv-engine .venv-sam .venv-checkov .venv-preflight tests/quality/node_modules .aws-sam .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/ready: $(LOCKS)/requirements-dev.txt $(LOCKS)/requirements-uv.txt pyproject.toml
	@$(if $(PYTHON),,echo 'Python 3.11 or newer is needed: install it, or name it with PYTHON=…' >&2; exit 1)
	@$(PYTHON) $(LOCKS)/environments.py .venv

.venv-%/ready: $(LOCKS)/requirements-%.txt .venv/ready
	@$(BIN)/python $(LOCKS)/environments.py .venv-$*

# A desk without the registry loses these checks alone: they are then reported as not run. CI takes that for a failure.
$(QUALITY_TOOLS): tests/quality/package-lock.json
	@echo 'setup: the tools of tests/quality into its node_modules (about half a minute, once)'
	@cd tests/quality && npm ci --silent && touch node_modules/ready || echo 'setup: npm could not install them' >&2
