"""What officers did, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from guardrail.policy.journal import Entry, Journal

NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)


def test_deeds_come_back_in_order(tmp_path: Path) -> None:
    """Each with its time and its reason."""
    journal = Journal(tmp_path / "journal.jsonl")
    assert journal.entries() == ()
    journal.add(NOW, "activated", 1, "ab" * 32, "ani", "")
    journal.add(NOW, "rolled_back", 2, "cd" * 32, "budi", "terlalu ketat — sementara")
    assert journal.entries() == (
        Entry("2026-11-22T01:02:03Z", "activated", 1, "ab" * 32, "ani", ""),
        Entry("2026-11-22T01:02:03Z", "rolled_back", 2, "cd" * 32, "budi", "terlalu ketat — sementara"),
    )


def test_a_line_that_was_cut_is_left_out(tmp_path: Path) -> None:
    """The others stay."""
    file = tmp_path / "journal.jsonl"
    journal = Journal(file)
    journal.add(NOW, "canary", 1, "ab" * 32, "ani", "")
    with file.open("ab") as stream:
        stream.write(b'{"at":\n{"at":1}\n[]\n')
    journal.add(NOW, "shadow", 2, "ab" * 32, "ani", "")
    assert [entry.did for entry in journal.entries()] == ["canary", "shadow"]
