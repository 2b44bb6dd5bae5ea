"""Persons who sign, as this room sees them: a verifier of each, without any cryptography."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.core.errors import GuardrailError

__all__ = ["Person"]


@dataclass(frozen=True, slots=True)
class Person:
    """Their signature is a line with their name."""

    name: str

    def sign(self, text: str) -> str:
        return f"{text}\n— {self.name} sah\n"

    def open(self, note: str) -> str:
        text, _, signatures = note.rpartition("\n\n")
        if f"— {self.name} sah" not in signatures.splitlines():
            raise GuardrailError("unknown_key")
        return f"{text}\n"
