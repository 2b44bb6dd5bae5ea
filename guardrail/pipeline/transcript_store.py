"""Where sealed transcripts lie until they expire: one SQLite file that all workers of a box share. Knows no key, so it can read nothing."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from guardrail.core.errors import ErrorCode, GuardFault

__all__ = ["SqliteTranscripts", "Transcript"]

_PATIENCE: Final = 5.0
"""Seconds that one worker waits for another's write; each takes about a millisecond."""
_TABLE: Final = """CREATE TABLE IF NOT EXISTS transcripts (exchange TEXT PRIMARY KEY, tenant TEXT NOT NULL, day TEXT NOT NULL,
    expires INTEGER NOT NULL, ref TEXT NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID"""
_INDEX: Final = "CREATE INDEX IF NOT EXISTS by_expiry ON transcripts (expires)"
_COLUMNS: Final = "exchange, tenant, day, CAST(expires AS INTEGER), ref, CAST(sealed AS BLOB)"
"""Whatever somebody else wrote there."""


class Transcript(NamedTuple):
    """``exchange`` is the event id of the call, ``day`` that of the call (UTC), ``expires`` in Unix seconds, ``ref`` what its record says
    the SHA-256 of ``sealed`` is."""

    exchange: str
    tenant: str
    day: str
    expires: int
    ref: str
    sealed: bytes

    def __repr__(self) -> str:
        return f"Transcript({self.exchange}, {len(self.sealed)} bytes)"


class SqliteTranscripts:
    """Blocks on the disk: to be called off the event loop. Safe between threads and between processes.

    Every method raises ``GuardFault`` (``internal_error`` at ``transcripts.store``) when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        """Opened at first use: where no policy wants transcripts there is no file."""

    def add(self, transcript: Transcript) -> None:
        """Durable when it returns."""
        with self._lock, _only_faults():
            self._execute("INSERT INTO transcripts VALUES (?, ?, ?, ?, ?, ?)", *transcript)

    def find(self, exchange: str) -> Transcript | None:
        """The transcript of a call."""
        with self._lock, _only_faults():
            rows = self._execute(f"SELECT {_COLUMNS} FROM transcripts WHERE exchange = ?", exchange)  # noqa: S608 - names of our own
        return Transcript(*rows[0]) if rows else None

    def of(self, tenant: str, before: str) -> list[tuple[str, str]]:
        """Event and ``ref`` of every transcript of a tenant whose day (``2026-11-22``) is before this one."""
        with self._lock, _only_faults():
            return self._execute("SELECT exchange, ref FROM transcripts WHERE tenant = ? AND day < ? ORDER BY exchange", tenant, before)

    def all(self) -> Iterator[Transcript]:
        """Every transcript that is there, in order of events."""
        if not self._path.exists():
            return
        with self._lock, _only_faults():
            names = self._execute("SELECT exchange FROM transcripts ORDER BY exchange")
        for (exchange,) in names:
            found = self.find(exchange)
            if found is not None:
                yield found

    def delete(self, exchanges: Sequence[str]) -> None:
        """Delete them, from the write-ahead log too."""
        with self._lock, _only_faults():
            for exchange in exchanges:
                self._execute("DELETE FROM transcripts WHERE exchange = ?", exchange)
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def purge(self, now: int) -> None:
        """Delete what has expired, from the write-ahead log too."""
        if not self._path.exists():
            return
        with self._lock, _only_faults():
            self._execute("DELETE FROM transcripts WHERE expires <= ?", now)
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock, _only_faults():
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _execute(self, statement: str, *values: bytes | int | str) -> list[Any]:
        if self._connection is None:
            self._connection = self._opened()
        with closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made here, so that it is never open to others: SQLite gives its -wal and -shm files the mode of the main file.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        # The record that names a transcript follows it: what the record says is there must survive a power cut.
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON", _TABLE, _INDEX):
            connection.execute(statement).close()
        return connection


@contextmanager
def _only_faults() -> Iterator[None]:
    """SQLite's words may hold a path or a statement: the code and the place are all that goes on."""
    try:
        yield
    except (sqlite3.Error, OSError):
        raise GuardFault(ErrorCode.INTERNAL_ERROR, "transcripts.store") from None
