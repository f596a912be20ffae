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

# Files in the wheel have the time of the commit, so that it is the same wherever it is built.
BUILD = SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 1580601600)} \
  PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(CURDIR)/$(BIN)/python -m build

# How many examples each property is tried on: quick (50), full (each property's own number) or
# few (25); see tests/conftest.py.
EXAMPLES = quick

# Bytecode is kept, in the environment: without it each worker compiles all modules again.
BYTECODE = $(abspath $(VENV))/bytecode
WITH_BYTECODE = env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(BYTECODE)
# Two workers a core: half of their time they wait, for a terminal, a page or a picture.
PYTEST = $(WITH_BYTECODE) $(BIN)/python -m pytest --hypothesis-profile=$(EXAMPLES) --durations=15 \
  --dist worksteal --numprocesses $$(( 2 * $$(getconf _NPROCESSORS_ONLN) ))

# What a further Python runs: all that is no screen, every screen and key once, and what a terminal
# sees. Lines of the program whose behaviour depends on the version: tests/unit/test_python_versions.py
EVERY_PYTHON = tests/unit tests/session tests/ui/test_tour.py \
  tests/pty/test_smoke.py tests/pty/test_signals.py tests/pty/test_terminal_guard.py

# What meets the AWS SDK and pyperclip: run on the newest that the package index has, and on the
# oldest that pyproject.toml allows. Every botocore goes with the boto3 of its version.
OF_PACKAGES = tests/unit/sources tests/unit/detail tests/unit/clipboard tests/ui/test_fuzzed_bodies.py
OLDEST = $$(sed -nE -e 's/^ *"boto3>=(.*)",$$/boto3==\1 botocore==\1/p' \
  -e 's/^ *"pyperclip>=(.*)",$$/pyperclip==\1/p' pyproject.toml | tr '\n' ' ')

export PYTHON

.PHONY: help demo test test-long test-python test-newest test-oldest with-packages test-system coverage debian check lengths wheel wheel-again screenshots tables bench questions trace soak lock clean

help:
	@echo "make demo         open the app on the built-in endpoint: no account, no network"
	@echo "make test         run the tests (PYTHON=python3.N VENV=.venv-3.N for another Python)"
	@echo "make test-long    run the long ones that it leaves out"
	@echo "make test-python  run those that every Python has to pass"
	@echo "make test-newest  run the fault and decoding tests on the newest boto3 and pyperclip"
	@echo "make test-oldest  run the decoding tests on the oldest ones that pyproject.toml allows"
	@echo "make test-system  run the tests that need Debian's packages or other programs, or minutes"
	@echo "make coverage     run the tests and count the lines and branches that they reach (htmlcov/)"
	@echo "make check        formatting, lint, types, import contracts, lengths of files (make lengths)"
	@echo "make screenshots  draw screenshots/ again, from the demo"
	@echo "make tables       write the tables of docs/ that the code gives"
	@echo "make bench        measure the app beside its peers (BENCH=--quick for a short run)"
	@echo "make questions    ask what people ask first, by keys (QUESTIONS='--worlds 1 2' for fewer)"
	@echo "make trace        count what each action costs the UI thread (TRACE='--names 20' for more)"
	@echo "make soak         everything at random for half an hour (SOAK=60 for a minute)"
	@echo "make lock         write constraints.txt anew (LOCK=--upgrade for the newest versions)"
	@echo "make clean        remove the environments and everything else that was made"

demo: $(VENV)/.app
	@$(BIN)/hpev-tui --demo

test: $(VENV)/.test
	$(PYTEST) -m "not system and not long"

test-long: $(VENV)/.test
	$(PYTEST) -m "long and not system"

test-python: $(VENV)/.test
	$(PYTEST) -m "not system and not long" $(EVERY_PYTHON)

test-newest:
	@$(MAKE) --no-print-directory with-packages VENV=.venv-packages \
	  PACKAGES="--upgrade boto3 botocore pyperclip" \
	  OF_PACKAGES="$(OF_PACKAGES) tests/ui/test_fault_matrix.py"

test-oldest:
	@$(MAKE) --no-print-directory with-packages VENV=.venv-packages PACKAGES="$(OLDEST)"

# In an environment of its own: for these packages constraints.txt does not hold.
with-packages: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PACKAGES)
	@$(BIN)/python -m pip list --disable-pip-version-check | grep -E '^(boto3|botocore|pyperclip) '
	$(PYTEST) -m "not system" $(OF_PACKAGES)

test-system: $(VENV)/.test debian .venv-awscli/.installed .venv-moto/.installed
	$(PYTEST) -m system

# Counting slows everything down, so that it is a run of its own.
coverage: $(VENV)/.test
	$(PYTEST) -m "not system and not long" --cov --cov-report=term --cov-report=html

debian:
	@sh .ci/debian $(DEBIAN)

check: $(VENV)/.check
	$(BIN)/ruff format --check tui tests
	$(BIN)/ruff check tui tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@$(MAKE) --no-print-directory lengths

# The app and the two largest screens may have 450 lines; all other files have up to 350.
LONGER = tui/hpev_tui/ui/app.py tui/hpev_tui/ui/browser/screen.py tui/hpev_tui/ui/overviews/base.py

lengths:
	@find tui tests -name '*.py' -exec awk -v longer="$(LONGER)" \
	  'FNR == 1 { most = index(" " longer " ", " " FILENAME " ") ? 450 : 350 } \
	  FNR == most + 1 { print FILENAME ": more than " most " lines"; long = 1 } \
	  END { exit long }' {} +

wheel: $(VENV)/.check
	rm -rf dist
	$(BUILD) --outdir dist

# The same bytes again, from a copy of the sources with other dates and modes in another folder.
wheel-again: wheel
	rm -rf build/again && mkdir -p build/again
	umask 077 && tar -xzf dist/*.tar.gz -C build/again --touch --no-same-permissions
	cd build/again/hpev_tui-* && umask 077 && $(BUILD) --outdir $(CURDIR)/build/again/dist
	cmp dist/*.whl build/again/dist/*.whl
	cmp dist/*.tar.gz build/again/dist/*.tar.gz

screenshots: $(VENV)/.test
	$(BIN)/python tests/screenshots.py

tables: $(VENV)/.test
	$(BIN)/python tests/tables.py

bench: $(VENV)/.test .venv-awscli/.installed
	@PYTHONPATH=tests $(BIN)/python -m bench $(BENCH)

questions: $(VENV)/.test
	@PYTHONPATH=tests $(BIN)/python -m bench.questions $(QUESTIONS)

trace: $(VENV)/.test
	@PYTHONPATH=tests $(BIN)/python -m bench.trace $(TRACE)

# Seconds; HPEV_SOAK_SEED in the environment repeats a run.
SOAK = 1800

soak: $(VENV)/.test
	@cd tests && HPEV_SOAK_SECONDS=$(SOAK) $(abspath $(BIN))/python -m help.soak

lock:
	@sh .ci/lock $(LOCK)

clean:
	rm -rf .venv .venv-* build dist snapshot_report.html
	rm -rf .coverage* htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environments. pip checks the hash of every package with constraints.txt; only this project
# itself has none.

# An environment with the pinned pip: older ones read no hashes from constraints.
define ENVIRONMENT
	@python=$(CHOSEN) && "$$python" -m venv $(1)
	@sed -n '/^pip==/,/[^\\]$$/p' constraints.txt >$(1)/pip.txt
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(1)/pip.txt
endef

$(VENV)/.pip: constraints.txt
	@echo "Making $(VENV), once: this takes about a minute"
	$(call ENVIRONMENT,$(VENV))
	@touch $@

$(VENV)/.app: $(VENV)/.pip pyproject.toml
	@$(INSTALL) --no-require-hashes --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.app
	@$(INSTALL) --group test
	@$(WITH_BYTECODE) $(BIN)/python -m compileall -q $(VENV)/lib >/dev/null || true
	@touch $@

$(VENV)/.check: $(VENV)/.test
	@$(INSTALL) --group check
	@touch $@

.venv-awscli/.installed: constraints.txt
	$(call ENVIRONMENT,.venv-awscli)
	@.venv-awscli/bin/python $(PIP_INSTALL) awscli
	@touch $@

.venv-moto/.installed: constraints.txt
	$(call ENVIRONMENT,.venv-moto)
	@.venv-moto/bin/python $(PIP_INSTALL) 'moto[server]'
	@touch $@
