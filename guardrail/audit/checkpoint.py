"""Signed tree heads (C2SP tlog-checkpoint): what a log's size and root were, under a key. Knows nothing of files' records."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from .note import NoteSigner, NoteVerifier, VerificationError, strict_base64

__all__ = ["Checkpoint", "join_notes", "split_notes"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``origin`` names the log, ``size`` counts its leaves, ``root`` is the 32-byte RFC 6962 head over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    def sign(self, signer: NoteSigner) -> bytes:
        return signer.sign(self.text).encode()

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Three lines and nothing else: our logs write no extension lines. Raises ``VerificationError``."""
        match text.split("\n"):
            case [origin, size, root, ""] if origin and _SIZE.fullmatch(size):
                return cls(origin, int(size), strict_base64(root, 32))
        raise VerificationError("bad_checkpoint")

    @classmethod
    def kept(cls, line: str) -> Checkpoint:
        """From ``<size> <root in base64>``, as somebody noted it down; such a one has no origin. Raises ``VerificationError``."""
        size, _, root = line.strip().partition(" ")
        if not _SIZE.fullmatch(size):
            raise VerificationError("bad_checkpoint")
        return cls("", int(size), strict_base64(root, 32))

    @classmethod
    def peek(cls, note: bytes) -> Checkpoint:
        """What a note says, before anybody asked who signed it. Raises ``VerificationError``."""
        try:
            return cls.parse(note.decode().partition("\n\n")[0] + "\n")
        except UnicodeDecodeError:
            raise VerificationError("bad_note") from None

    @classmethod
    def open(cls, note: bytes, verifier: NoteVerifier) -> Checkpoint:
        """The checkpoint of a signed note. Raises ``VerificationError``."""
        try:
            text = note.decode()
        except UnicodeDecodeError:
            raise VerificationError("bad_note") from None
        return cls.parse(verifier.open(text))


def join_notes(notes: list[bytes]) -> bytes:
    """Notes as they stand in a file: each is followed by one empty line.

    Safe because neither the three lines of a checkpoint nor a block of signatures holds an empty line, so the blocks between
    empty lines are text, signatures, text, signatures ...
    """
    return b"".join(note + b"\n" for note in notes)


def split_notes(data: bytes) -> tuple[list[bytes], int]:
    """The whole notes of a file, and the number of bytes behind the last whole one (a torn write)."""
    *blocks, _ = data.split(b"\n\n")
    whole = len(blocks) // 2 * 2
    notes = [blocks[at] + b"\n\n" + blocks[at + 1] + b"\n" for at in range(0, whole, 2)]
    return notes, len(data) - sum(len(note) + 1 for note in notes)
