"""Finds records by what the index says of them, reads each again from the log, and believes only that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Final, NamedTuple

from .entry import Entry, parse
from .index import Index
from .index_leaves import Leaves
from .index_row import COLUMNS, JOINED, Row, row_of, split
from .index_tables import INDEXED, IndexFault, Value
from .note import VerificationError

__all__ = ["COUNTED", "Found", "Place", "Query", "Search"]

COUNTED: Final = COLUMNS
"""What can be counted by."""
_FOREVER: Final = 2**62
_LOOK_UP: Final = 8
"""Cost of a record that is found through the index of a word, in those of one that is read in the order of time (SQLite, measured)."""
_MANY: Final = 0.15
"""Share of all time above which counting goes through a word's index, in its order, rather than through the records of that time."""


class Place(NamedTuple):
    """Where a page ended; the next one begins behind it."""

    time: int
    writer: str
    seq: int

    def __str__(self) -> str:
        return f"{self.time}-{self.writer}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Raises ``ValueError``."""
        time, writer, seq = text.split("-")
        return cls(int(time), writer, int(seq))


@dataclass(frozen=True, slots=True)
class Query:
    """Which records are wanted: all that fit every filter. Times are microseconds since 1970, ``since`` inclusive, ``until`` exclusive."""

    since: int = 0
    until: int = _FOREVER
    tenant: str = ""
    """A tenant and all below it."""
    exact: bool = False
    """Without those below."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a column (``COLUMNS``) the words of which a record has one."""
    exchange: str = ""
    tags: tuple[bytes, ...] = field(default=(), repr=False)
    """Of persons; a record has one of them."""


class Found(NamedTuple):
    """A record as the log has it now, and its line."""

    entry: Entry
    line: bytes
    row: Row

    @property
    def place(self) -> Place:
        return Place(self.row.time, self.row.writer, self.row.seq)


class _Plan(NamedTuple):
    record: str
    """The table."""
    where: str
    values: tuple[Value, ...]


class Search:
    """Raises ``IndexFault`` where the index cannot be used, or says of a record what the log does not (``index_disagrees``)."""

    def __init__(self, index: Index, leaves: Leaves) -> None:
        self._index = index
        self._leaves = leaves

    def find(self, query: Query, limit: int, after: Place | None = None) -> list[Found]:
        """The newest records that fit, newest first, at most ``limit``; behind ``after`` where a page before ended. Raises ``OSError``."""
        return [self._read(row) for row in self.rows(query, limit, after)]

    def rows(self, query: Query, limit: int, after: Place | None = None) -> list[Row]:
        """What the index alone says: where the records stand that may fit. Their tags are not among it."""
        plan = self._plan(query, limit, after)
        if plan is None:
            return []
        order = "time DESC, writer DESC, seq DESC"
        return self._index.rows(f"{plan.where} ORDER BY {order} LIMIT ?", (*plan.values, limit), plan.record)

    def every(self, query: Query, page: int = 1_000, after: Place | None = None) -> Iterator[Found]:
        """All records that fit, newest first; behind ``after`` where a page before ended. Raises ``OSError``."""
        while found := self.find(query, page, after):
            yield from found
            after = found[-1].place

    def count(self, query: Query, by: str) -> dict[str, int]:
        """How many records say which word of a column, most frequent first. Of entities and rules a record counts for each it names;
        records that name none are not counted. Counted by the index alone: ``fsck`` proves that."""
        if by not in COUNTED:
            raise ValueError("not a column to count by")
        if query == Query():
            counts = {name: word.n for name, word in self._index.words(by).items() if word.n}
        else:
            names = {word.code: name for name, word in self._index.words(by).items()}
            counts = {names[code]: n for code, n in self._counts(query, by).items() if code}
        if by in JOINED:
            each: Counter[str] = Counter()
            for name, n in counts.items():
                each.update(dict.fromkeys(split(name), n))
            counts = dict(each)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _counts(self, query: Query, by: str) -> dict[int, int]:
        if query == Query(query.since, query.until) and by in INDEXED and self._share_of_time(query) > _MANY:
            record, values = self._index.engine.led_by(f"by_{by}"), (query.since, query.until)
            plan: _Plan | None = _Plan(record, f"{by} > 0 AND time >= ? AND time < ?", values)
        else:
            plan = self._plan(query, None, None)
        if plan is None:
            return {}
        return self._index.engine.tally(by, plan.record, plan.where, plan.values)

    def untagged(self, query: Query) -> int:
        """Records that fit and name more persons than they have tags for."""
        plan = self._plan(query, None, None)
        if plan is None:
            return 0
        counted = self._index.engine.rows(f"SELECT COUNT(*) FROM {plan.record} WHERE {plan.where} AND more > 0", plan.values)  # noqa: S608
        return int(counted[0][0])

    def tenants(self, prefix: str) -> list[str]:
        """Tenants at or below a path that the log knows."""
        return sorted(name for name in self._index.words("tenant") if _is_at_or_below(name, prefix))

    def oldest(self) -> int | None:
        """Time of the oldest record."""
        found = self._index.engine.rows("SELECT MIN(time) FROM record")
        return None if found[0][0] is None else int(found[0][0])

    def _plan(self, query: Query, limit: int | None, after: Place | None) -> _Plan | None:
        """The conditions; None where nothing can fit.

        One column leads, or none: then records are read newest first until a page is full. All others are asked with a plus before
        them, which is no index's expression, so that no planner of a database without statistics takes another way.
        """
        codes = self._codes(query)
        if codes is None:
            return None
        parts, values = ["time >= ?", "time < ?"], list[Value]((query.since, query.until))
        leader = None
        if query.exchange:
            parts.append("exchange = ?")
            values.append(bytes.fromhex(query.exchange.replace("-", "")))
        elif query.tags:
            marks = ",".join("?" * len(query.tags))
            parts.append(f"(time, writer, seq) IN (SELECT time, writer, seq FROM subject WHERE tag IN ({marks}))")  # noqa: S608
            values += query.tags
        else:
            leader = self._leader(codes, limit)
        for column, (wanted, _) in codes.items():
            listed = ",".join(map(str, wanted))
            condition = f"= {listed}" if len(wanted) == 1 else f"IN ({listed})"
            parts.append(f"{column} {condition} AND {column} > 0" if column == leader else f"+{column} {condition}")
        if after is not None:
            writer = self._index.words("writer").get(after.writer)
            if writer is None:
                raise IndexFault("unknown_place")
            parts.append("time <= ? AND (time, writer, seq) < (?, ?, ?)")
            values += [after.time, after.time, writer.code, after.seq]
        record = self._index.engine.led_by(f"by_{leader}") if leader is not None else "record"
        return _Plan(record, " AND ".join(parts), tuple(values))

    def _leader(self, codes: Mapping[str, tuple[list[int], int]], limit: int | None) -> str | None:
        """The column whose index leads; None where reading in the order of time fills a page sooner, were all words spread evenly."""
        if not codes:
            return None
        total = max(1, self._index.size())
        rarest = min(codes, key=lambda column: codes[column][1])
        if rarest not in INDEXED:
            return None
        wanted, n = codes[rarest]
        share = prod([min(1.0, some / total) for _, some in codes.values()]) or 1 / total
        scanned = total if limit is None else min(total, limit / share)
        # The index of one word is in the order of time as well: a full page ends the search there, too.
        looked_up = n if limit is None or len(wanted) > 1 else min(n, limit * (n / total) / share)
        return rarest if looked_up * _LOOK_UP <= scanned else None

    def _share_of_time(self, query: Query) -> float:
        oldest, newest = self._index.engine.rows("SELECT MIN(time), MAX(time) FROM record")[0]
        if oldest is None:
            return 1.0
        share: float = (min(query.until, newest) - max(query.since, oldest)) / max(1, newest - oldest)
        return share

    def _codes(self, query: Query) -> dict[str, tuple[list[int], int]] | None:
        """Of each column that is asked about the codes that fit, and in how many records they stand; None where one has none."""
        found: dict[str, tuple[list[int], int]] = {}
        asked = {column: frozenset(words) for column, words in query.words.items() if words}
        for column in COLUMNS:
            if column not in asked and not (column == "tenant" and query.tenant):
                continue
            wanted = asked.get(column)
            some = [
                word
                for name, word in self._index.words(column).items()
                if (wanted is None or not wanted.isdisjoint(split(name) if column in JOINED else (name,)))
                and (column != "tenant" or not query.tenant or _fits(name, query))
            ]
            if not some:
                return None
            found[column] = ([word.code for word in some], sum(word.n for word in some))
        return found

    def _read(self, row: Row) -> Found:
        """The record that a row speaks of. The log is asked twice: it may have gone on in a new segment since it was listed."""
        for _ in range(2):
            line = self._leaves.read(row.writer, row.seq, row.place)
            try:
                if line is not None:
                    entry = parse(line)
                    if row_of(entry, row.place)._replace(tags=()) == row:
                        return Found(entry, line, row)
            except VerificationError:
                pass
            self._leaves.writers()
        raise IndexFault("index_disagrees")


def _fits(name: str, query: Query) -> bool:
    return name == query.tenant if query.exact else _is_at_or_below(name, query.tenant)


def _is_at_or_below(tenant: str, prefix: str) -> bool:
    return tenant == prefix or tenant.startswith(f"{prefix}/")
