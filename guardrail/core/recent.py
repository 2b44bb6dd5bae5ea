"""What was worked out of words and other small keys, remembered for a while. Saves time only: what is forgotten is made again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sized
from typing import Final, Generic, TypeVar

__all__ = ["RECENT", "Recent"]

RECENT: Final = 4_096
"""Keys of a generation."""
_LASTING: Final = 4
"""Generations of keys that stay."""

_K = TypeVar("_K", bound=Sized)
_V = TypeVar("_V")


class Recent(dict[_K, _V], Generic[_K, _V]):
    """Key to what ``make`` says of it, filled as keys are asked for (``recent[key]``): at most ``2 * most`` of them, and ``4 * most`` that
    are ``lasting``.

    When ``most`` are new, those of before are forgotten but for what was asked for since and what is lasting: what is in use stays, and
    it costs what a dictionary does. Keys longer than ``longest`` (by ``size``) are not kept, so that the bound is one of bytes as well.
    Safe to use from several threads, which may call ``make`` at once.
    """

    def __init__(
        self,
        make: Callable[[_K], _V],
        *,
        longest: int,
        most: int = RECENT,
        size: Callable[[_K], int] = len,
        lasting: Callable[[_K], bool] = lambda key: False,
    ) -> None:
        super().__init__()
        self._make = make
        self._longest = longest
        self._most = most
        self._size = size
        self._lasts = lasting
        self._before: dict[_K, _V] = {}
        self._lasting: dict[_K, _V] = {}
        self._lock = threading.Lock()

    def __missing__(self, key: _K) -> _V:
        if self._size(key) > self._longest:
            return self._make(key)
        before = self._before
        value = before[key] if key in before else self._make(key)
        with self._lock:
            if len(self) - len(self._lasting) >= self._most:
                self._before = self.copy()
                self.clear()
                self.update(self._lasting)
            if len(self._lasting) < _LASTING * self._most and self._lasts(key):
                self._lasting[key] = value
            self[key] = value
        return value
