# Each target sets itself up in .venv: a bare checkout needs python3, make and the package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/demo

.DEFAULT_GOAL := help
.PHONY: help demo test interop fuzz soak bench check format lock clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/run.done ## Hold a conversation with a scripted caller, and leave its recording in out/demo
	$(BIN)/antiphon demo --output $(OUT)

test: $(VENV)/dev.done ## Run the tests
	$(BIN)/pytest

interop: $(VENV)/dev.done ## Run the stories in real LiveKit rooms (needs Go; npm and Chromium for the browser's)
	$(BIN)/python -m tests.interop

fuzz: $(VENV)/dev.done ## Look for orders of events that break the core, for some minutes
	ANTIPHON_FUZZ=1 $(BIN)/pytest tests/core/test_conversation_machine.py --timeout=1800

soak: $(VENV)/dev.done ## Hold a thousand conversations, and some for an hour, for a quarter of one
	ANTIPHON_SOAK=1 $(BIN)/pytest tests/soak

bench: $(VENV)/bench.done ## Measure it, for half an hour, and write docs/benchmarks.md (PART=… for one part)
	$(BIN)/python -m benchmarks $(PART)

check: $(VENV)/dev.done ## Format, lint, types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/lint-imports

format: $(VENV)/dev.done ## Put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/dev.done ## Resolve the dependencies anew, with their hashes (needs uv)
	uv pip compile pyproject.toml --extra local --universal --generate-hashes -p 3.11 -q --upgrade -o requirements/run.txt
	uv pip compile pyproject.toml --extra local --extra preconnect --group dev --universal --generate-hashes -p 3.11 -q --upgrade -o requirements/dev.txt
	uv pip compile pyproject.toml --extra local --extra livekit --group bench --universal --generate-hashes -p 3.11 -q --upgrade -o requirements/bench.txt
	uv pip compile requirements/build.in --universal --generate-hashes -p 3.11 -q --upgrade -o requirements/build.txt

clean: ## Remove what was built
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Antiphon needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python cannot make a virtual environment here: on Debian, apt install python3-venv."; exit 2; }

$(VENV)/run.done: pyproject.toml requirements/run.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.done: requirements/bench.txt $(VENV)/run.done
	$(BIN)/pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@
