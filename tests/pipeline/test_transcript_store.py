"""Sealed transcripts lie in one file of which nothing is left when they go."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from guardrail.core.errors import GuardFault
from guardrail.pipeline.transcript_store import SqliteTranscripts, Transcript


def a_transcript(name: str = "a", tenant: str = "jateng", day: str = "2026-11-22", expires: int = 100) -> Transcript:
    return Transcript(name, tenant, day, expires, "0" * 64, f"sealed {name} ".encode() * 40)


def test_what_is_added_is_found_by_any_worker(tmp_path: Path) -> None:
    """By its event, by its tenant, and all of them in order; the file is for its owner alone."""
    one, other = SqliteTranscripts(tmp_path / "state" / "t.db"), SqliteTranscripts(tmp_path / "state" / "t.db")
    for name, tenant, day in (("b", "jateng", "2026-11-21"), ("a", "jateng", "2026-11-22"), ("c", "diy", "2026-11-21")):
        one.add(a_transcript(name, tenant, day))
    assert other.find("a") == a_transcript()
    assert other.find("x") is None
    assert other.of("jateng", "2026-11-22") == [("b", "0" * 64)]
    assert [found.exchange for found in other.all()] == ["a", "b", "c"]
    assert stat.S_IMODE((tmp_path / "state" / "t.db").stat().st_mode) == 0o600
    one.close()
    other.close()


def test_nothing_is_made_before_something_is_kept(tmp_path: Path) -> None:
    """Where no policy wants transcripts there is no file."""
    store = SqliteTranscripts(tmp_path / "t.db")
    store.purge(0)
    assert [*store.all()] == []
    store.close()
    assert [*tmp_path.iterdir()] == []


def test_of_what_is_deleted_or_expired_no_byte_stays(tmp_path: Path) -> None:
    """Neither in the file nor beside it."""
    store = SqliteTranscripts(tmp_path / "t.db")
    for name, expires in (("a", 100), ("b", 200), ("c", 300)):
        store.add(a_transcript(name, expires=expires))
    store.delete(["a", "x"])
    store.purge(200)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"sealed a" not in left
    assert b"sealed b" not in left
    assert b"sealed c" in left
    store.close()


def test_a_disk_that_refuses_is_a_fault(tmp_path: Path) -> None:
    """Without SQLite's words; so is a call that is kept twice."""
    (tmp_path / "t.db").mkdir()
    with pytest.raises(GuardFault, match=r"^internal_error at transcripts\.store$"):
        SqliteTranscripts(tmp_path / "t.db").find("a")
    store = SqliteTranscripts(tmp_path / "u.db")
    store.add(a_transcript())
    with pytest.raises(GuardFault, match=r"transcripts\.store"):
        store.add(a_transcript())
    store.close()


def test_the_repr_shows_no_bytes() -> None:
    """They are sealed, and belong in no log all the same."""
    assert repr(a_transcript()) == "Transcript(a, 360 bytes)"
