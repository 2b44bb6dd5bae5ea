"""The file of sealed rows: shared, bounded in time, closed to others."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.pipeline.thread_store import Row, SqliteThreads

NAME = b"n" * 32


def put(store: SqliteThreads, row: Row, name: bytes = NAME, now: int = 0) -> None:
    store.update(name, now, lambda known: row)


def test_a_row_is_there_for_every_worker(tmp_path: Path) -> None:
    """Two stores on one file see each other's rows, and a third one after both are gone."""
    first, second = SqliteThreads(tmp_path / "vaults.db"), SqliteThreads(tmp_path / "vaults.db")
    put(first, Row(10, b"satu"))
    assert second.get(NAME, 9) == Row(10, b"satu")
    second.update(NAME, 0, lambda known: Row(20, b"" if known is None else known.sealed + b" dua"))
    first.close()
    second.close()
    third = SqliteThreads(tmp_path / "vaults.db")
    assert third.get(NAME, 9) == Row(20, b"satu dua")
    third.close()


def test_a_row_ends_with_its_time(tmp_path: Path) -> None:
    """It is not given out from that second on, and the next write deletes it; so does a purge."""
    store = SqliteThreads(tmp_path / "vaults.db")
    put(store, Row(10, b"satu"))
    assert store.get(NAME, 10) is None
    assert store.get(NAME, 9) is not None
    put(store, Row(30, b"dua"), b"lain", now=10)
    assert store.get(NAME, 9) is None
    store.purge(30)
    assert store.get(b"lain", 0) is None
    store.close()


def test_nobody_else_may_read_the_files(tmp_path: Path) -> None:
    """Mode 0600, those of the write-ahead log too."""
    store = SqliteThreads(tmp_path / "baru" / "vaults.db")
    put(store, Row(10, b"satu"))
    files = list((tmp_path / "baru").iterdir())
    assert {file.name for file in files} == {"vaults.db", "vaults.db-wal", "vaults.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    """The row stays and the file can be written again."""
    store = SqliteThreads(tmp_path / "vaults.db")
    put(store, Row(10, b"satu"))

    def fail(known: Row | None) -> Row:
        raise KeyError

    with pytest.raises(KeyError):
        store.update(NAME, 0, fail)
    assert store.get(NAME, 0) == Row(10, b"satu")
    put(store, Row(10, b"dua"))
    store.close()


def test_a_disk_that_refuses_is_a_fault_without_words(tmp_path: Path) -> None:
    """The path is in no message."""
    (tmp_path / "vaults.db").write_bytes(b"bukan basis data, " * 100)
    with pytest.raises(GuardFault) as fault:
        SqliteThreads(tmp_path / "vaults.db")
    assert (fault.value.code, fault.value.place) == (ErrorCode.INTERNAL_ERROR, "vault.store")
    assert str(tmp_path) not in str(fault.value)


def test_a_deleted_row_is_gone_from_the_files(tmp_path: Path) -> None:
    """For every worker, at once, and its bytes too; to delete what is not there is nothing."""
    first, second = SqliteThreads(tmp_path / "vaults.db"), SqliteThreads(tmp_path / "vaults.db")
    put(first, Row(10, b"rahasia" * 9))
    put(first, Row(10, b"lain"), b"lain")
    second.delete(NAME)
    second.delete(NAME)
    assert first.get(NAME, 0) is None
    assert first.get(b"lain", 0) == Row(10, b"lain")
    assert not [file for file in tmp_path.iterdir() if b"rahasia" in file.read_bytes()]
    first.close()
    second.close()
