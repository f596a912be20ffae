# `make demo` opens the app on the built-in endpoint, `make test` runs the tests. Each makes
# the environment that it needs, once; a stamp in the environment says what is installed.

# The Python to make environments with; empty picks one (see .ci/pythons).
PYTHON ?=
VENV ?= .venv

BIN = $(VENV)/bin
CHOSEN = "$${PYTHON:-$$(sh .ci/pythons default)}"
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Only after pip itself is the pinned one: older ones know neither this option nor --group.
INSTALL = $(BIN)/python $(PIP_INSTALL) --build-constraint constraints.txt

# Debian's packages for the system tests: displays, terminals, what stands between, certificates.
DEBIAN = tmux openssh-server screen xvfb xclip xsel xterm mosh openssl

# What `make test` runs. On further Pythons .ci/run leaves out what is long and the same on each.
TESTS = not system

export PYTHON

.PHONY: help demo test test-system debian check wheel screenshots bench clean

help:
	@echo "make demo         open the app on the built-in endpoint: no account, no network"
	@echo "make test         run the tests (PYTHON=python3.N VENV=.venv-3.N for another Python)"
	@echo "make test-system  run the tests that need Debian's packages or other programs, or minutes"
	@echo "make check        formatting, lint, types, import contracts, lengths of files"
	@echo "make screenshots  draw screenshots/ again, from the demo"
	@echo "make bench        measure the app beside its peers (BENCH=--quick for a short run)"
	@echo "make clean        remove the environments and everything else that was made"

demo: $(VENV)/.app
	@$(BIN)/hpev-tui --demo

test: $(VENV)/.test
	$(BIN)/python -m pytest -m "$(TESTS)" -n auto

test-system: $(VENV)/.test debian .venv-awscli/.installed .venv-moto/.installed
	$(BIN)/python -m pytest -m system -n auto

debian:
	@sh .ci/debian $(DEBIAN)

check: $(VENV)/.check
	$(BIN)/ruff format --check tui tests
	$(BIN)/ruff check tui tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@find tui tests -name '*.py' -exec awk \
	  'FNR == 351 { print FILENAME ": more than 350 lines"; long = 1 } END { exit long }' {} +

wheel: $(VENV)/.check
	rm -rf dist
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m build --outdir dist

screenshots: $(VENV)/.test
	$(BIN)/python tests/screenshots.py

bench: $(VENV)/.test .venv-awscli/.installed
	@PYTHONPATH=tests $(BIN)/python -m bench $(BENCH)

clean:
	rm -rf .venv .venv-* build dist snapshot_report.html
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environments

$(VENV)/.pip: constraints.txt
	@python=$(CHOSEN) && echo "Making $(VENV), once: this takes about a minute" && \
	  "$$python" -m venv $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --upgrade pip
	@touch $@

$(VENV)/.app: $(VENV)/.pip pyproject.toml
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.app
	@$(INSTALL) --group test
	@touch $@

$(VENV)/.check: $(VENV)/.test
	@$(INSTALL) --group check
	@touch $@

.venv-awscli/.installed: constraints.txt
	@python=$(CHOSEN) && "$$python" -m venv .venv-awscli
	@.venv-awscli/bin/python $(PIP_INSTALL) awscli
	@touch $@

.venv-moto/.installed: constraints.txt
	@python=$(CHOSEN) && "$$python" -m venv .venv-moto
	@.venv-moto/bin/python $(PIP_INSTALL) 'moto[server]'
	@touch $@
