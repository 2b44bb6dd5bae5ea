"""The index as tables: one SQL for SQLite and PostgreSQL. Whole numbers everywhere: a dictionary holds each word once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeAlias

from guardrail.core.errors import GuardrailError

from .index_row import COLUMNS

__all__ = ["FIELDS", "INDEXED", "INDEXES", "TABLES", "VERSION", "Engine", "IndexFault", "Value"]

Value: TypeAlias = int | str | bytes
"""What stands in a cell."""

VERSION: Final = 1
"""Of these tables; an index of another version is made anew."""

FIELDS: Final = ("time", "writer", "seq", "place", *COLUMNS, "exchange", "more")
"""Columns of ``record``, in order."""
_KEY: Final = "time, writer, seq"

TABLES: Final = {
    "about": "version {int} NOT NULL",
    "word": "code {int} PRIMARY KEY, kind {text} NOT NULL, name {text} NOT NULL, n {big} NOT NULL",
    "follow": "writer {int} PRIMARY KEY, first {big} NOT NULL, next {big} NOT NULL, prev {text} NOT NULL, "
    "segment {big} NOT NULL, place {big} NOT NULL, last {big} NOT NULL",
    "record": "time {big} NOT NULL, writer {int} NOT NULL, seq {big} NOT NULL, place {big} NOT NULL, "
    + ", ".join(f"{column} {{int}} NOT NULL" for column in COLUMNS)
    + f", exchange {{bytes}} NOT NULL, more {{int}} NOT NULL, PRIMARY KEY ({_KEY})",
    "subject": f"tag {{bytes}} NOT NULL, time {{big}} NOT NULL, writer {{int}} NOT NULL, seq {{big}} NOT NULL, PRIMARY KEY (tag, {_KEY})",
}
"""Body of each table. ``word.n`` counts the records that a word stands in, ``follow`` says how far each log was read."""

INDEXED: Final = tuple(column for column in COLUMNS if column not in ("upstream", "policy"))
"""Columns that are searched by, and not only counted by."""
INDEXES: Final = {
    **{f"by_{column}": f"record ({column}, {_KEY}) WHERE {column} > 0" for column in INDEXED},
    "by_exchange": f"record (exchange, {_KEY})",
    "by_more": f"record (tenant, {_KEY}) WHERE more > 0",
}
"""In the order of time within each word, so that a page is read off an index and never sorted. 0 is no word."""


class IndexFault(GuardrailError):
    """The index cannot be used. ``code`` is a word of this room, never a message of a database."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Engine(Protocol):
    """A database that the index lives in. Statements have ``?`` for values. Every method raises ``IndexFault`` when it fails."""

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; none of a statement that gives none."""

    def led_by(self, index: str) -> str:
        """The table ``record`` as it stands in a query that is to go through one of its indexes, for a planner that must be told."""

    def tally(self, column: str, record: str, where: str, values: Sequence[Value]) -> dict[int, int]:
        """How many rows of ``record`` that fit have each code in a column."""

    def insert(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        """Add rows, all columns in the table's order. To be called while ``writing``."""

    def writing(self) -> AbstractContextManager[None]:
        """The only writer, until it ends: all is kept then, or nothing."""

    def create(self) -> None:
        """Make the tables that are missing, without their indexes."""

    def close(self) -> None: ...
