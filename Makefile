# Every check of this repository. `make setup check` is what CI runs after the README's test command.
VENV ?= .venv
PY := $(VENV)/bin/python

.PHONY: setup fmt lint type imports test check bench lock deploy-check slow

setup:  ## a virtual environment with everything, from the hashed lock
	python3 -m venv $(VENV)
	$(PY) -m pip install -q -r requirements-test.lock
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .

fmt:
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

type:
	$(PY) -m mypy

imports:
	$(VENV)/bin/lint-imports

test:
	$(PY) -m pytest

slow:  ## the suites that take long, at full size
	$(PY) -m pytest -m slow

check: lint type imports deploy-check

deploy-check:
	$(PY) tests/deploy/check.py

bench:  ## guardrail against plain Starlette + httpx and nginx, interleaved
	$(PY) -m tests.bench

lock:  ## both lock files anew, with hashes and without registry hosts (needs uv)
	uv pip compile -q -U --generate-hashes --no-annotate --no-header --no-emit-index-url --universal --python-version 3.11 pyproject.toml locks/build.in -o requirements.lock
	uv pip compile -q -U --generate-hashes --no-annotate --no-header --no-emit-index-url --universal --python-version 3.11 --extra test -c requirements.lock pyproject.toml locks/build.in locks/deploy.in -o requirements-test.lock
