# Two commands do everything on a fresh machine: `make app` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := sample
# Runs a command as root where that is possible without asking; empty for root itself.
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo "sudo -n")

.PHONY: app test coverage check chromium docs screens bench bench-solver bench-ui wheels clean

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	$(BIN)/python -m solver.warm
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@

$(SAMPLE)/made: | $(VENV)/installed
	$(BIN)/pairing sample $(SAMPLE) --size county
	touch $@

## Environment, sample county and the browser front end on localhost.
app: $(VENV)/installed $(SAMPLE)/made
	$(BIN)/pairing app $(SAMPLE)

## Environment, Chromium where it is missing, and all tests.
test: $(VENV)/installed-dev chromium check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

## The tests again, with the lines they reach; half as long again.
coverage: $(VENV)/installed-dev chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

## Style, types and the direction of imports.
check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		($(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends chromium)
	@fc-list 2>/dev/null | grep -qi -E "noto.*cjk|wqy|simsun" || \
		($(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends fontconfig fonts-noto-cjk)

## The tables of docs/ that are made from the code.
docs: $(VENV)/installed-dev
	$(BIN)/python -m tests.docs.tables

## A picture of every page for docs/screens.
screens: $(VENV)/installed-dev chromium
	$(BIN)/python -m tests.ui.screens

## Speed and memory of every step at county size; never part of the tests.
bench: $(VENV)/installed-dev
	$(BIN)/python -m tests.bench.county $(ARGS)

## The solver's targets, its peers side by side, growth and gateless problems; three quarters of an hour, ARGS='--quick' for a look.
bench-solver: $(VENV)/installed-dev
	$(BIN)/python -m tests.bench.solver $(ARGS)

bench-ui: $(VENV)/installed-dev chromium
	$(BIN)/python -m tests.ui.bench

## A folder of wheels for a machine without internet (docs/offline.md).
wheels: $(VENV)/installed-dev
	$(BIN)/python -m pip wheel --quiet --wheel-dir wheels --constraint constraints.txt .

clean:
	rm -rf $(VENV) sample build dist wheels .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .import_linter_cache
