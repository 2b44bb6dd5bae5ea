"""A text with pieces of it replaced, and the way back: whatever touches a replaced piece leads back to the whole piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Edit", "Rewriting", "rewrite"]


class Edit(NamedTuple):
    """``text[start:end]`` (not empty) is read as ``replacement``, which may be empty."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """``text`` is the rewritten text; three parallel tuples hold its pieces: copied and replaced in turn, none empty."""

    text: str = field(repr=False)
    starts: tuple[int, ...]
    """Offsets in ``text``, rising, at which a piece begins."""
    origins: tuple[int, ...]
    """Offset in the text before of each piece."""
    lengths: tuple[int, ...]
    """Length there of a replaced piece, 0 for a copied one."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text before stands what became ``text[start:end]`` (not empty)."""
        first, last = self._piece(start), self._piece(end - 1)
        begin = self.origins[first] + (0 if self.lengths[first] else start - self.starts[first])
        return begin, self.origins[last] + (self.lengths[last] or end - self.starts[last])

    def touches(self, start: int, end: int) -> bool:
        """Whether anything in ``text[start:end]`` (not empty) was replaced, or fell out of it."""
        first = self._piece(start)
        return bool(self.lengths[first]) or first != self._piece(end - 1)

    def _piece(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


def rewrite(text: str, edits: Iterable[Edit]) -> Rewriting | None:
    """Applies the edits. Where two meet the earlier wins, then the longer; None where nothing is left to replace."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    lengths: list[int] = []
    done = size = 0
    for start, end, replacement in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if start < done:
            continue
        if start > done:
            pieces.append(text[done:start])
            starts.append(size)
            origins.append(done)
            lengths.append(0)
            size += start - done
        if replacement:
            pieces.append(replacement)
            starts.append(size)
            origins.append(start)
            lengths.append(end - start)
            size += len(replacement)
        done = end
    if not done:
        return None
    if done < len(text):
        pieces.append(text[done:])
        starts.append(size)
        origins.append(done)
        lengths.append(0)
    return Rewriting("".join(pieces), tuple(starts), tuple(origins), tuple(lengths))
