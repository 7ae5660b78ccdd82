# make demo and make test need nothing but Python 3.11 or newer with pip; they do all the set-up by themselves.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

# Tests start many processes, each of which would compile cosim anew where Python is told to keep nothing.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick long bench installed fuzz faults lowest newest environment-lowest environment-newest lint types format reference readme validation fault-table wheel docs dist coverage-without-compiler compiled clean

demo: $(VENV)/.bare
	$(BIN)/cosim demo

test: $(VENV)/.ready
	$(BIN)/python -m pytest

# What needs no year of a house and no fit: for every save of a file. CI runs all.
quick: $(VENV)/.ready
	$(BIN)/python -m pytest -m "not slow"

# What takes long and `make test` leaves out: another processor's code, whole calibrations.
long: $(VENV)/.ready
	$(BIN)/python -m pytest -m long

# Processor seconds of house-years and commands beside the last ones of this machine; benchmarks/results keeps them.
bench: $(VENV)/.ready
	$(BIN)/python benchmarks/house_year.py

# N damaged files of every kind that cosim reads; docs/reliability.md tells what must come of them.
N ?= 10000
SEED ?= 1
fuzz: $(VENV)/.ready
	PYTHONPATH=tests $(BIN)/python -m fuzz --number $(N) --seed $(SEED) --keep fuzz-finds

# 40 kills of runs, 20 of fleets, 36 interrupts amid the write, 19 damaged caches: same bytes, and nothing left behind.
faults: $(VENV)/.ready
	PYTHONPATH=tests $(BIN)/python -m faults --seed $(SEED)

# The fast tests with the lowest direct versions that pyproject.toml allows, or the newest, in an environment of their own;
# TESTS names some of them.
lowest newest: %: environment-%
	$(VENV)-$@/$(notdir $(BIN))/python -m pytest -m "not slow" $(if $(filter lowest,$@),-W default) $(TESTS)

environment-lowest environment-newest: environment-%: $(VENV)/.ready
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-$*
	$(BIN)/uv pip install --quiet --python $(VENV)-$* --resolution $(if $(filter lowest,$*),lowest-direct,highest) --editable ".[dev]"

lint: $(VENV)/.ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(VENV)/.ready
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(VENV)/.ready
	$(BIN)/mypy

# Every key of every kind of file, from the models that check them: docs/keys.
reference: $(VENV)/.ready
	$(BIN)/python tools/reference.py

# Runs the demo and puts its table and picture into the README.
readme: $(VENV)/.ready
	$(BIN)/python tools/readme.py

# Runs every suite of `cosim validate` and writes docs/validation.md with its figures.
validation: $(VENV)/.ready
	$(BIN)/python tools/validation.py

# Runs a year with each kind of fault and writes the table of docs/faults.md.
fault-table: $(VENV)/.ready
	$(BIN)/python tools/faults.py

# The documentation's site, offline and without a warning: site/html/index.html. OUTPUTS= leaves notebooks as they are.
OUTPUTS = --with-outputs
docs: $(VENV)/.ready
	$(BIN)/python tools/site.py $(OUTPUTS)

# Wheel and sdist as they would be published, checked.
dist: $(VENV)/.ready
	rm -rf dist
	$(BIN)/uv build --quiet --out-dir dist
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz

# The wheel in an empty environment, far from this folder: demo, examples, notebooks and every documented block.
installed: $(VENV)/.ready
	PATH=$(abspath $(BIN)):$$PATH $(BIN)/python tools/installed.py

# Which lines the fast tests of the compiled physics run: coverage sees them only as Python. Hours for the whole; TESTS names some.
coverage-without-compiler: $(VENV)/.ready
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m coverage run --source cosim/physics,cosim/flow -m pytest -q -n 0 -m "not slow" $(or $(TESTS),tests/physics)
	$(BIN)/python -m coverage report --skip-covered --sort cover

# A wheel for this kind of system and this version of Python, whose busiest processes are compiled: years take a sixth less.
compiled: $(VENV)/.ready
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(or $(INTO),dist/compiled) .

wheel: $(VENV)/.ready
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

# Python compiles the few modules that are imported when they are; for pip to compile all takes longer than to install them.
PIP = $(PYTHON) -m pip --python $(VENV) install --quiet --disable-pip-version-check --no-compile

# pip writes into an environment made without pip, so a system Python without ensurepip or closed to installs will do.
$(VENV)/.bare: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("cosim needs Python 3.11 or newer; try: make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)")'
	@$(PYTHON) -m pip --version > /dev/null || { echo "cosim needs pip for $(PYTHON) (Debian: apt install python3-pip)"; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute) ..."
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PIP) pip --editable .
	@touch $@

# What developers and tests need besides: every optional extra, linters, test tools. Where uv finds none of it, by settings
# or an index that only pip knows, pip does.
$(VENV)/.ready: $(VENV)/.bare
	@echo "Adding what the tests need (once; half a minute) ..."
	$(PIP) uv
	$(BIN)/uv pip install --quiet --python $(VENV) --editable ".[dev]" || $(PIP) --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-newest fuzz-finds demo dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
