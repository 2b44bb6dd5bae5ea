"""Where names may be: stretches of tokens around words that are no ordinary ones. A text without any costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from guardrail.core.recent import RECENT

from .lexicon import Lexicon, key_of
from .tokenizer import zeroed

__all__ = ["Candidates", "windows"]

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’`\-][^\W\d_]+)*")
_MARGIN = 2
_LONGEST_REMEMBERED = 40
_SHORTEST_UNKNOWN = 3
_WRITTEN_LOW = ("l", "m")
_OFTEN_LOW = "c+"
_NEVER = "x"
_DERIVED = re.compile(r"(?:di|diper|me[mn]?|memper)[a-z]{3,}kan").fullmatch
"""Verbs that no list has: "disusulkan"."""
_ABOUT_NAMES = frozenset("nsbhter")
"""Lists (see ``training.ner.lists``) whose words may be in a name or stand before one."""


class Candidates:
    """Tells the words that may be of a name from those that are none, and remembers both, by the chunks between spaces."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ordinary: set[str] = set()
        self._special: dict[str, tuple[str, ...]] = {}
        self._before = self._ordinary, self._special
        """Of a generation that is over (see ``Recent``)."""

    def among(self, text: str) -> AbstractSet[str]:
        """The words of a text around which a name may be, as they are written."""
        found: set[str] = set()
        special = self._special
        for chunk in set(text.split()) - self._ordinary:
            found.update(special.get(chunk) or self._special_words(zeroed(chunk)))
        return found

    def _special_words(self, chunk: str) -> tuple[str, ...]:
        if chunk in self._ordinary:
            return ()
        words = self._special.get(chunk)
        if words:
            return words
        ordinary, special = self._before
        words = () if chunk in ordinary else special.get(chunk) or self._special_of(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self._ordinary) + len(self._special) >= RECENT:
                self._before = self._ordinary, self._special
                self._ordinary, self._special = set(), {}
            if words:
                self._special[chunk] = words
            else:
                self._ordinary.add(chunk)
        return words

    def _special_of(self, chunk: str) -> tuple[str, ...]:
        return tuple(word for word in _WORD.findall(chunk) if not self._is_ordinary(word))

    def _is_ordinary(self, word: str) -> bool:
        known = self._lexicon.find(key_of(word))
        if known.case[:1] in _WRITTEN_LOW or (word.islower() and (_NEVER in known.lists or known.case == _OFTEN_LOW)):
            return _ABOUT_NAMES.isdisjoint(known.lists)
        if _DERIVED(word):
            return True
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
