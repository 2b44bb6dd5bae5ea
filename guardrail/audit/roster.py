"""The one list of all writers of an audit directory: who began, under which key, and how each ended. Signed with the root key.

A file of blocks, each written at once: leaves as lines of JSON, then a signed note over all leaves so far and an empty line.
A writer stands in it before it makes its first file, so that neither a missing log nor a foreign file goes unnoticed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from .checkpoint import Checkpoint
from .merkle import CompactRange, leaf_hash
from .note import NoteSigner, NoteVerifier, VerificationError
from .source import Source, source_of
from .store import StoreFault

__all__ = ["Roster", "RosterLeaf", "Standing", "add_to_roster", "by_writer", "read_roster", "roster_origin"]

_LEAF: Final = re.compile(
    rb'\{"v":1,"writer":"([0-9a-f]{32})","size":(0|[1-9][0-9]{0,15}),"root":"([0-9a-f]{64})","state":"(open|closed|abandoned)",'
    rb'"epoch":(0|[1-9][0-9]{0,15}),"key":"([0-9a-f]{64})"\}'
).fullmatch
_NOTE_LINES = 6


class Standing(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """Ended by its writer."""
    ABANDONED = "abandoned"
    """Found dead by a later one."""


class RosterLeaf(NamedTuple):
    """What is said of a writer. ``root`` is the hex head over ``size`` records, ``key`` the hex public key of its ``epoch``."""

    writer: str
    size: int
    root: str
    state: Standing
    epoch: int
    key: str

    def encode(self) -> bytes:
        return (
            f'{{"v":1,"writer":"{self.writer}","size":{self.size},"root":"{self.root}","state":"{self.state.value}",'
            f'"epoch":{self.epoch},"key":"{self.key}"}}'
        ).encode("ascii")

    @classmethod
    def parse(cls, line: bytes) -> RosterLeaf:
        """Raises ``VerificationError``."""
        match = _LEAF(line)
        if match is None:
            raise VerificationError("bad_roster")
        writer, size, root, state, epoch, key = (group.decode("ascii") for group in match.groups())
        return cls(writer, int(size), root, Standing(state), int(epoch), key)


@dataclass(slots=True)
class Roster:
    """The roster as far as it is whole and signed."""

    leaves: list[RosterLeaf] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Of each leaf, its line in the file."""
    tree: CompactRange = field(default_factory=CompactRange)
    roots: dict[int, bytes] = field(default_factory=dict)
    """The signed heads, by size."""
    note: bytes = b""
    """The newest of them, as it was signed."""
    end: int = 0
    """Bytes up to the end of the last block; what follows is torn."""

    def last(self) -> dict[str, RosterLeaf]:
        """What was said of each writer last."""
        return {leaf.writer: leaf for leaf in self.leaves}

    @property
    def head(self) -> str:
        """``<size> <root in base64>``: one line, to be kept outside of this machine."""
        return f"{self.tree.size} {base64.b64encode(self.tree.root()).decode('ascii')}"


def by_writer(roster: Roster) -> dict[str, list[tuple[RosterLeaf, int]]]:
    """What was said of each writer, with the lines of the file. Raises ``VerificationError`` where no writer's life runs like that."""
    lives: dict[str, list[tuple[RosterLeaf, int]]] = {}
    for leaf, line in zip(roster.leaves, roster.lines, strict=True):
        life = lives.setdefault(leaf.writer, [])
        if not _may_follow(life[-1][0] if life else None, leaf):
            raise VerificationError("roster_out_of_order")
        life.append((leaf, line))
    return lives


def _may_follow(before: RosterLeaf | None, leaf: RosterLeaf) -> bool:
    if before is None:
        return leaf.state is Standing.OPEN and leaf.size == leaf.epoch == 0
    return before.state is Standing.OPEN and leaf.size >= before.size and leaf.epoch >= before.epoch


def roster_origin(root: NoteVerifier) -> str:
    """Name of the roster in its checkpoints."""
    return f"{root.name}/roster"


def read_roster(data: bytes, root: NoteVerifier) -> Roster:
    """The roster in the bytes of its file. Raises ``VerificationError`` where a whole block is not what the root key signed."""
    roster = Roster()
    # Only the end of the file may be torn, so a block is whole when its note's empty line stands there.
    lines = data.split(b"\n")[:-1]
    at = offset = 0
    pending: list[tuple[int, bytes]] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith(b"{"):
            pending.append((at + 1, line))
            offset += len(line) + 1
            at += 1
            continue
        block = lines[at : at + _NOTE_LINES]
        if len(block) < _NOTE_LINES:
            break
        if block[-1] or not pending:
            raise VerificationError("bad_roster")
        note = b"\n".join(block[:-1]) + b"\n"
        checkpoint = Checkpoint.open(note, root)
        for number, leaf in pending:
            roster.leaves.append(RosterLeaf.parse(leaf))
            roster.lines.append(number)
            roster.tree.append(leaf_hash(leaf))
        if checkpoint.origin != roster_origin(root) or checkpoint.size != roster.tree.size or checkpoint.root != roster.tree.root():
            raise VerificationError("root_mismatch")
        pending = []
        offset += sum(map(len, block)) + _NOTE_LINES
        at += _NOTE_LINES
        roster.end = offset
        roster.roots[checkpoint.size] = checkpoint.root
        roster.note = note
    return roster


def add_to_roster(where: Path | Source, leaves: Sequence[RosterLeaf], root: NoteSigner, life: Sequence[RosterLeaf] = ()) -> None:
    """Make leaves and the note over them durable; what the roster has lost of ``life``, which it had before, comes first.

    Raises ``StoreFault``: then nothing was added, and ``roster_changed`` means that somebody else's hand was in it.
    """
    source_of(where).extend_roster(lambda data: _extended(data, leaves, root, life))


def _extended(data: bytes, leaves: Sequence[RosterLeaf], root: NoteSigner, life: Sequence[RosterLeaf]) -> tuple[int, bytes]:
    try:
        roster = read_roster(data, root.verifier)
    except VerificationError:
        raise StoreFault("roster_changed") from None
    known, listed = roster.last(), set(roster.leaves)
    leaves = [*(leaf for leaf in life if leaf not in listed), *leaves]
    for leaf in leaves:
        if not _may_follow(known.get(leaf.writer), leaf):
            raise StoreFault("roster_changed")
        known[leaf.writer] = leaf
    lines = [leaf.encode() for leaf in leaves]
    for line in lines:
        roster.tree.append(leaf_hash(line))
    note = Checkpoint(roster_origin(root.verifier), roster.tree.size, roster.tree.root()).sign(root)
    return roster.end, b"".join(line + b"\n" for line in lines) + note + b"\n"
