"""Signals that meanings near each other give: an act, what it is done to, and no word that makes it harmless. Linear in the text.

No pattern is searched for: every word is looked up once. What it finds is less sure than a form and needs no model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from .phrase_book import Phrase, PhraseBook, Slot, read_phrases

__all__ = ["PhraseReader", "PhraseSignal", "phrase_reader"]

_PAUSE: Final = 5
"""Words that the end of a sentence counts as, beside itself."""
_GUARDED: Final = 14
"""Words around the first meaning of a phrase in which a guard holds."""
_MOST_WORDS: Final = 30_000
"""Words whose meanings are remembered."""

Places: TypeAlias = dict[int, list[int]]
"""Of each meaning, in rising order."""


class PhraseSignal(NamedTuple):
    """A label, and the index of the word that the phrase begins from. ``line`` is where the phrase is written."""

    label: str
    at: int
    line: int


class _Known(dict[str, tuple[int, ...]]):
    """Meanings of the words met so far: people use few different ones."""

    def __init__(self, book: PhraseBook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        return self.setdefault(word, self._book.meanings(word) if word[0].isalnum() else ())


class PhraseReader:
    """Reads texts with one book. Safe to call from several threads: what it remembers is always the same."""

    def __init__(self, book: PhraseBook) -> None:
        self._book = book
        self._known = _Known(book)

    def read(self, words: Sequence[str], ends: Sequence[int]) -> Iterator[PhraseSignal]:
        """The first place of each label, by the first of its phrases that holds. ``ends`` are the indices behind sentences."""
        indices, present = self._indices(words)
        likely = [one for one in self._book.phrases if present & one.masks[0] and all(present & mask for mask in one.masks)]
        if not likely:
            return
        places = {meaning: [at + _PAUSE * bisect_right(ends, at) for at in each] for meaning, each in indices.items()}
        told: set[str] = set()
        for phrase in likely:
            if phrase.label not in told and (found := _found(phrase, indices, places)) is not None:
                told.add(phrase.label)
                yield PhraseSignal(phrase.label, found, phrase.line)

    def _indices(self, words: Sequence[str]) -> tuple[Places, int]:
        """The words of each meaning, and all meanings as bits."""
        by_index: Places = {}
        present = 0
        for index, meanings in [hit for hit in enumerate(map(self._known.__getitem__, words)) if hit[1]]:
            for meaning in meanings:
                if meaning in by_index:
                    by_index[meaning].append(index)
                else:
                    by_index[meaning] = [index]
                    present |= 1 << meaning
        for first in [meaning for meaning in by_index if meaning in self._book.runs]:
            for run in self._book.runs[first]:
                if present & run.mask == run.mask and (at := _following(run.parts, by_index, words)):
                    by_index[run.meaning] = sorted({*by_index.get(run.meaning, ()), *at})
                    present |= 1 << run.meaning
        return by_index, present


def _following(parts: Sequence[int], places: Mapping[int, Sequence[int]], words: Sequence[str]) -> list[int]:
    """Where words of these meanings stand one behind the other, or with a hyphen between them."""
    found = list(places[parts[0]])
    ends = found
    for part in parts[1:]:
        here = set(places[part])
        nexts = [at + 2 if at + 1 < len(words) and words[at + 1] == "-" else at + 1 for at in ends]
        kept = [(start, end) for start, end in zip(found, nexts, strict=True) if end in here]
        found, ends = [start for start, _ in kept], [end for _, end in kept]
    return found


def _found(phrase: Phrase, indices: Places, places: Places) -> int | None:
    """The first word that the phrase holds from."""
    for meaning in phrase.first:
        for index, place in zip(indices.get(meaning, ()), places.get(meaning, ()), strict=True):
            if _holds(phrase, place, places):
                return index
    return None


def _holds(phrase: Phrase, at: int, places: Mapping[int, Sequence[int]]) -> bool:
    return all(_near(slot, at, places) for slot in phrase.slots) and not any(
        _within(places[guard], at - _GUARDED, at + _GUARDED) for guard in phrase.guards if guard in places
    )


def _near(slot: Slot, at: int, places: Mapping[int, Sequence[int]]) -> bool:
    least = at + 1 if slot.behind else at - slot.reach
    return any(_within(places[meaning], least, at + slot.reach, at) for meaning in slot.meanings if meaning in places)


def _within(at: Sequence[int], least: int, most: int, but: int = -1) -> bool:
    """Whether one of these places, in rising order, is from ``least`` to ``most``, and not ``but``: a word is not two of a phrase."""
    first = bisect_left(at, least)
    return any(at[index] <= most and at[index] != but for index in range(first, min(first + 2, len(at))))


@lru_cache(maxsize=1)
def phrase_reader() -> PhraseReader:
    """The reader with the phrases of the package. Raises ``OSError`` or ``ValueError`` where they are missing or damaged."""
    return PhraseReader(read_phrases())
