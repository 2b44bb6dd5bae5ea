"""How many calls are served at once: of everybody, and of one caller, so that one caller's storm is not everybody's weather."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

__all__ = ["Slots"]


class Slots:
    """Counts calls of one process. ``each`` bounds those of one caller, ``most`` those of all."""

    def __init__(self, each: int, most: int) -> None:
        self._each = each
        self.most = most
        self._held: Counter[Hashable] = Counter()
        self._all = 0

    @property
    def used(self) -> int:
        """Calls that are served now."""
        return self._all

    def take(self, caller: Hashable) -> bool:
        """Whether the caller may have one more call served now; if so it is counted until ``give``."""
        if self._all >= self.most or self._held[caller] >= self._each:
            return False
        self._held[caller] += 1
        self._all += 1
        return True

    def give(self, caller: Hashable) -> None:
        """One of the caller's calls has ended."""
        self._all -= 1
        self._held[caller] -= 1
        if not self._held[caller]:
            del self._held[caller]  # callers come and go: nothing is kept of those who have no call
