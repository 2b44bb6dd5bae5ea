"""All matches of an author's pattern within a time that the length of the text sets, or none.

RE2 is linear in one search, not in all matches of a text (``a.*b|a`` looks at the rest of it again for each), and a pattern with many
states is a thousand times slower than others. CPU time is what counts, so that a busy machine refuses nothing, and the time in which
Python collects its garbage is nobody's.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Final, Protocol, TypeVar

__all__ = ["STRIDE", "Searched", "TooSlow", "matches"]

STRIDE: Final = 1 << 13
"""Characters of a long text that are tried at once before all of it is searched: one search cannot be interrupted."""
_A_CHARACTER: Final = 100e-9
_A_MATCH: Final = 4e-6
_GRACE: Final = 0.01
_Match_co = TypeVar("_Match_co", covariant=True)


class TooSlow(Exception):
    """The pattern takes longer over this text than any good one. Says nothing of either."""


class Searched(Protocol[_Match_co]):
    """A compiled pattern."""

    def finditer(self, text: str) -> Iterator[_Match_co]: ...

    def search(self, text: str) -> _Match_co | None: ...


def matches(pattern: Searched[_Match_co], text: str) -> Iterator[_Match_co]:
    """Raises ``TooSlow`` after 100 ms a million characters, and 4 microseconds a match, or soon after."""
    whole = allowed = _GRACE + len(text) * _A_CHARACTER
    clock = time.thread_time
    collected = _collections()
    if len(text) > STRIDE:
        began = clock()
        for start in range(0, len(text), STRIDE):
            pattern.search(text[start : start + STRIDE])
            if clock() - began > allowed:
                if collected == (collected := _collections()):
                    raise TooSlow
                began = clock()
    found = pattern.finditer(text)
    while True:
        began = clock()
        match = next(found, None)
        allowed += _A_MATCH - (clock() - began)
        if allowed < 0:
            if collected == (collected := _collections()):
                raise TooSlow
            allowed = whole
        if match is None:
            return
        yield match


def _collections() -> int:
    """How often all objects were walked: a tenth of a second or more, in whatever thread was at work."""
    return int(gc.get_stats()[-1]["collections"])
