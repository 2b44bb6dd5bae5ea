"""What pruning asks of a directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.layout import LEAVES, PRUNED, RECORDS
from guardrail.audit.prunable import DirectoryPrunable, prunable_of
from tests.audit.ages import OLD, write


def test_a_path_is_a_directory() -> None:
    """Anything else is taken as it is."""
    log = DirectoryPrunable(Path("/log"))
    assert prunable_of(log) is log
    assert isinstance(prunable_of(Path("/log")), DirectoryPrunable)


def test_records_go_oldest_first_and_up_to_a_border(tmp_path: Path) -> None:
    """Each step takes one segment."""
    writer = write(tmp_path, [OLD] * 12)
    log = DirectoryPrunable(tmp_path)
    firsts = [part.first for part in log.parts(writer, RECORDS)]
    assert log.bytes_before(writer, firsts[2]) == sum(path.stat().st_size for path in sorted(tmp_path.glob("*.jsonl"))[:2])
    for left, _ in enumerate(log.remove({writer: firsts[2]}), 1):
        assert [part.first for part in log.parts(writer, RECORDS)] == firsts[left:]
    assert [part.first for part in log.parts(writer, RECORDS)] == firsts[2:]


def test_what_stays_is_handed_out_as_parts(tmp_path: Path) -> None:
    """And statements that speak of too much are forgotten."""
    writer = write(tmp_path, [OLD])
    log = DirectoryPrunable(tmp_path)
    log.put_leaves(writer, 0, iter([b"\1" * 32, b"\2" * 32]))
    log.put_statement(writer, 2, b"satu\n")
    log.put_statement(writer, 4, b"dua\n")
    assert [list(part.lines) for part in log.parts(writer, LEAVES)] == [[b"01" * 32 + b"\n", b"02" * 32 + b"\n"]]
    assert sorted(log.statements()) == [b"dua\n", b"satu\n"]
    log.forget_statements(writer, 2)
    assert [(part.first, list(part.lines)) for part in log.parts(writer, PRUNED)] == [(2, [b"satu\n"])]


def test_two_at_once_are_one_too_many(tmp_path: Path) -> None:
    """The second is told at once."""
    log = DirectoryPrunable(tmp_path)
    with log.pruning(), pytest.raises(OSError, match="prune lock"), log.pruning():
        pytest.fail("both hold the lock")
