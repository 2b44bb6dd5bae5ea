"""All matches of an author's pattern within a number and a time, or none.

RE2 is linear in one search, not in all matches of a text (``a.*b|a`` looks at the rest of it again for each), and a pattern with many
states is a thousand times slower than others. CPU time is what counts, so that a busy machine refuses nothing, and the time in which
Python collects its garbage is nobody's.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Final, Protocol, TypeVar

__all__ = ["LIMIT_BYTES", "MOST", "STRIDE", "Match", "Options", "Searched", "TooMany", "TooSlow", "limited", "matches"]

MOST: Final = 1 << 14
"""Matches of all that authors look for in one text."""
LIMIT_BYTES: Final = 1 << 23
"""Memory of one compiled pattern, wherever it runs."""
STRIDE: Final = 1 << 13
"""Bytes of a long text that are tried at once before all of it is searched: one search cannot be interrupted."""
_A_BYTE: Final = 85e-9
_A_MATCH: Final = 4e-6
_GRACE: Final = 0.01
_A_LOOK: Final = 0.001
_OFTEN: Final = 8
_EXCUSES: Final = 3
"""Walks of Python's garbage collector that may be to blame: the matches themselves may bring about more."""


class TooSlow(Exception):
    """The pattern takes longer over this text than any good one. Says nothing of either."""


class TooMany(Exception):
    """The pattern matches more often in this text than may be looked at. Says nothing of either."""


class Options(Protocol):
    """How a pattern is compiled."""

    max_mem: int
    log_errors: bool
    never_capture: bool


_Options = TypeVar("_Options", bound=Options)


class Match(Protocol):
    """Where a pattern matches."""

    def span(self) -> tuple[int, int]: ...


class Searched(Protocol):
    """A compiled pattern."""

    def finditer(self, text: bytes) -> Iterator[Match]: ...

    def search(self, text: bytes, pos: int, endpos: int) -> Match | None: ...


def limited(options: _Options) -> _Options:
    """The same options, set as every pattern of an author is compiled: where it is tried, and where it is used."""
    options.max_mem = LIMIT_BYTES
    options.log_errors = False  # they would repeat the pattern on stderr
    options.never_capture = True  # nobody asks for groups, and they cost three times as much
    return options


def matches(pattern: Searched, text: bytes, most: int = MOST) -> list[tuple[int, int]]:
    """Where the pattern matches, in order, in bytes of UTF-8.

    Raises ``TooMany`` for more than ``most`` matches, ``TooSlow`` soon after 10 ms and 85 ms a million bytes, or 4 microseconds a match
    where that is more. A text of one stride at most is searched once more before that is said: there the 10 ms are nearly all of it, and
    a machine that is shared may count as many, once, that it gave to others.
    """
    try:
        return _matches(pattern, text, most)
    except TooSlow:
        if len(text) > STRIDE:
            raise
        return _matches(pattern, text, most)


def _matches(pattern: Searched, text: bytes, most: int) -> list[tuple[int, int]]:
    watch = _Watch(len(text) * _A_BYTE)
    if len(text) > STRIDE:
        for start in range(0, len(text), STRIDE):
            pattern.search(text, start, start + STRIDE)
            watch.look(0, trying=True)
    found: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        if len(found) == most:
            raise TooMany
        found.append(match.span())
        if len(found) % _OFTEN == 0:
            watch.look(len(found))
    watch.look(len(found))
    return found


class _Watch:
    """CPU time of this thread. The clock that costs little tells when to ask the one that costs much."""

    __slots__ = ("_allowed", "_began", "_collected", "_excuses", "_next")

    def __init__(self, allowed: float) -> None:
        self._allowed = allowed
        self._collected = _collections()
        self._excuses = _EXCUSES
        self._began = time.thread_time()
        self._next = time.perf_counter() + _A_LOOK

    def look(self, found: int, *, trying: bool = False) -> None:
        """Raises ``TooSlow`` when the time is over, or what is left of it is too little for all of the text once it was tried."""
        if time.perf_counter() < self._next:
            return
        allowed = _GRACE + max(self._allowed, found * _A_MATCH)
        if time.thread_time() - self._began > (allowed / 2 if trying else allowed):
            before, self._collected = self._collected, _collections()
            if self._collected == before or not self._excuses:
                raise TooSlow
            self._excuses -= 1
            self._began = time.thread_time()
        self._next = time.perf_counter() + _A_LOOK


def _collections() -> int:
    """How often objects were walked: 25 ms and more even for the youngest, in whatever thread was at work."""
    return sum([generation["collections"] for generation in gc.get_stats()])
