# Two commands for a newcomer: `make demo` and `make test`. Both make the environment they need.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

# On Linux pip's usual torch brings about 3 GB for graphics cards; this index has the build without.
CPU_TORCH := https://download.pytorch.org/whl/cpu
CPU_INDEX = $$(test "$$(uname)" = Linux && $(BIN)/python -c \
  "from urllib.request import urlopen; urlopen('$(CPU_TORCH)/torch/', timeout=5)" 2>/dev/null && \
  echo "--extra-index-url $(CPU_TORCH)")

.PHONY: demo test judges pictures check fix clean
.DEFAULT_GOAL := demo

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
COMPILE = $(BIN)/python -m compileall -q bot kpi_engine nlp storage

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Heartline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(BIN)/.base: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Heartline into $(VENV) …"; began=$$(date +%s); \
	  $(INSTALL) -e . && $(COMPILE) && \
	  echo "The environment took $$(( $$(date +%s) - began )) s."
	@touch $@

# Not finished where torch cannot be had: then the demo does without, and the next run tries again.
$(BIN)/.hears: $(BIN)/.base
	@echo "Installing what hears how customers feel: torch without CUDA, transformers and what they need;"; \
	  echo "about 250 MB to download, 1.2 GB on the disk, once …"; began=$$(date +%s); \
	  if $(INSTALL) $(CPU_INDEX) -e '.[nlp]'; \
	  then touch $@; echo "That took $$(( $$(date +%s) - began )) s."; \
	  else echo "It could not be installed here: the demo runs without Net Emotional Value."; fi

# All at once: three installations in a row would each work out what they need.
$(BIN)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Heartline, what hears, and what the tests need; about 300 MB to download, once …"; \
	  began=$$(date +%s); $(INSTALL) $(CPU_INDEX) -e '.[dev]' && $(COMPILE) && \
	  echo "That took $$(( $$(date +%s) - began )) s."
	@touch $(BIN)/.base $(BIN)/.hears $@

demo: $(BIN)/.hears
	@$(BIN)/heartline demo $(if $(ONCE),--once)

test: $(BIN)/.dev
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

judges: $(BIN)/.dev
	@$(BIN)/python -m tests.judges.npm

pictures: $(BIN)/.dev
	@HEARTLINE_PICTURES=$(CURDIR)/docs/pictures $(BIN)/python -m pytest tests/browser/test_pictures.py \
	  tests/browser/test_transcript.py

check: $(BIN)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/basedpyright --warnings
	@$(BIN)/lint-imports

fix: $(BIN)/.dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

clean:
	rm -rf $(VENV) .demo build *.egg-info
