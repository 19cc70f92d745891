# The five commands of the project. Everything they need beyond Python, git and make is fetched, by hash, into .venv.
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
REQUIREMENTS := infra/requirements
ONLY ?=
ARGS ?=

.PHONY: run test check bench prove lock format clean help
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 10

run: $(VENV)/run.stamp ## start everything with demonstration data on http://127.0.0.1:8000 (PORT=… to change it)
	@PORT=$(PORT) exec $(BIN)/commonground run

test: $(VENV)/dev.stamp ## the whole suite, its browser included (ARGS="-k park" to choose)
	@$(BIN)/python tests/run.py $(ARGS)

check: $(VENV)/dev.stamp ## style, types, import arrows, spelling, dependencies and the project's own checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir var/cache/imports
	$(BIN)/codespell $$(git ls-files)
	$(BIN)/deptry .
	$(BIN)/vulture
	$(BIN)/commonground check

bench: $(VENV)/dev.stamp ## benchmarks, one JSON line each (ONLY=name for one)
	@$(BIN)/commonground bench $(ONLY)

prove: $(VENV)/dev.stamp ## the long proofs, one JSON line each; may take hours (ONLY=name for one)
	@$(BIN)/commonground prove $(ONLY)

format: $(VENV)/dev.stamp ## bring the code into the project's shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The interpreter is looked for once, and only when the environment has to be made.
$(VENV)/run.stamp: $(REQUIREMENTS)/run.txt pyproject.toml infra/bootstrap.sh
	@sh infra/bootstrap.sh run

$(VENV)/dev.stamp: $(REQUIREMENTS)/dev.txt pyproject.toml infra/bootstrap.sh
	@sh infra/bootstrap.sh dev

# UPGRADE=1 takes the newest versions that pyproject.toml allows; without it only what is needed changes.
LOCK = var/tools/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate $(if $(UPGRADE),--upgrade)

lock: ## write the hash-pinned requirements again from pyproject.toml (UPGRADE=1 for newer versions)
	@test -x var/tools/bin/uv || { python3 -m venv var/tools && var/tools/bin/pip install --quiet uv; }
	$(LOCK) --group dev --output-file $(REQUIREMENTS)/dev.txt
	$(LOCK) --group build --constraint $(REQUIREMENTS)/dev.txt --output-file $(REQUIREMENTS)/run.txt

clean: ## remove the environment and caches; the database under var/ stays
	rm -rf $(VENV) var/cache var/tools
