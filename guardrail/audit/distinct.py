"""How many different tags were seen: exactly while they are few, estimated beyond, always in the same memory.

The k smallest of uniformly distributed values tell how many there are (Bar-Yossef et al. 2002); subject tags are outputs of HMAC.
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import Final

__all__ = ["Distinct"]

_KEPT: Final = 16_384
"""The estimate's standard error is one over its root: 0.8 percent."""
_BITS: Final = 64


class Distinct:
    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._members: set[int] = set()
        self._greatest: list[int] = []
        """A heap of the members' negatives: the greatest of them is at its top."""

    def add(self, tag: str) -> None:
        """``tag`` is hex; its first 64 bits are looked at."""
        value = int(tag[: _BITS // 4], 16)
        if value in self._members:
            return
        if len(self._members) < self._kept:
            self._members.add(value)
            heappush(self._greatest, -value)
        elif value < -self._greatest[0]:
            self._members.add(value)
            self._members.discard(-heapreplace(self._greatest, -value))

    @property
    def exact(self) -> bool:
        return len(self._members) < self._kept

    @property
    def count(self) -> int:
        """The number, or its estimate."""
        return len(self._members) if self.exact else ((self._kept - 1) << _BITS) // -self._greatest[0]
