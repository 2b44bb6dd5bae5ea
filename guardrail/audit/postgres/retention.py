"""Records of a database go after their term: a month's partition at once where all in it goes, else row by row.

It takes a login in the role ``guardrail_retention``, which no server has: who writes the log cannot remove anything of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice, pairwise
from typing import Any, Final

from guardrail.audit.layout import LEAVES, PRUNED
from guardrail.audit.store import StoreFault

from .archive import PostgresArchive
from .session import Session, lock_key

__all__ = ["PostgresPrunable"]

_HASHES: Final = 5000
"""Of one row."""
_ROWS: Final = 50_000
"""Of one question over records, so that none takes longer than the patience."""
_PRUNE: Final = "prune"
_MAY: Final = "SELECT has_table_privilege('guardrail.audit_leaf', 'DELETE') AND has_table_privilege('guardrail.audit_pruned', 'INSERT')"
_BYTES: Final = """
SELECT coalesce(sum(octet_length(leaf) + 1), 0) FROM guardrail.audit_leaf
WHERE writer = CAST(:writer AS uuid) AND seq >= CAST(:first AS bigint) AND seq < CAST(:end AS bigint)"""
_TABLE: Final = "SELECT CAST(CAST(tableoid AS regclass) AS text) FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid) LIMIT 1"
_PUT: Final = """
INSERT INTO guardrail.audit_pruned (writer, kind, first, content) VALUES (CAST(:writer AS uuid), :kind, :first, :content)"""
_FORGET: Final = "DELETE FROM guardrail.audit_pruned WHERE writer = CAST(:writer AS uuid) AND kind = :kind AND first > :behind"
_DELETE: Final = "DELETE FROM guardrail.audit_leaf WHERE writer = CAST(:writer AS uuid) AND seq < CAST(:end AS bigint)"


class PostgresPrunable(PostgresArchive):
    """The ``Prunable`` of a database: each writer's records are one part, which goes whole. Raises ``StoreFault``: ``not_permitted``
    where the login may not remove, ``ETIMEDOUT`` where somebody else does it already.
    """

    _held: Session | None = None
    """The connection that holds the lock; lost is lost, and no other takes its place."""

    @contextmanager
    def pruning(self) -> Iterator[None]:
        with closing(Session(self.dsn, self._patience)) as session:
            if session.ask(_MAY) != [[True]]:
                raise StoreFault("not_permitted")
            if session.ask("SELECT pg_try_advisory_lock(:key)", key=lock_key(_PRUNE)) != [[True]]:
                raise StoreFault("ETIMEDOUT")
            self._held = session
            try:
                yield
            finally:
                self._held = None

    def bytes_before(self, writer: str, size: int) -> int:
        bounds = self.bounds(writer)
        if bounds is None or bounds[0] >= size:
            return 0
        stretches = range(bounds[0], bounds[1] + 1, _ROWS)
        return sum(int(self._ask(_BYTES, writer=writer, first=first, end=first + _ROWS)[0][0]) for first in stretches)

    def together(self, writers: Sequence[str]) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for writer in writers:
            found.setdefault(self._table(writer) or "", []).append(writer)
        return list(found.values())

    def put_leaves(self, writer: str, first: int, hashes: Iterator[bytes]) -> None:
        with self._session.transaction():
            self._ask(_FORGET, writer=writer, kind=LEAVES, behind=first - 1)
            while some := b"".join(islice(hashes, _HASHES)):
                self._ask(_PUT, writer=writer, kind=LEAVES, first=first, content=some)
                first += len(some) // 32

    def put_statement(self, writer: str, size: int, note: bytes) -> None:
        self._ask(_PUT, writer=writer, kind=PRUNED, first=size, content=note)

    def forget_statements(self, writer: str, behind: int) -> None:
        self._ask(_FORGET, writer=writer, kind=PRUNED, behind=behind)

    def statements(self) -> list[bytes]:
        return [note for (note,) in self._ask("SELECT content FROM guardrail.audit_pruned WHERE kind = :kind", kind=PRUNED)]

    def remove(self, sizes: Mapping[str, int]) -> Iterator[None]:
        for group in self.together(list(sizes)):
            table = self._table(group[0])
            if table is None:
                continue
            if self._are_all(table, group) and self._empty(table, group):
                yield
                continue
            for writer in group:
                yield from self._delete(writer)

    def _delete(self, writer: str) -> Iterator[None]:
        while (bounds := self.bounds(writer)) is not None:
            self._ask(_DELETE, writer=writer, end=bounds[0] + _ROWS)
            yield

    def _empty(self, table: str, group: Sequence[str]) -> bool:
        """Empty a partition, unless somebody began to write to it just now."""
        with self._session.transaction():
            self._ask(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            alone = self._are_all(table, group)
            if alone:
                self._ask(f"TRUNCATE {table}")
        return alone

    def _are_all(self, table: str, group: Sequence[str]) -> bool:
        """Whether nobody else's records lie in a partition. Asks the key's index for what lies between the names, not for the rows."""
        asked = f"SELECT EXISTS (SELECT FROM {table} WHERE writer > CAST(:after AS uuid) AND writer < CAST(:until AS uuid))"  # noqa: S608
        names = pairwise(["0" * 32, *sorted(group), "f" * 32])
        return not any(self._ask(asked, after=after, until=until)[0][0] for after, until in names)

    def _table(self, writer: str) -> str | None:
        """The partition that a writer's records lie in."""
        rows = self._ask(_TABLE, writer=writer)
        return str(rows[0][0]) if rows else None

    @property
    def _session(self) -> Session:
        assert self._held is not None  # noqa: S101 - nothing is removed without the lock
        return self._held

    def _ask(self, sql: str, **values: Any) -> list[list[Any]]:
        return self._held.ask(sql, **values) if self._held is not None else super()._ask(sql, **values)
