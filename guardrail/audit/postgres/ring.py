"""The newest records of one writer, kept in memory: what a database that failed over has lost is sent to it again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Ring", "Stretch"]


class Stretch(NamedTuple):
    """Whole lines, the first of them with sequence ``first``."""

    first: int
    data: bytes


class Ring:
    """Stretches that follow one another, at most ``limit`` bytes of them, and at least the newest one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._stretches: deque[Stretch] = deque()
        self._bytes = 0
        self.end = 0
        """Sequence number that comes next."""

    @property
    def begin(self) -> int:
        """Sequence number of the oldest record that is still here."""
        return self._stretches[0].first if self._stretches else self.end

    def add(self, first: int, data: bytes) -> None:
        """Raises ``ValueError`` for lines that do not follow those before."""
        if first != self.end:
            raise ValueError("the records do not follow")
        self._stretches.append(Stretch(first, data))
        self._bytes += len(data)
        self.end += data.count(b"\n")
        while self._bytes > self._limit and len(self._stretches) > 1:
            self._bytes -= len(self._stretches.popleft().data)

    def since(self, seq: int) -> Iterator[Stretch]:
        """What begins with ``seq``, which is not older than ``begin``."""
        for first, data in self._stretches:
            if first >= seq:
                yield Stretch(first, data)
            elif first + data.count(b"\n") > seq:
                yield Stretch(seq, b"".join(data.splitlines(keepends=True)[seq - first :]))

    def line(self, seq: int) -> bytes | None:
        """One record without its newline, if it is still here."""
        if not self.begin <= seq < self.end:
            return None
        return next(self.since(seq)).data.partition(b"\n")[0]
