"""The index in a schema of its own of a PostgreSQL database (pg8000's DB-API). Its role needs no right on the log's tables but SELECT."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from .index_leaves import Leaf, Mark
from .index_tables import TABLES, IndexFault, Value
from .postgres.dsn import Dsn
from .store import StoreFault

__all__ = ["Connection", "PostgresEngine", "PostgresLeaves", "connect"]

SCHEMA: Final = "guardrail_index"
_LOCK: Final = 0x6775617264_6978
"""Of the transaction that follows the log; any other number would do as well."""
_TYPES: Final = {"int": "integer", "big": "bigint", "text": "text", "bytes": "bytea"}
_PAGE: Final = 5_000
_TIMEOUT: Final = 600.0
"""Seconds that one statement may take: an index over ten million records is made in a minute."""
_BUSY: Final = frozenset({"55P03", "57014", "40001", "40P01"})
# Where all are gone, the statement says how many there were.
_FIRST: Final = """
SELECT coalesce((SELECT min(seq) FROM guardrail.audit_leaf WHERE writer = CAST(? AS uuid)),
  (SELECT max(first) FROM guardrail.audit_pruned WHERE writer = CAST(? AS uuid) AND kind = 'pruned'), 0)"""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}").fullmatch


class Connection(Protocol):
    """What is used of a pg8000 connection that is not in autocommit mode."""

    def cursor(self) -> Any: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


def connect(dsn: Dsn) -> Connection:
    """A connection to the first server of an address that takes writes. Raises ``IndexFault`` (``index_unreachable``)."""
    import pg8000.dbapi  # type: ignore[import-untyped]
    from pg8000.exceptions import Error  # type: ignore[import-untyped]

    from .postgres.session import reach

    for host in dsn.hosts:
        try:
            link, password = reach(dsn, host, 10.0)
        except StoreFault:
            continue
        try:
            link.settimeout(_TIMEOUT)
            made = pg8000.dbapi.connect(dsn.user, database=dsn.database, password=password, sock=link, application_name="guardrail-index")
            cursor = made.cursor()
            cursor.execute("SELECT pg_is_in_recovery()")
            if list(cursor.fetchone()) == [False]:
                made.commit()
                connection: Connection = made
                return connection
        except (Error, OSError):
            pass
        link.close()
    raise IndexFault("index_unreachable")


class PostgresLeaves:
    """``Leaves`` of the log's tables in the database that the index lives in. Rows need no place."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine

    def writers(self) -> list[str]:
        rows = self._engine.rows("SELECT CAST(writer AS text) FROM guardrail.audit_writer")
        return sorted(name.replace("-", "") for (name,) in rows)

    def first(self, writer: str) -> int:
        return int(self._engine.rows(_FIRST, (writer, writer))[0][0])

    def after(self, writer: str, mark: Mark) -> Iterator[Leaf]:
        seq = mark.seq
        asked = "SELECT seq, leaf FROM guardrail.audit_leaf WHERE writer = CAST(? AS uuid) AND seq >= ? ORDER BY seq LIMIT ?"
        while rows := self._engine.rows(asked, (writer, seq, _PAGE)):
            for seq, line in rows:
                yield Leaf(seq, bytes(line), 0, 0)
            seq += 1

    def read(self, writer: str, seq: int, place: int) -> bytes | None:
        asked = "SELECT leaf FROM guardrail.audit_leaf WHERE writer = CAST(? AS uuid) AND seq = ?"
        rows = self._engine.rows(asked, (writer, seq))
        return bytes(rows[0][0]) if rows else None


class PostgresEngine:
    """An ``Engine``. Raises ``IndexFault``: ``index_no_schema`` where the schema can be neither found nor made."""

    def __init__(self, connection: Connection, schema: str = SCHEMA) -> None:
        if not _NAME(schema):
            raise ValueError("not the name of a schema")
        self._connection = connection
        self._busy_writing = False
        try:
            self._execute(f"SET search_path TO {schema}")
            there = self._execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,))
        except IndexFault:
            connection.close()
            raise IndexFault("index_unreachable") from None
        try:
            if not there:
                self._execute(f"CREATE SCHEMA {schema}")
            connection.commit()
        except IndexFault:
            connection.close()
            raise IndexFault("index_no_schema") from None

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        try:
            found = self._execute(statement.replace("?", "%s"), values)
        except IndexFault:
            if not self._busy_writing:
                self._connection.rollback()
            raise
        if not self._busy_writing:
            self._connection.commit()
        return found

    def led_by(self, index: str) -> str:
        return "record"

    def tally(self, column: str, record: str, where: str, values: Sequence[Value]) -> dict[int, int]:
        return dict(self.rows(f"SELECT {column}, COUNT(*) FROM {record} WHERE {where} GROUP BY {column}", values))  # noqa: S608 - names of ours

    def insert(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        if not rows:
            return
        text = "".join("\t".join(map(_cell, row)) + "\n" for row in rows)
        self._execute(f"COPY {table} FROM STDIN", stream=io.BytesIO(text.encode("utf-8")))

    @contextmanager
    def writing(self) -> Iterator[None]:
        self._busy_writing = True
        try:
            self._execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            self._busy_writing = False

    def create(self) -> None:
        for table, body in TABLES.items():
            self.rows(f"CREATE TABLE IF NOT EXISTS {table} ({body.format_map(_TYPES)})")

    def close(self) -> None:
        self._connection.close()

    def _execute(self, statement: str, values: Sequence[Value] = (), stream: io.BytesIO | None = None) -> list[tuple[Any, ...]]:
        from pg8000.exceptions import DatabaseError, InterfaceError

        cursor = self._connection.cursor()
        try:
            cursor.execute(statement, tuple(values), stream=stream)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        except DatabaseError as error:
            told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
            raise IndexFault("index_busy" if told.get("C") in _BUSY else "index_damaged") from None
        except (InterfaceError, OSError):
            raise IndexFault("index_unreachable") from None


def _cell(value: Value) -> str:
    """As PostgreSQL's COPY reads it. No word of a record holds a tab, a newline or a backslash: their shapes know none."""
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)
