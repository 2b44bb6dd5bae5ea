"""An event of a streamed answer on its way out, and what it brought of a text. Decides nothing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from guardrail.core.text import Path
from guardrail.dialects.event import Codec, Event
from guardrail.dialects.leaves import Number, dump, rebuild
from guardrail.dialects.positions import has_positions, without_positions
from guardrail.mask.edit import Edit

__all__ = ["Piece", "Queued", "said"]


@dataclass(slots=True)
class Queued:
    """An event on its way out: its bytes, or its tree with the texts that changed."""

    event: Event
    codec: Codec
    tree: Any = field(default=None, repr=False)
    changes: dict[Path, str | Number] = field(default_factory=dict, repr=False)
    unsettled: int = 0
    """Texts of it that are not settled."""
    stale: bool = False
    """A text that its log probabilities and places belong to has changed."""

    def said(self, path: Path) -> str:
        """A text of it, as the caller gets it."""
        found = self.changes.get(path)
        if found is None:
            found = self.tree
            for step in path:
                found = found[step]
        return str(found)

    def say(self, path: Path, text: str) -> None:
        self.changes[path] = text

    def encode(self) -> bytes:
        fits = not self.stale or not has_positions(self.event.raw)
        if not self.changes and fits:
            return self.event.raw
        tree = rebuild(self.tree, self.changes)
        return self.codec.encode(self.event, dump(tree if fits else without_positions(tree)))


@dataclass(slots=True)
class Piece:
    """What one event brought of a text: ``start`` and ``end`` count from the beginning of the text."""

    queued: Queued
    path: Path
    text: str = field(repr=False)
    start: int
    end: int


def said(piece: Piece, edits: deque[Edit]) -> str:
    """The piece as the caller gets it. What an edit writes stands where it begins; edits that end here are used up."""
    if not edits or edits[0].start >= piece.end:
        return piece.text
    parts: list[str] = []
    done = piece.start
    while edits and edits[0].start < piece.end:
        start, end, new = edits[0]
        if start >= piece.start:
            parts += (piece.text[done - piece.start : start - piece.start], new)
        done = min(end, piece.end)
        if end > piece.end:
            break
        edits.popleft()
    parts.append(piece.text[done - piece.start :])
    return "".join(parts)
