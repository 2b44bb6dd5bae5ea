"""Where sealed memories of server-side threads lie until they expire: one SQLite file that all workers of a box share.

Holds sealed bytes, a keyed name and a time. Knows no key, so it can read nothing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from guardrail.core.errors import ErrorCode, GuardFault

__all__ = ["Row", "SqliteThreads"]

_PATIENCE: Final = 5.0
"""Seconds that one worker waits for another's write; each takes about a millisecond."""
_TABLE: Final = "CREATE TABLE IF NOT EXISTS threads (name BLOB PRIMARY KEY, expires INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID"
_INDEX: Final = "CREATE INDEX IF NOT EXISTS by_expiry ON threads (expires)"


class Row(NamedTuple):
    """What is kept under a name. ``expires`` is in Unix seconds."""

    expires: int
    sealed: bytes


class SqliteThreads:
    """Blocks on the disk: to be called off the event loop. Safe between threads and between processes.

    Every method raises ``GuardFault`` (``internal_error`` at ``vault.store``) when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        with _only_faults():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made here, so that it is never open to others: SQLite gives its -wal and -shm files the mode of the main file.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._execute("PRAGMA journal_mode=WAL")
            self._execute("PRAGMA synchronous=NORMAL")
            self._execute("PRAGMA secure_delete=ON")
            self._execute(_TABLE)
            self._execute(_INDEX)

    def get(self, name: bytes, now: int) -> Row | None:
        """What is kept under a name and has not expired."""
        with self._lock, _only_faults():
            rows = self._execute("SELECT expires, sealed FROM threads WHERE name = ? AND expires > ?", name, now)
        return Row(*rows[0]) if rows else None

    def update(self, name: bytes, now: int, change: Callable[[Row | None], Row]) -> None:
        """Replace what is kept under a name by what ``change`` makes of it; no other worker can come between. Deletes what expired."""
        with self._lock, _only_faults():
            self._execute("BEGIN IMMEDIATE")
            try:
                self._execute("DELETE FROM threads WHERE expires <= ?", now)
                rows = self._execute("SELECT expires, sealed FROM threads WHERE name = ?", name)
                row = change(Row(*rows[0]) if rows else None)
                self._execute("INSERT OR REPLACE INTO threads VALUES (?, ?, ?)", name, row.expires, row.sealed)
            except BaseException:
                self._execute("ROLLBACK")
                raise
            self._execute("COMMIT")

    def delete(self, name: bytes) -> None:
        """Delete what is kept under a name, from the write-ahead log too."""
        with self._lock, _only_faults():
            self._execute("DELETE FROM threads WHERE name = ?", name)
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def purge(self, now: int) -> None:
        """Delete what has expired, from the write-ahead log too."""
        with self._lock, _only_faults():
            self._execute("DELETE FROM threads WHERE expires <= ?", now)
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock, _only_faults():
            self._connection.close()

    def _execute(self, statement: str, *values: bytes | int) -> list[tuple[int, bytes]]:
        with closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()


@contextmanager
def _only_faults() -> Iterator[None]:
    """SQLite's words may hold a path or a statement: the code and the place are all that goes on."""
    try:
        yield
    except (sqlite3.Error, OSError):
        raise GuardFault(ErrorCode.INTERNAL_ERROR, "vault.store") from None
