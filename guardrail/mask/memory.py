"""What a vault knows, as a value that can be sealed and come back in another process. Never printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Memory", "Remembered"]


class Remembered(NamedTuple):
    """A type, a value, and the token or surrogate that stands for it."""

    kind: str
    text: str
    token: str

    def __repr__(self) -> str:
        return f"Remembered({self.kind})"


@dataclass(frozen=True, slots=True)
class Memory:
    """The conversation's scope, and what stands for what in it, in order of first mention.

    ``untrusted`` says that words of strangers (tool results, files) stand in the conversation, ``commanded`` that there is a command to
    the AI service among them.
    """

    scope: str
    tokens: tuple[Remembered, ...] = field(default=(), repr=False)
    surrogates: tuple[Remembered, ...] = field(default=(), repr=False)
    untrusted: bool = False
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    """Values that were JSON numbers."""
    commanded: bool = False

    def joined(self, other: Memory) -> Memory:
        """Both, for a conversation that two calls went on with at once. What they give to different values belongs to neither."""
        tokens, surrogates = _joined(self.tokens, other.tokens), _joined(self.surrogates, other.surrogates)
        untrusted, commanded = self.untrusted or other.untrusted, self.commanded or other.commanded
        return Memory(self.scope, tokens, surrogates, untrusted, self.numbers | other.numbers, commanded)


def _joined(ours: tuple[Remembered, ...], theirs: tuple[Remembered, ...]) -> tuple[Remembered, ...]:
    everything = tuple(dict.fromkeys((*ours, *theirs)))
    values: dict[str, set[str]] = {}
    for one in everything:
        values.setdefault(one.token, set()).add(one.text)
    return tuple(one for one in everything if len(values[one.token]) == 1)
