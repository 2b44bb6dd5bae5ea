"""``guardrail audit fsck``: a plain sentence and an exit code."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.factories import run
from tests.support.indexes import write_calls


@pytest.fixture
def log(tmp_path: Path) -> Path:
    write_calls(tmp_path / "audit")
    assert run("audit", "search", tmp_path / "audit").exit_code == 0
    return tmp_path / "audit"


def edit(log: Path) -> None:
    with sqlite3.connect(log.with_name("audit-index.db")) as connection:
        connection.execute("UPDATE record SET model = (SELECT code FROM word WHERE name = 'sahabat') WHERE seq = 1")
    connection.close()


def test_an_index_that_agrees(log: Path) -> None:
    """Exit 0, Indonesian first."""
    result = run("audit", "fsck", log)
    assert result.exit_code == 0
    assert result.stdout.startswith("SESUAI")
    assert "AGREED" in result.stdout


def test_an_edited_row_is_named_and_mended(log: Path) -> None:
    """Exit 4 with both sides; --rebuild makes it right."""
    edit(log)
    result = run("audit", "fsck", log)
    assert result.exit_code == 4
    assert "model: index 'sahabat', log 'gpt-4o'" in result.stdout
    told = json.loads(run("audit", "fsck", log, "--json").stdout)
    assert (told["ok"], told["found"]) == (False, 1)
    assert (told["disagreements"][0]["column"], told["disagreements"][0]["indexed"], told["disagreements"][0]["logged"]) == (
        "model",
        "sahabat",
        "gpt-4o",
    )
    assert run("audit", "fsck", log, "--rebuild").exit_code == 0
    assert json.loads(run("audit", "fsck", log, "--json").stdout)["ok"] is True


def test_a_damaged_file_is_made_anew(log: Path) -> None:
    """Also one that is no database at all: it is derived."""
    index = log.with_name("audit-index.db")
    for leftover in log.parent.glob("audit-index.db-*"):
        leftover.unlink()
    index.write_bytes(b"bukan basis data" * 500)
    assert run("audit", "fsck", log).exit_code == 4
    assert run("audit", "fsck", log, "--rebuild").exit_code == 0
