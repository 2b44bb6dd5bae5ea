"""What a verification found. Places and codes, never the bytes that were found there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Break", "LogReport", "Report", "State", "Witnessed"]


class State(StrEnum):
    """How a log ends."""

    CLOSED = "closed"
    """With its writer's last record, and a checkpoint over it."""
    OPEN = "open"
    """Its writer still writes, or ended without saying so."""
    TORN = "torn"
    """In the middle of a record or checkpoint that nobody was told is durable: a crash, not tampering."""
    PRUNED = "pruned"
    """Gone to its last record after its term, with a signed statement; the hashes are there."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing of a log that is not as it was written. ``file`` is a name in the directory, ``line`` counts from 1.

    In a database ``file`` names a table and a writer, and ``line`` is 0: there ``seq`` tells the row.
    """

    file: str
    line: int
    seq: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: seq {self.seq}: {self.reason}" if self.line else f"{self.file} seq {self.seq}: {self.reason}"


@dataclass(frozen=True, slots=True)
class LogReport:
    """One writer's log. ``covered`` counts the records under a good checkpoint; ``root`` is the hex head over all good records, of which
    the first ``pruned`` are only hashes any more."""

    writer: str
    state: State
    records: int
    checkpoints: int
    covered: int
    root: str
    torn_bytes: int
    pruned: int = 0


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The largest head of the roster that enough witnesses had seen. ``time`` (seconds since the epoch) is when the last of them had."""

    size: int
    time: int
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole directory. Good (``ok``) when there is a log and nothing is broken; warnings say what was not proved."""

    logs: tuple[LogReport, ...]
    breaks: tuple[Break, ...]
    warnings: tuple[str, ...]
    intents: int
    outcomes: int
    dangling: int
    """Intents without an outcome: calls in flight, or of a writer that died and was not yet recovered."""
    roster: str | None = None
    """Newest signed head of the roster, ``<size> <root in base64>``: the line that an auditor keeps."""
    witnessed: Witnessed | None = None
    """The newest head of the roster that enough witnesses saw, where the auditor named some."""

    @property
    def ok(self) -> bool:
        return bool(self.logs) and not self.breaks

    @property
    def records(self) -> int:
        return sum(log.records for log in self.logs)

    @property
    def pruned(self) -> int:
        """How many of the records are gone after their term."""
        return sum(log.pruned for log in self.logs)

    @property
    def checkpoints(self) -> int:
        return sum(log.checkpoints for log in self.logs)

    @property
    def covered(self) -> int:
        return sum(log.covered for log in self.logs)
