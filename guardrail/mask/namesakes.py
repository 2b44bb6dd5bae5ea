"""Which names of one exchange are one person's: "Budi Santoso", "BUDI", "Pak Santoso". Never guesses between two people."""

from __future__ import annotations

import re

__all__ = ["Namesakes"]

_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 6
_MOST_OF_A_PART = 64
"""A part that so many people share tells nobody apart, and looking through them all would take quadratic time."""


class Namesakes:
    """The people of one exchange, each known by the way it was first written.

    Names belong together where the words of one are among the words of the other, in any letter case and order, and no second
    person fits. What is decided for a name stays: chat clients resend their history, and so the first mention stays the first.
    """

    __slots__ = ("_first", "_parts", "_words")

    def __init__(self) -> None:
        self._first: list[str] = []
        self._words: list[frozenset[str]] = []
        self._parts: dict[str, set[int]] = {}

    def first(self, name: str) -> str:
        """How the person of this name was first written: the name itself where the person is new, or nobody can tell."""
        words = frozenset(word.lower() for word in _WORD.findall(name))
        if not 0 < len(words) <= _MOST_WORDS:
            return name
        people = self._longer(words) | self._shorter(words)
        if len(people) == 1:
            (person,) = people
            self._know(person, words)
            return self._first[person]
        if not people:
            self._first.append(name)
            self._words.append(frozenset())
            self._know(len(self._first) - 1, words)
        return name

    def _know(self, person: int, words: frozenset[str]) -> None:
        for word in words - self._words[person]:
            self._parts.setdefault(word, set()).add(person)
        self._words[person] |= words

    def _longer(self, words: frozenset[str]) -> set[int]:
        """People whose names have all these words."""
        rarest = min((self._parts.get(word, _NOBODY) for word in words), key=len)
        return {person for person in rarest if words <= self._words[person]} if len(rarest) <= _MOST_OF_A_PART else set(rarest)

    def _shorter(self, words: frozenset[str]) -> set[int]:
        """People all of whose names' words are among these."""
        candidates = [people for word in words if len(people := self._parts.get(word, _NOBODY)) <= _MOST_OF_A_PART]
        return {person for people in candidates for person in people if self._words[person] <= words}


_NOBODY: set[int] = set()
