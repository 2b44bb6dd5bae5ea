"""tests/ mirrors guardrail/ file for file, both ways (mitmproxy's habit)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "guardrail"
TESTS = ROOT / "tests"
EXTRA = {
    "architecture",
    "bench",
    "canary",
    "clients",
    "contracts",
    "deploy",
    "docs",
    "e2e",
    "eval",
    "evasion",
    "failures",
    "faults",
    "fuzz",
    "hostile",
    "leaks",
    "soak",
    "streams",
    "support",
    "training",
}
"""Folders of tests that follow a question rather than a file."""
NOTHING_TO_TEST = {"__init__.py", "__main__.py"}


def _sources() -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path.name not in NOTHING_TO_TEST}


def _tests() -> set[str]:
    found = set()
    for path in TESTS.rglob("test_*.py"):
        relative = path.relative_to(TESTS)
        if relative.parts[0] in EXTRA:
            continue
        found.add(relative.with_name(relative.name.removeprefix("test_")).as_posix())
    return found


def test_every_source_file_has_its_test_file() -> None:
    """A file without a twin is a file nobody has asked a question of."""
    assert _sources() - _tests() == set()


def test_every_test_file_has_its_source_file() -> None:
    """A test whose source is gone tests nothing."""
    assert _tests() - _sources() == set()
