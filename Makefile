# Comity's commands. "make demo" shows it at work, "make test" tests it; both set up what they need.
# PORT=8123 make demo   chooses the port.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PORT

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
READY := .venv/.ready
PURE := tests/protocol tests/procedures
# Looked at as a whole, from outside: in a browser, as an attacker, while processes are killed.
WHOLE := tests/browser tests/oracle tests/attack tests/canary tests/twin tests/chaos tests/demo tests/site
CHROMIUM := $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))
PGBOUNCER := $(shell PATH="$$PATH:/usr/sbin" command -v pgbouncer 2>/dev/null)

# $(call debian,PACKAGES,WHAT IS MISSING): install Debian's packages where that can be done, else say so.
debian = { echo "$(2): installing $(1) …"; \
	[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		|| { echo "Please install it ($(1) on Debian) and try again." >&2; exit 1; }; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get update -qq; apt-get install -qq -y --no-install-recommends $(1) >/dev/null </dev/null; }

.PHONY: help setup setup-run browser pooler assets test lint pure demo soak bench lock clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: setup-run $(READY)-dev browser pooler ## set up everything that testing needs (a second time takes a second)

setup-run: $(READY)-run assets

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Comity needs Python 3.11 or newer, and there is none on the path." >&2; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call debian,python3-venv,Python cannot make a .venv)
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(READY)-run: requirements/run.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Comity runs on (locked by hash) …"
	@$(PIP) -r requirements/run.txt -r requirements/build.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(READY)-dev: requirements/dev.txt $(READY)-run
	@echo "Installing what Comity is tested with (locked by hash) …"
	@$(PIP) -r requirements/dev.txt
	@touch $@

assets: $(READY)-run
	@$(BIN)/python build_assets.py

browser:
ifeq ($(CHROMIUM),)
	@$(call debian,chromium fonts-liberation,The pages are tested in chromium and there is none)
endif

pooler:
ifeq ($(PGBOUNCER),)
	@$(call debian,pgbouncer,Working through a pooler is tested with PgBouncer and there is none)
	@[ ! -d /run/systemd/system ] || systemctl disable --quiet --now pgbouncer
endif

test: setup lint pure ## set up, then check and test everything
	$(BIN)/python -m pytest -n 2 --cov --cov-append --cov-report=term \
		$(addprefix --ignore=,$(PURE) $(WHOLE)) $(PYTEST)
	$(BIN)/python -m pytest -n 2 $(WHOLE) $(PYTEST)

lint: $(READY)-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

pure: $(READY)-dev ## test what the protocol says and what can happen: seconds, no database
	$(BIN)/python -m pytest -q -n 2 --cov --cov-report= $(PURE)

demo: setup-run ## five councils with some weeks of life in them, in the browser
	@exec $(BIN)/comity demo

soak: setup ## the full numbers, written below bench/ (takes long)
	COMITY_HYPOTHESIS=soak $(BIN)/python -m pytest -m soak $(PYTEST)

bench: setup-run ## decisions a second; how fast it is among 100,000 matters (COMITY_BENCH=million: many more)
	@for each in bench/*.py; do echo "== $$each"; $(BIN)/python $$each; done

lock: $(READY)-dev ## compile requirements/*.in anew
	@for each in run build dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" \
			requirements/$$each.in --output-file requirements/$$each.txt; done

clean: ## remove what setting up and testing made; the data in .comity stays
	rm -rf .venv node_modules dist htmlcov .coverage .coverage.* .hypothesis src/comity/web/static/comity
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
