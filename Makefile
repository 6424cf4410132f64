# Needs Python 3.11 or later and make; everything else is installed into .venv.
# Choose another interpreter with: make test PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
REPLICATIONS ?= 20
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help demo test test-fast test-slow check lint types docs site notebooks bench lock clean

help:
	@echo "make demo    compare two designs of one company and say where the report lies"
	@echo "make test    all tests (make test-fast, make test-slow: one half)"
	@echo "make check   what CI runs: tests, lint, types, site"
	@echo "make docs    write the generated reference pages anew"
	@echo "make site    build the documentation as a web site, warnings are errors"
	@echo "make notebooks    run the six notebooks"
	@echo "make bench   time the funnel against plain SimPy"
	@echo "make lock    choose dependency versions anew (constraints.txt)"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "gtmsim needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(INSTALL) -e '.[report]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(INSTALL) -e '.[dev]'
	@touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	$(INSTALL) -e '.[docs]'
	@touch $@

DESIGNS := scenarios/designs/generalists.yaml scenarios/designs/the_model.yaml

demo: $(VENV)/.installed
	rm -rf build/demo
	$(BIN)/gtmsim compare $(DESIGNS) --replications $(REPLICATIONS) --out build/demo
	@$(BIN)/gtmsim show build/demo > build/demo/comparison.txt
	@echo
	$(BIN)/gtmsim report build/demo
	@echo
	@echo "The report is build/demo/report.html: one page, in English and in Japanese. Beside it lie"
	@echo "comparison.txt (the tables above), and manifest.json and parts/ (every KPI of every"
	@echo "replication, as Parquet; read it with gtmsim show)."
	@echo "Try next, why the one does better, and what would tip it (a minute or two):"
	@echo "  $(BIN)/gtmsim explain $(DESIGNS) --quick --jobs 2"

test: test-fast test-slow

test-fast: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

test-slow: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m slow

check: lint types site test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py
	$(BIN)/python -m tests.docs.refresh

site: $(VENV)/.installed-docs
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going \
	  -b html -d build/site.cache docs build/site
	@echo "The site is build/site/index.html."

notebooks: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) tests/notebooks

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/funnel.py

lock: | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --no-header --no-annotate --upgrade --output-file constraints.txt

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
