"""Where names may be: stretches of tokens around words that are no ordinary ones. A text without any costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from .lexicon import Lexicon, key_of

__all__ = ["Candidates", "windows"]

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’`\-][^\W\d_]+)*")
_MARGIN = 2
_KEPT = 100_000
_SHORTEST_UNKNOWN = 3
_WRITTEN_LOW = ("l", "m")
_ABOUT_NAMES = frozenset("nsbhter")
"""Lists (see ``training.ner.lists``) whose words may be in a name or stand before one."""


class Candidates:
    """Tells the words that may be of a name from those that are none, and remembers both."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ordinary: set[str] = set()
        self._special: set[str] = set()

    def among(self, text: str) -> AbstractSet[str]:
        """The words of a text around which a name may be, as they are written."""
        found = set(_WORD.findall(text)) - self._ordinary
        unknown = found - self._special
        if not unknown:
            return found
        ordinary = {word for word in unknown if self._is_ordinary(word)}
        if len(self._ordinary) + len(self._special) > _KEPT:
            self._ordinary, self._special = set(), set()
        self._ordinary |= ordinary
        self._special |= unknown - ordinary
        return found - ordinary

    def _is_ordinary(self, word: str) -> bool:
        known = self._lexicon.find(key_of(word))
        if known.case[:1] in _WRITTEN_LOW:
            return _ABOUT_NAMES.isdisjoint(known.lists)
        return word.islower() and len(word) < _SHORTEST_UNKNOWN and not known.lists


def windows(words: Sequence[str], candidates: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of tokens, rising and apart, that hold every candidate and its neighbours."""
    start = end = 0
    for index, word in enumerate(words):
        if word in candidates:
            if index - _MARGIN > end:
                if end:
                    yield start, end
                start = index - _MARGIN
            end = index + _MARGIN + 1
    if end:
        yield max(start, 0), min(end, len(words))
