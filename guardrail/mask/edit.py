"""A change of a text, by place: what masking and restoring say about an answer before its pieces are written anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Edit", "apply"]


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``text``."""

    start: int
    end: int
    text: str

    def __repr__(self) -> str:
        return f"Edit({self.start}, {self.end}, {len(self.text)} characters)"


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits, which are in order and do not overlap."""
    if not edits:
        return text
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    parts.append(text[done:])
    return "".join(parts)
