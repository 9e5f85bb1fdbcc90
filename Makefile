# make setup | demo | test | check | bench: each does what it needs on a bare machine with Python, make and a package index.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# uv where there is one, else our own copy in .boot
UV     := $(shell command -v uv 2>/dev/null || echo .boot/bin/uv)
export UV_NO_PROGRESS=1
# a service that comes back must not first compile what it stands on, also where Python may write no caches
export UV_COMPILE_BYTECODE=1

.PHONY: setup setup-dev demo test check bench proofs spark lock clean

setup: $(VENV)/.base

setup-dev: $(VENV)/.dev

.boot/bin/uv:
	$(PYTHON) -m venv .boot
	.boot/bin/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.base: requirements.lock pyproject.toml src/aftershock/data/models.toml | $(if $(filter .boot/bin/uv,$(UV)),.boot/bin/uv)
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --editable .
	PATH="$(abspath $(dir $(UV))):$$PATH" $(BIN)/aftershock models install
	touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

demo: setup
	$(BIN)/aftershock demo

test: setup-dev
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser and not spark"

check: setup-dev
	$(BIN)/ruff check src tests tools evals bench training
	$(BIN)/ruff format --check src tests tools evals bench training
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/licences.py

# the longer tiers: hundreds of kills, a thousand tamperings, the pages in a real browser
proofs: setup-dev
	$(BIN)/python -m pytest -n 2 -m "slow or browser"

# the questions over posts on a second engine; needs Java 17
spark: setup-dev $(VENV)/.spark
	$(BIN)/python -m pytest -m spark tests/engine

$(VENV)/.spark: requirements-spark.lock | $(VENV)/.dev
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements-spark.lock
	touch $@

bench: setup-dev
	for each in bench/bench_*.py; do $(BIN)/python $$each || exit 1; done

# the locks carry hashes and no registry address
lock: $(VENV)/.base
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra shield --extra web --extra postgres --extra broker --extra media --extra lingua --extra signatures --group dev -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra spark -c requirements.lock -o requirements-spark.lock

clean:
	rm -rf $(VENV) .boot
