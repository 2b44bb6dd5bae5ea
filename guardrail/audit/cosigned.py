"""Heads of the roster that witnesses cosigned, as the log keeps them beside the roster, and what an auditor may conclude from them.

A file of signed notes, each followed by an empty line: the head, the root key's signature, one witness's cosignature. Only its end may
be torn. It proves nothing without the witnesses' keys, which come from elsewhere.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .checkpoint import Checkpoint, join_notes, split_notes
from .cosignature import WitnessKey, signature_lines
from .layout import COSIGNED, sync_directory
from .merkle import consistency_proof, leaf_hash
from .note import NoteVerifier, VerificationError
from .report import Witnessed
from .roster import Roster
from .segment import write_all
from .store import StoreFault

__all__ = ["Quorum", "Hearing", "add_cosigned", "newest_of", "request_of"]


@dataclass(frozen=True, slots=True)
class Quorum:
    """The witnesses that an auditor trusts, how many of them must agree, and how old (seconds since the epoch) that may be.

    Raises ``ValueError`` for a number that can never or always be reached, and where two have one key.
    """

    witnesses: tuple[WitnessKey, ...]
    required: int
    not_before: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.required <= len(self.witnesses) or len({witness.public for witness in self.witnesses}) != len(self.witnesses):
            raise ValueError("witnesses must be different ones, and as many as are required")

    def judge(self, data: bytes, root: NoteVerifier, roster: Roster) -> Witnessed:
        """What the cosigned heads in ``data`` say about a roster. Raises ``VerificationError``: ``forked`` where a witness saw a head that
        this roster never had, ``not_witnessed``, ``witnessed_long_ago``.
        """
        seen: dict[int, dict[WitnessKey, int]] = {}
        for checkpoint, lines in _notes(data, root):
            for witness in self.witnesses:
                found = witness.find(checkpoint.text, lines)
                if found is not None:
                    if roster.roots.get(checkpoint.size) != checkpoint.root:
                        raise VerificationError("forked")
                    times = seen.setdefault(checkpoint.size, {})
                    times[witness] = max(found.time, times.get(witness, 0))
        enough = [size for size, times in seen.items() if len(times) >= self.required]
        if not enough:
            raise VerificationError("not_witnessed")
        size = max(enough)
        # Those that saw it last are the strongest statement of age.
        chosen = sorted(seen[size].items(), key=lambda pair: -pair[1])[: self.required]
        if chosen[-1][1] < self.not_before:
            raise VerificationError("witnessed_long_ago")
        return Witnessed(size, chosen[-1][1], tuple(sorted(witness.name for witness, _ in chosen)))


@dataclass(frozen=True, slots=True)
class Hearing:
    """What witnesses said, as it was kept (``data``), and which of them an auditor believes."""

    quorum: Quorum
    data: bytes


def newest_of(data: bytes, root: NoteVerifier, witness: WitnessKey) -> int:
    """Size of the largest head that this witness cosigned; 0 where it never did. Raises ``VerificationError``."""
    sizes = [checkpoint.size for checkpoint, lines in _notes(data, root) if witness.find(checkpoint.text, lines) is not None]
    return max(sizes, default=0)


def request_of(roster: Roster, old_size: int, note: bytes) -> bytes:
    """The body of ``add-checkpoint`` (C2SP tlog-witness) that shows a witness how the roster grew from ``old_size`` to its ``note``.

    Raises ``IndexError`` where the roster is smaller than that.
    """
    leaves = [leaf_hash(leaf.encode()) for leaf in roster.leaves]
    if not 0 <= old_size <= len(leaves):
        raise IndexError("no such tree")
    proof = consistency_proof(leaves, old_size) if old_size else []
    lines = [f"old {old_size}\n", *(f"{base64.b64encode(step).decode('ascii')}\n" for step in proof), "\n"]
    return "".join(lines).encode("ascii") + note


def add_cosigned(directory: Path, note: bytes, lines: Sequence[str]) -> None:
    """Keep a note of the roster with a witness's signature ``lines`` below it. Raises ``StoreFault``."""
    cosigned = join_notes([note + "".join(f"{line}\n" for line in lines).encode()])
    try:
        handle = os.open(directory / COSIGNED, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            data = b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
            _, torn = split_notes(data)
            if torn:
                os.ftruncate(handle, len(data) - torn)
            write_all(handle, cosigned)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_directory(directory)
    except OSError as error:
        raise StoreFault.of(error) from None


def _notes(data: bytes, root: NoteVerifier) -> list[tuple[Checkpoint, list[str]]]:
    """Each whole note's checkpoint, which the root key signed, and its signature lines. Raises ``VerificationError``."""
    notes, _ = split_notes(data)
    return [(Checkpoint.open(note, root), signature_lines(note.partition(b"\n\n")[2])) for note in notes]
