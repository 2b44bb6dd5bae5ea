"""What a log holds for somebody: where their records stand, and the records of the log itself that prove that these are all."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from .entry import Entry
from .event import EventType
from .note import VerificationError
from .pruned import statements_of
from .scope import Scope

__all__ = ["Run", "Survey"]


class Run(NamedTuple):
    """Summaries in a row that together say of every tenant how many records it has."""

    first: int
    last: int
    time: str


class Survey:
    """Sees the records of one log in order. Its memory grows by 8 bytes for each record of the scope and a little for each checkpoint."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.mine = array("Q")
        """Sequence numbers of the scope's records, of all times."""
        self.first_within: int | None = None
        """Sequence number of the first record, whoever's, that is not before the range."""
        self.last_within = -1
        """Of the last one that is not after it."""
        self.runs: list[Run] = []
        self.rotations: list[int] = []
        self.recoveries: list[tuple[int, str, str]] = []
        """Sequence number, dead writer, time."""
        self.found: dict[str, int] = {}
        """Dead writers, and how many records were found of each."""
        self.retentions: list[tuple[int, frozenset[str]]] = []
        """Sequence number, digests of statements about records that are gone."""
        self.stop: tuple[int, str] | None = None
        self._parts = 0

    def see(self, entry: Entry, file: str, line: int) -> None:
        """The next record. Raises ``VerificationError`` for a summary or recovery that has not its shape."""
        scope = self._scope
        if self.first_within is None and entry.time >= scope.since:
            self.first_within = entry.seq
        if not scope.ended_by(entry.time):
            self.last_within = entry.seq
        if scope.holds(entry.tenant):
            self.mine.append(entry.seq)
        if entry.event == EventType.LOG_SUMMARY:
            self._sum(entry)
            return
        self._parts = 0
        if entry.event == EventType.KEY_ROTATED:
            self.rotations.append(entry.seq)
        elif entry.event == EventType.WRITER_STOP:
            self.stop = entry.seq, entry.time
        elif entry.event == EventType.RETENTION_DONE:
            self.retentions.append((entry.seq, frozenset(statements_of(entry))))
        elif entry.event == EventType.WRITER_RECOVER:
            match entry.decoded():
                case {"dead": str(dead), "size": int(size)}:
                    self.recoveries.append((entry.seq, dead, entry.time))
                    self.found[dead] = size
                case _:
                    raise VerificationError("bad_record")

    def _sum(self, entry: Entry) -> None:
        match entry.decoded().get("parts", 1):
            case int(parts) if parts > 0:
                self._parts += 1
            case _:
                raise VerificationError("bad_record")
        if self._parts >= parts:
            self.runs.append(Run(entry.seq + 1 - parts, entry.seq, entry.time))
            self._parts = 0
