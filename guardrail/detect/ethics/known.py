"""Words that were met before, and what was worked out of them: people use few different ones. Bounded, in memory, never written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .features import Keys
from .words import LONGEST, plain

__all__ = ["Floats", "KnownWords", "Rows"]

Floats: TypeAlias = NDArray[np.float32]
Rows: TypeAlias = tuple[Floats, Keys]
"""(words, 2, labels + 1) numbers, and (words,) keys."""

_MOST: Final = 16_384
"""Words that are remembered; beyond them all are forgotten."""


class KnownWords:
    """Remembers what ``make`` says of plain words, by how they are written. Safe to call from several threads."""

    __slots__ = ("_keys", "_lock", "_make", "_plain", "_table", "_written")

    def __init__(self, shape: tuple[int, int], make: Callable[[Sequence[str]], Rows]) -> None:
        self._make = make
        self._written: dict[str, int] = {}
        self._plain: dict[str, int] = {}
        self._table, self._keys = _rows(shape)
        self._lock = threading.Lock()

    def of(self, written: Sequence[str]) -> Rows:
        """A row for each word as it is written."""
        with self._lock:
            rows: Sequence[int | None] = [*map(self._written.get, written)]
            if None in rows:
                rows = self._learn(written)
            places = np.array(rows, np.intp)
            return self._table.take(places, axis=0), self._keys.take(places)

    def _learn(self, written: Sequence[str]) -> list[int]:
        if len(self._written) > _MOST:
            self._written.clear()
            self._plain.clear()
            self._table, self._keys = _rows(self._table.shape[1:])  # one text may hold half a million words
        forms = {word: plain(word) for word in written if word not in self._written}
        new = [form for form in dict.fromkeys(forms.values()) if form not in self._plain]
        if new:
            self._add(new)
        found = {word: self._plain[form] for word, form in forms.items()}
        self._written.update((word, row) for word, row in found.items() if len(word) <= LONGEST)
        return [found[word] if word in found else self._written[word] for word in written]

    def _add(self, new: Sequence[str]) -> None:
        first, last = len(self._plain), len(self._plain) + len(new)
        while last > len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        self._table[first:last], self._keys[first:last] = self._make(new)
        self._plain.update(zip(new, range(first, last), strict=True))


def _rows(shape: tuple[int, ...]) -> Rows:
    return np.zeros((256, *shape), np.float32), np.zeros(256, np.uint32)
