"""The derived index of a log: follows it as it grows, and is never believed. Whatever it says is read again from the log.

A crash loses nothing: what was read and how far are kept together or not at all. Any number of processes may follow at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final, NamedTuple

from .entry import NO_PREVIOUS, parse
from .index_leaves import Leaf, Leaves, Mark
from .index_row import COLUMNS, Row, row_of
from .index_tables import FIELDS, INDEXES, TABLES, VERSION, Engine, Value
from .merkle import leaf_hash
from .note import VerificationError
from .report import Break

__all__ = ["Followed", "Index", "Word"]

_BATCH: Final = 20_000
"""Records that are kept together."""
_MOST_VALUES: Final = 500
"""Of one statement."""


class Word(NamedTuple):
    code: int
    n: int
    """Records that it stands in."""


class Followed(NamedTuple):
    """How far a log was read."""

    first: int
    """The oldest record that was there."""
    mark: Mark
    prev: str
    """Hash of the last leaf that was read."""
    last: int
    """Where that leaf begins."""


class Index:
    """Raises ``IndexFault`` where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._codes: dict[tuple[str, str], int] = {}
        engine.create()
        versions = engine.rows("SELECT version FROM about")
        if versions != [(VERSION,)]:
            self.clear()
        self._make_indexes()

    def clear(self) -> None:
        """Forget everything. The indexes are made again at the end of ``rebuild``."""
        with self.engine.writing():
            for table in TABLES:
                self.engine.rows(f"DROP TABLE IF EXISTS {table}")
        self.engine.create()
        with self.engine.writing():
            self.engine.rows("DELETE FROM about")
            self.engine.insert("about", [(VERSION,)])
        self._codes.clear()

    def rebuild(self, leaves: Leaves, progress: Callable[[int], None] | None = None) -> list[Break]:
        """Made anew from the leaves alone. Returns the places where a log cannot be followed any further."""
        self.clear()
        breaks = self.follow(leaves, progress)
        self._make_indexes()
        return breaks

    def follow(self, leaves: Leaves, progress: Callable[[int], None] | None = None) -> list[Break]:
        """Take up what the logs hold that the index does not. Returns the places where a log cannot be followed any further: a line
        that is not a record, or not the one that must stand there. Raises ``OSError``.
        """
        total, breaks = 0, []
        for writer in leaves.writers():
            read = _BATCH
            while read == _BATCH:
                read, broken = self._follow(writer, leaves)
                if broken is not None:
                    breaks.append(broken)
                    break
                total += read
                if progress is not None and read:
                    progress(total)
        return breaks

    def add(self, writer: str, rows: Sequence[Row]) -> None:
        """Take up records of a log that were read already, and say nothing of how far."""
        with self._writing():
            self._add(writer, rows)

    def words(self, kind: str) -> dict[str, Word]:
        """The dictionary of one column."""
        found = self.engine.rows("SELECT name, code, n FROM word WHERE kind = ?", (kind,))
        return {name: Word(code, n) for name, code, n in found}

    def size(self) -> int:
        """Records that it knows of."""
        found = self.engine.rows("SELECT SUM(n) FROM word WHERE kind = 'writer'")
        return int(found[0][0] or 0)

    def followed(self, writer: str) -> Followed | None:
        """None for a log that it does not know."""
        found = self.engine.rows(
            "SELECT first, next, segment, place, prev, last FROM follow "
            "WHERE writer = (SELECT code FROM word WHERE kind = 'writer' AND name = ?)",
            (writer,),
        )
        return Followed(found[0][0], Mark(*found[0][1:4]), *found[0][4:]) if found else None

    def rows(self, where: str, values: Sequence[Value], record: str = "record") -> list[Row]:
        """Records by a condition of ours, and by what stands behind it. Without their tags."""
        found = self.engine.rows(f"SELECT {', '.join(FIELDS)} FROM {record} WHERE {where}", values)  # noqa: S608 - conditions of ours
        listed = ",".join(map(str, sorted({code for row in found for code in (row[1], *row[4:-2])}))) or "0"
        names = dict(self.engine.rows(f"SELECT code, name FROM word WHERE code IN ({listed})"))  # noqa: S608 - numbers
        return [
            Row(time, names.get(writer, ""), seq, place, tuple([names.get(code, "") for code in codes]), bytes(exchange), more)
            for time, writer, seq, place, *codes, exchange, more in found
        ]

    def of(self, writer: str, first: int, last: int, since: int = 0, until: int = 2**62) -> list[Row]:
        """Records of a log between two sequence numbers and two times, all inclusive."""
        where = "time >= ? AND time <= ? AND +writer = (SELECT code FROM word WHERE kind = 'writer' AND name = ?) AND seq BETWEEN ? AND ?"
        return self.rows(where, (since, until, writer, first, last))

    def all(self) -> Iterator[Row]:
        """Every record, in the order of time."""
        last: tuple[Value, ...] = (-1, -1, -1)
        while found := self.engine.rows(
            "SELECT time, writer, seq FROM record WHERE (time, writer, seq) > (?, ?, ?) ORDER BY time, writer, seq LIMIT 5000", last
        ):
            yield from self.rows("(time, writer, seq) > (?, ?, ?) AND (time, writer, seq) <= (?, ?, ?)", (*last, *found[-1]))
            last = found[-1]

    def tagged(self, writer: str, tags: Sequence[bytes]) -> set[tuple[bytes, int]]:
        """Which records of a log the tags stand in: pairs of tag and sequence number."""
        found: set[tuple[bytes, int]] = set()
        for at in range(0, len(tags), _MOST_VALUES):
            some = tags[at : at + _MOST_VALUES]
            marks = ",".join("?" * len(some))
            where = f"writer = (SELECT code FROM word WHERE kind = 'writer' AND name = ?) AND tag IN ({marks})"  # noqa: S608 - marks
            found |= {(bytes(tag), seq) for tag, seq in self.engine.rows(f"SELECT tag, seq FROM subject WHERE {where}", (writer, *some))}  # noqa: S608
        return found

    def held(self, table: str) -> int:
        """Rows of ``record`` or ``subject``."""
        return int(self.engine.rows(f"SELECT COUNT(*) FROM {table}")[0][0])  # noqa: S608 - names of ours

    def _follow(self, writer: str, leaves: Leaves) -> tuple[int, Break | None]:
        """One batch of one log: how many records were taken up, and what stopped it."""
        first = leaves.first(writer)
        before = self.followed(writer)
        if (
            before is not None
            and before.first == first
            and self._stands(writer, before, leaves)
            and _none(leaves.after(writer, before.mark))
        ):
            return 0, None
        with self._writing():
            # Only now: somebody else may have followed meanwhile.
            before = self.followed(writer)
            if before is not None and not self._stands(writer, before, leaves):
                self._drop(writer, None)
                before = None
            if before is not None and before.first < first:
                self._drop(writer, first)
            mark, prev, last = (before.mark, before.prev, before.last) if before is not None else (Mark(), NO_PREVIOUS, 0)
            rows: list[Row] = []
            broken: Break | None = None
            for leaf in islice(leaves.after(writer, mark), _BATCH):
                # What retention cut off is vouched for by its statement, not by the index.
                cut = mark.seq < first == leaf.seq
                try:
                    rows.append(_checked(leaf, writer, first if cut else mark.seq, None if cut else prev))
                except VerificationError as error:
                    broken = Break(f"{writer}-{leaf.segment:012d}.jsonl", 0, mark.seq, str(error))
                    break
                mark, prev, last = leaf.end, leaf_hash(leaf.line).hex(), leaf.place
            self._add(writer, rows)
            self.engine.rows("DELETE FROM follow WHERE writer = ?", (self._code("writer", writer),))
            self.engine.insert("follow", [(self._code("writer", writer), first, mark.seq, prev, mark.segment, mark.place, last)])
        return len(rows), broken

    @staticmethod
    def _stands(writer: str, before: Followed, leaves: Leaves) -> bool:
        """Whether what was read last is still there. A log whose newest lines were taken back (nobody was told that they are durable)
        is read anew."""
        if before.mark.seq <= max(before.first, leaves.first(writer)):
            return True
        line = leaves.read(writer, before.mark.seq - 1, before.last)
        return line is not None and leaf_hash(line).hex() == before.prev

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Another process may have given codes to words, or made the whole index anew."""
        with self.engine.writing():
            self._codes = {(kind, name): code for kind, name, code in self.engine.rows("SELECT kind, name, code FROM word")}
            try:
                yield
            except BaseException:
                self._codes = {}
                raise

    def _add(self, writer: str, rows: Sequence[Row]) -> None:
        self._learn({(kind, name) for row in rows for kind, name in zip(COLUMNS, row.words, strict=True) if name} | {("writer", writer)})
        code = self._codes["writer", writer]
        counts: Counter[int] = Counter()
        records: list[tuple[Value, ...]] = []
        subjects: list[tuple[Value, ...]] = []
        for row in rows:
            words = [self._codes[kind, name] if name else 0 for kind, name in zip(COLUMNS, row.words, strict=True)]
            counts.update(words)
            records.append((row.time, code, row.seq, row.place, *words, row.exchange, row.more))
            subjects += [(tag, row.time, code, row.seq) for tag in row.tags]
        counts[code] = len(rows)
        self.engine.insert("record", records)
        self.engine.insert("subject", subjects)
        self._count(counts)

    def _learn(self, wanted: set[tuple[str, str]]) -> None:
        """Codes for words that have none yet."""
        free = max(self._codes.values(), default=0) + 1
        fresh = {word: free + at for at, word in enumerate(sorted(wanted - self._codes.keys()))}
        self.engine.insert("word", [(code, kind, name, 0) for (kind, name), code in fresh.items()])
        self._codes |= fresh

    def _code(self, kind: str, name: str) -> int:
        self._learn({(kind, name)})
        return self._codes[kind, name]

    def _count(self, counts: Counter[int]) -> None:
        for code, n in counts.items():
            if code:
                self.engine.rows("UPDATE word SET n = n + ? WHERE code = ?", (n, code))

    def _drop(self, writer: str, before: int | None) -> None:
        """The rows of a log, or those before a record."""
        code = self._code("writer", writer)
        where, values = ("writer = ?", (code,)) if before is None else ("writer = ? AND seq < ?", (code, before))
        lost: Counter[int] = Counter()
        for column in (*COLUMNS, "writer"):
            lost.update(dict(self.engine.rows(f"SELECT {column}, -COUNT(*) FROM record WHERE {where} GROUP BY {column}", values)))  # noqa: S608
        self._count(lost)
        for table in ("record", "subject"):
            self.engine.rows(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 - names of ours

    def _make_indexes(self) -> None:
        for name, on in INDEXES.items():
            self.engine.rows(f"CREATE INDEX IF NOT EXISTS {name} ON {on}")


def _none(leaves: Iterator[Leaf]) -> bool:
    return next(leaves, None) is None


def _checked(leaf: Leaf, writer: str, seq: int, prev: str | None) -> Row:
    """The row of a line, if it is the record that must stand there. Raises ``VerificationError``."""
    entry = parse(leaf.line)
    if entry.writer != writer:
        raise VerificationError("foreign_record")
    if prev is not None and entry.prev != prev:
        raise VerificationError("chain_broken")
    if entry.seq != seq or leaf.seq != seq:
        raise VerificationError("sequence_gap")
    return row_of(entry, leaf.place)
