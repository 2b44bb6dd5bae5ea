"""Whether words of a context stand near places of a text. What stands around many places is read once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import Final

__all__ = ["Nearby"]

_REACH: Final = 24
"""Characters that a word may have on average; what is farther off is not read."""
_TOGETHER: Final = 64
"""Places whose words are held at once."""
_EDGE: Final = "\0"
"""Where a place begins or ends."""
_WORD: Final = re.compile(rf"\w+|{_EDGE}")


class Nearby:
    """Phrases, of which one whole within ``window`` words before or behind a place is near it. Letter case and punctuation say nothing."""

    def __init__(self, phrases: Sequence[str], window: int) -> None:
        said = [words for words in map(_words, phrases) if words]
        self._begun = frozenset(words[0] for words in said)
        self._phrases = frozenset(f" {' '.join(words)} " for words in said)
        self._window = window
        self._reach = window * _REACH

    def near(self, text: str, label: str, places: Sequence[tuple[int, int]]) -> list[bool]:
        """For each place (by position, none meeting another). What stands in the name of the field, ``label``, is near all of them."""
        told = f" {' '.join(_words(label))} "
        if any(phrase in told for phrase in self._phrases):
            return [True] * len(places)
        if _EDGE in text:
            text = text.replace(_EDGE, " ")
        return [near for run in self._runs(places) for near in self._around(text, run)]

    def _runs(self, places: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
        """The places, those together that have words in common."""
        run: list[tuple[int, int]] = []
        for place in places:
            if run and (len(run) == _TOGETHER or place[0] - run[-1][1] > 2 * self._reach):
                yield run
                run = []
            run.append(place)
        if run:
            yield run

    def _around(self, text: str, run: Sequence[tuple[int, int]]) -> Iterator[bool]:
        cuts = [max(0, run[0][0] - self._reach), *chain.from_iterable(run), run[-1][1] + self._reach]
        told = _EDGE.join([text[start:end] for start, end in pairwise(cuts)]).lower()
        if not any(word in told for word in self._begun):
            yield from repeat(False, len(run))
            return
        said = _words(told)
        edges = [at - number for number, at in enumerate(at for at, word in enumerate(said) if word == _EDGE)]
        words = [word for word in said if word != _EDGE]
        begun = [at for at, word in enumerate(words) if word in self._begun]
        for before, behind in zip(edges[::2], edges[1::2], strict=True):
            first = max(0, before - self._window)
            yield self._any_in(words, begun, first, before) or self._any_in(words, begun, behind, behind + self._window)

    def _any_in(self, words: Sequence[str], begun: Sequence[int], start: int, end: int) -> bool:
        """Whether the words from ``start`` to ``end`` hold a phrase; ``begun`` is where one may begin."""
        at = bisect_left(begun, start)
        if at == len(begun) or begun[at] >= end:
            return False
        told = f" {' '.join(words[start:end])} "
        return any(phrase in told for phrase in self._phrases)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
