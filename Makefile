# make demo · make test: the first two commands on a fresh machine. Needs Python 3.11–3.13, pip and make.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Touched when the set-up is complete; newer than the lock means that nothing is to do.
STAMP := $(VENV)/lock.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: venv demo test check crash fuzz hostile format bench samples docs words train lock clean
.DEFAULT_GOAL := test

venv: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python 3.11-3.13 found; name one: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: venv
	@$(BIN)/shigu parse data/raw --out data/processed || test $$? -eq 3
	@$(BIN)/shigu summary data/processed

test: check

check: venv
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# What docs/robustness.md promises, tested longer: 30 kills at random moments and one at each step of writing.
crash: venv
	$(BIN)/python -m pytest -o timeout=0 -m "slow or not slow" tests/hostile/test_crash.py

# FUZZ_SECONDS=3600 make fuzz
fuzz: venv
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/python -m pytest -o timeout=0 -m "slow or not slow" tests/hostile/test_fuzz.py

# The collection of odd files beside the project, where it is there.
hostile: venv
	$(BIN)/python -m pytest -o timeout=0 -m "slow or not slow" tests/hostile
	$(BIN)/python tests/bench/hostile_folder.py ../shared/hostile

format: venv
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: venv
	$(BIN)/python tests/bench/run.py $(BENCH)

samples: venv
	$(BIN)/python tools/make_samples.py

docs: venv
	$(BIN)/shigu schema --markdown > docs/data-dictionary.md

words: venv
	$(BIN)/python tools/build_words.py

# The recogniser of `shigu export --ner` (docs/names.md): about 3 minutes on one core.
train: venv
	$(BIN)/python tools/train_ner.py

# Newest versions that fit pyproject.toml, for all platforms and Python versions at once.
lock: venv
	$(PIP) install uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-config --no-emit-index-url --no-emit-find-links --no-annotate --extra dev --extra ocr --extra notebooks --extra cluster --upgrade --quiet \
		pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) data/processed build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
