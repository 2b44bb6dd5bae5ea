"""The index in one SQLite file beside the log, mode 0600. Loses at most what the log still holds."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final

from .index_tables import TABLES, IndexFault, Value

__all__ = ["SqliteEngine", "discard", "index_path"]

_PATIENCE: Final = 60.0
"""Seconds that one process waits while another follows the log."""
_TYPES: Final = {"int": "INTEGER", "big": "INTEGER", "text": "TEXT", "bytes": "BLOB"}
_CLUSTERED: Final = frozenset({"record", "subject"})
"""Tables that are their own primary index."""


def index_path(directory: Path) -> Path:
    """Where the index of an audit directory lies: beside it, since inside it would be a stranger."""
    return directory.absolute().with_name(f"{directory.absolute().name}-index.db")


def discard(path: Path) -> None:
    """Remove an index, whatever lies there. Raises ``OSError``."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class SqliteEngine:
    """An ``Engine``. Raises ``IndexFault`` where the file is no database, ``OSError`` where it cannot be made."""

    def __init__(self, path: Path) -> None:
        # Made here, so that it is never open to others: SQLite gives its -wal and -shm files the mode of the main file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        with _only_faults():
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            # Derived data: a power cut may take the last commits, never the order in the file.
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "mmap_size=4294967296", "temp_store=MEMORY"):
                self.rows(f"PRAGMA {pragma}")

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        with _only_faults(), closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()

    def led_by(self, index: str) -> str:
        # Without statistics SQLite rather reads all records of a time.
        return f"record INDEXED BY {index}"

    def tally(self, column: str, record: str, where: str, values: Sequence[Value]) -> dict[int, int]:
        if record == self.led_by(f"by_{column}"):
            return dict(self.rows(f"SELECT {column}, COUNT(*) FROM {record} WHERE {where} GROUP BY {column}", values))  # noqa: S608
        # What is not in order SQLite would sort first, which takes twice as long.
        with _only_faults(), closing(self._connection.execute(f"SELECT {column} FROM {record} WHERE {where}", values)) as cursor:  # noqa: S608
            return Counter(chain.from_iterable(cursor))

    def insert(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        if rows:
            marks = ",".join("?" * len(rows[0]))
            with _only_faults():
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a name from TABLES

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rows("ROLLBACK")
            raise
        self.rows("COMMIT")

    def create(self) -> None:
        for table, body in TABLES.items():
            clustered = " WITHOUT ROWID" if table in _CLUSTERED else ""
            self.rows(f"CREATE TABLE IF NOT EXISTS {table} ({body.format_map(_TYPES)}){clustered}")

    def close(self) -> None:
        with _only_faults():
            self._connection.close()


@contextmanager
def _only_faults() -> Iterator[None]:
    """SQLite's words may hold a path or a statement."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise IndexFault("index_busy" if "locked" in str(error) else "index_damaged") from None
