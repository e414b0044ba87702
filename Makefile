# `make demo` and `make test` do all their set-up by themselves: Python 3.11+, git, make and a package index are enough.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test faults check audit bench format constraints release-check sbom clean

demo: .venv/installed
	$(BIN)/skrzynka demo

test: .venv/installed
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# A part of the tests: servers that break off and hang, full disks, kills. Needs Dovecot and openssl.
faults: .venv/installed
	$(BIN)/python -m pytest tests/faults

check: .venv/installed audit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	mkdir -p .mypy && ln -sfn .. .mypy/skrzynka  # the package's name, for mypy: the root folder may have any name
	MYPYPATH=.mypy $(BIN)/mypy -p skrzynka

# Known weaknesses of what is pinned; where no service answers, that is said and nothing fails.
audit: .release/installed
	@.release/bin/pip-audit --require-hashes --disable-pip --progress-spinner off --timeout 10 --requirement constraints.txt \
		> .release/audit.txt 2>&1 || true
	@if grep -q "^Found [1-9]" .release/audit.txt; then cat .release/audit.txt; exit 1; \
	elif ! grep -q "^No known vulnerabilities" .release/audit.txt; then \
		echo "pip-audit: skipped, for the service that knows of vulnerabilities does not answer"; \
	else echo "pip-audit: nothing known; skipped, because the index does not know them:" \
		"$$(grep -c 'could not be audited' .release/audit.txt) of $$(grep -c '^[a-z].*==' constraints.txt) packages"; fi

# Each prints a table with a ratio against a peer or a floor of the same run. Needs Dovecot, isync and PostgreSQL; an hour.
bench: .venv/installed
	$(BIN)/pip install --quiet --require-hashes --requirement constraints-bench.txt
	for name in fetching reading classifying pipeline packing language search scale report; do \
		echo "== $$name"; $(BIN)/python -m skrzynka.benchmarks.$$name || exit 1; done

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
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 release.in --output-file constraints-release.txt --upgrade
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --constraint constraints.txt bench.in --output-file constraints-bench.txt --upgrade
	uv pip compile --universal --extra attachments --extra postgresql --extra demo --extra dev --extra embeddings \
		--extra encryption --extra metrics --extra oauth --extra report --extra review --extra cluster \
		--generate-hashes --no-header --python-version 3.11 pyproject.toml --output-file constraints.txt --upgrade

# Before a release: both packages are built and looked at, and the demo runs from the wheel in an empty environment.
release-check: .release/installed
	rm -rf dist .release/empty
	.release/bin/python -m build --outdir dist
	.release/bin/twine check --strict dist/*
	$(PYTHON) -m venv .release/empty
	.release/empty/bin/pip install --quiet --require-hashes --requirement constraints.txt
	.release/empty/bin/pip install --quiet --no-deps dist/*.whl
	cd .release && empty/bin/skrzynka demo

# What is inside, for whoever must know: CycloneDX, of all that constraints.txt pins.
sbom: .release/installed
	mkdir -p dist
	.release/bin/cyclonedx-py requirements constraints.txt --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.json

.release/installed: constraints-release.txt
	$(PYTHON) -m venv .release
	.release/bin/pip install --quiet --require-hashes --requirement constraints-release.txt
	touch $@

clean:
	rm -rf .venv .mypy .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist demo/ .release *.egg-info
