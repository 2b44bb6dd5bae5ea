"""Signals that meanings near each other give: an act, what it is done to, and no word that makes it harmless. Linear in the text.

No pattern is searched for: every word is looked up once. What it finds is less sure than a form and needs no model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple

from guardrail.core.recent import Recent

from .phrase_book import Phrase, PhraseBook, Run, Slot, read_phrases
from .words import LONGEST, Words, plain

__all__ = ["PhraseReader", "PhraseSignal", "phrase_reader"]

_PAUSE: Final = 5
"""Words that the end of a sentence counts as, beside itself."""


class At(NamedTuple):
    """Of a word: its place, in which ends of sentences count too, and which word it is."""

    place: int
    word: int


class PhraseSignal(NamedTuple):
    """A label, and the index of the word that the phrase begins from. ``line`` is where the phrase is written."""

    label: str
    at: int
    line: int


def _known(meanings: Callable[[str], int]) -> Recent[str, int]:
    """Meanings of the words met so far, with a bit for each."""
    return Recent(lambda word: meanings(word) if len(word) <= LONGEST and word[0].isalnum() else 0, longest=LONGEST)


class PhraseReader:
    """Reads texts with one book. Safe to call from several threads: what it remembers is always the same."""

    def __init__(self, book: PhraseBook) -> None:
        self._phrases = [(phrase.masks[0], phrase) for phrase in book.phrases]
        self._known = _known(lambda word: _mask(book.meanings(plain(word))))
        self._begun = _known(self._with_runs)
        self._runs: dict[int, list[Run]] = {}
        self._made: dict[int, list[Run]] = {}
        for rarest, run in _by_rarest(book.runs):
            self._runs.setdefault(rarest, []).append(run)
            self._made.setdefault(run.meaning, []).append(run)

    def read(self, text: Words) -> Iterator[PhraseSignal]:
        """The first place of each label, by the first of its phrases that holds."""
        likely = self._likely(text.written)
        if not likely:
            return
        places = self._places(text, reduce(or_, (mask for phrase in likely for mask in phrase.masks)))
        told: set[str] = set()
        for phrase in likely:
            if phrase.label in told or not (starts := _starts(phrase, places)):
                continue
            guards = self._places(text, _mask(meaning for meaning, _ in phrase.guards))
            free = [at for at in starts if not _guarded(phrase, at.place, guards)]
            if free:
                told.add(phrase.label)
                yield PhraseSignal(phrase.label, free[0].word, phrase.line)

    def _with_runs(self, word: str) -> int:
        """Its meanings, and those that it may be the rarest word of."""
        own = self._known[word]
        return own | _mask(run.meaning for each in _bits(own) for run in self._runs.get(each, ()))

    def _likely(self, words: Sequence[str]) -> list[Phrase]:
        """Phrases whose meanings may all stand somewhere in the text: most texts have none, and are not looked at again."""
        present = reduce(or_, map(self._begun.__getitem__, set(words)), 0)
        begun = [phrase for mask, phrase in self._phrases if present & mask]
        return [phrase for phrase in begun if all(present & mask for mask in phrase.masks)]

    def _places(self, text: Words, asked: int) -> dict[int, list[At]]:
        """Where the meanings stand that are asked about, in rising order."""
        runs = [run for meaning in _bits(asked) for run in self._made.get(meaning, ())]
        wanted = reduce(or_, (run.mask for run in runs), asked)
        found: dict[int, list[int]] = {}
        present = 0
        for index, meanings in enumerate(map(self._known.__getitem__, text.written)):
            if here := meanings & wanted:
                present |= here
                for meaning in _bits(here):
                    found.setdefault(meaning, []).append(index)
        for run in runs:
            if present & run.mask == run.mask and (at := _following(run.parts, found, text.written)):
                found[run.meaning] = sorted({*found.get(run.meaning, ()), *at})
        return {
            meaning: [At(index + _PAUSE * bisect_right(text.ends, index), index) for index in each]
            for meaning, each in found.items()
            if asked >> meaning & 1
        }


def _mask(meanings: Iterable[int]) -> int:
    return reduce(or_, (1 << each for each in meanings), 0)


def _by_rarest(runs: Sequence[Run]) -> Iterator[tuple[int, Run]]:
    """Each with the part that the fewest have: what is in many of them is in many texts."""
    having = Counter(part for run in runs for part in run.parts)
    for run in runs:
        yield min(run.parts, key=lambda part: (having[part], part)), run


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


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


def _starts(phrase: Phrase, places: Mapping[int, Sequence[At]]) -> list[At]:
    """From where everything of the phrase is near."""
    return [at for meaning in phrase.first for at in places.get(meaning, ()) if all(_near(slot, at.place, places) for slot in phrase.slots)]


def _guarded(phrase: Phrase, at: int, places: Mapping[int, Sequence[At]]) -> bool:
    return any(meaning in places and _within(places[meaning], at - reach, at + reach) for meaning, reach in phrase.guards)


def _near(slot: Slot, at: int, places: Mapping[int, Sequence[At]]) -> bool:
    least = at + 1 if slot.behind else at - slot.reach
    return any(_within(places[meaning], least, at + slot.reach, at) for meaning in slot.meanings if meaning in places)


def _within(places: Sequence[At], least: int, most: int, but: int = -1) -> bool:
    """Whether one of them is from ``least`` to ``most``, and not ``but``: a word is not two of a phrase."""
    first = bisect_left(places, (least,))
    return any(places[one].place <= most and places[one].place != but for one in range(first, min(first + 2, len(places))))


@lru_cache(maxsize=1)
def phrase_reader() -> PhraseReader:
    """The reader with the phrases of the package. Raises ``OSError`` or ``ValueError`` where they are missing or damaged."""
    return PhraseReader(read_phrases())
