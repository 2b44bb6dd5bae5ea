"""Reads one writer's log from its first byte and trusts nothing: every line, link, count, tree head and signature is computed anew.

Where records are gone after their term, their hashes are walked instead, and a signed statement says how to go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from .checkpoint import Checkpoint, split_notes
from .entry import NO_PREVIOUS, Entry, parse
from .event import EventType
from .fields import SYSTEM_TENANT
from .layout import CHECKPOINTS, LEAVES, PRUNED, RECORDS
from .merkle import CompactRange, leaf_hash
from .note import NoteVerifier, VerificationError
from .pruned import Statement, digest_of
from .report import Break, LogReport, State
from .source import Part, Source, source_of

__all__ = ["Visit", "Walk"]

Visit: TypeAlias = Callable[[Entry, str, int], None]
"""Gets a record, the name of its file and its line (0: a row of a table): the place to blame, should somebody else find fault with it."""


_NEWLINE = 0x0A
_LEAF: Final = re.compile(rb"([0-9a-f]{64})\n").fullmatch


@dataclass(frozen=True, slots=True)
class _Head:
    """A checkpoint as it was found in a file, not yet believed."""

    checkpoint: Checkpoint
    note: bytes
    file: str
    line: int

    def broken(self, reason: str) -> Break:
        return Break(self.file, self.line, self.checkpoint.size, reason)


@dataclass(slots=True)
class Walk:
    """One pass over one log. ``run`` stops at the first record that is not as it was written."""

    where: Path | Source
    writer: str
    verifier: NoteVerifier | None
    """The key of the log's first epoch; later ones are in the log. Without it the records are walked and the checkpoints left alone."""
    marks: list[tuple[int, str, Break]] = field(default_factory=list)
    """What the roster says: at this size the root was this, and the place to blame if it is not. In order."""
    breaks: list[Break] = field(default_factory=list)
    tree: CompactRange = field(default_factory=CompactRange)
    covered: int = 0
    checkpoints: int = 0
    torn_bytes: int = 0
    stopped: bool = False
    """The last record is ``writer.stop``."""
    epoch: int = 0
    root: NoteVerifier | None = None
    """The key that signs statements about records that are gone. Without it they are believed, as a log's own links are."""
    pruned: int = 0
    """Records that are gone after their term."""
    statement: Statement | None = None
    """What stands in their place, where it was found good, and ``stated``: its place and its digest."""
    stated: tuple[Break, str] | None = None
    _heads: list[_Head] = field(default_factory=list)
    _prev: str = NO_PREVIOUS
    _tenants: dict[str, int] = field(default_factory=dict)
    _summed: dict[str, int] = field(default_factory=dict)
    _successor: NoteVerifier | None = None
    """Key of the next epoch, named by the last record and not vouched for by a checkpoint yet."""

    def run(self, visit: Visit) -> None:
        """Walk the log, and show each good record to ``visit``."""
        self._meets_marks()
        if self.verifier is not None:
            # Checkpoints first: of a log that is being written they can then not be ahead of the records.
            self._read_checkpoints(self.verifier.name)
        parts = source_of(self.where).parts(self.writer, RECORDS)
        if (not parts or parts[0].first > 0) and not self._pass_pruned(parts):
            return
        for index, part in enumerate(parts):
            if part.first < self.pruned:
                continue  # whoever removed them was interrupted
            if part.first != self.tree.size:
                self.breaks.append(Break(part.name, part.line(1), self.tree.size, "records_missing"))
                return
            if not self._read_part(part, is_last=index == len(parts) - 1, visit=visit):
                return
        if self.breaks:
            return
        if self._heads:
            # Signed once, gone now: the newest records were cut off.
            self.breaks.append(self._heads[-1].broken("records_missing"))
        elif self.marks:
            self.breaks.append(self.marks[0][2])
        elif self.verifier is not None and not self.checkpoints and self.tree.size > 1:
            # A writer signs its first record before it takes a second one.
            place = Break(parts[0].name, parts[0].line(2), 1, "checkpoints_missing") if self.stated is None else self.stated[0]
            self.breaks.append(replace(place, reason="checkpoints_missing"))

    def report(self) -> LogReport:
        closed = self.stopped and (self.verifier is None or self.covered == self.tree.size)
        state = State.BROKEN if self.breaks else State.TORN if self.torn_bytes else State.CLOSED if closed else State.OPEN
        if state is State.OPEN and self.pruned and self.pruned == self.tree.size:
            state = State.PRUNED
        root = self.tree.root().hex()
        return LogReport(self.writer, state, self.tree.size, self.checkpoints, self.covered, root, self.torn_bytes, self.pruned)

    def _pass_pruned(self, parts: list[Part]) -> bool:
        """Walk the hashes of records that are gone, up to where a statement says they end. False when the walk ends here."""
        statements = source_of(self.where).parts(self.writer, PRUNED)
        # The nearest: a later one may be of somebody who was interrupted before removing anything.
        chosen = [one for one in statements if one.first >= parts[0].first][:1] if parts else statements[-1:]
        for part in chosen:
            place = Break(part.name, part.line(1), part.first, "bad_statement")
            note = b"".join(part.lines)
            try:
                statement = Statement.open_note(note, self.root)
                if (statement.writer, statement.size) != (self.writer, part.first):
                    raise VerificationError("bad_statement")
                self.stated = (place, digest_of(note))
            except VerificationError as error:
                self.breaks.append(replace(place, reason=str(error)))
                return False
            return self._read_leaves(statement, place)
        return True

    def _read_leaves(self, statement: Statement, place: Break) -> bool:
        epochs = list(statement.epochs)
        last = b""
        for part in source_of(self.where).parts(self.writer, LEAVES):
            if part.first >= statement.size:
                break  # of somebody who was interrupted
            for number, line in enumerate(part.lines, 1):
                leaf = _LEAF(line)
                if leaf is None or (number == 1 and part.first != self.tree.size):
                    self.breaks.append(Break(part.name, part.line(number), self.tree.size, "bad_leaves"))
                    return False
                last = bytes.fromhex(leaf[1].decode("ascii"))
                self.tree.append(last)
                if self.marks and self.marks[0][0] <= self.tree.size and not self._meets_marks():
                    return False
                while epochs and epochs[0][0] < self.tree.size:
                    self._begin_epoch(epochs.pop(0)[1])
                if self._heads and self._heads[-1].checkpoint.size == self.tree.size and not self._meets(self._heads.pop(), summed=False):
                    return False
        if self.tree.size != statement.size or self.tree.root().hex() != statement.root:
            self.breaks.append(replace(place, reason="leaves_missing" if self.tree.size < statement.size else "root_mismatch"))
            return False
        for _, key in epochs:
            self._begin_epoch(key)
        self._prev = last.hex()
        self._tenants = dict(statement.tenants)
        self.pruned, self.statement = statement.size, statement
        return True

    def _begin_epoch(self, key: str) -> None:
        self.epoch += 1
        if self.verifier is not None:
            self.verifier = NoteVerifier.of(self.verifier.name, bytes.fromhex(key))

    def _read_checkpoints(self, origin: str) -> None:
        """Collect the well-formed ones up to the first that is not, newest first."""
        parts = source_of(self.where).parts(self.writer, CHECKPOINTS)
        heads: list[_Head] = []
        for index, part in enumerate(parts):
            notes, rest = split_notes(b"".join(part.lines))
            line = 1
            try:
                for note in notes:
                    checkpoint = Checkpoint.peek(note)
                    if checkpoint.origin != origin or (heads and checkpoint.size <= heads[-1].checkpoint.size):
                        raise VerificationError("checkpoint_out_of_place")
                    heads.append(_Head(checkpoint, note, part.name, part.line(line)))
                    line += note.count(b"\n") + 1
                if rest and index < len(parts) - 1:
                    raise VerificationError("torn_inside")
            except VerificationError as error:
                self.breaks.append(Break(part.name, part.line(line), heads[-1].checkpoint.size if heads else 0, str(error)))
                break
            self.torn_bytes += rest
        self._heads = heads[::-1]

    def _read_part(self, part: Part, *, is_last: bool, visit: Visit) -> bool:
        """False when the walk ends here."""
        number, seq = 0, self.tree.size
        try:
            for number, line in enumerate(part.lines, 1):
                if line[-1] == _NEWLINE:
                    visit(self._follow(line[:-1]), part.name, part.line(number))
                    seq = self.tree.size
                elif self.stopped:  # whoever stopped was not killed in the middle of a write
                    raise VerificationError("record_after_stop")
                elif is_last:
                    self.torn_bytes += len(line)
                else:
                    raise VerificationError("torn_inside")
                if self.marks and self.marks[0][0] <= self.tree.size and not self._meets_marks():
                    return False
                if self._heads and self._heads[-1].checkpoint.size == self.tree.size and not self._meets(self._heads.pop()):
                    return False
        except VerificationError as error:
            self.breaks.append(Break(part.name, part.line(number), seq, str(error)))
            return False
        return True

    def _follow(self, line: bytes) -> Entry:
        """The record, if it is the one that must stand here. Raises ``VerificationError``."""
        entry = parse(line)
        if entry.writer != self.writer:
            raise VerificationError("foreign_record")
        if entry.seq != self.tree.size:
            raise VerificationError("sequence_gap")
        if entry.prev != self._prev:
            raise VerificationError("chain_broken")
        if entry.tseq != self._tenants.get(entry.tenant, 0):
            raise VerificationError("tenant_sequence_gap")
        if self.stopped:
            raise VerificationError("record_after_stop")
        if self._successor is not None:
            self._find_vouching()
        if entry.epoch != self.epoch:
            raise VerificationError("wrong_epoch")
        if entry.event == EventType.LOG_SUMMARY:
            self._sum(entry)
        elif entry.event == EventType.KEY_ROTATED:
            self._rotate(entry)
        leaf = leaf_hash(line)
        self.tree.append(leaf)
        self._prev = leaf.hex()
        self._tenants[entry.tenant] = entry.tseq + 1
        self.stopped = entry.event == EventType.WRITER_STOP
        return entry

    def _sum(self, entry: Entry) -> None:
        match entry.decoded():
            case {"tenants": dict(tenants)} if all(self._tenants.get(tenant) == count for tenant, count in tenants.items()):
                self._summed.update(tenants)
            case _:
                raise VerificationError("summary_mismatch")

    def _rotate(self, entry: Entry) -> None:
        match entry.decoded():
            case {"epoch": int(epoch), "public": str(public)} if epoch == self.epoch + 1 and len(public) == 64:
                name = self.verifier.name if self.verifier is not None else self.writer
                self._successor = NoteVerifier.of(name, bytes.fromhex(public))
            case _:
                raise VerificationError("bad_record")

    def _find_vouching(self) -> None:
        """Nothing may follow the end of an epoch before its last checkpoint. Raises ``VerificationError``."""
        if self.verifier is not None:
            # Of a log that is being written it may be younger than what was read at the beginning.
            torn = self.torn_bytes
            self._read_checkpoints(self.verifier.name)
            self.torn_bytes = torn
            self._heads = [head for head in self._heads if head.checkpoint.size >= self.tree.size]
            if not self._heads or self._heads[-1].checkpoint.size != self.tree.size or not self._meets(self._heads.pop()):
                raise VerificationError("epoch_not_vouched")
        else:
            self._succeed()

    def _succeed(self) -> None:
        if self._successor is not None:
            self.epoch += 1
            self.verifier = self._successor if self.verifier is not None else None
            self._successor = None

    def _meets_marks(self) -> bool:
        """Where the roster names this size, the tree head must be the one it names."""
        while self.marks and self.marks[0][0] <= self.tree.size:
            _, root, place = self.marks.pop(0)
            if root != self.tree.root().hex():
                self.breaks.append(place)
                return False
        return True

    def _meets(self, head: _Head, *, summed: bool = True) -> bool:
        """The log has grown to the size of a checkpoint: now signature, tree head and (where there are records) summary must be right."""
        assert self.verifier is not None  # noqa: S101 - without a key no checkpoints are read
        try:
            checkpoint = Checkpoint.open(head.note, self.verifier)
        except VerificationError as error:
            self.breaks.append(head.broken(str(error)))
            return False
        if checkpoint.root != self.tree.root():
            self.breaks.append(head.broken("root_mismatch"))
            return False
        if summed and any(self._summed.get(tenant) != count for tenant, count in self._tenants.items() if tenant != SYSTEM_TENANT):
            self.breaks.append(head.broken("summary_missing"))
            return False
        self.checkpoints += 1
        self.covered = self.tree.size
        self._succeed()
        return True
