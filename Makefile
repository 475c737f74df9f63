# Four commands a contributor needs: make run, make test, make check, make bench.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
APP := $(VENV)/.app-installed
DEV := $(VENV)/.dev-installed
# The sentence model, once for every installation that this environment runs.
MODEL := $(VENV)/share/matinee/model

.PHONY: run test check format bench bench-peers fuzz screenshots docs clean model

run: $(APP) model  ## Load the starter catalogue and serve the app
	@$(BIN)/matinee init
	@if [ -d $(MODEL) ]; then $(BIN)/matinee model install $(MODEL); fi
	@$(BIN)/matinee app $(ARGS)

test: $(DEV) model  ## Every test
	$(BIN)/pytest $(ARGS)

check: $(DEV)  ## Format, lint, types, layers, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

format: $(DEV)  ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV)  ## Speed, size and accuracy, as a table and bench.json
	MATINEE_TEST_DATA="$${MATINEE_TEST_DATA:-$(wildcard ../shared/data)}" $(BIN)/python -m benchmarks $(ARGS)

fuzz: $(DEV)  ## Throw broken files at the importers for a minute; make fuzz ARGS="--seconds 600"
	$(PIP) install --quiet --group fuzz
	$(BIN)/python tools/fuzz_transfer.py $(ARGS)

PEERS := .venv-peers/.installed

bench-peers: $(PEERS)  ## Accuracy beside other recommenders on MovieLens 1M; the page in docs/reference
	MATINEE_TEST_DATA="$${MATINEE_TEST_DATA:-$(wildcard ../shared/data)}" .venv-peers/bin/python -W ignore -m benchmarks.side_by_side $(ARGS)

# LensKit wants an older pandas than Matinee lists; what is measured runs with either.
$(PEERS): pyproject.toml
	@echo "Setting up the peers apart (LensKit brings PyTorch: some gigabytes) ..."
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv --without-pip .venv-peers
	@$(BIN)/python -m pip --version >/dev/null 2>&1 && pip=$(BIN)/python || pip=$(PYTHON); \
	  $$pip -m pip --disable-pip-version-check --python .venv-peers/bin/python install --quiet implicit lenskit scikit-learn pyarrow threadpoolctl psutil && \
	  $$pip -m pip --disable-pip-version-check --python .venv-peers/bin/python install --quiet --no-deps --editable .
	@touch $@

screenshots: $(DEV)  ## Take the pictures of the docs anew, in the run that tests the pages
	MATINEE_SCREENSHOTS=docs/images $(BIN)/pytest -q tests/functional/app/test_pictures.py

docs: $(DEV)  ## Write the generated references anew
	$(BIN)/python tools/make_cli_reference.py
	$(BIN)/python tools/make_neighbours.py

# Debian's Python may bring pip without ensurepip or venv without pip: either is enough to start from.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Matinee needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m venv --without-pip $(VENV) && \
	  $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet pip; \
	else \
	  $(PYTHON) -m venv $(VENV); \
	fi
	@$(PIP) install --quiet --upgrade "pip>=25.1"

$(APP): pyproject.toml constraints.txt | $(BIN)/pip
	@echo "Setting up (a minute or two, once) ..."
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

# Without a network there is one line about it, and everything but search by meaning works.
model: $(APP)
	@[ -d $(MODEL) ] || $(BIN)/matinee model install --into $(MODEL) || true

$(DEV): $(APP)
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[postgres]" --group dev
	@touch $@

clean:  ## Remove everything made here
	rm -rf $(VENV) .venv-peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis bench.json bench-peers*.json
