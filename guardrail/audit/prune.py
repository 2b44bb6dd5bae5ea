"""Removes records after their term, by whole segments of logs that have ended, and leaves their hashes and a signed statement.

Every step is durable before the next: hashes, statement, its record in a log, and only then records go, oldest first. Whoever is killed in
between leaves a log that verifies, and the next run goes on. Removes nothing of a log that does not verify.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from guardrail.core.canonical import Json

from .entry import Entry
from .event import AuditEvent, EventType
from .layout import LEAVES, PRUNED, RECORDS, SegmentName, prune_lock, segment_path, segments_of, sync_directory
from .merkle import CompactRange, leaf_hash
from .note import NoteSigner, NoteVerifier, VerificationError
from .pruned import Statement, digest_of, statements_of
from .report import Break, LogReport
from .roster import Standing, read_roster
from .source import DirectorySource
from .verify import verify
from .walk import Walk
from .whole import put_whole

__all__ = ["LogBroken", "Pruning", "plan", "prune", "steps"]


_MOST_CARRIED: Final = 64
"""As the shape of the record's field has it."""


class LogBroken(VerificationError):
    """Evidence of something is not removed. ``place`` says where the log first is not as it was written."""

    def __init__(self, place: Break) -> None:
        self.place = place
        super().__init__("log_broken")


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is to go of one writer's log: its segments before ``size``. Segments before ``begin`` are gone already, or were to go when
    somebody was interrupted who had recorded it. ``bytes`` counts what is there of all of them.
    """

    writer: str
    begin: int
    size: int
    bytes: int
    root: str
    """Hex head of the whole log, which the hashes must have in the end."""
    epochs: tuple[tuple[int, str], ...] = ()
    tenants: dict[str, int] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """Digests of statements of which records that go speak."""

    @property
    def records(self) -> int:
        return self.size - self.begin


@dataclass(slots=True)
class _Survey:
    """What a log's readers know behind the record that was seen last."""

    size: int = 0
    youngest: str = ""
    epochs: tuple[tuple[int, str], ...] = ()
    tenants: dict[str, int] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    said: tuple[str, ...] = ()

    @classmethod
    def behind(cls, gone: Statement | None) -> _Survey:
        if gone is None:
            return cls()
        return cls(gone.size, "", gone.epochs, dict(gone.tenants), dict.fromkeys(gone.open))

    def copy(self) -> _Survey:
        return _Survey(self.size, self.youngest, self.epochs, dict(self.tenants), dict(self.open), self.said)

    def see(self, entry: Entry) -> None:
        self.size = entry.seq + 1
        self.youngest = max(self.youngest, entry.time)
        self.tenants[entry.tenant] = entry.tseq + 1
        exchange = entry.exchange
        if entry.event == EventType.KEY_ROTATED:
            self.epochs = (*self.epochs, (self.size, str(entry.decoded()["public"])))
        elif entry.event == EventType.CALL_INTENT and exchange is not None:
            self.open[exchange] = None
        elif entry.event == EventType.CALL_OUTCOME and exchange is not None:
            self.open.pop(exchange, None)
        elif entry.event == EventType.RETENTION_DONE:
            self.said = (*self.said, *statements_of(entry))


def plan(directory: Path, root: NoteVerifier, before: str) -> list[Pruning]:
    """What may go of the records written before a day (UTC, ``2021-11-22``): of logs that have ended, segments whose youngest record is
    older, up to the whole log or a place behind which a checkpoint stands.

    A segment holds records of many tenants: it goes when the longest of their terms is over. Raises ``LogBroken``, ``OSError``.
    """
    report = verify(directory, root.vkey)
    if report.breaks:
        raise LogBroken(report.breaks[0])
    logs = {log.writer: log for log in report.logs}
    roster = read_roster(DirectorySource(directory).roster() or b"", root)
    ended = [leaf.writer for leaf in roster.last().values() if leaf.state is not Standing.OPEN and leaf.writer in logs]
    found = [_plan_one(directory, logs[writer], before) for writer in ended]
    return [pruning for pruning in found if pruning is not None]


def _plan_one(directory: Path, log: LogReport, before: str) -> Pruning | None:
    segments = segments_of(directory, log.writer, RECORDS)
    ends: dict[str, _Survey] = {}
    walk = Walk(directory, log.writer, None)
    survey: _Survey | None = None

    def see(entry: Entry, file: str, line: int) -> None:
        nonlocal survey
        if file not in ends:
            survey = ends[file] = survey.copy() if survey is not None else _Survey.behind(walk.statement)
        assert survey is not None  # noqa: S101 - set where its file began
        survey.see(entry)

    walk.run(see)
    border: _Survey | None = None
    for end in ends.values():
        if end.youngest >= before:
            break
        if end.size == log.records or end.size < log.covered:
            border = end
    if border is None:
        border = _Survey.behind(walk.statement)
    gone = [segment.path.stat().st_size for segment in segments if segment.first < border.size]
    if not gone:
        return None
    calls = tuple(border.open)
    return Pruning(log.writer, walk.pruned, border.size, sum(gone), log.root, border.epochs, border.tenants, calls, border.said)


def prune(
    directory: Path,
    plans: Sequence[Pruning],
    root: NoteSigner,
    before: str,
    basis: str,
    record: Callable[[AuditEvent], None],
    actor: str = "unknown",
) -> None:
    """Carry out ``plans``. ``record`` makes an event durable in the log, and raises where it cannot.

    Raises ``OSError``, what ``record`` raises, and ``VerificationError`` where the hashes are not those of the records: then the records
    that are still there stay.
    """
    with prune_lock(directory):
        for pruning in plans:
            for _ in steps(directory, pruning, root, before, basis, record, actor):
                pass


def steps(
    directory: Path,
    pruning: Pruning,
    root: NoteSigner,
    before: str,
    basis: str,
    record: Callable[[AuditEvent], None],
    actor: str = "unknown",
) -> Iterator[None]:
    """One ``Pruning``, step by step: at each ``yield`` what was done is durable, and whoever ends there leaves a log that verifies."""
    segments = segments_of(directory, pruning.writer, RECORDS)
    yield from _remove(directory, [segment for segment in segments if segment.first < pruning.begin])
    gone = [segment for segment in segments if pruning.begin <= segment.first < pruning.size]
    if gone:
        for segment in gone:
            _leave_hashes(directory, pruning.writer, segment)
            yield
        head = _check(directory, pruning)
        statement = Statement(pruning.writer, pruning.size, head, pruning.epochs, pruning.tenants, pruning.open, before, basis)
        _forget_unsaid(directory, pruning)
        note = statement.sign(root)
        put_whole(segment_path(directory, pruning.writer, pruning.size, PRUNED), note)
        yield
        said: dict[str, Json] = {
            "pruned": pruning.writer,
            "size": pruning.size,
            "root": head,
            "records": pruning.records,
            "bytes": pruning.bytes,
            "before": before,
            "basis": basis,
            "statement": digest_of(note),
            "actor": actor,
        }
        carried = [digest for digest in dict.fromkeys(pruning.said) if digest in _digests(directory)]
        for at in range(0, max(1, len(carried)), _MOST_CARRIED):
            record(AuditEvent(EventType.RETENTION_DONE, {**said, "carried": carried[at : at + _MOST_CARRIED]}))
        yield
    yield from _remove(directory, gone)


def _remove(directory: Path, segments: Sequence[SegmentName]) -> Iterator[None]:
    """Oldest first: what is left is then always the end of a log."""
    for segment in segments:
        segment.path.unlink()
        sync_directory(directory)
        yield


def _leave_hashes(directory: Path, writer: str, segment: SegmentName) -> None:
    with segment.path.open("rb") as lines:
        hashes = [leaf_hash(line[:-1]).hex() for line in lines if line.endswith(b"\n")]
    put_whole(segment_path(directory, writer, segment.first, LEAVES), "".join(f"{leaf}\n" for leaf in hashes).encode("ascii"))


def _check(directory: Path, pruning: Pruning) -> str:
    """The hex head over the hashes, when they and the records behind them make the log's own head. Raises ``VerificationError``."""
    tree = CompactRange()
    for part in segments_of(directory, pruning.writer, LEAVES):
        if part.first < pruning.size:
            for line in part.path.read_bytes().split():
                tree.append(bytes.fromhex(line.decode("ascii")))
    size, head = tree.size, tree.root().hex()
    for segment in segments_of(directory, pruning.writer, RECORDS):
        if segment.first >= pruning.size:
            with segment.path.open("rb") as lines:
                for line in lines:
                    if line.endswith(b"\n"):
                        tree.append(leaf_hash(line[:-1]))
    if size != pruning.size or tree.root().hex() != pruning.root:
        raise VerificationError("hashes_differ")
    return head


def _digests(directory: Path) -> set[str]:
    """Of all statements that are there."""
    return {digest_of(path.read_bytes()) for path in directory.glob(f"*.{PRUNED}")}


def _forget_unsaid(directory: Path, pruning: Pruning) -> None:
    """Statements of somebody who was interrupted before recording them: no reader may take one for the new one."""
    for part in segments_of(directory, pruning.writer, PRUNED):
        if part.first > pruning.begin:
            part.path.unlink()
    sync_directory(directory)
