"""All logs of one database: read by whoever may select, begun by whoever may insert."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

from guardrail.audit.layout import CHECKPOINTS, PRUNED, RECORDS
from guardrail.audit.note import VerificationError
from guardrail.audit.source import Extend, Key, Part
from guardrail.audit.store import EntryStore, StoreFault

from .dsn import Dsn
from .migrate import VERSION, version_of
from .session import Session, lock_key
from .store import PostgresStore

__all__ = ["PostgresArchive"]

_AT_ONCE: Final = 5000
"""Rows of one question."""
_START: Final = "start"
_ROSTER: Final = "roster"
_START_PATIENCE: Final = 30.0
_GRACE: Final = 5.0
"""A writer whose connection broke is back within this many seconds, if it lives."""
_TABLES: Final = re.compile(r"audit_(migration|writer|leaf|checkpoint|roster|pruned|leaf_rest|leaf_[0-9]{4}_[0-9]{2})").fullmatch
_WRITERS: Final = """
WITH RECURSIVE log AS (
  (SELECT writer FROM guardrail.audit_leaf ORDER BY writer LIMIT 1)
  UNION ALL
  SELECT (SELECT l.writer FROM guardrail.audit_leaf l WHERE l.writer > log.writer ORDER BY l.writer LIMIT 1)
  FROM log WHERE log.writer IS NOT NULL
)
SELECT CAST(writer AS text) FROM log WHERE writer IS NOT NULL
UNION SELECT CAST(writer AS text) FROM guardrail.audit_checkpoint
UNION SELECT CAST(writer AS text) FROM guardrail.audit_writer
UNION SELECT CAST(writer AS text) FROM guardrail.audit_pruned"""
_BOUNDS: Final = "SELECT min(seq), max(seq) FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid)"
_ROWS: Final = """
SELECT seq, leaf FROM guardrail.audit_leaf
WHERE writer = CAST(:writer AS uuid) AND seq BETWEEN CAST(:first AS bigint) AND CAST(:last AS bigint) ORDER BY seq"""
# `escape` is half of what `hex` would be: a record's bytes stand for themselves, but for backslashes.
_LINES: Final = rf"""
SELECT count(*), min(seq), max(seq), encode(string_agg(leaf, '\x0a' ORDER BY seq), 'escape') FROM ({_ROWS}) AS rows"""  # noqa: S608 - ours
_ESCAPED: Final = re.compile(rb"\\(\\|[0-7]{3})")
_NOTES: Final = "SELECT size, note FROM guardrail.audit_checkpoint WHERE writer = CAST(:writer AS uuid) ORDER BY size"
_PRUNED: Final = "SELECT first FROM guardrail.audit_pruned WHERE writer = CAST(:writer AS uuid) AND kind = :kind ORDER BY first"
_CONTENT: Final = """
SELECT content FROM guardrail.audit_pruned WHERE writer = CAST(:writer AS uuid) AND kind = :kind AND first = CAST(:first AS bigint)"""
_STRANGERS: Final = """
SELECT relname, NULL FROM pg_class
WHERE relnamespace = CAST('guardrail' AS regnamespace) AND relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
WHERE relnamespace = CAST('guardrail' AS regnamespace) AND NOT tgisinternal
UNION ALL SELECT relname, rulename FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class
WHERE relnamespace = CAST('guardrail' AS regnamespace) AND relkind IN ('r', 'p')
ORDER BY 1, 2"""
_IS_LOCKED: Final = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND CAST(CAST(classid AS bigint) << 32 | CAST(objid AS bigint) AS bigint) = :key)"""
_MAY_CHANGE: Final = """
SELECT bool_or(has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'))
FROM pg_class c WHERE relnamespace = CAST('guardrail' AS regnamespace) AND relkind IN ('r', 'p')"""


class PostgresArchive:
    """The ``Archive`` of a database, and its ``Source``. Used by one thread at a time; raises ``StoreFault``.

    ``patience`` (seconds) bounds what any one question waits for. What one asks of it needs no connection before.
    """

    def __init__(self, dsn: Dsn, patience: float = 2.0, *, grace: float = _GRACE) -> None:
        self.dsn = dsn
        self._patience = patience
        self._grace = grace
        self._reader: Session | None = None
        self._starter: Session | None = None
        self._patient_until = 0.0
        self._store: PostgresStore | None = None

    def close(self) -> None:
        """Give up the connection that questions were asked on."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def writers(self) -> list[str]:
        return sorted(name.replace("-", "") for (name,) in self._ask(_WRITERS))

    def parts(self, writer: str, kind: str) -> list[Part]:
        if kind == CHECKPOINTS:
            notes = self._ask(_NOTES, writer=writer)
            return [Part(f"audit_checkpoint {writer}", int(notes[0][0]), _lines(notes), numbered=False)] if notes else []
        if kind != RECORDS:
            return self._left(writer, kind)
        bounds = self.bounds(writer)
        return [Part(f"audit_leaf {writer}", bounds[0], self.records(writer, *bounds), numbered=False)] if bounds is not None else []

    def bounds(self, writer: str) -> tuple[int, int] | None:
        """Sequence numbers of a writer's first and last row; None where it has none."""
        ((first, last),) = self._ask(_BOUNDS, writer=writer)
        return None if first is None else (int(first), int(last))

    def records(self, writer: str, first: int, last: int) -> Iterator[bytes]:
        """Rows as lines, in order, as they are taken. Raises ``VerificationError`` at one that is missing, and ``StoreFault`` (``ESTALE``)
        where all up to there went meanwhile, as they do after their term: whoever asks again learns what stays of them.
        """
        for begin in range(first, last + 1, _AT_ONCE):
            end = min(begin + _AT_ONCE - 1, last)
            ((count, lowest, highest, text),) = self._ask(_LINES, writer=writer, first=begin, last=end)
            lines = _unescaped(text).split(b"\n") if text is not None else []
            if (count, lowest, highest) == (len(lines), begin, end) and len(lines) == end - begin + 1:
                for line in lines:
                    yield line + b"\n"
            else:
                yield from self._one_by_one(writer, begin, end)

    def _left(self, writer: str, kind: str) -> list[Part]:
        """What stays of records after their term: each statement is a part, and all hashes are one."""
        firsts = [int(first) for (first,) in self._ask(_PRUNED, writer=writer, kind=kind)]
        stored = [(first, self._content(writer, kind, first)) for first in firsts]
        name = f"audit_pruned {writer}"
        if kind == PRUNED:
            return [Part(name, first, _split(content), numbered=False) for first, content in stored]
        return [Part(name, firsts[0], _hex(chain.from_iterable(content for _, content in stored)), numbered=False)] if stored else []

    def _content(self, writer: str, kind: str, first: int) -> Iterator[bytes]:
        for (content,) in self._ask(_CONTENT, writer=writer, kind=kind, first=first):
            yield content

    def roster(self) -> bytes | None:
        blocks = self._ask("SELECT block FROM guardrail.audit_roster ORDER BY number")
        return b"".join(block for (block,) in blocks) if blocks else None

    def key(self, writer: str) -> Key:
        rows = self._ask("SELECT vkey FROM guardrail.audit_writer WHERE writer = CAST(:writer AS uuid)", writer=writer)
        return Key(f"audit_writer {writer}", rows[0][0] if rows else None)

    def strangers(self) -> list[str]:
        """Tables that no log has, and triggers and rules: what is inserted is to be stored as it is."""
        found = [(table, more) for table, more in self._ask(_STRANGERS) if more is not None or not _TABLES(table)]
        return [ascii(f"{table}.{more}" if more is not None else table)[1:-1] for table, more in found]

    def is_alive(self, writer: str) -> bool:
        """While a writer starts, one that is called dead is locked out: it cannot come back and write to a log that is being sealed."""
        if self._starter is None:
            return self._is_locked(writer)
        while not (locked := self._is_locked(writer)) and time.monotonic() < self._patient_until:
            time.sleep(0.1)
        if locked:
            return True
        ((taken,),) = self._starter.ask("SELECT pg_try_advisory_lock(:key)", key=lock_key(writer))
        return not taken

    def extend_roster(self, extend: Extend) -> None:
        # Where the records went: not to a server that was failed away from.
        session = Session(self.dsn, self._patience, timeline=self._store.timeline if self._store is not None else 0)
        try:
            with session.transaction():
                session.ask("SELECT pg_advisory_xact_lock(:key)", key=lock_key(_ROSTER))
                blocks = session.ask("SELECT number, block FROM guardrail.audit_roster ORDER BY number")
                data = b"".join(block for _, block in blocks)
                end, block = extend(data)
                if end != len(data):
                    raise StoreFault("roster_changed")  # a row is whole, or not there
                number = blocks[-1][0] + 1 if blocks else 0
                session.ask("INSERT INTO guardrail.audit_roster (number, block) VALUES (:number, :block)", number=number, block=block)
        finally:
            session.close()

    @contextmanager
    def starting(self) -> Iterator[None]:
        with self._starting_session() as session:
            self._starter, self._patient_until = session, time.monotonic() + self._grace
            try:
                yield
            finally:
                self._starter = None
                self.close()

    def open(self, writer: str, vkey: str) -> EntryStore:
        self._store = PostgresStore(self.dsn, writer, vkey, self._patience)
        return self._store

    @contextmanager
    def _starting_session(self) -> Iterator[Session]:
        session = Session(self.dsn, self._patience)
        try:
            self._check(session)
            until = time.monotonic() + _START_PATIENCE
            while session.ask("SELECT pg_try_advisory_lock(:key)", key=lock_key(_START)) != [[True]]:
                if time.monotonic() > until:
                    raise StoreFault("ETIMEDOUT")
                time.sleep(0.05)
            yield session
        finally:
            session.close()

    def _check(self, session: Session) -> None:
        """A log is only begun where a commit is durable and what was inserted stays. Raises ``StoreFault``."""
        if version_of(session) != VERSION:
            raise StoreFault("not_migrated")
        ((fsync, whole_pages, may_change),) = session.ask(
            f"SELECT current_setting('fsync'), current_setting('full_page_writes'), ({_MAY_CHANGE})"
        )
        if fsync != "on" or whole_pages != "on":
            raise StoreFault("server_not_durable")
        if may_change:
            raise StoreFault("role_may_change_records")

    def _is_locked(self, writer: str) -> bool:
        ((locked,),) = self._ask(_IS_LOCKED, key=lock_key(writer))
        return bool(locked)

    def _one_by_one(self, writer: str, first: int, last: int) -> Iterator[bytes]:
        """Up to the row that is not as it was inserted: missing, or more than a line."""
        expected = first
        for seq, leaf in self._ask(_ROWS, writer=writer, first=first, last=last):
            if seq != expected:
                break
            yield leaf + b"\n"
            expected += 1
        if expected <= last:
            now = self.bounds(writer)
            if now is None or now[0] > expected:
                raise StoreFault("ESTALE")
            raise VerificationError("sequence_gap")

    def _ask(self, sql: str, **values: Any) -> list[list[Any]]:
        if self._reader is None or not self._reader.open:
            self._reader = Session(self.dsn, self._patience, writes=False)
        return self._reader.ask(sql, **values)


def _lines(notes: list[list[Any]]) -> Iterator[bytes]:
    for _, note in notes:
        yield from note.splitlines(keepends=True)


def _split(contents: Iterator[bytes]) -> Iterator[bytes]:
    for content in contents:
        yield from content.splitlines(keepends=True)


def _hex(contents: Iterator[bytes]) -> Iterator[bytes]:
    """Hashes as lines; what is left over makes one that is too short."""
    for content in contents:
        for at in range(0, len(content), 32):
            yield content[at : at + 32].hex().encode("ascii") + b"\n"


def _unescaped(text: str) -> bytes:
    data = text.encode("ascii")
    return _ESCAPED.sub(lambda found: b"\\" if found[1] == b"\\" else bytes([int(found[1], 8)]), data) if b"\\" in data else data
