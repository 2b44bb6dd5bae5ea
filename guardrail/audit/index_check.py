"""Compares the index with the leaves, both ways, and names both where they say different things. Changes neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from .entry import parse
from .index import Index
from .index_leaves import Leaf, Leaves, Mark
from .index_row import COLUMNS, Row, row_of
from .index_tables import FIELDS
from .merkle import leaf_hash
from .note import VerificationError
from .report import Break

__all__ = ["Check", "Disagreement", "check"]

_PAGE: Final = 5_000
_MOST: Final = 100
"""Disagreements that are named; all are counted."""
_NOTHING: Final = "-"


class Disagreement(NamedTuple):
    """What the index and the log say of one record. ``column`` is a column of the index; ``record`` where one of them has none at all,
    ``leaf`` where the stored line is not the one that the index was made from."""

    writer: str
    seq: int
    column: str
    indexed: str
    logged: str

    def __str__(self) -> str:
        return f"{self.writer} seq {self.seq}: {self.column}: index {self.indexed!r}, log {self.logged!r}"


@dataclass(slots=True)
class Check:
    """What a comparison found."""

    records: int = 0
    """Leaves that were compared."""
    behind: int = 0
    """Leaves that the index has not taken up yet."""
    disagreements: list[Disagreement] = field(default_factory=list)
    found: int = 0
    """All disagreements, also those that are not named."""
    breaks: list[Break] = field(default_factory=list)
    """Where a log cannot be read any further: what the index holds of it from there on was compared with nothing."""

    @property
    def ok(self) -> bool:
        return not self.found and not self.breaks

    def differ(self, writer: str, seq: int, column: str, indexed: str, logged: str) -> None:
        self.found += 1
        if len(self.disagreements) < _MOST:
            self.disagreements.append(Disagreement(writer, seq, column, indexed or _NOTHING, logged or _NOTHING))


def check(index: Index, leaves: Leaves, progress: Callable[[int], None] | None = None) -> Check:
    """Compare every leaf that the index has taken up with its row, and every row that is left over with its leaf.

    Raises ``OSError``, and ``IndexFault`` where the index cannot be read.
    """
    comparison = _Comparison(index, leaves, progress)
    for writer in sorted({*leaves.writers(), *index.words("writer")}):
        comparison.compare(writer)
    comparison.look_back()
    return comparison.check


class _Comparison:
    def __init__(self, index: Index, leaves: Leaves, progress: Callable[[int], None] | None) -> None:
        self.check = Check()
        self._index = index
        self._leaves = leaves
        self._progress = progress
        self._matched: Counter[str] = Counter()
        """Rows of each table that have their leaf."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self._until: dict[str, int] = {}
        """Of each log the first record that was not compared."""

    def compare(self, writer: str) -> None:
        """Forward: each leaf has its row."""
        follow = self._index.followed(writer)
        seq = first = self._leaves.first(writer)
        prev: str | None = None
        leaves = self._leaves.after(writer, Mark())
        try:
            for page in _pages(leaves):
                rows: list[Row] = []
                for leaf in page:
                    seq = leaf.seq
                    if follow is None or leaf.seq >= follow.mark.seq:
                        self.check.behind += 1
                        continue
                    rows.append(_read(leaf, writer, prev if leaf.seq > first else None))
                    prev = leaf_hash(leaf.line).hex()
                    seq = leaf.seq + 1
                self._meet(writer, rows)
        except VerificationError as error:
            self._meet(writer, rows)
            self.check.breaks.append(Break(f"{writer}-{leaf.segment:012d}.jsonl", 0, seq, str(error)))
            self._tell_row(writer, seq)
        else:
            if follow is not None and seq >= follow.mark.seq > first and prev != follow.prev:
                self.check.differ(writer, follow.mark.seq - 1, "leaf", follow.prev, prev or "")
        self._until[writer] = seq

    def _meet(self, writer: str, rows: list[Row]) -> None:
        if not rows:
            return
        indexed = {row.seq: row for row in self._index.of(writer, rows[0].seq, rows[-1].seq, min(rows).time, max(rows).time)}
        tagged = self._index.tagged(writer, [tag for row in rows for tag in row.tags])
        for row in rows:
            found = indexed.get(row.seq)
            self._counts.update([*zip(COLUMNS, row.words, strict=True), ("writer", writer)])
            self._matched["subject"] += len(row.tags)
            if found is None:
                self.check.differ(writer, row.seq, "record", "", row.words[0])
                continue
            self._matched["record"] += 1
            self._compare(row, found)
            known = sum((tag, row.seq) in tagged for tag in row.tags)
            if known != len(row.tags):
                self.check.differ(writer, row.seq, "subject", f"{known} tags", f"{len(row.tags)} tags")
                self._matched["subject"] -= len(row.tags) - known
        self.check.records += len(rows)
        if self._progress is not None:
            self._progress(self.check.records)

    def _compare(self, logged: Row, indexed: Row) -> None:
        if logged._replace(tags=()) == indexed:
            return
        for column, ours, theirs in zip(FIELDS, _cells(indexed), _cells(logged), strict=True):
            if ours != theirs:
                self.check.differ(logged.writer, logged.seq, column, ours, theirs)

    def _tell_row(self, writer: str, seq: int) -> None:
        """What the index still says of a leaf that cannot be read."""
        for row in self._index.of(writer, seq, seq):
            self.check.differ(writer, seq, "leaf", " ".join(word for word in row.words if word), "unreadable")

    def look_back(self) -> None:
        """Backward: each row has its leaf, and each word stands in as many records as it is said to."""
        if self._index.held("record") != self._matched["record"]:
            for row in self._index.all():
                if row.seq < self._leaves.first(row.writer) or (self.check.breaks and row.seq >= self._until.get(row.writer, 0)):
                    continue
                self._tell_leaf(row)
        if self._index.held("subject") != self._matched["subject"] and self.check.ok:
            self.check.differ(_NOTHING, 0, "subject", f"{self._index.held('subject')} tags", f"{self._matched['subject']} tags")
        if self.check.ok:
            for kind in (*COLUMNS, "writer"):
                for name, word in self._index.words(kind).items():
                    if word.n != self._counts[kind, name]:
                        self.check.differ(_NOTHING, 0, kind, f"{name}: {word.n} records", f"{self._counts[kind, name]} records")

    def _tell_leaf(self, row: Row) -> None:
        line = self._leaves.read(row.writer, row.seq, row.place)
        try:
            logged = row_of(parse(line), row.place) if line is not None else None
        except VerificationError:
            logged = None
        if logged is None or (logged.writer, logged.seq) != (row.writer, row.seq):
            self.check.differ(row.writer, row.seq, "record", row.words[0], "")
        elif logged.time != row.time:
            self.check.differ(row.writer, row.seq, "time", str(row.time), str(logged.time))


def _read(leaf: Leaf, writer: str, prev: str | None) -> Row:
    entry = parse(leaf.line)
    if (entry.writer, entry.seq) != (writer, leaf.seq):
        raise VerificationError("sequence_gap")
    if prev is not None and entry.prev != prev:
        raise VerificationError("chain_broken")
    return row_of(entry, leaf.place)


def _cells(row: Row) -> list[str]:
    return [str(row.time), row.writer, str(row.seq), str(row.place), *row.words, row.exchange.hex(), str(row.more)]


def _pages(leaves: Iterator[Leaf]) -> Iterator[list[Leaf]]:
    while page := list(islice(leaves, _PAGE)):
        yield page
