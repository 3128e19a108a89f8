# Two commands for a newcomer: `make demo` and `make test`. Both make the environment they need.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test judges pictures check fix clean
.DEFAULT_GOAL := demo

$(BIN)/.base: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Heartline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing Heartline into $(VENV) …"; began=$$(date +%s); \
	  { test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); } && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . && \
	  $(BIN)/python -m compileall -q bot kpi_engine nlp storage && \
	  echo "The environment took $$(( $$(date +%s) - began )) s."
	@touch $@

$(BIN)/.dev: $(BIN)/.base
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(BIN)/.base
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
