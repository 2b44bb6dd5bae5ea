"""Removes records after their term, by whole parts of logs that have ended, and leaves their hashes and a signed statement.

A part is a segment of a directory, or all rows of a writer in a database.

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
from .layout import LEAVES, RECORDS
from .merkle import CompactRange, leaf_hash
from .note import NoteSigner, NoteVerifier, VerificationError
from .prunable import Prunable, prunable_of
from .pruned import Statement, digest_of, statements_of
from .report import Break, LogReport
from .roster import Standing, read_roster
from .source import Part
from .verify import verify
from .walk import Walk

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
    """What is to go of one writer's log: its parts before ``size``. Parts before ``begin`` are gone already, or were to go when
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


def plan(where: Path | Prunable, root: NoteVerifier, before: str) -> list[Pruning]:
    """What may go of the records written before a day (UTC, ``2021-11-22``): of logs that have ended, parts whose youngest record is
    older, up to the whole log or a place behind which a checkpoint stands.

    A part holds records of many tenants: it goes when the longest of their terms is over. Raises ``LogBroken``, ``OSError``,
    ``StoreFault``.
    """
    log = prunable_of(where)
    report = verify(log, root.vkey)
    if report.breaks:
        raise LogBroken(report.breaks[0])
    logs = {one.writer: one for one in report.logs}
    roster = read_roster(log.roster() or b"", root)
    ended = [leaf.writer for leaf in roster.last().values() if leaf.state is not Standing.OPEN and leaf.writer in logs]
    found = [_plan_one(log, logs[writer], before) for writer in ended]
    return [pruning for pruning in found if pruning is not None]


def _plan_one(log: Prunable, report: LogReport, before: str) -> Pruning | None:
    ends: dict[str, _Survey] = {}
    walk = Walk(log, report.writer, None)
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
        if end.size == report.records or end.size < report.covered:
            border = end
    if border is None:
        border = _Survey.behind(walk.statement)
    gone = log.bytes_before(report.writer, border.size)
    if not gone:
        return None
    calls = tuple(border.open)
    return Pruning(report.writer, walk.pruned, border.size, gone, report.root, border.epochs, border.tenants, calls, border.said)


def prune(
    where: Path | Prunable,
    plans: Sequence[Pruning],
    root: NoteSigner,
    before: str,
    basis: str,
    record: Callable[[AuditEvent], None],
    actor: str = "unknown",
) -> None:
    """Carry out ``plans``. ``record`` makes an event durable in the log, and raises where it cannot.

    Raises ``OSError``, ``StoreFault``, what ``record`` raises, and ``VerificationError`` where the hashes are not those of the records:
    then the records that are still there stay.
    """
    log = prunable_of(where)
    of = {pruning.writer: pruning for pruning in plans}
    with log.pruning():
        for writers in log.together(list(of)):
            for _ in steps(log, [of[writer] for writer in writers], root, before, basis, record, actor):
                pass


def steps(
    where: Path | Prunable,
    plans: Sequence[Pruning],
    root: NoteSigner,
    before: str,
    basis: str,
    record: Callable[[AuditEvent], None],
    actor: str = "unknown",
) -> Iterator[None]:
    """What goes at once, step by step: at each ``yield`` what was done is durable, and whoever ends there leaves a log that verifies."""
    log = prunable_of(where)
    yield from log.remove({pruning.writer: pruning.begin for pruning in plans if pruning.begin})
    for pruning in plans:
        gone = [part for part in log.parts(pruning.writer, RECORDS) if pruning.begin <= part.first < pruning.size]
        if not gone:
            continue
        for part in gone:
            log.put_leaves(pruning.writer, part.first, _hashes(part))
            yield
        head = _check(log, pruning)
        statement = Statement(pruning.writer, pruning.size, head, pruning.epochs, pruning.tenants, pruning.open, before, basis)
        # Of somebody who was interrupted before recording them: no reader may take one for the new one.
        log.forget_statements(pruning.writer, pruning.begin)
        note = statement.sign(root)
        log.put_statement(pruning.writer, pruning.size, note)
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
        there = {digest_of(note) for note in log.statements()} if pruning.said else set()
        carried = [digest for digest in dict.fromkeys(pruning.said) if digest in there]
        for at in range(0, max(1, len(carried)), _MOST_CARRIED):
            record(AuditEvent(EventType.RETENTION_DONE, {**said, "carried": carried[at : at + _MOST_CARRIED]}))
        yield
    yield from log.remove({pruning.writer: pruning.size for pruning in plans if pruning.size > pruning.begin})


def _hashes(part: Part) -> Iterator[bytes]:
    return (leaf_hash(line[:-1]) for line in part.lines if line.endswith(b"\n"))


def _check(log: Prunable, pruning: Pruning) -> str:
    """The hex head over the hashes, when they and the records behind them make the log's own head. Raises ``VerificationError``."""
    tree = CompactRange()
    for part in log.parts(pruning.writer, LEAVES):
        if part.first < pruning.size:
            for line in part.lines:
                tree.append(bytes.fromhex(line.decode("ascii")))
    size, head = tree.size, tree.root().hex()
    for part in log.parts(pruning.writer, RECORDS):
        if part.first >= pruning.size:
            for leaf in _hashes(part):
                tree.append(leaf)
    if size != pruning.size or tree.root().hex() != pruning.root:
        raise VerificationError("hashes_differ")
    return head
