"""Reads one writer's log from its first byte and trusts nothing: every line, link, count, tree head and signature is computed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from .checkpoint import Checkpoint, split_notes
from .entry import NO_PREVIOUS, Entry, parse
from .event import EventType
from .layout import CHECKPOINTS, RECORDS, segments_of
from .merkle import CompactRange, leaf_hash
from .note import NoteVerifier, VerificationError
from .report import Break, LogReport, State

__all__ = ["Visit", "Walk"]

Visit: TypeAlias = Callable[[Entry, str, int], None]
"""Gets a record, the name of its file and its line: the place to blame, should somebody else find fault with it."""


_NEWLINE = 0x0A


@dataclass(frozen=True, slots=True)
class _Head:
    """A checkpoint as it was found in a file."""

    checkpoint: Checkpoint
    file: str
    line: int

    def broken(self, reason: str) -> Break:
        return Break(self.file, self.line, self.checkpoint.size, reason)


@dataclass(slots=True)
class Walk:
    """One pass over one log. ``run`` stops at the first record that is not as it was written."""

    directory: Path
    writer: str
    verifier: NoteVerifier | None
    """Without a key the records are walked and the checkpoints left alone."""
    breaks: list[Break] = field(default_factory=list)
    tree: CompactRange = field(default_factory=CompactRange)
    covered: int = 0
    checkpoints: int = 0
    torn_bytes: int = 0
    stopped: bool = False
    """The last record is ``writer.stop``."""
    _heads: list[_Head] = field(default_factory=list)
    _prev: str = NO_PREVIOUS
    _tenants: dict[str, int] = field(default_factory=dict)

    def run(self, visit: Visit) -> None:
        """Walk the log, and show each good record to ``visit``."""
        if self.verifier is not None:
            # Checkpoints first: of a log that is being written they can then not be ahead of the records.
            self._read_checkpoints(self.verifier)
        segments = segments_of(self.directory, self.writer, RECORDS)
        for index, segment in enumerate(segments):
            if segment.first != self.tree.size:
                self.breaks.append(Break(segment.path.name, 1, self.tree.size, "records_missing"))
                return
            if not self._read_segment(segment.path, is_last=index == len(segments) - 1, visit=visit):
                return
        if self._heads:
            # Signed once, gone now: the newest records were cut off.
            self.breaks.append(self._heads[-1].broken("records_missing"))
        elif self.verifier is not None and not self.checkpoints and self.tree.size > 1 and not self.breaks:
            # A writer signs its first record before it takes a second one.
            self.breaks.append(Break(segments[0].path.name, 2, 1, "checkpoints_missing"))

    def report(self) -> LogReport:
        closed = self.stopped and (self.verifier is None or self.covered == self.tree.size)
        state = State.BROKEN if self.breaks else State.TORN if self.torn_bytes else State.CLOSED if closed else State.OPEN
        return LogReport(self.writer, state, self.tree.size, self.checkpoints, self.covered, self.tree.root().hex(), self.torn_bytes)

    def _read_checkpoints(self, verifier: NoteVerifier) -> None:
        """Collect the good ones up to the first that is not, newest first."""
        files = segments_of(self.directory, self.writer, CHECKPOINTS)
        heads: list[_Head] = []
        for index, file in enumerate(files):
            notes, rest = split_notes(file.path.read_bytes())
            line = 1
            try:
                for note in notes:
                    checkpoint = Checkpoint.open(note, verifier)
                    if checkpoint.origin != f"{verifier.name}/{self.writer}" or (heads and checkpoint.size <= heads[-1].checkpoint.size):
                        raise VerificationError("checkpoint_out_of_place")
                    heads.append(_Head(checkpoint, file.path.name, line))
                    line += note.count(b"\n") + 1
                if rest and index < len(files) - 1:
                    raise VerificationError("torn_inside")
            except VerificationError as error:
                self.breaks.append(Break(file.path.name, line, heads[-1].checkpoint.size if heads else 0, str(error)))
                break
            self.torn_bytes += rest
        self._heads = heads[::-1]

    def _read_segment(self, path: Path, *, is_last: bool, visit: Visit) -> bool:
        """False when the walk ends here."""
        name, number = path.name, 0
        try:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    if line[-1] == _NEWLINE:
                        visit(self._follow(line[:-1]), name, number)
                    elif self.stopped:  # whoever stopped was not killed in the middle of a write
                        raise VerificationError("record_after_stop")
                    elif is_last:
                        self.torn_bytes += len(line)
                    else:
                        raise VerificationError("torn_inside")
                    if self._heads and self._heads[-1].checkpoint.size == self.tree.size and not self._meets(self._heads.pop()):
                        return False
        except VerificationError as error:
            self.breaks.append(Break(name, number, self.tree.size, str(error)))
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
        leaf = leaf_hash(line)
        self.tree.append(leaf)
        self._prev = leaf.hex()
        self._tenants[entry.tenant] = entry.tseq + 1
        self.stopped = entry.event == EventType.WRITER_STOP
        return entry

    def _meets(self, head: _Head) -> bool:
        """The log has grown to the size of a checkpoint: now the tree heads must be the same."""
        if head.checkpoint.root != self.tree.root():
            self.breaks.append(head.broken("root_mismatch"))
            return False
        self.checkpoints += 1
        self.covered = self.tree.size
        return True
