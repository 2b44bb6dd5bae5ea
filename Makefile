# Every check of this repository. CI runs the README's test command and then `make check`.
VENV ?= .venv
PY := $(VENV)/bin/python
COMPILE := uv pip compile -q --generate-hashes --no-annotate --no-header --no-emit-index-url --universal --python-version 3.11

.PHONY: setup fmt lint type imports test slow fuzz hostile soak clients check deploy-check eval bench bench-detect bench-search lock lock-clients leaks lock-leaks bench-calls golden bench-audit faults mutants

setup:  ## a virtual environment with everything, from the hashed lock
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install -q -r requirements-test.lock
	$(VENV)/bin/pip install -q --no-deps --no-build-isolation -e .

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

fuzz:  ## the detector against random and mutated texts: make fuzz INPUTS=1000000 SEED=7
	$(PY) -m tests.fuzz --inputs $(or $(INPUTS),20000) --seed $(or $(SEED),1)

clients:  ## real clients of Python and Node before real services: docs/clients.md (needs node and npm)
	$(PY) -m tests.clients

hostile:  ## slow, broken and hostile peers at full size
	$(PY) -m pytest -s -m slow tests/hostile

faults:  ## kills, system calls, disks and forgeries against the audit log, at full size, as a table: docs/audit.md
	$(PY) -m tests.faults

soak:  ## many conversations for a long time, full size: make soak MINUTES=5 for less
	$(PY) -m tests.soak --minutes $(or $(MINUTES),1000000)

check: lint type imports deploy-check

deploy-check:  ## the files of deploy/, with the tools of their own kind
	$(PY) tests/deploy/check.py

eval:  ## how well personal data is found: docs/evaluation.md and the README's table
	$(PY) -m tests.eval

bench:  ## guardrail against plain Starlette + httpx and nginx, interleaved
	$(PY) -m tests.bench

bench-calls:  ## what a call costs, by API, whole and streamed: docs/calls.md
	$(PY) -m tests.bench.calls --out

bench-search:  ## search and look-up over a large log, SQLite and PostgreSQL: make bench-search ROWS=10000000 (docs/audit.md)
	$(PY) -m tests.bench.search --rows $(or $(ROWS),1000000)

bench-detect:  ## detection alone, beside Presidio's own engine: docs/speed.md
	$(PY) -m tests.bench.detect --out

bench-audit:  ## what a durable record costs: docs/audit.md
	$(PY) -m tests.bench.audit

golden:  ## run the commands of docs/policy-commands.md and write what they print into it
	$(PY) -m tests.docs

leaks:  ## tools of other authors against guardrail, in an environment of their own: docs/leaks.md
	$(VENV)/bin/pip install -q --no-deps --upgrade --target .leaks -r tests/leaks/requirements.lock
	PYTHONPATH=.leaks $(PY) -m tests.leaks --out

lock-leaks:  ## their lock file anew (needs uv)
	$(COMPILE) -U -c requirements-test.lock tests/leaks/requirements.in -o tests/leaks/requirements.lock

mutants:  ## what the tests of gate, tokens, vault and Merkle trees notice, mutant by mutant (mutmut, in a place of its own): docs/mutants.md
	$(VENV)/bin/pip install -q --no-deps --upgrade --target .mutmut -r tests/mutants/requirements.txt
	PYTHONPATH=$(CURDIR)/.mutmut $(PY) -m tests.mutants --out

lock:  ## both lock files anew, with hashes and without registry hosts (needs uv)
	$(COMPILE) -U --extra postgres --extra report pyproject.toml locks/build.in -o requirements.lock
	$(COMPILE) -U --extra test -c requirements.lock pyproject.toml locks/build.in locks/deploy.in -o requirements-test.lock

lock-clients:  ## the lock files of `make clients` anew (needs uv and npm)
	$(COMPILE) -U tests/clients/requirements.in -o tests/clients/requirements.lock
	cd tests/clients && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
