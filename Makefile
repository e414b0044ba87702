# `make demo` and `make test` do all their set-up by themselves: Python 3.11+, git, make and a package index are enough.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test faults check format constraints clean

demo: .venv/installed
	$(BIN)/skrzynka demo

test: .venv/installed
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# A part of the tests: servers that break off and hang, full disks, kills. Needs Dovecot and openssl.
faults: .venv/installed
	$(BIN)/python -m pytest tests/faults

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	mkdir -p .mypy && ln -sfn .. .mypy/skrzynka  # the package's name, for mypy: the root folder may have any name
	MYPYPATH=.mypy $(BIN)/mypy -p skrzynka

format: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/installed: constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Skrzynka needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --requirement constraints.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Needs uv. Pins everything with hashes, for every platform, naming no index.
constraints:
	uv pip compile --universal --extra attachments --extra postgresql --extra demo --extra dev --extra embeddings \
		--extra encryption --extra metrics --extra oauth --extra report --extra review \
		--generate-hashes --no-header --python-version 3.11 pyproject.toml --output-file constraints.txt --upgrade

clean:
	rm -rf .venv .mypy .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist demo/ *.egg-info
