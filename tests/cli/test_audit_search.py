"""``guardrail audit search``: what it prints, in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from guardrail.audit.entry import parse
from tests.cli.factories import run
from tests.support.indexes import DINKES, write_calls


@pytest.fixture
def log(tmp_path: Path) -> Path:
    write_calls(tmp_path / "audit")
    return tmp_path / "audit"


def test_a_table_is_in_wib(log: Path) -> None:
    """Newest first, with the offset."""
    result = run("audit", "search", log, "--tenant", DINKES)
    assert result.exit_code == 0
    assert result.stdout.index("call.blocked") < result.stdout.index("call.intent")
    assert "2026-11-22 01:00:0" in result.stdout
    assert "+07:00" in result.stdout


def test_json_lines_are_the_stored_lines(log: Path) -> None:
    """Byte for byte, so that their sums and proofs hold."""
    (segment,) = log.glob("*.jsonl")
    stored = segment.read_text("ascii").splitlines()
    printed = run("audit", "search", log, "--jsonl").stdout.splitlines()
    assert sorted(printed) == sorted(stored)
    assert all(parse(line.encode()) for line in printed)


def test_pages_follow_each_other(log: Path) -> None:
    """Each ends with where the next begins, the last with nothing."""
    seen, after = [], ""
    while after is not None:
        page = json.loads(run("audit", "search", log, "--json", "--limit", "4", "--after", after).stdout)
        seen += [record["id"] for record in page["records"]]
        after = page["next"]
    everything = json.loads(run("audit", "search", log, "--json", "--limit", "0").stdout)
    assert everything["next"] is None
    assert seen == [record["id"] for record in everything["records"]]


def test_filters_of_the_command_line(log: Path) -> None:
    """Several of one kind are any of them, of different kinds all."""

    def count(*arguments: str) -> int:
        return len(run("audit", "search", log, "--jsonl", *arguments).stdout.splitlines())

    assert count("--application", "surat", "--application", "aduan") == 5
    assert count("--entity", "ID_NIK", "--rule", "R-1") == 1
    assert count("--action", "block", "--event", "call.blocked", "--code", "guardrail_blocked") == 1
    assert count("--model", "sahabat", "--tenant", "jatim") == 1
    assert count("--from", "2026-11-22", "--to", "2026-11-22") == count()
    assert count("--from", "2026-11-22T01:00:02+07:00", "--to", "2026-11-21T18:00:04Z") == 2
    assert count("--to", "2026-11-21") == 0


def test_counting(log: Path) -> None:
    """As a table, JSON or CSV; entity and rule name their columns."""
    assert json.loads(run("audit", "search", log, "--count-by", "entity", "--json").stdout) == {
        "by": "entities",
        "counts": {"ID_NIK": 2, "PERSON": 2},
    }
    rows = list(csv.reader(io.StringIO(run("audit", "search", log, "--count-by", "model", "--csv").stdout)))
    assert rows == [["model", "records"], ["gpt-4o", "2"], ["sahabat", "2"]]
    assert "surat" in run("audit", "search", log, "--count-by", "application").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--csv"),
        ("--from", "kemarin"),
        ("--exchange", "x"),
        ("--after", "x"),
        ("--after", f"1-{'f' * 32}-1"),
        ("--count-by", "warna"),
        ("--count-by", "tenant", "--jsonl"),
        ("--limit", "-2"),
    ],
)
def test_misuse_is_said(log: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2."""
    assert run("audit", "search", log, *arguments).exit_code == 2


def test_a_row_that_the_log_contradicts_is_no_answer(log: Path) -> None:
    """Exit 4, and nothing of it is printed."""
    import sqlite3

    run("audit", "search", log)
    with sqlite3.connect(log.with_name("audit-index.db")) as connection:
        connection.execute("UPDATE record SET tenant = (SELECT code FROM word WHERE name = 'jatim/dinkes') WHERE seq = 1")
    connection.close()
    result = run("audit", "search", log, "--tenant", "jatim", "--json")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "fsck" in result.stderr
