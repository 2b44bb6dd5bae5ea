"""Who answers for a revision: signed notes (C2SP) over its number and hash, kept beside its bundle. Keys are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from guardrail.core.errors import GuardrailError

__all__ = ["MAX_NOTE", "Approval", "Verifier", "joined", "statement"]

MAX_NOTE: Final = 64 << 10
"""Bytes of the largest file of signatures."""


class Verifier(Protocol):
    """The public half of a person's key."""

    @property
    def name(self) -> str: ...
    def open(self, note: str) -> str:
        """The text that this key signed. Raises ``GuardrailError`` where it signed none."""


def statement(revision: int, sha256: str) -> str:
    """What is signed of a bundle: its number and the hash of its bytes."""
    return f"guardrail policies\nrevision {revision}\nsha256 {sha256}\n"


def joined(text: str, *notes: str) -> str:
    """One note with the signatures of all; those of another text are left out. Empty where there are none."""
    lines = dict.fromkeys(line for note in notes if note.startswith(f"{text}\n") for line in note.removeprefix(f"{text}\n").splitlines())
    return f"{text}\n" + "".join(f"{line}\n" for line in lines) if lines else ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Whose signatures count, one key a person, and how many are needed. Without signers none are."""

    signers: Sequence[Verifier] = ()
    required: int = 0

    def signed_by(self, note: str, text: str) -> tuple[str, ...]:
        """Names of the signers who signed exactly this text."""
        names = []
        for signer in self.signers:
            with suppress(GuardrailError):
                if signer.open(note) == text:
                    names.append(signer.name)
        return tuple(names)
