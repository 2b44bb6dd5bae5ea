"""Who is named once in an exchange is known in all of it: "Budi Santoso" ... "Pak Budi" ... "budinya". Pure; finds no new people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from guardrail.core.text import Finding, Span

from .also_words import ALSO_WORDS
from .known import Blocks, Taken, looked_through, stands
from .name_words import HONORIFICS, NOT_NAMES, PARTICLES, PLACES, TITLES

__all__ = ["KNOWN_NAMES", "with_known_names"]

_PERSON = "PERSON"
_SURE = 0.6
"""A name that is only guessed at makes nothing else a name."""
_SHORTEST_PART = 3
_MOST_PARTS = 20_000
_FEW = 64
"""So many parts are looked for one by one, which is faster than reading all words."""
_WORD = re.compile(r"[^\W\d_]+(?:['’`\-][^\W\d_]+)*")
_INSIDE = re.compile(r"[^\W\d_]['’`\-]?\Z")
"""What goes on behind this is no beginning of a word."""
_CLITIC = re.compile(r"-?(?:nya|ku|mu|lah|kah|pun)\Z")
_JOINED = re.compile(r"[ \t]{1,3}|\.[ \t]?|[ \t]*\r?\n[ \t]*|[_-]")
_MOST_WORDS_BEFORE = 4
_ANNOUNCED, _ALONE = 0.85, 0.75
KNOWN_NAMES = "KnownNames"
"""Name of the rule, as findings carry it."""
_ANNOUNCERS = HONORIFICS | TITLES
_THINGS = PLACES | {
    *("desa", "kelurahan", "dusun", "dukuh", "kampung", "kecamatan", "kabupaten", "kota", "provinsi", "pulau", "gunung", "sungai"),
    *("festival", "piala", "turnamen", "pt", "cv", "ud", "posyandu", "program"),
}
"""What is named after people, or as they are."""


def with_known_names(
    texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]], blocks: Blocks | None = None
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings, and every further place where a person of theirs is named, in any letter case, whole or in part.

    ``found`` maps the index of a text to what was found in it; so does the answer. A part that is also a word ("Jaya", "Sri")
    counts behind an honorific or beside another part of its name, never alone; behind the word for a street or a school it is
    the name of a place. Where only a part of a known name was found, the whole of it takes its place. Linear in the length of the texts;
    with ``blocks``, in that of the texts that are new.
    """
    names = _Names(_named(texts, found))
    return looked_through(names, texts, found, blocks) if names else found


def _stands(other: Finding, known: Span) -> bool:
    """Whether what was found meets a known name and is more than a part of it, or something else than a name."""
    return stands(other.span, known) or (other.entity != _PERSON and other.span.overlaps(known))


def _named(texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]]) -> Iterator[tuple[str, ...]]:
    """The words of every person's name."""
    seen = set()
    for index, findings in found.items():
        for finding in findings:
            if finding.entity == _PERSON and finding.score >= _SURE:
                name = texts[index][finding.span.start : finding.span.end]
                if name not in seen:
                    seen.add(name)
                    words = tuple(word.lower() for word in _WORD.findall(name))
                    if words:
                        yield words


class _Names:
    """Names known in an exchange, by their parts."""

    stage: Final = b"names"

    def __init__(self, names: Iterable[tuple[str, ...]]) -> None:
        self._whole = tuple(dict.fromkeys(names))
        self._parts: dict[str, set[tuple[str, ...]]] = {}
        for name in self._whole:
            for part in _parts_of(name):
                if len(self._parts) < _MOST_PARTS:
                    self._parts.setdefault(part, set()).add(name)

    @property
    def marks(self) -> Sequence[str]:
        return [" ".join(name) for name in self._whole]

    def touch(self, since: int, text: str) -> bool:
        """A name of which no part begins a word here names nobody here."""
        lower = text.lower()
        return any(part in lower for name in self._whole[since:] for part in _parts_of(name))

    def __bool__(self) -> bool:
        return bool(self._parts)

    def again(self, text: str, taken: Sequence[Finding]) -> Iterator[Finding]:
        """Every place of the text where a known name stands and nothing else does, by position."""
        done = 0
        known = Taken(taken)
        for start in self._starts(text):
            if start < done:
                continue
            first = last = _word_at(text, start)
            part, tail = self._part(first.group().lower())
            done = first.end()
            if not part:
                continue
            owners: Iterable[tuple[str, ...]] = self._parts[part]
            size = 1
            while not tail and (word := _WORD.search(text, last.end())) and _JOINED.fullmatch(text, last.end(), word.start()):
                following, tail = self._part(word.group().lower(), owners)
                if not following:
                    break
                owners = {name for name in owners if following in name}
                last, done, size = word, word.end(), size + 1
            span = Span(first.start(), last.end() - tail)
            if any(_stands(other, span) for other in known.meeting(span)):
                continue
            score = _score(text, first, part, size)
            if score:
                yield Finding(_PERSON, span, score, KNOWN_NAMES)

    def _starts(self, text: str) -> Iterable[int]:
        """Where the words begin that may be parts of names, in order. A few parts are looked for faster than all words are read."""
        lower = text.lower()
        if len(self._parts) > _FEW or len(lower) != len(text):
            return [word.start() for word in _WORD.finditer(text) if self._part(word.group().lower())[0]]
        starts = []
        for part in self._parts:
            at = lower.find(part)
            while at >= 0:
                if not _INSIDE.search(text, max(0, at - 2), at):
                    starts.append(at)
                at = lower.find(part, at + len(part))
        return sorted(starts)

    def _part(self, word: str, owners: Iterable[tuple[str, ...]] | None = None) -> tuple[str, int]:
        """The part of a name that the word is, and how many letters of a suffix follow it; ("", 0) where it is none."""
        if self._owned(word, owners):
            return word, 0
        clitic = _CLITIC.search(word)
        if clitic and self._owned(stem := word[: clitic.start()], owners):
            return stem, len(clitic.group())
        return "", 0

    def _owned(self, word: str, owners: Iterable[tuple[str, ...]] | None) -> bool:
        return word in self._parts if owners is None else any(word in name for name in owners)


def _parts_of(name: tuple[str, ...]) -> Iterator[str]:
    """The words of a name that are looked for."""
    return (part for part in name if len(part) >= _SHORTEST_PART and part not in PARTICLES and part not in NOT_NAMES)


def _word_at(text: str, start: int) -> re.Match[str]:
    word = _WORD.match(text, start)
    assert word is not None  # noqa: S101 - a part of a name stands there
    return word


def _score(text: str, first: re.Match[str], part: str, size: int) -> float:
    """What a name's part is worth by the words before it. ``size`` words of one name stand together."""
    before = _words_before(text, first.start())
    announced = bool(before) and before[0].lower() in _ANNOUNCERS
    for word in before:
        if word.lower() in _THINGS:
            return 0.0
        if not word[0].isupper() and word.lower() not in _ANNOUNCERS:
            break
    if announced or size > 1:
        return _ANNOUNCED
    return 0.0 if part in ALSO_WORDS else _ALONE


def _words_before(text: str, end: int) -> list[str]:
    """The words that stand close before a place, each close to the next, the nearest one first."""
    start = end
    for _ in range(_MOST_SPACES):
        start = max(text.rfind(" ", max(0, start - _LONGEST_WORD), start), start - _LONGEST_WORD, 0)
    words = []
    for word in reversed([*_WORD.finditer(text, start, end)][-_MOST_WORDS_BEFORE:]):
        if end - word.end() > _CLOSE:
            break
        words.append(word.group())
        end = word.start()
    return words


_CLOSE = 2
"""A full stop and a space may stand between "Pak." and the name."""
_MOST_SPACES = _MOST_WORDS_BEFORE * _CLOSE
"""Behind the words before a name, where they are close."""
_LONGEST_WORD = 64
